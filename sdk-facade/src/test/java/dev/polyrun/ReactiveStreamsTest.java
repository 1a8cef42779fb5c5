package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.TimeSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@link RunUpdates} passes the publisher's part of the Reactive Streams TCK. */
@Tag("big")
class ReactiveStreamsTest {
    private static final PollingEngine ENGINE = new PollingEngine(
            TimeSource.system(),
            // Looks only when it is asked to, and then at once.
            PollingPolicy.builder().schedule(context -> ChronoUnit.FOREVER.getDuration()).pollsPerSecond(1_000_000).build(),
            null,
            new SplittableRandom(0));

    /** What the rules leave open, and we do otherwise. */
    private static final Map<String, String> NOT_OURS = Map.of(
            "optional_spec105_emptyStreamMustTerminateBySignallingOnComplete",
            "no run ends without an update",
            "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne",
            "whoever requests later than others gets the latest state, not each that was");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static List<Method> rules(String kind) {
        return Arrays.stream(Verification.class.getMethods())
                .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class) && method.getName().startsWith(kind))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> theRules() {
        return Stream.of("required_", "stochastic_", "optional_")
                .flatMap(kind -> rules(kind).stream())
                .filter(rule -> !NOT_OURS.containsKey(rule.getName()))
                .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> verify(rule)));
    }

    /** A rule that the kit skips throws as well, and so fails. */
    private static void verify(Method rule) throws Throwable {
        Verification verification = new Verification();
        verification.setUp();
        try {
            rule.invoke(verification);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void allOfTheKitIsLookedAt() {
        assertThat(rules("required_")).hasSize(22);
        assertThat(rules("stochastic_")).hasSize(1);
        assertThat(rules("optional_")).hasSize(8).extracting(Method::getName).containsAll(NOT_OURS.keySet());
        // These do nothing.
        assertThat(rules("untested_")).hasSize(7);
        assertThat(rules("")).hasSize(22 + 1 + 8 + 7);
    }

    static final class Verification extends FlowPublisherVerification<RunUpdate> {
        private static final long TIMEOUT_MILLIS = 20_000;
        private static final long SILENCE_MILLIS = 50;
        /** After this the kit looks for an error only once, whatever the timeout. */
        private static final long ERROR_MILLIS = 1_000;

        Verification() {
            super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS, ERROR_MILLIS));
        }

        @Override
        public Flow.Publisher<RunUpdate> createFlowPublisher(long elements) {
            RunPoller poller = new RunInSteps(elements).poller;
            RunUpdates updates = poller.updates();
            return subscriber -> updates.subscribe(subscriber == null ? null : new LookingOn(subscriber, poller));
        }

        @Override
        public Flow.Publisher<RunUpdate> createFailedFlowPublisher() {
            MemoryAdapter refusing = new MemoryAdapter(() -> CompletableFuture.failedFuture(new IllegalStateException("refused")));
            return new RunPoller(ENGINE, refusing, MemoryAdapter.REF).updates();
        }
    }

    /** A run that waits in each of its states until all subscribers have taken it, so that none of them is merged. */
    private static final class RunInSteps {
        private final MemoryAdapter adapter = new MemoryAdapter(this::look);
        final RunPoller poller = new RunPoller(ENGINE, adapter, MemoryAdapter.REF);
        private final long steps;
        private final AtomicLong step = new AtomicLong();

        RunInSteps(long steps) {
            this.steps = steps;
        }

        private CompletableFuture<RunSnapshot> look() {
            if (steps == 0) {
                return new CompletableFuture<>();
            }
            Watch watch = ENGINE.watch(adapter, MemoryAdapter.REF);
            boolean taken = watch != null && Arrays.stream(watch.waiting()).allMatch(waiter -> ((UpdateFeed) waiter).isRead());
            long now = taken ? step.incrementAndGet() : step.get();
            return CompletableFuture.completedFuture(now < steps ? MemoryAdapter.running(now) : MemoryAdapter.snapshot(RunPhase.SUCCEEDED));
        }
    }

    /** Has the run looked at again when the subscriber has taken an update; adds nothing else, and leaves nothing out. */
    private record LookingOn(Flow.Subscriber<? super RunUpdate> subscriber, RunPoller poller) implements Flow.Subscriber<RunUpdate> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(RunUpdate update) {
            subscriber.onNext(update);
            poller.pollNow();
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }
}
