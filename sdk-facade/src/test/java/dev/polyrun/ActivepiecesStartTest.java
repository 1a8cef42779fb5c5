package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
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

/** A webhook starts a run of Activepieces and does not name it: it is found by what it carries. */
class ActivepiecesStartTest {
    private static final Predicate<SimulatedRequest> WEBHOOK = request -> request.path().contains("/webhooks/");
    private static final Predicate<SimulatedRequest> LIST = request -> request.path().endsWith("/flow-runs");
    private static final Predicate<SimulatedRequest> READ = request -> request.path().contains("/flow-runs/");

    private final ManualTimer timer = new ManualTimer();
    private ActivepiecesSimulator vendor;
    private Polyrun polyrun;
    private WorkflowRef flow;

    @BeforeEach
    void start() {
        vendor = ActivepiecesSimulator.start();
        vendor.onStart(RunScript.perRead("RUNNING", "SUCCEEDED"));
        polyrun = Facades.over(vendor).timer(timer).build();
        flow = WorkflowRef.of("activepieces", vendor.workflowId());
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendor.close();
    }

    private CompletableFuture<RunRef> starting() {
        return Facades.elsewhere(() -> polyrun.start(flow, StartRequest.input("name", "Ada")));
    }

    private <T> CompletableFuture<T> driven(CompletableFuture<T> starting) {
        timer.driveUntilDone(starting, 2);
        return starting;
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
        Facades.end(starting());

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

        RunRef ref = Facades.end(starting());
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

        RunRef ref = Facades.end(driven(starting()));

        assertThat(ref.runId()).startsWith("run");
        assertThat(webhooks()).hasSize(1);
        assertThat(vendor.requests().stream().filter(LIST)).hasSize(6);
        assertThat(vendor.requests().stream().filter(READ).map(SimulatedRequest::path)).containsExactly("/api/v1/flow-runs/" + ref.runId());
    }

    @Test
    void aRunThatNoWorkerHasTakenUpYetIsReadAgainUntilItShowsItsTrigger() {
        vendor.webhookRunsAppearAfter(0);
        vendor.onStart(RunScript.perRead("QUEUED", "QUEUED", "QUEUED", "RUNNING"));

        RunRef ref = Facades.end(driven(starting()));

        assertThat(vendor.requests().stream().filter(READ).map(SimulatedRequest::path)).hasSize(4).containsOnly("/api/v1/flow-runs/" + ref.runId());
    }

