package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook starts a run of Activepieces and does not name it: it is found by what it carries. */
class ActivepiecesStartTest {
    private static final Predicate<SimulatedRequest> WEBHOOK = request -> request.path().contains("/webhooks/");
    private static final Predicate<SimulatedRequest> LIST = request -> request.path().endsWith("/flow-runs");
    private static final Predicate<SimulatedRequest> READ = request -> request.path().contains("/flow-runs/");

    private final VirtualTime time = VirtualTime.create();
    private ActivepiecesSimulator vendor;
    private Polyrun polyrun;
    private WorkflowRef flow;

    @BeforeEach
    void start() {
        vendor = ActivepiecesSimulator.start();
        vendor.onStart(RunScript.perRead("RUNNING", "SUCCEEDED"));
        polyrun = Facades.over(vendor).timeSource(time).build();
        flow = WorkflowRef.of("activepieces", vendor.workflowId());
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendor.close();
    }

    private RunRef started() {
        return polyrun.start(flow, StartRequest.input("name", "Ada"));
    }

    /** A start that goes as far as it gets without time. */
    private CompletableFuture<RunRef> starting() {
        CompletableFuture<RunRef> starting = CompletableFuture.supplyAsync(this::started, time.executor());
        time.advance(Duration.ZERO);
        return starting;
    }

