package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.FileSourceException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.UnauthorizedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are encoded while they are sent. */
@Timeout(30)
class UploadsTest extends LoopbackTest {
    @TempDir
    Path folder;

    private final byte[] bytes = bytes(200_000);

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static Map<String, Object> body(FileSource source) {
        return Map.of("file", EncodedFile.base64(source));
    }

    private String json() {
        return "{\"file\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
    }

    private FileSource onDisk() throws IOException {
        return FileSource.of(Files.write(folder.resolve("a.pdf"), bytes));
    }

    private FileSource once() {
        return FileSource.of("a.pdf", new ByteArrayInputStream(bytes));
    }

    @Test
    void aFileArrivesAsJsonOfKnownLength() throws Exception {
        answer(200, "{}");
        client().start(body(onDisk())).execute();

        RecordedRequest request = taken();
        assertThat(request.getBody().utf8()).isEqualTo(json());
        assertThat(request.getHeaders().get("Content-Length")).isEqualTo(String.valueOf(json().length()));
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void aStreamArrivesInChunks() throws Exception {
        answer(200, "{}");
        client().start(body(once())).executeAsync().get(10, TimeUnit.SECONDS);

        RecordedRequest request = taken();
        assertThat(request.getBody().utf8()).isEqualTo(json());
        assertThat(request.getHeaders().get("Content-Length")).isNull();
        assertThat(request.getHeaders().get("Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    void whatCanBeOpenedAgainIsSentAgain() throws Exception {
        answer(503, "");
        breakConnection();
        answer(200, "");
        builder().timeSource(new ManualClock()).build().put(body(onDisk())).execute();

        assertRequests(3);
        for (int i = 0; i < 3; i++) {
            assertThat(taken().getBody().utf8()).isEqualTo(json());
        }
    }

    @Test
    void aNewKeyIsTriedWithTheFileTooUnlessItIsSpent() throws Exception {
        Iterator<String> keys = List.of("old", "new", "old", "new").iterator();
        AcmeClient client = builder().apiKey(keys::next).build();
        answer(401, "");
        answer(200, "");
        client.put(body(onDisk())).execute();
        answer(401, "");

        assertThatExceptionOfType(UnauthorizedException.class).isThrownBy(() -> client.put(body(once())).execute());
        assertRequests(3);
    }

    @Test
    void whatWasReadOnceIsNotSentAgain() {
        answer(503, "");
        AcmeClient client = builder().timeSource(new ManualClock()).build();
        assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client.put(body(once())).execute());
        answer(307, "", "Location", "/v9/elsewhere");
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.put(body(once())).execute()).withMessageContaining("redirects");

        assertRequests(2);
    }

    @Test
    void whatWasNotReadYetIsSentAgain() throws Exception {
        AtomicInteger sockets = new AtomicInteger();
        SocketFactory flaky = new SocketFactory() {
            @Override
            public Socket createSocket() throws IOException {
                if (sockets.getAndIncrement() == 0) {
                    throw new IOException("no socket yet");
                }
                return new Socket();
            }

            @Override
            public Socket createSocket(String host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
                throw new UnsupportedOperationException();
            }
        };
        answer(200, "{}");
        OkHttpClient http = new OkHttpClient.Builder().socketFactory(flaky).fastFallback(false).build();
        builder().timeSource(new ManualClock()).okHttpClient(http).build().start(body(once())).execute();

        assertThat(taken().getBody().utf8()).isEqualTo(json());
        assertThat(sockets).hasValueGreaterThan(1);
    }

    @Test
    void aSecondUseOfAStreamIsRefusedEvenIfNobodyCouldBeReached() {
        answer(200, "{}");
        ApiCall<?> call = client().start(body(once()));
        call.execute();
        server.close();

        assertThatExceptionOfType(FileSourceException.class).isThrownBy(call::execute).withMessageContaining("\"a.pdf\" was read before");
    }

    @Test
    void aSecondUseOfAStreamIsRefusedBeforeAnythingIsSent() {
        answer(200, "{}");
        ApiCall<?> call = client().start(body(once()));
        call.execute();

        assertThatExceptionOfType(FileSourceException.class).isThrownBy(call::execute).withMessageContaining("\"a.pdf\" was read before");
        assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> call.executeAsync().join())
                .withCauseInstanceOf(FileSourceException.class);
        assertRequests(1);
    }

    @Test
    void aSourceOfAnotherLengthBreaksTheRequestOff() throws Exception {
        for (int is : new int[] {99_999, 100_001}) {
            CompletableFuture<String> arrived = new CompletableFuture<>();
            try (RawServer raw = new RawServer(exchange -> {
                arrived.complete(new String(exchange.in().readAllBytes(), StandardCharsets.UTF_8));
                return false;
            })) {
                AcmeClient client = builder().baseUrl(raw.url()).build();
                FileSource wrong = FileSource.of("a.pdf", 100_000, () -> new ByteArrayInputStream(new byte[is]));

                assertThatExceptionOfType(FileSourceException.class).isThrownBy(() -> client.put(body(wrong)).execute())
                        .withMessageContaining("\"a.pdf\" was to have 100000 bytes");
                assertThat(arrived.get(10, TimeUnit.SECONDS)).as("no whole document").doesNotEndWith("}");
                assertThat(raw.heads()).as("not repeated").hasSize(1);
            }
        }
    }

