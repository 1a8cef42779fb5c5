package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.RetryPolicy;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Noxus tells of a run brings a look at it; what it tells falsely, or does not tell, costs no run its end. */
@Timeout(120)
class NoxusEventsTest {
    private static final Duration GAP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RunRef RUN = RunRef.of("noxus", "run-1");
    private static final Predicate<SimulatedRequest> EVENTS = request -> request.path().endsWith("/events");

    private final VirtualTime time = VirtualTime.create();
    private final NoxusSimulator vendor = NoxusSimulator.start();
    private Polyrun polyrun = facade(polling -> polling.eventStreams(8));

    private Polyrun facade(Consumer<PollingPolicy.Builder> policy) {
        return Polyrun.builder()
                .noxus(n -> n.apiKey(vendor.apiKey()).baseUrl(vendor.baseUrl()).okHttpClient(vendor.inMemoryClient(time)).retryPolicy(RetryPolicy.none()))
                .polling(polling -> policy.accept(polling.schedule(PollSchedule.fixed(GAP))))
                .timeSource(time)
                .random(time.random())
                .build();
    }

    @AfterEach
    void close() {
        polyrun.close();
        vendor.close();
    }

    /** Waits for a run that stays in each status for so long, until its first look is over and it is listened to. */
    private CompletableFuture<Run> watched(Duration perStatus, String... statuses) {
        vendor.addRun(RUN.runId(), RunScript.timed(time.clock(), perStatus, statuses));
        return watched();
    }

    private CompletableFuture<Run> watched() {
        CompletableFuture<Run> waiting = polyrun.poller(RUN).completion();
        time.advance(Duration.ZERO);
        return waiting;
    }

    private List<SimulatedRequest> streams() {
        return vendor.requests().stream().filter(EVENTS).toList();
    }

    private long looks() {
        return vendor.requests().stream().filter(request -> request.path().equals("/v1/runs/" + RUN.runId())).count();
    }

    private void tell(String data) {
        vendor.sendToListeners(RUN.runId(), "event: message\ndata: " + data + "\n\n");
        time.advance(Duration.ZERO);
    }

    private static String state(String status) {
        return "{\"type\":\"state\",\"data\":{\"status\":\"" + status + "\"}}";
    }