    /** Its end, for which time passes as long as it takes. */
    private <T> T ended(CompletableFuture<T> starting) {
        try {
            time.await(starting);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        return Facades.end(starting);
    }

    /** A look of the search, not the one before the webhook is called. */
    private boolean searches(SimulatedRequest request) {
        return LIST.test(request) && !webhooks().isEmpty();
    }

    private List<SimulatedRequest> webhooks() {
        return vendor.requests().stream().filter(WEBHOOK).toList();
    }

    @Test
    void theWebhookGetsTheInputsAndACorrelationValueAndNoCredential() {
        vendor.webhookRunsAppearAfter(0);
        started();

        SimulatedRequest webhook = webhooks().get(0);
        assertThat(webhook.method() + " " + webhook.path()).isEqualTo("POST /api/v1/webhooks/" + vendor.workflowId());
        assertThat(webhook.json()).isEqualTo(Map.of("name", "Ada"));
        assertThat(webhook.header("x-polyrun-correlation")).isNotBlank();
        assertThat(webhook.header("Authorization")).isNull();
    }

    @Test
    void theRunIsFoundAmongOthersOfTheFlowThatComeAtTheSameTime() {
        vendor.webhookRunsAppearAfter(0);
        RunRef before = Facades.plant(vendor, "RUNNING");
        vendor.failNext(WEBHOOK, Fault.delay(Duration.ofMillis(1)));

        RunRef ref = started();
        RunRef after = Facades.plant(vendor, "QUEUED");

        assertThat(ref).isNotEqualTo(before).isNotEqualTo(after);
        assertThat(ref.runId()).startsWith("run");
    }

    @Test
    void aRunThatAppearsLateIsFoundAndRunsThatWereThereBeforeAreNotRead() {
        for (int i = 0; i < 5; i++) {
            Facades.plant(vendor, "SUCCEEDED");
        }
        vendor.webhookRunsAppearAfter(4);

        RunRef ref = started();

        assertThat(ref.runId()).startsWith("run");
        assertThat(webhooks()).hasSize(1);
        assertThat(vendor.requests().stream().filter(LIST)).hasSize(6);
        assertThat(vendor.requests().stream().filter(READ).map(SimulatedRequest::path)).containsExactly("/api/v1/flow-runs/" + ref.runId());
    }

    @Test
    void aRunThatNoWorkerHasTakenUpYetIsReadAgainUntilItShowsItsTrigger() {
        vendor.webhookRunsAppearAfter(0);
        vendor.onStart(RunScript.perRead("QUEUED", "QUEUED", "QUEUED", "RUNNING"));

        RunRef ref = started();

        assertThat(vendor.requests().stream().filter(READ).map(SimulatedRequest::path)).hasSize(4).containsOnly("/api/v1/flow-runs/" + ref.runId());
    }

    @Test
    void aRunThatNeverAppearsEndsTheStartOnItsDeadlineWithTheCorrelationValueAndOneWebhookCall() {
        vendor.webhookRunsAppearAfter(Integer.MAX_VALUE);

        assertThatThrownBy(() -> started())
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> {
                    assertThat(e.correlation()).isEqualTo(webhooks().get(0).header("x-polyrun-correlation"));
                    assertThat(e.workflow()).isEqualTo(flow);
                    assertThat(e).hasMessageContaining(e.correlation());
                });
        assertThat(webhooks()).hasSize(1);
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theDeadlineHoldsEvenWhenTheListHangs() {
        vendor.failNext(this::searches, Fault.hang());
        // In real time: a call over a socket takes none of the virtual.
        try (Polyrun real = Facades.over(vendor).startTimeout(Duration.ofMillis(300)).build()) {
            assertThatThrownBy(() -> real.start(flow, StartRequest.empty())).isInstanceOf(StartOutcomeUnknownException.class);
        }
    }

    @Test
    void passingFailuresOfTheSearchAreSurvivedWithoutASecondCall() {
        vendor.webhookRunsAppearAfter(0);
        vendor.failNext(this::searches, Fault.htmlError(503));
        vendor.failNext(this::searches, Fault.garbage());
        vendor.failNext(this::searches, Fault.connectionReset());
        vendor.failNext(READ, Fault.tooManyRequests());

        assertThat(started().runId()).isEqualTo(vendor.runIds().get(0));
        assertThat(webhooks()).hasSize(1);
    }

    @Test
    void aRetryAfterOfTheSearchIsHonoured() {
        vendor.webhookRunsAppearAfter(0);
        vendor.failNext(this::searches, Fault.tooManyRequests(Duration.ofSeconds(7)));
        CompletableFuture<RunRef> starting = starting();

        time.advance(Duration.ofMillis(6_999));
        assertThat(starting).isNotDone();
        time.advance(Duration.ofSeconds(1));
        assertThat(ended(starting).vendor()).isEqualTo("activepieces");
    }

    @Test
    void aCandidateThatCannotBeReadDoesNotHideTheRunBehindIt() {
        vendor.webhookRunsAppearAfter(2);
        CompletableFuture<RunRef> starting = starting();
        RunRef broken = Facades.plant(vendor, "RUNNING");
        for (int i = 0; i < 50; i++) {
            vendor.failNext(request -> request.path().endsWith(broken.runId()), Fault.htmlError(500));
        }

        time.advance(Duration.ofSeconds(30));
        assertThat(ended(starting)).isNotEqualTo(broken);
        assertThat(webhooks()).hasSize(1);
    }

    @Test
    void aSearchThatCanNeverSucceedEndsAtOnceWithTheCorrelationValue() {
        vendor.failNext(this::searches, Fault.unauthorized());

        assertThatThrownBy(() -> started())
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> {
                    assertThat(e.correlation()).isEqualTo(webhooks().get(0).header("x-polyrun-correlation"));
                    assertThat(e).hasCauseInstanceOf(ApiException.class);
                });
        assertThat(webhooks()).hasSize(1);
    }

