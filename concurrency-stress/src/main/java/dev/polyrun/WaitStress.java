package dev.polyrun;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The future of a wait: its end, its deadline and its holder. */
public class WaitStress {
    private static final VarHandle INDEX = index();

    private static VarHandle index() {
        try {
            return MethodHandles.privateLookupIn(TimerHeap.Entry.class, MethodHandles.lookup()).findVarHandle(TimerHeap.Entry.class, "index", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A wait that ends while its deadline is set. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "The timer has forgotten the deadline.")
    @Outcome(expect = FORBIDDEN, desc = "The timer keeps the deadline, and with it the run, until then.")
    @State
    public static class DeadlineAndEnd {
        private final RunFuture future = StressWorld.wait(StressWorld.watch());
        private final TimerHeap.Entry deadline = new TimerHeap.Entry() {
            @Override
            void due() {}
        };

        public DeadlineAndEnd() {
            StressWorld.ENGINE.timer().schedule(deadline, Long.MAX_VALUE / 2);
        }

        @Actor
        public void waits() {
            future.deadline(deadline);
        }

        @Actor
        public void ends() {
            future.succeed(StressWorld.END);
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = (int) INDEX.get(deadline) < 0 ? 0 : 1;
            StressWorld.ENGINE.timer().cancel(deadline);
        }
    }

    /** Its holder cancels it while its run ends. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Cancelled.")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "Ended before.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
    @State
    public static class CancelAndEnd {
        private final RunFuture future = StressWorld.wait(StressWorld.watch());

        @Actor
        public void cancels(III_Result result) {
            result.r1 = future.cancel(true) ? 1 : 0;
        }

        @Actor
        public void ends() {
            future.succeed(StressWorld.END);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = future.isCancelled() ? 1 : 0;
            result.r3 = future.isDone() ? 1 : 0;
        }
    }

    /** A hint that comes while earlier ones are taken. */
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "Taken, or there to be taken.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, or taken twice.")
    @State
    public static class Hints {
        private final Watch watch = StressWorld.watch();

        @Actor
        public void hints() {
            watch.noteHint();
        }

        @Actor
        public void takes(II_Result result) {
            result.r1 = watch.takeHints() ? 1 : 0;
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = watch.takeHints() ? 1 : 0;
        }
    }
}