    private static void assertSucceeded(CompletableFuture<Run> waiting) {
        assertThat(waiting).isCompleted();
        assertThat(waiting.join().phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void anEndIsSeenAtTheMomentItIsToldWithOneLook() {
        CompletableFuture<Run> waiting = watched(Duration.ofSeconds(25), "running", "completed");
        assertThat(looks()).as("the first, and one for what changed before the stream was open").isEqualTo(2);

        time.advance(Duration.ofSeconds(25));

        assertSucceeded(waiting);
        assertThat(looks()).as("one more, and the read of the whole").isEqualTo(4);
        assertThat(streams()).hasSize(1);
        assertThat(vendor.eventStreams()).isZero();
    }

    @Test
    void anotherStatusBringsALookAndTheSameOneDoesNot() {
        watched(Duration.ofDays(1), "running");
        long before = looks();

        tell(state("running"));
        assertThat(looks()).isEqualTo(before);
        tell(state("awaiting_human_feedback"));
        assertThat(looks()).isEqualTo(before + 1);
        tell(state("awaiting_human_feedback"));
        assertThat(looks()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"type\":\"content\",\"data\":{\"id\":\"agent-1\",\"status\":\"completed\",\"content\":\"word\"}}",
        "{\"type\":\"state\",\"data\":{\"progress_details\":{}}}", "{\"type\":\"state\",\"data\":null}", "{\"type\":\"later\",\"data\":{\"status\":\"x\"}}",
        "{}", "[]", "null", "<html>", "{\"type\":\"state\",\"data\":{\"status\":"
    })
    void whatSaysNothingOfTheRunBringsNoLook(String data) {
        watched(Duration.ofDays(1), "running");
        long before = looks();

        for (int i = 0; i < 20; i++) {
            tell(data);
        }

        assertThat(looks()).isEqualTo(before);
        assertThat(vendor.eventStreams()).as("and does not end listening").isEqualTo(1);
    }

    @Test
    void aPauseAndWhatFollowsItAreSeenWhenTheyAreTold() {
        CompletableFuture<Run> waiting = watched(Duration.ofMinutes(7), "running", "awaiting_human_feedback", "running", "completed");

        time.advance(Duration.ofMinutes(21));

        assertSucceeded(waiting);
    }

    @Test
    void anEndThatIsNotTrueBringsALookAndTheRunIsPolledAsUsual() {
        CompletableFuture<Run> waiting = watched(Duration.ofMinutes(5), "running", "completed");
        long before = looks();

        tell("{\"type\":\"content\",\"data\":{\"workflow_status\":\"completed\"},\"redisId\":\"99999999999999-0\"}");
        assertThat(looks()).isEqualTo(before + 1);
        assertThat(vendor.eventStreams()).isZero();
        time.advance(Duration.ofMinutes(5).plus(GAP));

        assertSucceeded(waiting);
        assertThat(streams().get(1).queryValue("etag")).as("listened to again, after that").isEqualTo("99999999999999-0");
    }

    @Test
    void aStreamThatSaysThatAnEndedRunRunsDoesNotHideTheEnd() {
        String running = "data: " + state("running") + "\n\n";
        for (int i = 0; i < 50; i++) {
            vendor.failNext(EVENTS, Fault.status(200, "text/event-stream", running));
        }
        CompletableFuture<Run> waiting = watched(Duration.ofSeconds(25), "running", "completed");

        time.advance(Duration.ofSeconds(25).plus(GAP));

        assertSucceeded(waiting);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 300})
    void aStreamThatFallsSilentIsBackedByALookEveryFourGaps(int after) {
        vendor.failNext(EVENTS, Fault.stallInBody(after));
        CompletableFuture<Run> waiting = watched(Duration.ofSeconds(25), "running", "completed");

        time.advance(GAP.multipliedBy(4));

        assertSucceeded(waiting);
        assertThat(looks()).isEqualTo(4);
    }

    @Test
    void aFloodCostsALookASecondAndTheEndIsStillSeen() {
        CompletableFuture<Run> waiting = watched(Duration.ofSeconds(60), "running", "completed");
        long before = looks();

        for (int i = 0; i < 500; i++) {
            tell(state(i % 2 == 0 ? "queued" : "running"));
            time.advance(Duration.ofMillis(100));
        }
        assertThat(looks() - before).isBetween(40L, 60L);
        time.advance(Duration.ofSeconds(11));

        assertSucceeded(waiting);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405, 429, 501})
    void aVendorWithoutEventsIsNotAskedForThemEachMinuteAndPolledAsUsual(int status) {
        for (int i = 0; i < 50; i++) {
            vendor.failNext(EVENTS, Fault.status(status, "application/json", "{\"detail\":\"no\"}"));
        }
        CompletableFuture<Run> waiting = watched(Duration.ofMinutes(9), "running", "completed");

        time.advance(Duration.ofMinutes(9).plus(GAP));

        assertSucceeded(waiting);
        assertThat(streams()).hasSize(1);
        assertThat(looks()).as("every ten seconds, one when the stream was refused, and the whole").isBetween(54L, 58L);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422, 500, 503})
    void otherErrorsAreFollowedByFurtherTries(int status) {
        for (int i = 0; i < 3; i++) {
            vendor.failNext(EVENTS, Fault.status(status, "application/json", "{\"detail\":\"no\"}"));
        }
        CompletableFuture<Run> waiting = watched(Duration.ofMinutes(9), "running", "completed");

        time.advance(Duration.ofMinutes(9));

        assertSucceeded(waiting);
        assertThat(streams()).hasSize(4);
    }

    @Test
    void aStreamThatTakesThePlaceOfAnotherGoesOnAfterItsLastEvent() {
        watched(Duration.ofSeconds(30), "queued", "running", "running", "completed");
        time.advance(Duration.ofSeconds(35));
        vendor.endEvents();
        time.advance(Duration.ofSeconds(20));

        assertThat(streams()).hasSize(2);
        assertThat(streams().get(0).queryValue("etag")).isNull();
        assertThat(streams().get(1).queryValue("etag")).as("the second of the two events of the step after 30 s").endsWith("-2");
    }

    @Test
    void aPlaceThatTheVendorRefusesIsForgotten() {
        watched(Duration.ofDays(1), "running");
        vendor.failNext(EVENTS, Fault.status(422, "application/json", "{}"));
        vendor.endEvents();
        time.advance(Duration.ofMinutes(1));

        assertThat(streams()).extracting(request -> request.queryValue("etag") == null).containsExactly(true, false, true);
        assertThat(vendor.eventStreams()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunThatIsStoppedIsSeenAtOnceWhetherItsStreamEndsOrNot(boolean ends) {
        vendor.endEventsOfStoppedRuns(ends);
        CompletableFuture<Run> waiting = watched(Duration.ofDays(1), "running");

        vendor.changeRun(RUN.runId(), RunScript.perRead("stopped"));
        time.advance(Duration.ZERO);

        assertThat(waiting).isCompleted();
        assertThat(waiting.join().phase()).isEqualTo(RunPhase.CANCELLED);
        assertThat(vendor.eventStreams()).isZero();
    }

    @Test
    void cancellingTheWaitEndsTheStream() throws InterruptedException {
        CompletableFuture<Run> waiting = watched(Duration.ofDays(1), "running");
        assertThat(vendor.eventStreams()).isEqualTo(1);

        waiting.cancel(true);
        time.advance(Duration.ZERO);

        vendor.awaitEventStreams(0, PATIENCE);
    }

    @Test
    void inATimeThatIsNotTheRealOneThereAreNoStreamsUnlessTheyAreAskedFor() {
        polyrun.close();
        polyrun = facade(polling -> {});
        CompletableFuture<Run> waiting = watched(Duration.ofSeconds(25), "running", "completed");

        time.advance(Duration.ofSeconds(30));

        assertSucceeded(waiting);
        assertThat(streams()).isEmpty();
    }

    @Tag("big")
    @Test
    void whereverAStreamIsCutTheEndIsSeen() throws IOException {
        vendor.addRun("whole", RunScript.timed(time.clock(), Duration.ofSeconds(7), "queued", "running", "completed"));
        time.advance(Duration.ofSeconds(14));
        int length = lengthOfStream("whole");
        assertThat(length).as("what there is to cut").isGreaterThan(1000);
        for (int at = 0; at < length; at++) {
            String id = "cut-" + at;
            RunRef ref = RunRef.of("noxus", id);
            vendor.clearRequests();
            vendor.addRun(id, RunScript.timed(time.clock(), Duration.ofSeconds(7), "queued", "running", "completed"));
            vendor.failNext(EVENTS, Fault.resetInBody(at));
            try (Polyrun fresh = facade(polling -> polling.eventStreams(8))) {
                CompletableFuture<Run> waiting = fresh.poller(ref).completion();
                time.advance(Duration.ofSeconds(14).plus(GAP));

                assertThat(waiting).as("cut at " + at).isCompleted();
                assertThat(waiting.join().phase()).isEqualTo(RunPhase.SUCCEEDED);
            }
            assertThat(streams()).as("cut at " + at).isNotEmpty();
            assertThat(vendor.eventStreams()).as("streams that are left of the one cut at " + at).isZero();
        }
    }

    private int lengthOfStream(String runId) throws IOException {
        Request request = new Request.Builder().url(vendor.baseUrl() + "/v1/runs/" + runId + "/events").header("X-API-Key", vendor.apiKey()).build();
        try (Response response = vendor.inMemoryClient(time).newCall(request).execute()) {
            return response.body().bytes().length;
        }
    }
}
