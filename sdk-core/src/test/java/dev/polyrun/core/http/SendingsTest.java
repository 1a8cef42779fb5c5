package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When calls have to be over, and who sees to it. */
@Timeout(30)
class SendingsTest extends LoopbackTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private static Request.Builder request() {
        return new Request.Builder().url("http://127.0.0.1:1/");
    }

    private static Call read() {
        return new OkHttpClient().newCall(request().build());
    }

    private static Call write() {
        return new OkHttpClient().newCall(request().post(RequestBody.create("{}", null)).build());
    }

    /** A call that says when it is cancelled. */
    private static Call read(Runnable whenCancelled) {
        return new OkHttpClient.Builder()
                .eventListener(new EventListener() {
                    @Override
                    public void canceled(Call call) {
                        whenCancelled.run();
                    }
                })
                .build()
                .newCall(request().build());
    }

    private static Sending sending(Call call, Duration remaining) {
        Sending sending = Sending.whole(call, remaining, true, false, null);
        sending.begin();
        return sending;
    }

    private static void assertDueIn(Sending sending, Duration expected) {
        assertThat(sending.due() - Sendings.now()).isCloseTo(expected.toNanos(), within(Duration.ofSeconds(5).toNanos()));
    }

    @Test
    void aReadOverASilentConnectionIsGivenUpInTimeForAnotherTry() {
        assertDueIn(sending(read(), FIVE_MINUTES), Duration.ofSeconds(150));
    }

    @Test
    void butNotBeforeHalfAMinute() {
        assertDueIn(sending(read(), Duration.ofSeconds(40)), Duration.ofSeconds(30));
        assertDueIn(sending(read(), Duration.ofSeconds(20)), Duration.ofSeconds(20));
    }

    @Test
    void aStartHeldOpenForLongIsNotGivenUpBeforeItsTimeout() {
        assertDueIn(sending(write(), FIVE_MINUTES), FIVE_MINUTES);
    }

    @Test
    void aClientOfTheCallersOwnHasItsOwnLimitsForSilence() {
        assertDueIn(Sending.whole(read(), FIVE_MINUTES, false, false, null), FIVE_MINUTES);
    }

    @Test
    void whatComesEndsTheSilence() {
        Sending sending = sending(read(), FIVE_MINUTES);
        long before = sending.due();
        while (Sendings.now() == before - Duration.ofSeconds(150).toNanos()) {
            Thread.onSpinWait();
        }
        sending.hear();

        assertThat(sending.due()).isGreaterThan(before);
    }

    @Test
    void aReadThatWaitsBehindOthersIsNotSilent() {
        assertDueIn(Sending.whole(read(), FIVE_MINUTES, true, false, null), FIVE_MINUTES);
    }

    @Test
    void whoWaitsBehindOthersIsToldWhenTimeIsUpAndWasNotSent() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Sending waiting = Sending.whole(read(), Duration.ofMillis(5), true, false, told::countDown);
        Sendings.add(waiting);

        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> waiting.send(waiting.call().request())).isInstanceOf(IOException.class);
        Sendings.remove(waiting);
    }

    @Test
    void aStreamedCallIsWatchedByOthers() {
        assertThat(Sending.streamed(read(), FIVE_MINUTES, false).due()).isEqualTo(Sendings.NEVER);
    }

    @Test
    void onlyWhatIsDueIsEnded() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        Sending late = sending(read(), FIVE_MINUTES);
        Sending soon = sending(read(cancelled::countDown), Duration.ofMillis(20));
        Sendings.add(late);
        Sendings.add(soon);

        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(soon.isOverdue()).isTrue();
        assertThat(late.isOverdue()).isFalse();
        assertThat(late.call().isCanceled()).isFalse();
        Sendings.remove(late);
        Sendings.remove(soon);
    }

    @Test
    void whatIsOverIsNotEnded() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        Sending over = sending(read(), Duration.ofMillis(1));
        Sending next = sending(read(cancelled::countDown), Duration.ofMillis(30));
        Sendings.add(next);
        Sendings.add(over);
        Sendings.remove(over);

        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Sendings.of(over.call())).isNull();
        Sendings.remove(next);
    }

    @Test
    void aListenerThatThrowsKeepsNoOtherFromItsEnd() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        Sending broken = sending(read(() -> {
            throw new IllegalStateException("the caller's");
        }), Duration.ofMillis(10));
        Sending next = sending(read(cancelled::countDown), Duration.ofMillis(40));
        Sendings.add(broken);
        Sendings.add(next);

        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(broken.isOverdue()).isTrue();
        Sendings.remove(broken);
        Sendings.remove(next);
    }

    @Test
    void noneOfManyIsOverlooked() throws Exception {
        int threads = 8;
        int each = 200;
        CountDownLatch cancelled = new CountDownLatch(threads * each);
        List<CompletableFuture<Void>> adding = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            adding.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < each; n++) {
                    AtomicReference<Sending> itself = new AtomicReference<>();
                    Call call = read(() -> {
                        Sendings.remove(itself.get());
                        cancelled.countDown();
                    });
                    itself.set(sending(call, Duration.ofNanos(ThreadLocalRandom.current().nextLong(1, 20_000_000))));
                    Sendings.add(itself.get());
                }
            }));
        }
        adding.forEach(CompletableFuture::join);

        assertThat(cancelled.await(20, TimeUnit.SECONDS)).as("%d are left", cancelled.getCount()).isTrue();
    }

    @Test
    void nothingIsKeptOfCallsThatAreOver() {
        List<Call> made = new ArrayList<>();
        OkHttpClient.Builder watched = new OkHttpClient.Builder().addInterceptor(chain -> {
            made.add(chain.call());
            if (chain.request().url().encodedPath().endsWith("crash")) {
                throw new IllegalStateException("the caller's");
            }
            return chain.proceed(chain.request());
        });
        AcmeClient client = builder().okHttpClient(watched.build()).build();
        answer(200, "{}");
        client.get("r").execute();
        answer(404, "");
        catchThrowable(() -> client.get("none").execute());
        catchThrowable(() -> client.get("crash").execute());
        answer(200, "{}");
        client.get("r").executeAsync().join();
        catchThrowable(() -> client.get("crash").executeAsync().join());
        breakConnection();
        catchThrowable(() -> client.start(Map.of()).executeAsync().join());

        assertThat(made).hasSize(6).allSatisfy(call -> assertThat(Sendings.of(call)).isNull());
    }

    @Test
    void aReadThatIsGivenUpWhileThereIsTimeIsTriedAgain() throws InterruptedException {
        AtomicReference<Call> made = new AtomicReference<>();
        OkHttpClient.Builder watched = new OkHttpClient.Builder().addInterceptor(chain -> {
            made.set(chain.call());
            return chain.proceed(chain.request());
        });
        AcmeClient client = builder().okHttpClient(watched.build()).build();
        neverAnswer();
        answer(200, "{\"id\":\"r\"}");

        CompletableFuture<Map<String, Object>> read = client.get("r").executeAsync();
        taken();
        Sendings.of(made.get()).expire();

        assertThat(read.join()).containsEntry("id", "r");
        assertRequests(2);
    }

    @Test
    void aCallThatIsOverIsNotSent() {
        OkHttpClient guarded = HttpClients.derive(null);

        assertThatThrownBy(() -> guarded.newCall(new Request.Builder().url(server.url("/")).build()).execute())
                .isInstanceOf(IOException.class)
                .hasMessage("Canceled");
        assertRequests(0);
    }

    @Test
    void whatMayHaveBeenSentCannotBeWithdrawn() throws IOException {
        Sending sending = sending(write(), FIVE_MINUTES);
        sending.send(sending.call().request());

        assertThat(sending.isSent()).isTrue();
        assertThat(sending.withdraw()).isFalse();
    }

    @Test
    void whatWasWithdrawnIsNotSent() {
        Sending sending = sending(write(), FIVE_MINUTES);

        assertThat(sending.withdraw()).isTrue();
        assertThatThrownBy(() -> sending.send(sending.call().request())).isInstanceOf(IOException.class);
        assertThat(sending.isSent()).isFalse();
    }
}