    @Test
    void aRunThatNeverAppearsEndsTheStartOnItsDeadlineWithTheCorrelationValueAndOneWebhookCall() {
        vendor.webhookRunsAppearAfter(Integer.MAX_VALUE);
        long start = timer.nanoTime();

        assertThatThrownBy(() -> Facades.end(driven(starting())))
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> {
                    assertThat(e.correlation()).isEqualTo(webhooks().get(0).header("x-polyrun-correlation"));
                    assertThat(e.workflow()).isEqualTo(flow);
                    assertThat(e).hasMessageContaining(e.correlation());
                });
        assertThat(webhooks()).hasSize(1);
        assertThat(Duration.ofNanos(timer.nanoTime() - start)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theDeadlineHoldsEvenWhenTheListHangs() throws InterruptedException {
        vendor.failNext(this::searches, Fault.hang());
        CompletableFuture<RunRef> starting = starting();
        vendor.awaitRequests(3, Duration.ofSeconds(20));

        timer.advance(Duration.ofSeconds(30));

        assertThatThrownBy(() -> Facades.end(starting)).isInstanceOf(StartOutcomeUnknownException.class);
        timer.awaitPending(0);
    }

    @Test
    void passingFailuresOfTheSearchAreSurvivedWithoutASecondCall() {
        vendor.webhookRunsAppearAfter(0);
        vendor.failNext(this::searches, Fault.htmlError(503));
        vendor.failNext(this::searches, Fault.garbage());
        vendor.failNext(this::searches, Fault.connectionReset());
        vendor.failNext(READ, Fault.tooManyRequests());

        assertThat(Facades.end(driven(starting())).runId()).isEqualTo(vendor.runIds().get(0));
        assertThat(webhooks()).hasSize(1);
    }

    @Test
    void aRetryAfterOfTheSearchIsHonoured() throws InterruptedException {
        vendor.webhookRunsAppearAfter(0);
        vendor.failNext(this::searches, Fault.tooManyRequests(Duration.ofSeconds(7)));
        CompletableFuture<RunRef> starting = starting();
        timer.awaitPending(2);

        assertThat(timer.untilNext()).isEqualTo(Duration.ofSeconds(7));
        assertThat(Facades.end(driven(starting)).vendor()).isEqualTo("activepieces");
    }

    @Test
    void aCandidateThatCannotBeReadDoesNotHideTheRunBehindIt() {
        vendor.webhookRunsAppearAfter(2);
        CompletableFuture<RunRef> starting = starting();
        timer.awaitPending(2);
        RunRef broken = Facades.plant(vendor, "RUNNING");
        for (int i = 0; i < 50; i++) {
            vendor.failNext(request -> request.path().endsWith(broken.runId()), Fault.htmlError(500));
        }

        assertThat(Facades.end(driven(starting))).isNotEqualTo(broken);
        assertThat(webhooks()).hasSize(1);
    }

    @Test
    void aSearchThatCanNeverSucceedEndsAtOnceWithTheCorrelationValue() {
        vendor.failNext(this::searches, Fault.unauthorized());

        assertThatThrownBy(() -> Facades.end(starting()))
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> {
                    assertThat(e.correlation()).isEqualTo(webhooks().get(0).header("x-polyrun-correlation"));
                    assertThat(e).hasCauseInstanceOf(ApiException.class);
                });
        assertThat(webhooks()).hasSize(1);
        timer.awaitPending(0);
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

    @Test
    void twoStartsAtTheSameTimeEachGetTheirOwnRun() {
        vendor.webhookRunsAppearAfter(0);
        List<CompletableFuture<String>> starting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "caller-" + i;
            starting.add(Facades.elsewhere(() -> name + polyrun.start(flow, StartRequest.input("name", name)).runId()));
        }

        for (int i = 0; i < 6; i++) {
            String run = Facades.end(starting.get(i)).substring("caller-0".length());
            Object trigger = polyrun.get(RunRef.of("activepieces", run)).raw(dev.polyrun.activepieces.model.FlowRun.class).steps().get("trigger");
            assertThat(trigger.toString()).contains("caller-" + i);
        }
        assertThat(webhooks()).hasSize(6);
    }

    @Test
    void closingTheFacadeEndsTheSearchWithTheCorrelationValue() {
        vendor.webhookRunsAppearAfter(Integer.MAX_VALUE);
        CompletableFuture<RunRef> starting = starting();
        timer.awaitPending(2);

        polyrun.close();

        assertThatThrownBy(() -> Facades.end(starting))
                .isInstanceOfSatisfying(StartOutcomeUnknownException.class, e -> assertThat(e.correlation()).isNotNull());
    }

    @Test
    void interruptingTheSearchKeepsTheCorrelationValueAndTheInterruptAndLooksNoFurther() {
        vendor.webhookRunsAppearAfter(Integer.MAX_VALUE);
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<Boolean> starting = Facades.elsewhere(() -> {
            caller.set(Thread.currentThread());
            try {
                polyrun.start(flow, StartRequest.empty());
                return false;
            } catch (StartOutcomeUnknownException e) {
                return e.correlation() != null && Thread.currentThread().isInterrupted();
            }
        });
        timer.awaitPending(2);

        caller.get().interrupt();

        assertThat(Facades.end(starting)).isTrue();
        timer.awaitPending(0);
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
}
