package dev.polyrun;

import static com.example.vendor.AcmeAdapter.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.vendor.AcmeAdapter;
import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts are held against the inputs that the vendor publishes, which costs little, and never keeps a good start from happening. */
class InputChecksTest {
    private static final WorkflowRef ACME = WorkflowRef.of("acme", "workflow");

    private final VirtualTime time = VirtualTime.create();
    private final GumloopSimulator gumloop = GumloopSimulator.start();
    private final AcmeAdapter acme = new AcmeAdapter();
    private final AtomicInteger acmeReads = new AtomicInteger();
    private final Polyrun polyrun = builder().build();
    private final WorkflowRef flow = WorkflowRef.of("gumloop", gumloop.workflowId());

    private PolyrunBuilder builder() {
        return Polyrun.builder()
                .gumloop(client -> client.baseUrl(gumloop.baseUrl())
                        .apiKey(gumloop.apiKey())
                        .userId(gumloop.userId())
                        .retryPolicy(RetryPolicy.none())
                        .okHttpClient(gumloop.inMemoryClient(time)))
                .vendor("acme", context -> acme)
                .timeSource(time);
    }

    @AfterEach
    void close() {
        polyrun.close();
        gumloop.close();
    }

    private long reads() {
        return gumloop.requests().stream().filter(request -> request.path().endsWith("/get_inputs")).count();
    }

    private long starts() {
        return gumloop.requests().stream().filter(InputChecksTest::isStart).count();
    }

    private static boolean isStart(SimulatedRequest request) {
        return request.path().endsWith("/start_pipeline");
    }

    private void start(String input) {
        polyrun.start(flow, StartRequest.input(input, "x"));
    }

    private void acmePublishes(WorkflowInput... inputs) {
        acme.inputs = workflow -> {
            acmeReads.incrementAndGet();
            return done(Optional.of(List.of(inputs)));
        };
    }

