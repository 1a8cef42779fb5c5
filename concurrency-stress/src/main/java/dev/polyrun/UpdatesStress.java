package dev.polyrun;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Changes on their way from the polling thread to whoever reads them. */
public class UpdatesStress {
    private static RunUpdates updates() {
        return new RunUpdates(StressWorld.ENGINE, StressWorld.ADAPTER, StressWorld.REF, new RunPoller(StressWorld.ENGINE, StressWorld.ADAPTER, StressWorld.REF));
    }

    /** A change comes while a loop begins to wait for one. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The loop has it.")
    @Outcome(expect = FORBIDDEN, desc = "The loop sleeps on.")
    @State
    public static class ChangeAndLoop {
        private final UpdateIterator loop = new UpdateIterator(updates());

        public ChangeAndLoop() {
            loop.attached(StressWorld.watch());
        }

        @Actor
        public void changes() {
            loop.changed(StressWorld.update(RunPhase.RUNNING));
        }

        @Actor
        public void reads(I_Result result) {
            try {
                result.r1 = loop.hasNext() ? 1 : 0;
            } catch (WaitInterruptedException e) {
                Thread.interrupted();
                result.r1 = -1;
            }
        }
    }

    /** The last change and the end come together. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The change with which it ended, and then the end.")
    @Outcome(expect = FORBIDDEN, desc = "An end without its change, or none.")
    @State
    public static class EndAndLoop {
        private final UpdateIterator loop = new UpdateIterator(updates());

        public EndAndLoop() {
            loop.attached(StressWorld.watch());
        }

        @Actor
        public void ends() {
            loop.changed(StressWorld.update(RunPhase.SUCCEEDED));
        }

        @Actor
        public void reads(II_Result result) {
            try {
                while (loop.hasNext()) {
                    loop.next();
                    result.r1++;
                }
            } catch (WaitInterruptedException e) {
                Thread.interrupted();
                result.r2 = -1;
            }
        }
    }

    /** A subscriber asks for a change while it comes. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It is told of it, once, and then of the end.")
    @Outcome(expect = FORBIDDEN, desc = "It is not, or twice, or by two threads at once.")
    @State
    public static class ChangeAndDemand {
        private final Counting subscriber = new Counting();
        private final UpdateSubscription subscription = new UpdateSubscription(updates(), subscriber);

        public ChangeAndDemand() {
            subscription.attached(StressWorld.watch());
            subscription.begin();
        }

        @Actor
        public void changes() {
            subscription.changed(StressWorld.update(RunPhase.SUCCEEDED));
        }

        @Actor
        public void asks() {
            subscription.request(1);
        }

        @Arbiter
        public void look(II_Result result) {
            long start = System.nanoTime();
            while (subscriber.ends == 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5)) {
                Thread.onSpinWait();
            }
            result.r1 = subscriber.changes;
            result.r2 = subscriber.ends;
        }
    }

    /** Adds up without care, as a subscriber may who is told one thing after the other. */
    private static final class Counting implements Flow.Subscriber<RunUpdate> {
        private int changes;
        private volatile int ends;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(RunUpdate update) {
            changes++;
        }

        @Override
        public void onError(Throwable failure) {
            ends = -1;
        }

        @Override
        public void onComplete() {
            ends = 1;
        }
    }
}
