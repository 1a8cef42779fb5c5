package dev.polyrun;

import static com.example.vendor.AcmeAdapter.done;
import static com.example.vendor.AcmeAdapter.ref;
import static com.example.vendor.AcmeAdapter.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.vendor.AcmeAdapter;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an adapter of somebody else does wrong ends in an error that says so, and never in a wait without end. */
class StrangersAdapterTest {
    private static final RunRef RUN = ref(1);
    private static final WorkflowRef WORKFLOW = WorkflowRef.of("acme", "workflow");

    private final VirtualTime time = VirtualTime.create();
    private final AcmeAdapter acme = new AcmeAdapter();
    private final Polyrun polyrun = Polyrun.builder().vendor("acme", context -> acme).timeSource(time).build();

    @AfterEach
    void close() {
        polyrun.close();
    }

    /** A future that is in the hands of somebody who does not care: it can be neither cancelled nor ended. */
    private static final class Stubborn<T> extends CompletableFuture<T> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }
    }

    static Stream<Arguments> wrongLooks() {
        return Stream.of(
                wrong("no future", ref -> null, "The adapter of acme gave no future"),
                wrong("null", ref -> done(null), "The adapter of acme answered null for acme:run-1"),
                wrong("another run", ref -> done(snapshot(ref(2), RunPhase.SUCCEEDED)), "was asked for acme:run-1, and answered for acme:run-2"),
                wrong("thrown", ref -> {
                    throw new ArithmeticException("by zero");
                }, "by zero"),
                wrong("a class that is missing", ref -> {
                    throw new NoClassDefFoundError("com/example/Missing");
                }, "com/example/Missing"),
                wrong("a future that failed with a defect", ref -> CompletableFuture.failedFuture(new ArithmeticException("by zero")), "by zero"));
    }

    private static Arguments wrong(String name, Function<RunRef, CompletableFuture<RunSnapshot>> look, String message) {
        return Arguments.of(name, look, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongLooks")
    void aWrongAnswerToALookEndsTheWait(String name, Function<RunRef, CompletableFuture<RunSnapshot>> look, String message) {
        acme.look = look;

        assertThatThrownBy(() -> polyrun.poller(RUN).waitForCompletion())
                .isInstanceOf(PollingFailedException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongLooks")
    void aWrongAnswerToOneRunLeavesTheWaitsForOthersAlone(String name, Function<RunRef, CompletableFuture<RunSnapshot>> look, String message) {
        acme.look = ref -> ref.equals(RUN) ? look.apply(ref) : done(snapshot(ref, RunPhase.SUCCEEDED));

        CompletableFuture<Run> other = polyrun.poller(ref(3)).completion();

        assertThatThrownBy(() -> polyrun.poller(RUN).waitForCompletion()).isInstanceOf(PollingFailedException.class);
        assertThat(Facades.end(other).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aWrongAnswerToAReadEndsTheCallAndTheWait() {
        for (Run answer : new Run[] {null, new Run(snapshot(ref(2), RunPhase.SUCCEEDED), null)}) {
            acme.read = ref -> done(answer);

            assertThatThrownBy(() -> polyrun.get(RUN)).isInstanceOf(IllegalStateException.class).hasMessageContaining("The adapter of acme");
            assertThatThrownBy(() -> polyrun.poller(RUN).waitForCompletion())
                    .isInstanceOf(PollingFailedException.class)
                    .hasMessageContaining("The adapter of acme");
        }
    }

    @Test
    void whatWaitingMayMendIsWaitedOutThoughItIsThrownAtOnce() {
        AtomicInteger looks = new AtomicInteger();
        acme.look = ref -> {
            if (looks.incrementAndGet() < 3) {
                throw new ConnectionException("refused", null);
            }
            return done(snapshot(ref, RunPhase.SUCCEEDED));
        };

        assertThat(polyrun.poller(RUN).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(looks).hasValue(3);
    }

    @Test
    void aLookThatNeverEndsIsGivenUpAndSentAgain() {
        List<CompletableFuture<RunSnapshot>> lost = List.of(new CompletableFuture<>(), new Stubborn<>());
        AtomicInteger looks = new AtomicInteger();
        acme.look = ref -> {
            int look = looks.getAndIncrement();
            return look < lost.size() ? lost.get(look) : done(snapshot(ref, RunPhase.SUCCEEDED));
        };

        assertThat(polyrun.poller(RUN).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(lost.get(0)).isCancelled();
    }

    @Test
    void aReadAndACancellingThatNeverEndAreGivenUpAfterTenMinutes() {
        acme.read = ref -> new Stubborn<>();
        acme.look = ref -> done(snapshot(ref, RunPhase.RUNNING));
        acme.cancel = run -> new Stubborn<>();

        for (Runnable call : List.<Runnable>of(() -> polyrun.get(RUN), () -> polyrun.cancel(RUN))) {
            Duration before = time.elapsed();
            assertThatThrownBy(call::run).isInstanceOf(CallTimeoutException.class).hasMessageContaining("acme").hasMessageContaining("PT10M");
            assertThat(time.elapsed().minus(before)).isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    void aCallUnderWayEndsWithTheFacade() throws InterruptedException {
        CountDownLatch sent = new CountDownLatch(1);
        acme.read = ref -> {
            sent.countDown();
            return new CompletableFuture<>();
        };
        // In real time, where ten minutes do not pass.
        Polyrun shortLived = Polyrun.builder().vendor("acme", context -> acme).build();
        CompletableFuture<Run> read = Facades.elsewhere(() -> shortLived.get(RUN));
        assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();

        shortLived.close();

        assertThatThrownBy(() -> Facades.end(read)).isInstanceOf(CallTimeoutException.class).hasMessageContaining("the facade was closed");
    }

    @Test
    void cancellingThatAnswersNullIsAMistake() {
        acme.look = ref -> done(snapshot(ref, RunPhase.RUNNING));
        acme.cancel = run -> done(null);

        assertThatThrownBy(() -> polyrun.cancel(RUN)).isInstanceOf(IllegalStateException.class).hasMessageContaining("The adapter of acme");
    }

    static Stream<Arguments> wrongStarts() {
        return Stream.of(
                Arguments.of("no future", (Function<WorkflowRef, CompletableFuture<RunRef>>) workflow -> null),
                Arguments.of("null", (Function<WorkflowRef, CompletableFuture<RunRef>>) workflow -> done(null)),
                Arguments.of("another vendor", (Function<WorkflowRef, CompletableFuture<RunRef>>) workflow -> done(RunRef.of("retab", "run-1"))),
                Arguments.of("no id", (Function<WorkflowRef, CompletableFuture<RunRef>>) workflow -> done("").thenApply(id -> StartedRun.of(workflow, id))),
                Arguments.of("never", (Function<WorkflowRef, CompletableFuture<RunRef>>) workflow -> new Stubborn<>()),
                Arguments.of("a defect", (Function<WorkflowRef, CompletableFuture<RunRef>>)
                        workflow -> CompletableFuture.failedFuture(new NullPointerException("answer"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongStarts")
    void aStartThatWasSentAndNamesNoRunHasAnUnknownOutcome(String name, Function<WorkflowRef, CompletableFuture<RunRef>> start) {
        acme.start = start;

        assertThatThrownBy(() -> polyrun.start(WORKFLOW, StartRequest.empty()))
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> assertThat(e.workflow()).isEqualTo(WORKFLOW));
    }

    @Test
    void whatIsThrownAtOnceByAStartWasNotSent() {
        acme.start = workflow -> {
            throw new IllegalArgumentException("no such input");
        };

        assertThatThrownBy(() -> polyrun.start(WORKFLOW, StartRequest.empty())).isInstanceOf(IllegalArgumentException.class).hasMessage("no such input");
    }

    @Test
    void aStartThatSaysThatItWasNotDoneIsBelieved() {
        acme.start = workflow -> CompletableFuture.failedFuture(new ConnectionException("refused", null));

        assertThatThrownBy(() -> polyrun.start(WORKFLOW, StartRequest.empty())).isInstanceOf(ConnectionException.class);
    }

    @Test
    void aStartedRunIsReachedThroughTheAccountThatStartedItThoughTheAdapterForgotIt() {
        acme.start = workflow -> done(RUN);
        try (Polyrun eu = Polyrun.builder().vendor("acme", "eu", context -> acme).build()) {
            assertThat(eu.start(WorkflowRef.parse("acme@eu:workflow"), StartRequest.empty())).hasToString("acme@eu:run-1");
        }
    }

    /** A list that would show that all runs have succeeded, if it were not for what is wrong with it. */
    private record Listing(Supplier<CompletableFuture<Map<RunRef, RunSnapshot>>> answer, AtomicInteger calls) implements RunBatch {
        @Override
        public int limit() {
            return 100;
        }

        @Override
        public CompletableFuture<Map<RunRef, RunSnapshot>> snapshots(List<RunSnapshot> runs, RequestOptions options) {
            calls.incrementAndGet();
            return answer.get();
        }
    }

    static Stream<Arguments> wrongLists() {
        Map<RunRef, RunSnapshot> mixedUp = Map.of(ref(1), snapshot(ref(2), RunPhase.SUCCEEDED), ref(2), snapshot(ref(1), RunPhase.SUCCEEDED));
        return Stream.of(
                wrongList("no future", () -> null),
                wrongList("null", () -> done(null)),
                wrongList("never", Stubborn::new),
                wrongList("thrown", () -> {
                    throw new ArithmeticException("by zero");
                }),
                wrongList("mixed up", () -> done(mixedUp)));
    }

    private static Arguments wrongList(String name, Supplier<CompletableFuture<Map<RunRef, RunSnapshot>>> answer) {
        return Arguments.of(name, answer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongLists")
    void whereAListAnswersWronglyEachRunIsLookedAtByItself(String name, Supplier<CompletableFuture<Map<RunRef, RunSnapshot>>> answer) {
        Listing list = new Listing(answer, new AtomicInteger());
        acme.list = run -> list;
        acme.look = ref -> done(snapshot(ref, time.elapsed().compareTo(Duration.ofMinutes(2)) < 0 ? RunPhase.RUNNING : RunPhase.FAILED));
        acme.read = ref -> done(new Run(snapshot(ref, RunPhase.FAILED), null));

        List<RunCompletion> all = polyrun.watchAll(List.of(ref(1), ref(2))).waitForAll();

        assertThat(list.calls()).hasPositiveValue();
        assertThat(all).hasSize(2).allSatisfy(end -> assertThat(end.get().phase()).isEqualTo(RunPhase.FAILED));
    }

    @Test
    void whereItCannotBeSaidWhichListAnswersEachRunIsLookedAtByItself() {
        acme.list = run -> {
            throw new ArithmeticException("by zero");
        };

        assertThat(polyrun.watchAll(List.of(ref(1), ref(2))).waitForAll()).hasSize(2).allSatisfy(end -> assertThat(end.get()).isNotNull());
    }

    @Test
    void aCheckThatBreaksOnOneReferenceKeepsARestoreFromNothingElse() {
        acme.check = ref -> {
            if (ref.equals(RUN)) {
                throw new NullPointerException("workflow");
            }
        };
        assertThatThrownBy(() -> polyrun.get(RUN)).isInstanceOf(IllegalStateException.class).hasMessageContaining("The adapter of acme could not check");

        MemoryStore store = new MemoryStore(Collections.synchronizedSet(new LinkedHashSet<>(List.of(RUN, ref(2)))));
        try (RunGroup group = polyrun.restore(store)) {
            assertThat(group.waitForAll()).singleElement().satisfies(end -> assertThat(end.ref()).isEqualTo(ref(2)));
        }
    }

    private record MemoryStore(Set<RunRef> refs) implements WatchStore {
        @Override
        public void put(RunRef ref) {
            refs.add(ref);
        }

        @Override
        public void remove(RunRef ref) {
            refs.remove(ref);
        }

        @Override
        public Set<RunRef> all() {
            return new LinkedHashSet<>(refs);
        }
    }
}
