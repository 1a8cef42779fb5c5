package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.TimeSource;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.core.http.ClientProfile;
import dev.polyrun.core.http.Transport;
import dev.polyrun.core.json.JsonReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noxus' events of a run, over a socket and, where it says so, in memory. */
@Timeout(60)
class NoxusEventsTest {
    private static final ClientProfile PROFILE =
            new ClientProfile("Noxus", "1", "https://noxus.test", "NOXUS").credential("key", "KEY", "X-API-Key", "", Map.of()).complete();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final Transport client = new Client(noxus, noxus.apiKey()).built();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        noxus.close();
    }

    private static final class Client extends ClientBuilder<Client> {
        private Client(NoxusSimulator noxus, String key) {
            super(PROFILE);
            credential("key", key).baseUrl(noxus.baseUrl()).allowInsecureHttp().retryPolicy(RetryPolicy.none());
        }

        private Client inMemory(OkHttpClient http, TimeSource time) {
            return okHttpClient(http).timeSource(time);
        }

        private Transport built() {
            return transport();
        }
    }

    private static ApiCall<EventStream<Map<String, @Nullable Object>>> events(Transport client, @Nullable String etag) {
        return client.call("events", "GET", "/v1/runs/" + RUN + "/events").query("etag", etag).returningEvents(JsonReader::anyMap);
    }

    /** Type and status of an event, and the status of the run where it says that it ends. */
    private static String told(Event<Map<String, @Nullable Object>> event) {
        if (event.data() != null && event.data().get("data") instanceof Map<?, ?> data) {
            String last = data.containsKey("workflow_status") ? " end " + data.get("workflow_status") : "";
            return event.data().get("type") + " " + data.get("status") + last;
        }
        return event.rawData();
    }

    private List<Event<Map<String, @Nullable Object>>> all(@Nullable String etag) {
        try (EventStream<Map<String, @Nullable Object>> stream = events(client, etag).execute()) {
            return StreamSupport.stream(stream.spliterator(), false).toList();
        }
    }

    private EventStream<Map<String, @Nullable Object>> listen() throws InterruptedException {
        EventStream<Map<String, @Nullable Object>> stream = events(client, null).execute();
        stream.subscribe(event -> heard.add(told(event)), failure -> heard.add("over " + failure));
        noxus.awaitEventStreams(1, PATIENCE);
        return stream;
    }

    private String next() throws InterruptedException {
        String next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("what is heard next").isNotNull();
        return next;
    }

    private void run(String... statuses) {
        noxus.addRun(RUN, RunScript.perRead(statuses));
    }

    @Test
    void eachStepIsToldAndTheLastWordSaysHowItEnded() {
        run("completed");

        List<Event<Map<String, @Nullable Object>>> events = all(null);

        assertThat(events).extracting(NoxusEventsTest::told).containsExactly("state completed", "content completed end completed");
        assertThat(events).allSatisfy(event -> assertThat(event.type()).isEqualTo("message"));
        assertThat(events.get(0).data()).containsOnlyKeys("type", "data", "redisId");
    }

    @Test
    void whatMovesTheRunIsToldAtOnce() throws InterruptedException {
        run("queued");
        listen();
        assertThat(next()).isEqualTo("state queued");

        noxus.changeRun(RUN, RunScript.perRead("running", "failed"));
        assertThat(List.of(next(), next())).containsExactly("state running", "content running");
        client.call("get", "GET", "/v1/runs/" + RUN).returningAny().execute();
        assertThat(heard).as("the first read shows the first step").isEmpty();
        client.call("get", "GET", "/v1/runs/" + RUN).returningAny().execute();

        assertThat(List.of(next(), next(), next())).containsExactly("state failed", "content failed end failed", "over null");
    }

    @Test
    void whatTimeMovesIsTold() throws InterruptedException {
        noxus.addRun(RUN, RunScript.timed(Clock.systemUTC(), Duration.ofMillis(30), "queued", "running", "completed"));
        listen();

        List<String> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!all.get(all.size() - 1).startsWith("over"));
        assertThat(all).containsExactly(
                "state queued", "state running", "content running", "state completed", "content completed end completed", "over null");
    }

    @Test
    void inMemoryTimeIsThatOfTheClient() {
        VirtualTime time = VirtualTime.create();
        noxus.addRun(RUN, RunScript.timed(time.clock(), Duration.ofMinutes(3), "queued", "running", "completed"));
        Transport inMemory = new Client(noxus, noxus.apiKey()).inMemory(noxus.inMemoryClient(time), time).built();
        List<String> times = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<String> end = new CompletableFuture<>();
        events(inMemory, null).executeAsync().join()
                .subscribe(event -> times.add(time.elapsed().toMinutes() + " " + told(event)), failure -> end.complete("over " + failure));

        time.advance(Duration.ofMinutes(7));

        assertThat(times).containsExactly(
                "0 state queued", "3 state running", "3 content running", "6 state completed", "6 content completed end completed");
        assertThat(end).isCompletedWithValue("over null");
    }

    @Test
    void aStreamGoesOnAfterTheEventThatItNames() {
        run("queued");
        noxus.changeRun(RUN, RunScript.perRead("running"));
        noxus.changeRun(RUN, RunScript.perRead("completed"));
        List<Event<Map<String, @Nullable Object>>> whole = all(null);
        assertThat(whole).hasSizeGreaterThan(1);

        for (int i = 0; i < whole.size(); i++) {
            String etag = String.valueOf(whole.get(i).data().get("redisId"));
            assertThat(all(etag)).extracting(Event::rawData).as("after " + i)
                    .isEqualTo(whole.subList(i + 1, whole.size()).stream().map(Event::rawData).toList());
        }
        assertThat(all("99999999999999-0")).as("after all there is").isEmpty();
    }

    @Test
    void errorsAreAnsweredAsErrors() {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> events(client, null).execute());
        run("running");
        assertThatExceptionOfType(UnprocessableException.class).isThrownBy(() -> events(client, "yesterday").execute());
        Transport stranger = new Client(noxus, "wrong").built();
        assertThatExceptionOfType(UnauthorizedException.class).isThrownBy(() -> events(stranger, null).execute());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whetherTheStreamOfAStoppedRunEndsCanBeSaid(boolean ends) throws InterruptedException {
        noxus.endEventsOfStoppedRuns(ends);
        run("queued");
        listen();
        assertThat(next()).isEqualTo("state queued");

        client.call("stop", "POST", "/v1/runs/" + RUN + "/stop").returningAny().execute();

        assertThat(next()).isEqualTo("state stopped");
        if (!ends) {
            noxus.sendToListeners(RUN, "data: still open\n\n");
            assertThat(next()).isEqualTo("still open");
            noxus.endEvents();
        }
        assertThat(next()).isEqualTo("over null");
    }

    @Test
    void theStreamOfAPausedRunStaysOpen() throws InterruptedException {
        run("awaiting_human_feedback");
        listen();
        assertThat(next()).isEqualTo("state awaiting_human_feedback");

        noxus.changeRun(RUN, RunScript.perRead("completed"));

        assertThat(List.of(next(), next(), next()))
                .containsExactly("state completed", "content completed end completed", "over null");
    }

    @Test
    void whatIsSentToListenersArrivesAsItIs() throws InterruptedException {
        run("queued");
        listen();
        assertThat(next()).isEqualTo("state queued");

        noxus.sendToListeners(RUN, "data: {\"type\":\"state\",\"data\":{\"status\":\"completed\"}}\n\ndata: <html>\n\n");
        noxus.sendToListeners("another", "data: 1\n\n");

        assertThat(List.of(next(), next())).containsExactly("state completed", "<html>");
        noxus.endEvents();
        assertThat(next()).isEqualTo("over null");
    }

    @Test
    void faultsCutAStreamAtAByte() {
        run("completed");
        noxus.failNext(Fault.resetInBody(30));

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> all(null));
        assertThat(all(null)).hasSize(2);
    }

    @Test
    void clientsThatHaveGoneAreNoticed() throws InterruptedException {
        run("running");
        EventStream<Map<String, @Nullable Object>> stream = listen();
        assertThat(noxus.eventStreams()).isEqualTo(1);

        stream.close();

        noxus.awaitEventStreams(0, PATIENCE);
        assertThat(noxus.eventStreams()).isZero();
    }

    @Test
    void inMemoryClientsThatHaveGoneAreNoticedAtOnce() throws InterruptedException {
        run("running");
        Transport inMemory = new Client(noxus, noxus.apiKey()).inMemory(noxus.inMemoryClient(TimeSource.system()), TimeSource.system()).built();
        CompletableFuture<String> end = new CompletableFuture<>();
        EventStream<Map<String, @Nullable Object>> stream = events(inMemory, null).executeAsync().join();
        stream.subscribe(event -> {}, failure -> end.complete("over " + failure));
        noxus.awaitEventStreams(1, PATIENCE);

        stream.close();

        noxus.awaitEventStreams(0, PATIENCE);
        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("over null");
    }

    @Test
    void waitingForStreamsEndsWithAnErrorThatCountsThem() {
        assertThatIllegalStateException().isThrownBy(() -> noxus.awaitEventStreams(2, Duration.ofMillis(1)))
                .withMessageContaining("2 open streams of events, but there are 0");
    }
}
