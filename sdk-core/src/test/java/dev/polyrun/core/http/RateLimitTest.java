package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.TooManyRequestsException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads stand in one line, and go as fast as the vendor bears. */
@Timeout(20)
class RateLimitTest extends LoopbackTest {
    private static final RequestOptions ONCE = RequestOptions.builder().maxRetries(0).build();
    private static final Duration INTERVAL = Duration.ofNanos(105_263_158);

    private final RateLimiter limiter = RateLimiter.perSecond(10);
    /** Nothing that is scheduled ever comes. */
    private final FakeClock endless = new FakeClock() {
        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
            return () -> {};
        }
    };

    private AcmeClient limited() {
        return builder().rateLimiter(limiter).retryPolicy(new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ofHours(1))).build();
    }

    private static RequestOptions timeout(int seconds) {
        return RequestOptions.builder().timeout(Duration.ofSeconds(seconds)).build();
    }

    private Duration untilFree() {
        return Duration.ofNanos(limiter.nextFree(clock.nanoTime()) - clock.nanoTime());
    }

    @Test
    void readsWaitForTheirTurn() {
        for (int i = 0; i < 3; i++) {
            answer(200, "{}");
            limited().get("r").execute();
        }

        assertThat(clock.pauses()).containsExactly(INTERVAL, INTERVAL);
    }

    @Test
    void repetitionsWaitForTheirTurnToo() {
        answer(503, "");
        answer(200, "{}");
        limited().get("r").execute();

        assertThat(clock.pauses()).containsExactly(INTERVAL);
    }

    @Test
    void redirectsWaitForTheirTurnToo() {
        answer(307, "", "Location", "/v9/elsewhere");
        answer(200, "{}");
        limited().get("r").execute();

        assertThat(clock.pauses()).containsExactly(INTERVAL);
    }

    @Test
    void asynchronousReadsWaitForTheirTurnToo() {
        answer(503, "");
        answer(200, "{}");
        limited().get("r").executeAsync().orTimeout(10, TimeUnit.SECONDS).join();

        assertThat(clock.pauses()).containsExactly(INTERVAL);
    }

    @Test
    void writesNeverWait() {
        AcmeClient client = limited();
        for (int i = 0; i < 3; i++) {
            answer(200, "{}");
            client.start(Map.of()).execute();
            answer(200, "{}");
            client.cancel("r").execute();
            answer(204, "");
            client.delete("r").execute();
        }

        assertThat(clock.pauses()).isEmpty();
        assertThat(untilFree()).isZero();
    }

    @Test
    void whatDoesNotUseTheCredentialDoesNotWait() {
        AcmeClient client = limited();
        for (int i = 0; i < 3; i++) {
            answer(200, "{}");
            client.open("/files/a").execute();
        }

        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void aRefusedReadSlowsAllThatShareTheLimiter() {
        answer(429, "");
        assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> limited().get("r").with(ONCE).execute());
        for (int i = 0; i < 2; i++) {
            answer(200, "{}");
            limited().get("r").execute();
        }

        assertThat(limiter.ratePerSecond()).isEqualTo(7, within(0.01));
        assertThat(clock.pauses()).hasSize(2).last().isEqualTo(Duration.ofNanos(150_375_940));
    }

    @Test
    void aRefusedReadIsRepeated() {
        answer(429, "");
        answer(200, "{\"id\":\"r\"}");

        assertThat(limited().get("r").execute()).containsEntry("id", "r");
        assertRequests(2);
    }

    @Test
    void aRefusedStartDoesNotSlowReads() {
        answer(429, "", "Retry-After", "30");
        assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> limited().start(Map.of()).execute());

        assertThat(limiter.ratePerSecond()).isEqualTo(10);
        assertThat(untilFree()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "1000, 120", "0, 0"})
    void theRetryAfterOfATooManyRequestsHoldsUpAllReads(String retryAfter, int seconds) {
        refused(429, retryAfter);

        Duration shortest = Duration.ofSeconds(seconds);
        assertThat(untilFree()).isBetween(shortest, seconds == 0 ? INTERVAL.multipliedBy(2) : shortest);
    }

    private void refused(int status, String retryAfter) {
        answer(status, "", "Retry-After", retryAfter);
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> limited().get("r").with(ONCE).execute());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 503})
    void theRetryAfterOfAnyOtherErrorSpeaksOfThatReadAlone(int status) {
        refused(status, "30");

        assertThat(untilFree()).isLessThanOrEqualTo(INTERVAL);
    }

    @Test
    void aVendorThatPutsOffOneReadAfterAnotherIsAwayForAll() {
        for (int i = 0; i < 7; i++) {
            refused(503, "30");
        }
        assertThat(untilFree()).isLessThanOrEqualTo(INTERVAL);

        refused(503, "30");

        assertThat(untilFree()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 500, 429})
    void onlyAnAnswerShowsThatItIsBack(int status) {
        for (int i = 0; i < 7; i++) {
            refused(503, "30");
        }
        answer(status, "{}");
        catchThrowable(() -> limited().get("r").with(ONCE).execute());
        refused(503, "30");

        assertThat(untilFree().compareTo(Duration.ofSeconds(30)) < 0).isEqualTo(status == 200 || status == 404);
    }

    @Test
    void readsAreNotHeldUpForLongerThanThePolicyWouldWait() {
        answer(429, "", "Retry-After", "100");
        AcmeClient client = builder().rateLimiter(limiter).build();
        assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> client.get("r").execute());

        assertThat(untilFree()).isEqualTo(RetryPolicy.defaults().longestRetryAfter());
    }

    @Test
    void aRetryAfterIsWaitedForOnce() {
        answer(503, "", "Retry-After", "17");
        answer(200, "{}");
        limited().get("r").execute();

        assertThat(clock.pauses()).containsExactly(Duration.ofSeconds(17));
    }

    @Test
    void aReadWhoseTurnComesTooLateIsNotSent() {
        AcmeClient client = builder().timeSource(endless).rateLimiter(limiter).build();
        limiter.freeze(endless.nanoTime() + Duration.ofSeconds(30).toNanos());

        assertThatExceptionOfType(CallTimeoutException.class)
                .isThrownBy(() -> client.get("r").with(timeout(20)).execute())
                .withMessage("Acme runs.get: not sent, since the rate limit has no room for it for 30000 ms, and the call has 20000 ms left "
                        + "(RateLimiter[10.0 reads/s, ceiling 10.0 reads/s]). Give it a longer timeout, or read less often");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> client.get("r").with(timeout(20)).executeAsync().orTimeout(10, TimeUnit.SECONDS).join())
                .withCauseInstanceOf(CallTimeoutException.class);
        assertThat(untilFree()).as("their tokens are there for others").isEqualTo(Duration.ofSeconds(30));
        assertThat(endless.pauses()).isEmpty();
        assertRequests(0);
    }

    @Test
    void aRepetitionWhoseTurnComesTooLateEndsWithWhatTheVendorSaid() {
        answer(503, "busy");
        RateLimiter slow = RateLimiter.perSecond(0.01);

        assertThatExceptionOfType(ServerErrorException.class)
                .isThrownBy(() -> builder().rateLimiter(slow).build().get("r").with(timeout(20)).execute())
                .withMessageContaining("busy");
        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void aFreezeThatComesDuringTheWaitIsObeyed() {
        FakeClock freezing = new FakeClock() {
            @Override
            public void sleep(Duration duration) throws InterruptedException {
                if (pauses().isEmpty()) {
                    limiter.freeze(nanoTime() + Duration.ofSeconds(30).toNanos());
                }
                super.sleep(duration);
            }
        };
        limiter.tryAcquire(freezing.nanoTime());
        answer(200, "{}");
        builder().timeSource(freezing).rateLimiter(limiter).build().get("r").execute();

        assertThat(freezing.pauses()).containsExactly(INTERVAL, Duration.ofSeconds(30).minus(INTERVAL));
    }

    @Test
    void aCallerThatHasATokenTakesNoSecondOne() {
        RequestOptions polling = RequestOptions.builder().awaitRateLimit(false).maxRetries(0).build();
        limiter.tryAcquire(clock.nanoTime());
        answer(200, "{}");
        limited().get("r").with(polling).execute();

        assertThat(clock.pauses()).isEmpty();
        assertThat(untilFree()).isEqualTo(INTERVAL);
    }

    @Test
    void aCallerThatHasATokenStillTellsWhatTheVendorSaid() {
        RequestOptions polling = RequestOptions.builder().awaitRateLimit(false).maxRetries(0).build();
        answer(429, "", "Retry-After", "30");
        assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> limited().get("r").with(polling).execute());

        assertThat(limiter.ratePerSecond()).isEqualTo(7, within(0.01));
        assertThat(untilFree()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aMistakeTakesNoToken() {
        assertThatIllegalArgumentException().isThrownBy(() -> limited().get("..").execute());

        assertThat(untilFree()).isZero();
    }

    @Test
    void theSupplierIsAskedBeforeTheWaitNotOnTheTimersThread() {
        BlockingQueue<Thread> asked = new LinkedBlockingQueue<>();
        limiter.freeze(clock.nanoTime() + Duration.ofSeconds(30).toNanos());
        builder().timeSource(endless).rateLimiter(limiter).apiKey(() -> {
            asked.add(Thread.currentThread());
            return AcmeClient.KEY;
        }).build().get("r").executeAsync();

        assertThat(asked).containsExactly(Thread.currentThread());
    }

    @Test
    void cancellingAReadThatWaitsGivesItsTokenBack() {
        limiter.tryAcquire(endless.nanoTime());
        AcmeClient client = builder().timeSource(endless).rateLimiter(limiter).build();
        CompletableFuture<?> waiting = client.get("r").executeAsync();
        assertThat(untilFree()).isEqualTo(INTERVAL.multipliedBy(2));
        waiting.cancel(true);

        assertThat(untilFree()).isEqualTo(INTERVAL);
        assertRequests(0);
    }

    @Test
    void anInterruptDuringTheWaitEndsTheCallAndGivesItsTokenBack() {
        FakeClock interrupting = new FakeClock() {
            @Override
            public void sleep(Duration duration) throws InterruptedException {
                throw new InterruptedException();
            }
        };
        limiter.tryAcquire(interrupting.nanoTime());
        AcmeClient client = builder().timeSource(interrupting).rateLimiter(limiter).build();

        assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(() -> client.get("r").execute());
        assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        assertThat(untilFree()).isEqualTo(INTERVAL);
        assertRequests(0);
    }

    @Test
    void aClientHasALimiterOfItsOwnUnlessItIsGivenOne() {
        AcmeClient.Builder builder = builder();
        RateLimiter own = builder.build().transport.rateLimiter();

        assertThat(own).isNotSameAs(builder.build().transport.rateLimiter());
        assertThat(own.ratePerSecond()).isInfinite();
        assertThat(limited().transport.rateLimiter()).isSameAs(limiter);
    }

    @Test
    void aVendorThatSaysWhereABodyIsAnswers() {
        for (int i = 0; i < 8; i++) {
            answer(302, "", "Location", "https://storage.example/f");
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> limited().get("r").with(ONCE).execute());
            refused(503, "30");
        }

        assertThat(untilFree()).isLessThanOrEqualTo(INTERVAL);
    }
}
