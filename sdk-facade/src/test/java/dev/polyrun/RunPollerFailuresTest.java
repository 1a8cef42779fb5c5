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
    private final ManualTimer timer = new ManualTimer();
    private NoxusSimulator vendor;
    private Polyrun polyrun;

    @BeforeEach
    void start() {
        vendor = NoxusSimulator.start();
        // With retries on, so that it shows that polls do without them.
        polyrun = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).retryPolicy(RetryPolicy.defaults().withMaxRetries(5)))
                .timer(timer)
                .pollSchedule(PollSchedule.fixed(Duration.ofSeconds(10)))
                .build();
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendor.close();
    }

    private CompletableFuture<Run> driven(CompletableFuture<Run> waiting) {
        timer.driveUntilDone(waiting, 1);
        return waiting;
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
        timer.awaitPending(1);
        vendor.failNext(2, fault);

        assertThat(Facades.end(driven(waiting)).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void aPassingFailureOfTheLastReadIsOutlived(Fault fault) {
        RunRef ref = Facades.plant(vendor, "completed");
        vendor.failNext(request -> request.path().startsWith("/v1/workflows/"), fault);

        Run run = Facades.end(driven(polyrun.poller(ref).completion()));

        assertThat(run.outputs()).isNotEmpty();
    }

    @Test
    void aPollIsNeverRetriedByTheTransport() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(Fault.htmlError(503));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();

        timer.awaitPending(1);

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

        assertThatThrownBy(() -> Facades.end(polyrun.poller(ref).completion()))
                .isInstanceOf(PollingFailedException.class)
                .hasCauseInstanceOf(cause);
        assertThat(vendor.requests()).hasSize(1);
        timer.awaitPending(0);
    }

    @Test
    void aCredentialThatCannotBeHadEndsAtOnce() {
        try (Polyrun keyless = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(() -> {
                    throw new IllegalStateException("vault is sealed");
                }))
                .timer(new ManualTimer())
                .build()) {
            assertThatThrownBy(() -> Facades.end(keyless.poller(RunRef.of("noxus", "x")).completion()))
                    .isInstanceOf(PollingFailedException.class)
                    .hasMessageContaining("vault is sealed");
        }
    }

    @Test
    void aRunThatIsNotThereYetIsWaitedFor() {
        RunRef ref = RunRef.of("noxus", "born-later");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        timer.advanceToNext(1);
        timer.awaitPending(1);
        vendor.addRun("born-later", dev.polyrun.testkit.RunScript.perRead("running", "completed"));

        assertThat(Facades.end(driven(waiting)).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aRunThatIsNotThereAfterTheGraceIsNotFound() {
        long begin = timer.nanoTime();

        CompletableFuture<Run> waiting = driven(polyrun.poller(RunRef.of("noxus", "nowhere")).completion());

        assertThatThrownBy(() -> Facades.end(waiting))
                .isInstanceOfSatisfying(RunNotFoundException.class, e -> assertThat(e.lastSnapshot()).isNull())
                .hasCauseInstanceOf(NotFoundException.class);
        assertThat(Duration.ofNanos(timer.nanoTime() - begin)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(41));
    }

    @Test
    void aRunThatVanishesIsNotFoundAfterTheGraceToo() {
        RunRef ref = Facades.plant(vendor, "running");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        timer.awaitPending(1);
        vendor.failNext(50, Fault.status(404, "application/json", "{}"));

        assertThatThrownBy(() -> Facades.end(driven(waiting))).isInstanceOfSatisfying(RunNotFoundException.class, e -> {
            assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING);
            assertThat(e.polls()).isGreaterThanOrEqualTo(4);
        });
    }

    @Test
    void singleNotFoundsAfterLongPausesAreNoEnd() {
        try (Polyrun slow = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()))
                .timer(timer)
                .pollSchedule(PollSchedule.fixed(Duration.ofMinutes(10)))
                .build()) {
            RunRef ref = Facades.plant(vendor, "running", "running", "completed");
            CompletableFuture<Run> waiting = slow.poller(ref).completion();
            timer.awaitPending(1);
            vendor.failNext(Fault.status(404, "application/json", "{}"));
            timer.advanceToNext(1);
            timer.advanceToNext(1);
            timer.awaitPending(1);
            vendor.failNext(Fault.status(404, "application/json", "{}"));

            assertThat(Facades.end(driven(waiting)).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }

    @Test
    void failuresAloneEndTheWaitWhenTheBudgetIsSpent() {
        RunRef ref = Facades.plant(vendor, "running");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        timer.awaitPending(1);
        vendor.failNext(1_000, Fault.htmlError(503));
        timer.advanceToNext(1);
        long firstFailure = timer.nanoTime();

        assertThatThrownBy(() -> Facades.end(driven(waiting)))
                .isInstanceOfSatisfying(PollingFailedException.class, e -> assertThat(e.lastSnapshot().phase()).isEqualTo(RunPhase.RUNNING))
                .hasCauseInstanceOf(ServerErrorException.class);
        assertThat(Duration.ofNanos(timer.nanoTime() - firstFailure)).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(310));
    }

    @Test
    void oneSuccessRefillsTheBudget() {
        RunRef ref = Facades.plant(vendor, "running", "running", "completed");
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        timer.awaitPending(1);
        vendor.failNext(25, Fault.htmlError(503));
        for (int i = 0; i < 26; i++) {
            timer.advanceToNext(1);
        }
        timer.awaitPending(1);
        vendor.failNext(25, Fault.htmlError(503));

        assertThat(Facades.end(driven(waiting)).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void aRetryAfterIsHonouredAndNeverUndercut() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(5, Fault.tooManyRequests(Duration.ofSeconds(77)));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        for (int i = 0; i < 3; i++) {
            timer.awaitPending(1);
            assertThat(timer.untilNext()).isEqualTo(Duration.ofSeconds(77));
            timer.advance(timer.untilNext());
        }
        waiting.cancel(true);
    }

    @Test
    void aRetryAfterIsCapped() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(Fault.tooManyRequests(Duration.ofHours(5)));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        timer.awaitPending(1);

        assertThat(timer.untilNext()).isEqualTo(Duration.ofMinutes(2));
        waiting.cancel(true);
    }

    @Test
    void aRetryAfterShorterThanTheScheduleDoesNotHasten() {
        RunRef ref = Facades.plant(vendor, "running");
        vendor.failNext(Fault.tooManyRequests(Duration.ofSeconds(1)));
        CompletableFuture<Run> waiting = polyrun.poller(ref).completion();
        timer.awaitPending(1);

        assertThat(timer.untilNext()).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
        waiting.cancel(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void onepinsThreeCallsMayEachFailOnce(int call) {
        try (OnepinSimulator onepin = OnepinSimulator.start();
                Polyrun polyrun = Facades.over(onepin).timer(timer).build()) {
            RunRef ref = Facades.plant(onepin, "completed");
            String[] ends = {"/status", ref.runId(), "/outputs"};
            onepin.failNext(request -> request.path().endsWith(ends[call]), Fault.htmlError(502));

            assertThat(Facades.end(driven(polyrun.poller(ref).completion())).outputs()).containsKey("node3");
        }
    }

    @Test
    void singleFailuresAfterLongPausesAreNoEnd() {
        try (Polyrun slow = Polyrun.builder()
                .noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()))
                .timer(timer)
                .pollSchedule(PollSchedule.fixed(Duration.ofMinutes(10)))
                .build()) {
            RunRef ref = Facades.plant(vendor, "running", "running", "completed");
            CompletableFuture<Run> waiting = slow.poller(ref).completion();
            timer.awaitPending(1);
            vendor.failNext(Fault.htmlError(503));
            timer.advanceToNext(1);
            timer.advanceToNext(1);
            timer.awaitPending(1);
            vendor.failNext(Fault.htmlError(503));

            assertThat(Facades.end(driven(waiting)).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }
}
