package dev.polyrun.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Turns of the rate limiter. */
public class LimiterStress {
    /** Two want the one token that is free. */
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "One has it.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or nobody.")
    @State
    public static class TakeAndTake {
        private final RateLimiter limiter = RateLimiter.perSecond(1);

        @Actor
        public void one(II_Result result) {
            result.r1 = limiter.tryAcquire(0) ? 1 : 0;
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = limiter.tryAcquire(0) ? 1 : 0;
        }
    }

    /** A call is cancelled, and gives its token back, at the moment of its turn. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1"}, expect = ACCEPTABLE, desc = "Used, or free for the next one.")
    @Outcome(expect = FORBIDDEN, desc = "The line is out of step.")
    @State
    public static class UseAndGiveBack {
        private final RateLimiter limiter = RateLimiter.perSecond(1);
        private final RateLimiter.Reservation reserved = limiter.reserve(0, 0);

        @Actor
        public void uses(II_Result result) {
            result.r1 = (int) reserved.use(0);
        }

        @Actor
        public void givesBack() {
            reserved.giveBack();
        }

        @Arbiter
        public void look(II_Result result) {
            long next = limiter.nextFree(0);
            // 0.95 of one a second.
            result.r2 = next == 0 ? 1 : next == 1_052_631_579L ? 0 : -1;
        }
    }
}