    @Test
    void aSourceThatThrowsBreaksTheRequestOff() {
        InputStream failing = new InputStream() {
            private int count;

            @Override
            public int read() throws IOException {
                if (count++ < 100_000) {
                    return 1;
                }
                throw new IOException("disk on fire");
            }
        };
        Throwable thrown = catchThrowable(() -> client().start(body(FileSource.of("a.pdf", failing))).executeAsync().join());

        assertThat(thrown).hasCauseInstanceOf(FileSourceException.class).cause().hasMessageContaining("\"a.pdf\"").hasMessageContaining("on fire");
        answer(200, "{}");
        client().get("r").execute();
    }

    @Test
    void anAnswerThatComesBeforeTheFileWasReadToItsEndIsTheAnswer() {
        try (RawServer raw = new RawServer(exchange -> {
            exchange.write("HTTP/1.1 413 Too large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            exchange.in().readAllBytes();
            return false;
        })) {
            AcmeClient client = builder().baseUrl(raw.url()).build();

            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.start(body(once())).execute())
                    .withMessageContaining("status 413");
        }
    }

    /** A file whose reading takes time. */
    private static FileSource slow(ManualClock clock, int pieces, Duration each) {
        return FileSource.of("slow", new InputStream() {
            private int piece;

            @Override
            public int read() {
                throw new AssertionError("byte by byte");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                clock.move(each);
                return piece++ < pieces ? length : -1;
            }
        });
    }

    @Test
    void anUploadThatGoesOnMayTakeLongerThanTheTimeout() throws Exception {
        ManualClock clock = new ManualClock();
        answer(200, "{}");
        AcmeClient client = builder().timeSource(clock).timeout(Duration.ofSeconds(60)).build();
        client.start(body(slow(clock, 20, Duration.ofSeconds(50)))).execute();

        assertThat(taken().getBody().size()).isGreaterThan(20 * 32_768);
        assertThat(clock.waiting()).as("timers left").isZero();
    }

    @Test
    void anUploadThatStandsStillIsEnded() {
        ManualClock clock = new ManualClock();
        answer(200, "{}");
        AcmeClient client = builder().timeSource(clock).timeout(Duration.ofSeconds(60)).build();

        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> client.start(body(slow(clock, 20, Duration.ofSeconds(61)))).execute()).withMessageContaining("(timeout)");
    }

    @Test
    void onceAllIsSentTheAnswerHasTheTimeoutForItself() throws Exception {
        ManualClock clock = new ManualClock();
        CountDownLatch sent = new CountDownLatch(1);
        try (RawServer raw = new RawServer(exchange -> {
            String tail = "";
            while (!tail.endsWith("\"}\r\n0\r\n\r\n")) {
                tail = (tail + (char) exchange.in().read()).substring(Math.max(0, tail.length() - 10));
            }
            sent.countDown();
            exchange.awaitEnd();
            return false;
        })) {
            AcmeClient client = builder().baseUrl(raw.url()).timeSource(clock).timeout(Duration.ofSeconds(60)).build();
            CompletableFuture<?> call = client.put(body(slow(clock, 5, Duration.ofSeconds(50)))).executeAsync();
            sent.await();
            clock.move(Duration.ofSeconds(59));
            assertThat(call).isNotDone();
            clock.move(Duration.ofSeconds(2));

            assertThat(catchThrowable(() -> call.get(10, TimeUnit.SECONDS))).hasCauseInstanceOf(CallTimeoutException.class);
        }
    }

    @Test
    void anErrorAboutTheFileIsTyped() throws Exception {
        answer(400, "{\"message\":\"no PDF\"}");

        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> client().start(body(onDisk())).with(RequestOptions.builder().maxRetries(0).build()).execute())
                .withMessageEndingWith("no PDF");
    }

    @Test
    void aStreamThatBlocksKeepsNoFutureFromItsEnd() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        FileSource stuck = FileSource.of("a.pdf", new InputStream() {
            @Override
            public int read() {
                read.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return -1;
            }
        });
        ManualClock clock = new ManualClock();
        AcmeClient client = builder().timeSource(clock).timeout(Duration.ofSeconds(60)).build();
        CompletableFuture<?> call = client.start(body(stuck)).executeAsync();
        assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();

        clock.move(Duration.ofSeconds(60));
        assertThat(call).as("OkHttp may still end it").isNotDone();
        clock.move(Duration.ofSeconds(1));

        assertThat(catchThrowable(() -> call.get(10, TimeUnit.SECONDS))).hasCauseInstanceOf(OutcomeUnknownException.class).hasMessageContaining("(timeout)");
        released.countDown();
    }
}
