package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Download;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.TimeSource;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.core.http.ClientProfile;
import dev.polyrun.core.http.Transport;
import dev.polyrun.core.json.JsonReader;
import dev.polyrun.testkit.LoopbackServer.Reaction;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are made while they are sent, over a socket (false) and in memory (true). */
@Timeout(30)
class AnswerStreamTest {
    private static final ClientProfile PROFILE =
            new ClientProfile("Acme", "1", "https://acme.test", "ACME").credential("key", "KEY", "X-Key", "", Map.of()).complete();

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable LoopbackServer server;

    @AfterEach
    void close() {
        closed.complete(null);
        if (server != null) {
            server.close();
        }
    }

    private static final class Client extends ClientBuilder<Client> {
        private Client(String url) {
            super(PROFILE);
            credential("key", "k").baseUrl(url).allowInsecureHttp();
        }

        private Transport built() {
            return transport();
        }
    }

    private Transport client(boolean inMemory, TimeSource time, Supplier<Reaction> reaction) {
        if (inMemory) {
            HttpUrl url = HttpUrl.get("http://127.0.0.1:1");
            return new Client(url.toString()).timeSource(time)
                    .okHttpClient(new MemoryNetwork(url, request -> reaction.get(), () -> false, time, closed).client()).built();
        }
        server = LoopbackServer.start(request -> reaction.get());
        return new Client(server.url()).timeSource(time).built();
    }

    private Transport client(boolean inMemory, Supplier<Reaction> reaction) {
        return client(inMemory, TimeSource.system(), reaction);
    }

    private static Answer bytes(long length) {
        return Answer.of(200, "application/zip", AnswerStream.ofLength(length));
    }

    private static Answer events(AnswerStream stream) {
        return Answer.of(200, "text/event-stream", stream);
    }

    private static ApiCall<Download> download(Transport client) {
        return client.call("file", "GET", "/file").returningDownload();
    }

    private static ApiCall<EventStream<Map<String, @Nullable Object>>> events(Transport client) {
        return client.call("events", "GET", "/events").returningEvents(JsonReader::anyMap);
    }

    private static Reaction reaction(Answer answer, Fault fault) {
        return new Reaction(answer, fault.wire, 0, fault.bytes);
    }

