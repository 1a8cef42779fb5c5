package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.UnprocessableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events over a connection, as long as it lasts. */
@Timeout(60)
class EventStreamsTest {
    private static final RequestOptions ONCE = RequestOptions.builder().maxRetries(0).build();
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";
    private static final List<String> PIECES =
            List.of("id: 1\ndata: {\"a\":1}\n\n", "event: state\r\nda", "ta: {\"a\":\"ä\"}\r\n\r\n:\n\ndata: {\"a\":3}\n", "\n");

    private RawServer server;

    @AfterEach
    void close() {
        server.close();
    }

    private AcmeClient.Builder to(RawServer.Script script) {
        server = new RawServer(script);
        return AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl(server.url()).timeout(Duration.ofSeconds(20));
    }

    /** One event, and then nothing any more. */
    private AcmeClient.Builder toSilence() {
        return to(exchange -> {
            exchange.write(CHUNKED + chunk("data: {\"a\":1}\n\n"));
            exchange.awaitEnd();
            return false;
        });
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n";
    }

    private static List<Object> read(EventStream<Map<String, @Nullable Object>> events) {
        List<Object> read = new ArrayList<>();
        for (Event<Map<String, @Nullable Object>> event : events) {
            read.add(event.data() == null ? event.rawData() : event.data().get("a"));
        }
        return read;
    }

    @Test
    void eventsAreRead() {
        AcmeClient client = to(exchange -> {
            exchange.write(CHUNKED);
            for (String piece : PIECES) {
                exchange.write(chunk(piece));
            }
            exchange.write("0\r\n\r\n");
            return true;
        }).build();

        assertThat(read(client.events("r").execute())).containsExactly(1L, "ä", 3L);
        assertThat(server.heads().get(0)).contains("GET /runs/r/events HTTP/1.1", "Accept: text/event-stream\r\n", "Accept-Encoding: identity\r\n");
    }

    @Test
    void anErrorIsReadAsAnError() {
        AcmeClient client = to(exchange -> {
            exchange.write("HTTP/1.1 422 No\r\nContent-Length: 2\r\n\r\n{}");
            return true;
        }).build();

        assertThatExceptionOfType(UnprocessableException.class).isThrownBy(() -> client.events("r").execute());
    }