    @Test
    void aWebhookCallWhoseAnswerIsLostIsNotRepeatedAndCarriesTheCorrelationValue() {
        vendor.failNext(WEBHOOK, Fault.connectionReset().afterHandling());

        assertThatThrownBy(() -> polyrun.start(flow, StartRequest.empty()))
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> {
                    assertThat(e.correlation()).isEqualTo(webhooks().get(0).header("x-polyrun-correlation"));
                    assertThat(e).hasCauseInstanceOf(OutcomeUnknownException.class);
                });
        assertThat(webhooks()).hasSize(1);
    }

    @Test
    void aWrongKeyIsNoticedBeforeAnythingIsStarted() {
        vendor.failNext(LIST, Fault.unauthorized());

        assertThatThrownBy(() -> polyrun.start(flow, StartRequest.empty())).isInstanceOf(UnauthorizedException.class);
        assertThat(webhooks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListThatCannotBeReadBeforeTheWebhookIsCalledIsNoUnknownOutcome(boolean empty) {
        vendor.failNext(LIST, empty ? Fault.emptyBody() : Fault.garbage());

        assertThatThrownBy(() -> ended(starting()))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("nothing was started")
                .hasCauseInstanceOf(UndecodableBodyException.class);
        assertThat(webhooks()).isEmpty();
    }

    @Test
    void twoStartsAtTheSameTimeEachGetTheirOwnRun() {
        vendor.webhookRunsAppearAfter(0);
        List<CompletableFuture<String>> starting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "caller-" + i;
            starting.add(CompletableFuture.supplyAsync(
                    () -> name + polyrun.start(flow, StartRequest.input("name", name)).runId(), time.executor()));
        }
        time.advance(Duration.ofSeconds(30));

        for (int i = 0; i < 6; i++) {
            String run = ended(starting.get(i)).substring("caller-0".length());
            Object trigger = polyrun.get(RunRef.of("activepieces", run)).raw(dev.polyrun.activepieces.model.FlowRun.class).steps().get("trigger");
            assertThat(trigger.toString()).contains("caller-" + i);
        }
        assertThat(webhooks()).hasSize(6);
    }

    @Test
    void closingTheFacadeEndsTheSearchWithTheCorrelationValue() {
        vendor.webhookRunsAppearAfter(Integer.MAX_VALUE);
        CompletableFuture<RunRef> starting = starting();

        polyrun.close();

        assertThatThrownBy(() -> ended(starting))
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> assertThat(e.correlation()).isNotNull());
    }

    @Test
    void interruptingTheSearchKeepsTheCorrelationValueAndTheInterruptAndLooksNoFurther() {
        vendor.webhookRunsAppearAfter(Integer.MAX_VALUE);
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<Boolean> starting = CompletableFuture.supplyAsync(() -> {
            caller.set(Thread.currentThread());
            try {
                started();
                return false;
            } catch (StartOutcomeUnknownException e) {
                return e.correlation() != null && Thread.currentThread().isInterrupted();
            }
        }, time.executor());
        time.advance(Duration.ofSeconds(1));

        caller.get().interrupt();

        // Without time: it is the interrupt that ends the search, not the next look that time would bring.
        assertThat(Facades.end(starting)).isTrue();
        int requests = vendor.requests().size();
        time.advance(Duration.ofHours(1));
        assertThat(vendor.requests()).hasSize(requests);
    }

    @Test
    void withoutAProjectNothingIsSent() {
        try (Polyrun homeless = Polyrun.builder()
                .activepieces(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()))
                .build()) {
            assertThatThrownBy(() -> homeless.start(flow, StartRequest.empty()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("projectId(…)")
                    .hasMessageContaining("ACTIVEPIECES_PROJECT_ID");
        }
        assertThat(vendor.requests()).isEmpty();
    }

    @Test
    void aSearchThatFailedToTheEndSaysWithWhat() {
        vendor.webhookRunsAppearAfter(Integer.MAX_VALUE);
        vendor.failNext(this::searches, Fault.htmlError(503));

        assertThatThrownBy(() -> ended(starting()))
                .isInstanceOf(StartOutcomeUnknownException.class)
                .hasCauseInstanceOf(ServerErrorException.class);
        assertThat(vendor.requests().stream().filter(LIST)).as("looks that failed, and looks that found nothing").hasSizeGreaterThan(5);
    }
}
