package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.noxus.Runs.StreamRunEventsParams;
import dev.polyrun.noxus.model.RunEvent;
import dev.polyrun.noxus.model.RunEventType;
import dev.polyrun.noxus.model.RunStatus;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NoxusRunEventsTest {
    private static final String RUN = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final NoxusClient client =
            NoxusClient.builder().baseUrl(noxus.baseUrl()).apiKey(noxus.apiKey()).retryPolicy(RetryPolicy.none()).build();

    @AfterEach
    void close() {
        noxus.close();
    }

    private List<RunEvent> all(StreamRunEventsParams params) {
        List<RunEvent> all = new ArrayList<>();
        try (EventStream<RunEvent> events = client.runs().events(RUN, params)) {
            events.forEach(event -> all.add(event.data()));
        }
        return all;
    }

    @Test
    void theStreamIsAskedForAsSuch() {
        noxus.addRun(RUN, RunScript.perRead("completed"));

        List<RunEvent> events = all(new StreamRunEventsParams());

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("GET /v1/runs/" + RUN + "/events");
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(Map.of("accept", "text/event-stream", "x-api-key", noxus.apiKey()));
        assertThat(events).extracting(RunEvent::type).containsExactly(RunEventType.STATE, RunEventType.CONTENT);
        assertThat(events.get(0).data().progressDetails().executedNodes()).hasSize(3);
        assertThat(events.get(1).data().workflowStatus()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aStreamGoesOnAfterTheEventWhoseRedisIdIsGiven() {
        noxus.addRun(RUN, RunScript.perRead("failed"));
        List<RunEvent> events = all(new StreamRunEventsParams());
        noxus.clearRequests();

        List<RunEvent> rest = all(new StreamRunEventsParams().etag(events.get(0).redisId()));

        assertThat(rest).isEqualTo(events.subList(1, events.size()));
        assertThat(Sent.onlyTo(noxus).query()).isEqualTo(Map.of("etag", List.of(events.get(0).redisId())));
    }

    @Test
    void aListenerHearsOfTheRunUntilItHasEnded() throws Exception {
        noxus.addRun(RUN, RunScript.perRead("queued"));
        List<String> heard = new ArrayList<>();
        CompletableFuture<List<String>> end = new CompletableFuture<>();
        client.runs().eventsAsync(RUN).get(20, TimeUnit.SECONDS)
                .subscribe(event -> heard.add(event.data().type() + " " + event.data().data().status()), failure -> end.complete(heard));
        noxus.awaitEventStreams(1, Duration.ofSeconds(20));

        noxus.changeRun(RUN, RunScript.perRead("completed"));

        assertThat(end.get(20, TimeUnit.SECONDS)).containsExactly("state queued", "state completed", "content completed");
    }

    @Test
    void whatComesBeforeACutIsHeardAndTheCutIsAnError() {
        noxus.addRun(RUN, RunScript.perRead("completed"));
        noxus.failNext(Fault.resetInBody(400));
        List<Event<RunEvent>> heard = new ArrayList<>();

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> {
            try (EventStream<RunEvent> events = client.runs().events(RUN)) {
                events.forEach(heard::add);
            }
        });
        assertThat(heard).hasSize(1).allSatisfy(event -> assertThat(event.data().redisId()).isNotNull());
    }

    @Test
    void anUnknownRunIsNotFound() {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> client.runs().events(RUN));
    }
}
