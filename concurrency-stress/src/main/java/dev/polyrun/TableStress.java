package dev.polyrun;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who waits for what, while others come, go, or close. */
public class TableStress {
    /** The last one who waits for a run leaves while another one comes. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Left first: the other one has a new watch.")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "Came first: the watch goes on.")
    @Outcome(expect = FORBIDDEN, desc = "Someone waits for a watch that is gone, or that nobody finds.")
    @State
    public static class LeaveAndCome {
        private final WatchTable table = new WatchTable();
        private final RunFuture leaves = new RunFuture(1, WaitOptions.OnPause.KEEP_WAITING, false);
        private final RunFuture comes = new RunFuture(2, WaitOptions.OnPause.KEEP_WAITING, false);

        public LeaveAndCome() {
            table.attach(StressWorld.LANE, StressWorld.REF, leaves);
        }

        @Actor
        public void leave(III_Result result) {
            result.r1 = table.detach(leaves.watch(), leaves) ? 1 : 0;
        }

        @Actor
        public void come() {
            table.attach(StressWorld.LANE, StressWorld.REF, comes);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = comes.watch().gone ? 1 : 0;
            result.r3 = table.get(StressWorld.LANE, StressWorld.REF) == comes.watch() && comes.watch().waiting().length == 1 ? 1 : 0;
        }
    }

    /** Someone begins to wait while the facade is closed. */
    @JCStressTest
    @Outcome(id = {"1, 1", "0, 0"}, expect = ACCEPTABLE, desc = "Told by the close, or refused.")
    @Outcome(expect = FORBIDDEN, desc = "Waits for ever.")
    @State
    public static class ComeAndClose {
        private final WatchTable table = new WatchTable();
        private final RunFuture comes = new RunFuture(1, WaitOptions.OnPause.KEEP_WAITING, false);

        @Actor
        public void come(II_Result result) {
            result.r1 = table.attach(StressWorld.LANE, StressWorld.REF, comes) ? 1 : 0;
        }

        @Actor
        public void close(II_Result result) {
            result.r2 = table.close().size();
        }
    }

    /** The same with the whole engine, whose close ends what it finds. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The wait has ended, and what was to run on closing has run.")
    @Outcome(expect = FORBIDDEN, desc = "A wait is left, or a task that was to run.")
    @State
    public static class EngineComeAndClose {
        private final PollingEngine engine = StressWorld.engine();
        private final RunFuture comes = new RunFuture(1, WaitOptions.OnPause.KEEP_WAITING, false);
        private volatile boolean told;

        @Actor
        public void come() {
            engine.onClose(() -> told = true);
            engine.attach(StressWorld.ADAPTER, StressWorld.REF, comes);
        }

        @Actor
        public void close() {
            engine.close();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = comes.isCompletedExceptionally() ? 1 : 0;
            result.r2 = told ? 1 : 0;
        }
    }

    /** A call for many runs begins while the facade is closed. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It is cancelled.")
    @Outcome(expect = FORBIDDEN, desc = "It goes on behind the close.")
    @State
    public static class CallAndClose {
        private final PollingEngine engine = StressWorld.engine();
        private final CompletableFuture<Void> call = new CompletableFuture<>();

        @Actor
        public void call(II_Result result) {
            engine.underWay(call);
            result.r1 = 1;
        }

        @Actor
        public void close() {
            engine.close();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = call.isCancelled() ? 1 : 0;
        }
    }
}
