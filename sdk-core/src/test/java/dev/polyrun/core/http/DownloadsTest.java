package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Download;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that come, and connections that do not last until their end. */
@Timeout(30)
class DownloadsTest {
    private static final String TEN = "HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 10\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final RequestOptions ONCE = RequestOptions.builder().maxRetries(0).build();

    @TempDir
    Path folder;

    private RawServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private AcmeClient.Builder to(RawServer.Script script) {
        server = new RawServer(script);
        return AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl(server.url()).timeout(Duration.ofSeconds(20));
    }

    private Download open(RawServer.Script script) {
        return to(script).build().file("f").with(ONCE).execute();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void theBytesComeAsTheyAre() throws Exception {
        try (Download download = open(exchange -> {
            exchange.write(TEN + "0123456789");
            return true;
        })) {
            assertThat(download.length()).isEqualTo(10);
            assertThat(download.mediaType()).isEqualTo("application/zip");
            assertThat(download.stream().readAllBytes()).asString().isEqualTo("0123456789");
        }
        assertThat(server.heads().get(0)).contains("GET /files/f HTTP/1.1\r\n", "Accept: */*\r\n", "Accept-Encoding: identity\r\n", AcmeClient.KEY);
    }

    @Test
    void statusAndHeadersAreThereBeforeTheBody() throws Exception {
        ApiResponse<Download> response = to(exchange -> {
            exchange.write("HTTP/1.1 203 OK\r\nX-Note: a\r\nContent-Disposition: attachment; filename=\"../a.txt\"\r\nContent-Length: 10\r\n\r\n");
            exchange.awaitEnd();
            return false;
        }).build().file("f").executeForResponse();

        assertThat(response.status()).isEqualTo(203);
        assertThat(response.header("x-note")).isEqualTo("a");
        assertThat(response.rawBody()).isEmpty();
        assertThat(response.body().fileName()).isEqualTo("a.txt");
        response.body().close();
    }

    @Test
    void anErrorIsReadAsAnError() {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> open(exchange -> {
            exchange.write("HTTP/1.1 404 No\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n{\"message\":\"not there\"}");
            return true;
        })).withMessage("Acme files.get: status 404: not there");
    }

