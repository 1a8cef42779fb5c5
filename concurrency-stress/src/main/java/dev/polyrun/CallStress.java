package dev.polyrun;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What a chain of calls has opened, while its future is cancelled. */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Its holder has it, open.")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Cancelled, and closed.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Cancelled before anything was opened.")
@Outcome(expect = FORBIDDEN, desc = "Cancelled, and left open; or closed though somebody has it.")
@State
public class CallStress {
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private volatile int opened;
    private final CompletableFuture<AutoCloseable> result = Futures.then(first, name -> {
        opened = 1;
        return CompletableFuture.completedFuture(() -> opened = 2);
    });

    @Actor
    public void answers() {
        first.complete("file");
    }

    @Actor
    public void cancels() {
        result.cancel(true);
    }

    @Arbiter
    public void look(II_Result seen) {
        seen.r1 = result.isCancelled() ? 1 : 0;
        seen.r2 = opened;
    }
}