    @Test
    void whereverTheStreamIsCutThereIsNoHalfEventAndNoSilence() {
        StringBuilder body = new StringBuilder(CHUNKED);
        PIECES.forEach(piece -> body.append(chunk(piece)));
        byte[] whole = body.append("0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
        int[] cut = {0};
        AcmeClient client = to(exchange -> {
            exchange.write(Arrays.copyOf(whole, cut[0]));
            return false;
        }).build();
        for (; cut[0] < whole.length; cut[0]++) {
            List<Object> read = new ArrayList<>();
            Throwable end = catchThrowable(() -> {
                try (EventStream<Map<String, @Nullable Object>> events = client.events("r").with(ONCE).execute()) {
                    events.forEach(event -> read.add(event.data() == null ? "half: " + event.rawData() : event.data().get("a")));
                }
            });
            assertThat(List.of(1L, "ä", 3L).subList(0, read.size())).as("cut at " + cut[0]).isEqualTo(read);
            assertThat(end).as("cut at " + cut[0]).isInstanceOf(ConnectionException.class);
        }
        assertThat(read(client.events("r").execute())).as("not cut").hasSize(3);
    }

    @Test
    void aStreamThatLastsAsLongAsItsConnectionEndsWithIt() {
        AcmeClient client = to(exchange -> {
            exchange.write(HEAD + "\r\n" + String.join("", PIECES) + "data: {\"a\":4}\n");
            return false;
        }).build();

        assertThat(read(client.events("r").execute())).containsExactly(1L, "ä", 3L);
    }

    @Test
    void aResetIsAnError() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            exchange.write(CHUNKED + chunk("data: {\"a\":1}\n\ndata: "));
            read.await();
            return exchange.reset();
        }).build();
        try (EventStream<?> events = client.events("r").execute()) {
            events.iterator().next();
            read.countDown();

            assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> events.iterator().hasNext())
                    .withMessageStartingWith("Acme runs.events: the body was cut after 21 bytes");
        }
    }

    @Test
    void theCallsTimeoutEndsWithTheHeaders() {
        ManualClock clock = new ManualClock();
        CountDownLatch later = new CountDownLatch(1);
        AcmeClient client = to(exchange -> {
            exchange.write(CHUNKED);
            later.await();
            exchange.write(chunk("data: {\"a\":1}\n\n") + "0\r\n\r\n");
            return true;
        }).timeSource(clock).timeout(Duration.ofSeconds(1)).build();
        EventStream<Map<String, @Nullable Object>> events = client.events("r").execute();
        clock.move(Duration.ofHours(1));
        later.countDown();

        assertThat(read(events)).containsExactly(1L);
    }

    @Test
    void aStreamThatFallsSilentEndsInATimeout() {
        AcmeClient client = toSilence().build();
        RequestOptions impatient = RequestOptions.builder().idleTimeout(Duration.ofMillis(100)).build();
        try (EventStream<?> events = client.events("r").with(impatient).execute()) {
            events.iterator().next();

            assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> events.iterator().hasNext())
                    .withMessage("Acme runs.events: the body was silent for 100 ms after 15 bytes");
        }
    }

    @Test
    void closingFromAnotherThreadEndsTheWaitAsIfTheStreamHadEnded() throws Exception {
        EventStream<?> events = toSilence().build().events("r").execute();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(() -> {
            events.iterator().next();
            begun.countDown();
            return events.iterator().hasNext();
        });
        begun.await();
        events.close();

        assertThat(more.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void anInterruptEndsTheWaitAndKeepsTheFlag() throws Exception {
        EventStream<?> events = toSilence().build().events("r").execute();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            events.iterator().next();
            begun.countDown();
            thrown.complete(catchThrowable(() -> events.iterator().hasNext()));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        reader.start();
        begun.await();
        reader.interrupt();

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(CallInterruptedException.class);
        assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSubscriptionTakesAThreadOfTheHttpClient() throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        CompletableFuture<EventStream<Map<String, @Nullable Object>>> opened = toSilence().build().events("r").executeAsync();
        opened.thenAccept(events -> events.subscribe(event -> {
            heard.add(Thread.currentThread().getName());
            heard.add(event.rawData());
        }, failure -> heard.add("end " + failure)));

        assertThat((String) heard.poll(10, TimeUnit.SECONDS)).startsWith("polyrun-http-");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"a\":1}");
        opened.join().close();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("end null");
    }

    @Test
    void aSubscriptionHearsOfACut() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        AcmeClient client = to(exchange -> {
            exchange.write(CHUNKED + chunk("data: {\"a\":1}\n\n"));
            return false;
        }).build();
        client.events("r").executeAsync().get(10, TimeUnit.SECONDS).subscribe(event -> {}, end::complete);

        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void anEventMayNotBeLongerThanOtherBodies() {
        AcmeClient client = to(exchange -> {
            exchange.write(CHUNKED + chunk("data: " + "x".repeat(2000) + "\n\n"));
            return false;
        }).maxResponseBytes(1000).build();

        try (EventStream<?> events = client.events("r").execute()) {
            assertThatExceptionOfType(UndecodableBodyException.class).isThrownBy(() -> events.iterator().hasNext())
                    .isInstanceOf(PolyrunException.class).withMessageContaining("maxResponseBytes (1000)");
        }
    }

    @Test
    void aBodyThatHasTheKeyWhereItsFormBreaksIsNotQuoted() {
        AcmeClient client = to(exchange -> {
            exchange.write(CHUNKED + "2\r\n:\n\r\n3 " + AcmeClient.KEY + "\r\nabc\r\n0\r\n\r\n");
            return true;
        }).build();

        try (EventStream<?> events = client.events("r").execute()) {
            Throwable thrown = catchThrowable(() -> events.iterator().hasNext());
            assertThat(thrown).isInstanceOf(ConnectionException.class).hasMessageContaining("the body was cut after 2 bytes");
            assertThat(Throwables.getStackTrace(thrown)).doesNotContain(AcmeClient.KEY);
        }
    }
}