    @Test
    void aBodyThatIsShorterThanTheServerSaidIsAnErrorAndNoFile() throws IOException {
        Download download = open(exchange -> {
            exchange.write(TEN + "0123");
            return false;
        });

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> download.saveIn(folder))
                .withMessageStartingWith("Acme files.get: the body was cut after 4 bytes of 10");
        assertThat(files()).isEmpty();
    }

    @Test
    void aBodyInChunksThatIsCutIsAnErrorAndNoFile() throws IOException {
        for (String rest : List.of("5\r\n01234", "5\r\n01234\r\n", "5\r\n01234\r\n0\r\n", "5\r\n0", "5")) {
            Download download = open(exchange -> {
                exchange.write(CHUNKED + rest);
                return false;
            });

            assertThatExceptionOfType(ConnectionException.class).as(rest).isThrownBy(() -> download.saveTo(folder.resolve("a")));
            server.close();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void whatComesAfterTheLengthThatTheServerSaidIsNotOfTheBody() throws Exception {
        assertThat(open(exchange -> {
            exchange.write(TEN + "0123456789and more");
            return false;
        }).stream().readAllBytes()).asString().isEqualTo("0123456789");
    }

    @Test
    void aConnectionThatIsResetIsAnErrorAndNothingIsRepeated() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            exchange.write(TEN + "0123");
            opened.await();
            return exchange.reset();
        }).build();
        Download download = client.file("f").execute();
        opened.countDown();

        IOException thrown = catchThrowableOfType(IOException.class, () -> download.stream().readAllBytes());
        assertThat(thrown).hasCauseInstanceOf(ConnectionException.class);
        assertThat(server.heads()).hasSize(1);
    }

    @Test
    void whatFailsBeforeTheBodyIsRepeated() throws Exception {
        AtomicInteger count = new AtomicInteger();
        AcmeClient client = to(exchange -> {
            switch (count.getAndIncrement()) {
                case 0 -> exchange.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
                case 1 -> {
                    return false;
                }
                default -> exchange.write(TEN + "0123456789");
            }
            return true;
        }).timeSource(new ManualClock()).build();

        try (Download download = client.file("f").execute()) {
            assertThat(download.stream().readAllBytes()).hasSize(10);
        }
        assertThat(server.heads()).hasSize(3);
    }

    @Test
    void theLimitForBodiesInMemoryIsNoneForDownloads() throws Exception {
        AcmeClient client = to(exchange -> {
            exchange.write(TEN + "0123456789");
            return true;
        }).maxResponseBytes(5).build();

        try (Download download = client.file("f").execute()) {
            assertThat(download.stream().readAllBytes()).hasSize(10);
        }
    }

    @Test
    void theCallsTimeoutHoldsUntilTheHeaders() throws Exception {
        ManualClock clock = new ManualClock();
        CountDownLatch arrived = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            arrived.countDown();
            exchange.awaitEnd();
            return false;
        }).timeSource(clock).timeout(Duration.ofSeconds(60)).build();
        CompletableFuture<Throwable> thrown = CompletableFuture.supplyAsync(() -> catchThrowable(() -> client.file("f").execute()));
        arrived.await();
        clock.move(Duration.ofSeconds(60));

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(CallTimeoutException.class).hasMessageEndingWith("within 60000 ms");
    }

    @Test
    void onceTheHeadersAreThereTheBodyMayTakeAsLongAsItWants() throws Exception {
        ManualClock clock = new ManualClock();
        CountDownLatch later = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            exchange.write(TEN);
            later.await();
            exchange.write("0123456789");
            return true;
        }).timeSource(clock).timeout(Duration.ofSeconds(60)).build();

        try (Download download = client.file("f").execute()) {
            assertThat(clock.waiting()).as("timers left").isZero();
            clock.move(Duration.ofDays(1));
            later.countDown();
            assertThat(download.stream().readAllBytes()).hasSize(10);
        }
    }

    @Test
    void aBodyThatFallsSilentIsGivenUp() throws IOException {
        Download download = to(exchange -> {
            exchange.write(TEN + "0123");
            exchange.awaitEnd();
            return false;
        }).timeSource(TimeSource.system()).build().file("f").with(RequestOptions.builder().idleTimeout(Duration.ofMillis(100)).build()).execute();

        assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> download.saveIn(folder))
                .withMessage("Acme files.get: the body was silent for 100 ms after 4 bytes of 10");
        assertThat(files()).isEmpty();
    }

    @Test
    void closingEndsTheReadOfAnotherThread() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Download download = open(exchange -> {
            exchange.write(TEN + "0123");
            exchange.awaitEnd();
            return false;
        });
        CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
            InputStream in = download.stream();
            in.readNBytes(4);
            begun.countDown();
            in.read();
        }));
        begun.await();
        download.close();

        assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class).hasMessage("closed")
                .hasCauseInstanceOf(ConnectionException.class);
        assertThat(catchThrowable(() -> download.stream().read())).isInstanceOf(IOException.class).hasMessage("closed");
    }

    @Test
    void anInterruptEndsTheReadAndKeepsTheFlag() throws Exception {
        Download download = open(exchange -> {
            exchange.write(TEN + "0123");
            exchange.awaitEnd();
            return false;
        });
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            begun.countDown();
            thrown.complete(catchThrowable(() -> download.saveTo(folder.resolve("a"))));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        reader.start();
        begun.await();
        reader.interrupt();

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(CallInterruptedException.class);
        assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(files()).isEmpty();
    }

    @Test
    void closingEarlyDropsTheConnectionAndReadingToTheEndKeepsIt() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            if (exchange.head().contains("/early")) {
                exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n0123");
                exchange.awaitEnd();
                dropped.countDown();
                return false;
            }
            exchange.write(TEN + "0123456789");
            return true;
        }).okHttpClient(new OkHttpClient()).build();
        for (int i = 0; i < 3; i++) {
            try (Download whole = client.file("whole").execute()) {
                whole.stream().readAllBytes();
            }
        }
        assertThat(server.connections()).isEqualTo(1);
        try (Download early = client.file("early").execute()) {
            assertThat(early.stream().read()).isEqualTo('0');
        }
        assertThat(dropped.await(10, TimeUnit.SECONDS)).as("the server sees the end").isTrue();
        try (Download whole = client.file("whole").execute()) {
            assertThat(whole.stream().readAllBytes()).hasSize(10);
        }
    }

    @Test
    void manyThatNobodyReadsDoNotKeepOthersFromTheirs() throws Exception {
        AcmeClient client = to(exchange -> {
            if (exchange.head().contains("/held")) {
                exchange.write(TEN);
                exchange.awaitEnd();
                return false;
            }
            exchange.write(TEN + "0123456789");
            return true;
        }).build();
        List<Download> held = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            held.add(client.file("held").executeAsync().get(10, TimeUnit.SECONDS));
        }
        try (Download download = client.file("other").executeAsync().get(10, TimeUnit.SECONDS)) {
            assertThat(download.stream().readAllBytes()).hasSize(10);
        }
        held.forEach(Download::close);
    }

    @Test
    void anAsynchronousCallEndsWhenTheHeadersAreThere() throws Exception {
        CountDownLatch later = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            exchange.write(TEN);
            later.await();
            exchange.write("0123456789");
            return true;
        }).build();

        try (Download download = client.file("f").executeAsync().get(10, TimeUnit.SECONDS)) {
            later.countDown();
            assertThat(download.stream().readAllBytes()).hasSize(10);
        }
    }

    @Test
    void cancellingDropsWhatComesAfterwards() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            arrived.countDown();
            exchange.awaitEnd();
            ended.countDown();
            return false;
        }).build();
        CompletableFuture<Download> future = client.file("f").executeAsync();
        arrived.await();
        future.cancel(true);

        assertThat(ended.await(10, TimeUnit.SECONDS)).as("the server sees the end").isTrue();
    }

    @Test
    void aDownloadThatComesTooLateForItsFutureIsClosed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CompletableFuture<CompletableFuture<Download>> early = new CompletableFuture<>();
        AcmeClient client = to(exchange -> {
            exchange.write(TEN);
            exchange.awaitEnd();
            ended.countDown();
            return false;
        }).okHttpClient(new OkHttpClient.Builder().addInterceptor(chain -> {
            Response response = chain.proceed(chain.request());
            // Another end than by cancel: the call itself goes on until its answer is there.
            early.join().complete(null);
            return response;
        }).build()).build();
        early.complete(client.file("f").executeAsync());

        assertThat(ended.await(10, TimeUnit.SECONDS)).as("the server sees the end").isTrue();
    }

    @Test
    void aDownloadTakesATurnAmongTheReads() throws Exception {
        ManualClock clock = new ManualClock();
        RateLimiter limiter = RateLimiter.perSecond(10);
        AcmeClient client = to(exchange -> {
            exchange.write(TEN + "0123456789");
            return true;
        }).timeSource(clock).rateLimiter(limiter).build();
        for (int i = 0; i < 2; i++) {
            try (Download download = client.file("f").execute()) {
                assertThat(download.stream().readAllBytes()).hasSize(10);
            }
        }

        assertThat(clock.pauses()).hasSize(1);
    }
}