    @Test
    void aWrongNameIsRefusedBeforeAnythingIsStarted() {
        assertThatThrownBy(() -> polyrun.start(flow, StartRequest.input("topik", "tea").and("recipient", "Ada").and("colour", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(flow + ": there is no input \"topik\" (did you mean \"topic\"?); there is no input \"colour\". As gumloop publishes it, "
                        + "the workflow takes \"topic\" (text), \"recipient\" (text), \"attachment\" (file). If that is not so, "
                        + "checkInputs(false) on the builder sends inputs as they are");
        assertThat(starts()).isZero();
    }

    @Test
    void namesThatAreThereAreSent() {
        polyrun.start(flow, StartRequest.input("topic", "tea").and("attachment", "uploaded.pdf"));

        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void aFileForATextIsRefused() {
        assertThatThrownBy(() -> polyrun.start(flow, StartRequest.file("topic", FileSource.of("tea.txt", new byte[1]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the input \"topic\" takes text, and is given the file \"tea.txt\"");
        assertThat(gumloop.requests()).allMatch(request -> request.path().endsWith("/get_inputs"));
    }

    @Test
    void whatIsRequiredMustBeThere() {
        acmePublishes(WorkflowInput.of("colour", Kind.TEXT), WorkflowInput.of("size", Kind.NUMBER).withRequired(true));

        assertThatThrownBy(() -> polyrun.start(ACME, StartRequest.input("colour", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the input \"size\" is required, and is not given");
        polyrun.start(ACME, StartRequest.input("colour", "red").and("size", 7));
    }

    @Test
    void aStartWithoutInputsIsNotChecked() {
        polyrun.start(flow, StartRequest.empty());

        assertThat(reads()).isZero();
    }

    @Test
    void nothingIsCheckedWhenThatIsNotWanted() {
        try (Polyrun careless = builder().checkInputs(false).build()) {
            careless.start(flow, StartRequest.input("topik", "tea"));
        }

        assertThat(reads()).isZero();
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void theInputsAreReadOnceInFiveMinutes() {
        start("topic");
        time.advance(InputChecks.KEPT);
        start("recipient");
        assertThat(reads()).isEqualTo(1);

        time.advance(Duration.ofSeconds(1));
        start("topic");
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void howLongTheFacadeHasBeenThereDoesNotMatter() {
        time.advance(Duration.ofDays(1));
        start("topic");
        time.advance(Duration.ofMinutes(4));
        start("topic");

        assertThat(reads()).isEqualTo(1);
    }

    @Test
    void aNameThatIsNewIsLookedForBeforeItIsRefused() {
        start("topic");
        gumloop.addInput("colour", "string");
        time.advance(InputChecks.FRESH.plusSeconds(1));

        start("colour");

        assertThat(starts()).isEqualTo(2);
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void wrongNamesInARowAreRefusedByOneRead() {
        for (int number = 0; number < 5; number++) {
            assertThatThrownBy(() -> start("colour")).isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(reads()).isEqualTo(1);
    }

    static Stream<Fault> failures() {
        return Stream.of(
                Fault.status(403, "application/json", "{\"error\":\"no\"}"),
                Fault.status(404, "application/json", "{\"error\":\"no\"}"),
                Fault.htmlError(500),
                Fault.tooManyRequests(),
                Fault.connectionReset(),
                Fault.garbage(),
                Fault.emptyBody());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aStartGoesOnWhenTheInputsCannotBeReadAndTheyAreNotAskedForAgainForAWhile(Fault failure) {
        gumloop.failNext(request -> request.path().endsWith("/get_inputs"), failure);

        start("topik");
        start("topik");
        assertThat(starts()).isEqualTo(2);
        assertThat(reads()).isEqualTo(1);

        time.advance(InputChecks.KEPT.plusSeconds(1));
        assertThatThrownBy(() -> start("topik")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStartWaitsFiveSecondsForTheInputsAndThenGoesOn() {
        acme.inputs = workflow -> {
            acmeReads.incrementAndGet();
            return new CompletableFuture<>();
        };

        polyrun.start(ACME, StartRequest.input("any", "x"));
        assertThat(time.elapsed()).isEqualTo(InputChecks.PATIENCE);

        polyrun.start(ACME, StartRequest.input("any", "x"));
        assertThat(time.elapsed()).isEqualTo(InputChecks.PATIENCE);
        assertThat(acmeReads).hasValue(1);
    }

    @Test
    void anAdapterThatThrowsInsteadOfAnsweringKeepsNoStartBack() {
        acme.inputs = workflow -> {
            throw new ArithmeticException("by zero");
        };
        polyrun.start(ACME, StartRequest.input("any", "x"));

        acme.inputs = workflow -> null;
        polyrun.start(WorkflowRef.of("acme", "another"), StartRequest.input("any", "x"));

        acme.inputs = workflow -> done(null);
        polyrun.start(WorkflowRef.of("acme", "third"), StartRequest.input("any", "x"));
    }

    /** A read that is under way until the test ends it; meanwhile no time passes. */
    private CompletableFuture<Optional<List<WorkflowInput>>> pendingRead(CountDownLatch begun) {
        CompletableFuture<Optional<List<WorkflowInput>>> answer = new CompletableFuture<>();
        acme.inputs = workflow -> {
            acmeReads.incrementAndGet();
            time.workBegins();
            begun.countDown();
            return answer;
        };
        return answer;
    }

    @Test
    void startsAtTheSameTimeShareOneRead() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Optional<List<WorkflowInput>>> answer = pendingRead(begun);
        List<CompletableFuture<RunRef>> started = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            started.add(Facades.elsewhere(() -> polyrun.start(ACME, StartRequest.input("colour", "red"))));
        }
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        answer.complete(Optional.of(List.of(WorkflowInput.of("colour", Kind.TEXT))));
        time.workEnds();

        assertThat(started).allSatisfy(start -> assertThat(Facades.end(start)).isEqualTo(RunRef.of("acme", "run-1")));
        assertThat(acmeReads).hasValue(1);
    }

    @Test
    void whoeverIsInterruptedHasStartedNothingAndLeavesTheReadToTheOthers() throws InterruptedException {
        AtomicInteger acmeStarts = new AtomicInteger();
        acme.start = workflow -> {
            acmeStarts.incrementAndGet();
            return done(RunRef.of("acme", "run-1"));
        };
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Optional<List<WorkflowInput>>> answer = pendingRead(begun);
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<Object> interrupted = Facades.elsewhere(() -> {
            caller.set(Thread.currentThread());
            try {
                return polyrun.start(ACME, StartRequest.input("colour", "red"));
            } catch (CallInterruptedException e) {
                return Thread.currentThread().isInterrupted();
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        caller.get().interrupt();

        assertThat(Facades.end(interrupted)).isEqualTo(true);
        assertThat(acmeStarts).hasValue(0);
        assertThat(answer).isNotDone();
        answer.complete(Optional.of(List.of()));
        time.workEnds();
        assertThatThrownBy(() -> polyrun.start(ACME, StartRequest.input("colour", "red"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(acmeReads).hasValue(1);
    }

    @Test
    void noMoreThanAThousandWorkflowsAreRemembered() {
        acmePublishes(WorkflowInput.of("colour", Kind.TEXT));
        for (int number = 0; number <= InputChecks.MOST; number++) {
            polyrun.start(WorkflowRef.of("acme", "workflow-" + number), StartRequest.input("colour", "red"));
        }
        polyrun.start(WorkflowRef.of("acme", "workflow-" + InputChecks.MOST), StartRequest.input("colour", "red"));
        assertThat(acmeReads).hasValue(InputChecks.MOST + 1);

        polyrun.start(WorkflowRef.of("acme", "workflow-0"), StartRequest.input("colour", "red"));
        assertThat(acmeReads).hasValue(InputChecks.MOST + 2);
    }

    @Test
    void twoAccountsAreRememberedApart() {
        AcmeAdapter other = new AcmeAdapter();
        other.inputs = workflow -> done(Optional.of(List.of(WorkflowInput.of("size", Kind.NUMBER))));
        acmePublishes(WorkflowInput.of("colour", Kind.TEXT));
        try (Polyrun both = Polyrun.builder()
                .vendor("acme", context -> acme).vendor("acme", "eu", context -> other).timeSource(time).build()) {
            WorkflowRef there = WorkflowRef.parse("acme@eu:workflow");
            both.start(ACME, StartRequest.input("colour", "red"));
            both.start(there, StartRequest.input("size", 7));

            assertThatThrownBy(() -> both.start(there, StartRequest.input("colour", "red")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("takes \"size\" (number)");
        }
    }

    @Test
    void anIdOfANodeIsANameToo() {
        acmePublishes(WorkflowInput.of("User Question", Kind.TEXT).withId("node-1"));

        for (String name : List.of("User Question", "node-1", "node-1::input")) {
            polyrun.start(ACME, StartRequest.input(name, "why?"));
        }
        assertThatThrownBy(() -> polyrun.start(ACME, StartRequest.input("user_question", "why?")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean \"User Question\"?");
    }

    @Test
    void aLabelLeadsToTheName() {
        acmePublishes(
                WorkflowInput.of("start-node-1", Kind.FILE).withLabel("Invoice"), WorkflowInput.of("start-json-1", Kind.ANY).withLabel("Customer"));

        assertThatThrownBy(() -> polyrun.start(ACME, StartRequest.input("customer", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean \"start-json-1\"?")
                .hasMessageContaining("takes \"start-node-1\" (\"Invoice\", file), \"start-json-1\" (\"Customer\")");
    }

    @Test
    void aWorkflowWithoutInputsSaysSo() {
        acmePublishes();

        assertThatThrownBy(() -> polyrun.start(ACME, StartRequest.input("colour", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no input \"colour\".")
                .hasMessageContaining("the workflow takes no inputs");
    }
}