    private static long count(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            assertThat(buffer[0]).isEqualTo((byte) count);
            count += read;
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargeBodyIsMadeWhileItIsSent(boolean inMemory) throws IOException {
        Transport client = client(inMemory, () -> Reaction.of(bytes(10_000_001)));
        for (int i = 0; i < 2; i++) {
            try (Download download = download(client).execute()) {
                assertThat(download.length()).isEqualTo(10_000_001);
                assertThat(count(download.stream())).isEqualTo(10_000_001);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyIsCutWhereTheFaultSays(boolean inMemory) {
        for (long at : new long[] {0, 1, 65_536, 70_000}) {
            Transport client = client(inMemory, () -> reaction(bytes(100_000), Fault.resetInBody(at)));
            try (Download download = download(client).execute()) {
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> count(download.stream()))
                        .havingCause().isInstanceOf(ConnectionException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatIsShorterThanTheFaultSaysArrives(boolean inMemory) throws IOException {
        Transport client = client(inMemory, () -> reaction(bytes(1000), Fault.resetInBody(1000)));
        try (Download download = download(client).execute()) {
            assertThat(count(download.stream())).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void piecesArriveAsTheyAreWritten(boolean inMemory) throws Exception {
        AnswerFeed feed = new AnswerFeed();
        feed.write("data: {\"a\":1}\n\nda");
        Transport client = client(inMemory, () -> Reaction.of(events(feed)));
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        events(client).executeAsync().get(10, TimeUnit.SECONDS).subscribe(event -> heard.add(event.rawData()), failure -> heard.add("end " + failure));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"a\":1}");
        feed.write("ta: {\"a\":2}\n\n");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"a\":2}");
        feed.end();

        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("end null");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStreamThatHasEndedLeavesItsConnectionToTheNext(boolean inMemory) {
        Transport client = client(inMemory, () -> {
            AnswerFeed feed = new AnswerFeed();
            feed.write("data: {\"a\":1}\n\n");
            feed.end();
            return Reaction.of(events(feed));
        });
        for (int i = 0; i < 3; i++) {
            try (EventStream<Map<String, @Nullable Object>> stream = events(client).execute()) {
                assertThat(stream).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eventsAreCutAtAnyByte(boolean inMemory) {
        String text = "data: {\"a\":1}\n\ndata: {\"a\":2}\n\n";
        long[] cut = {0};
        Transport client = client(inMemory, () -> {
            AnswerFeed feed = new AnswerFeed();
            feed.write(text.substring(0, 20));
            feed.write(text.substring(20));
            return reaction(events(feed), Fault.resetInBody(cut[0]));
        });
        for (; cut[0] < text.length(); cut[0]++) {
            List<@Nullable Object> read = new ArrayList<>();
            assertThatExceptionOfType(ConnectionException.class).as("cut at " + cut[0]).isThrownBy(() -> {
                try (EventStream<Map<String, @Nullable Object>> events = events(client).execute()) {
                    events.forEach(event -> read.add(event.data()));
                }
            });
            assertThat(read).hasSize(cut[0] < 15 ? 0 : 1).doesNotContainNull();
        }
    }

    @Test
    void inMemoryABodyWaitsInTheTimeOfItsClient() {
        VirtualTime time = VirtualTime.create();
        List<String> pieces = Collections.synchronizedList(new ArrayList<>(List.of("data: {\"a\":1}\n\n", "data: {\"a\":2}\n\n")));
        AnswerStream hourly = new AnswerStream() {
            @Override
            public @Nullable Long length() {
                return null;
            }

            @Override
            public byte @Nullable [] next(Pause pause) throws IOException {
                pause.until(new CompletableFuture<>(), Duration.ofMinutes(4));
                return pieces.isEmpty() ? null : pieces.remove(0).getBytes();
            }
        };
        Transport client = client(true, time, () -> Reaction.of(events(hourly)));
        List<Duration> heard = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Object> end = new CompletableFuture<>();
        events(client).executeAsync().join().subscribe(event -> heard.add(time.elapsed()), failure -> end.complete("end " + failure));
        time.advance(Duration.ofMinutes(13));

        assertThat(heard).containsExactly(Duration.ofMinutes(4), Duration.ofMinutes(8));
        assertThat(end).isCompletedWithValue("end null");
    }

    @Test
    void inMemoryAStreamThatFallsSilentEndsInTheTimeOfItsClient() {
        VirtualTime time = VirtualTime.create();
        AnswerFeed feed = new AnswerFeed();
        feed.write("data: {\"a\":1}\n\n");
        Transport client = client(true, time, () -> Reaction.of(events(feed)));
        List<Event<?>> heard = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
        RequestOptions patient = RequestOptions.builder().idleTimeout(Duration.ofMinutes(30)).build();
        events(client).with(patient).executeAsync().join().subscribe(heard::add, end::complete);
        time.advance(Duration.ofMinutes(29));
        assertThat(heard).hasSize(1);
        assertThat(end).isNotDone();
        time.advance(Duration.ofMinutes(2));

        assertThat(end.join()).isInstanceOf(CallTimeoutException.class);
    }

    @Test
    void faultsInTheBodyTakeNoNegativePlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.resetInBody(-1)).withMessageContaining("bytes is -1");
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.stallInBody(-1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyStandsStillWhereTheFaultSays(boolean inMemory) {
        Transport client = client(inMemory, () -> reaction(bytes(1000), Fault.stallInBody(10)));
        RequestOptions impatient = RequestOptions.builder().idleTimeout(Duration.ofMillis(300)).build();
        try (Download download = download(client).with(impatient).execute()) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> count(download.stream()))
                    .havingCause().isInstanceOf(CallTimeoutException.class).withMessageContaining("after 10 bytes of 1000");
        }
    }
}
