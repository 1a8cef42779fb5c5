package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What polling outlives, and what ends it. */
class RunPollerFailuresTest {
    private final VirtualTime time = VirtualTime.create();
    private NoxusSimulator vendor;
    private Polyrun polyrun;

    @BeforeEach
    void start() {
        vendor = NoxusSimulator.start();
        // With retries on, so that it shows that polls do without them.
        polyrun = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).retryPolicy(RetryPolicy.defaults().withMaxRetries(5)))
                .timeSource(time)
                .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofSeconds(10))))
                .build();
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendor.close();
    }

    /** Lets time pass until the wait is over. */
    private Run driven(CompletableFuture<Run> waiting) {
        try {
            time.await(waiting);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        return Facades.end(waiting);
    }

    private void nextPoll() {
        time.advance(Duration.ofSeconds(10));
    }

    static Stream<Arguments> passingFaults() {
        return Stream.of(
                        Fault.htmlError(500),
                        Fault.htmlError(502),
                        Fault.htmlError(503),
                        Fault.connectionReset(),
                        Fault.resetInBody(),
                        Fault.garbage(),
                        Fault.emptyBody(),
                        Fault.status(200, "application/json", "[]"),
                        Fault.tooManyRequests(),
                        Fault.status(408, "text/plain", "too slow"),
                        Fault.status(425, "text/plain", "too early"),
                        Fault.status(409, "application/json", "{}"),
                        Fault.status(404, "application/json", "{}"))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void aPassingFailureIsPolledThrough(Fault fault) {
        RunRef ref = Facades.plant(vendor, "queued", "running", "running", "running", "completed");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);
        vendor.failNext(2, fault);

        assertThat(driven(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void aPassingFailureOfTheLastReadIsOutlived(Fault fault) {
        RunRef ref = Facades.plant(vendor, "completed");
        vendor.failNext(request -> request.path().startsWith("/v1/workflows/"), fault);

        Run run = polyrun.poller(ref).waitForCompletion();

        assertThat(run.outputs()).isNotEmpty();
    }

    @Test
    void aPollIsNeverRetriedByTheTransport() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(Fault.htmlError(503));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();

        time.advance(Duration.ZERO);

        assertThat(vendor.requests()).hasSize(1);
        waiting.cancel(true);
    }

    static Stream<Arguments> finalFaults() {
        return Stream.of(
                Arguments.of(Fault.unauthorized(), UnauthorizedException.class),
                Arguments.of(Fault.status(403, "application/json", "{}"), ForbiddenException.class),
                Arguments.of(Fault.status(422, "application/json", "{}"), UnprocessableException.class));
    }

    @ParameterizedTest
    @MethodSource("finalFaults")
    void whatWaitingDoesNotMendEndsAtOnce(Fault fault, Class<? extends Throwable> cause) {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(fault);

        assertThatThrownBy(() -> polyrun.poller(ref).waitForCompletion())
                .isInstanceOf(PollingFailedException.class)
                .hasCauseInstanceOf(cause);
        assertThat(vendor.requests()).hasSize(1);
        time.advance(Duration.ofHours(1));
        assertThat(vendor.requests()).hasSize(1);
    }

    @Test
    void aCredentialThatCannotBeHadEndsAtOnce() {
        try (Polyrun keyless = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(() -> {
                    throw new IllegalStateException("vault is sealed");
                }))
                .timeSource(time)
                .build()) {
            assertThatThrownBy(() -> keyless.poller(RunRef.of("noxus", "x")).waitForCompletion())
                    .isInstanceOf(PollingFailedException.class)
                    .hasMessageContaining("vault is sealed");
        }
    }

    @Test
    void aRunThatIsNotThereYetIsWaitedFor() {
        RunRef ref = RunRef.of("noxus", "born-later");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        nextPoll();
        time.advance(Duration.ZERO);
        vendor.addRun("born-later", dev.polyrun.testkit.RunScript.perRead("running", "completed"));

        assertThat(driven(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aRunThatIsNotThereAfterTheGraceIsNotFound() {
        assertThatThrownBy(() -> polyrun.poller(RunRef.of("noxus", "nowhere")).waitForCompletion())
                .isInstanceOfSatisfying(RunNotFoundException.class, e -> assertThat(e.lastSnapshot()).isNull())
                .hasCauseInstanceOf(NotFoundException.class);
        assertThat(time.elapsed()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(41));
    }

    @Test
    void aRunThatVanishesIsNotFoundAfterTheGraceToo() {
        RunRef ref = Facades.plant(vendor, "running");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);
        vendor.failNext(50, Fault.status(404, "application/json", "{}"));

        assertThatThrownBy(() -> driven(waiting)).isInstanceOfSatisfying(RunNotFoundException.class, e -> {
            assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING);
            assertThat(e.polls()).isGreaterThanOrEqualTo(4);
        });
    }

    @Test
    void singleNotFoundsAfterLongPausesAreNoEnd() {
        try (Polyrun slow = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()))
                .timeSource(time)
                .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMinutes(10))))
                .build()) {
            RunRef ref = Facades.plant(vendor, "running", "running", "completed");
            CompletableFuture<Run> waiting = slow.poller(ref).completion();
            time.advance(Duration.ZERO);
            vendor.failNext(Fault.status(404, "application/json", "{}"));
            time.advance(Duration.ofMinutes(10));
            time.advance(Duration.ofMinutes(10));
            time.advance(Duration.ZERO);
            vendor.failNext(Fault.status(404, "application/json", "{}"));

            assertThat(driven(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }

    @Test
    void failuresAloneEndTheWaitWhenTheBudgetIsSpent() {
        RunRef ref = Facades.plant(vendor, "running");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);
        vendor.failNext(1_000, Fault.htmlError(503));
        nextPoll();
        Duration firstFailure = time.elapsed();

        assertThatThrownBy(() -> driven(waiting))
                .isInstanceOfSatisfying(PollingFailedException.class, e -> assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING))
                .hasCauseInstanceOf(ServerErrorException.class);
        assertThat(time.elapsed().minus(firstFailure)).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(310));
    }

    @Test
    void oneSuccessRefillsTheBudget() {
        RunRef ref = Facades.plant(vendor, "running", "running", "completed");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);
        vendor.failNext(25, Fault.htmlError(503));
        for (int i = 0; i < 26; i++) {
            nextPoll();
        }
        time.advance(Duration.ZERO);
        vendor.failNext(25, Fault.htmlError(503));

        assertThat(driven(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aRetryAfterIsHonouredAndNeverUndercut() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(5, Fault.tooManyRequests(Duration.ofSeconds(77)));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        for (int polls = 1; polls <= 3; polls++) {
            time.advance(Duration.ofMillis(76_990));
            assertThat(vendor.requests()).hasSize(polls);
            time.advance(Duration.ofMillis(10));
        }
        waiting.cancel(true);
    }

    @Test
    void aRetryAfterIsCapped() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(Fault.tooManyRequests(Duration.ofHours(5)));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);

        assertThat(polyrun.poller(ref).nextPoll()).isEqualTo(new NextPoll(Duration.ofMinutes(2), NextPoll.Reason.RETRY_AFTER));
        waiting.cancel(true);
    }

    @Test
    void aRetryAfterShorterThanTheScheduleDoesNotHasten() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(Fault.tooManyRequests(Duration.ofSeconds(1)));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        time.advance(Duration.ZERO);

        assertThat(polyrun.poller(ref).nextPoll().in()).isEqualTo(Duration.ofSeconds(10));
        waiting.cancel(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void onepinsThreeCallsMayEachFailOnce(int call) {
        try (OnepinSimulator onepin = OnepinSimulator.start();
                Polyrun polyrun = Facades.over(onepin).timeSource(time).build()) {
            RunRef ref = Facades.plant(onepin, "completed");
            String[] ends = {"/status", ref.runId(), "/outputs"};
            onepin.failNext(request -> request.path().endsWith(ends[call]), Fault.htmlError(502));

            assertThat(polyrun.poller(ref).waitForCompletion().outputs()).containsKey("node3");
        }
    }

    @Test
    void singleFailuresAfterLongPausesAreNoEnd() {
        try (Polyrun slow = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()))
                .timeSource(time)
                .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMinutes(10))))
                .build()) {
            RunRef ref = Facades.plant(vendor, "running", "running", "completed");
            CompletableFuture<Run> waiting = slow.poller(ref).completion();
            time.advance(Duration.ZERO);
            vendor.failNext(Fault.htmlError(503));
            time.advance(Duration.ofMinutes(10));
            time.advance(Duration.ofMinutes(10));
            time.advance(Duration.ZERO);
            vendor.failNext(Fault.htmlError(503));

            assertThat(driven(waiting).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }
}
