package dev.polyrun;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Runs;
import dev.polyrun.noxus.model.RunEvent;
import dev.polyrun.noxus.model.RunEventData;
import dev.polyrun.noxus.model.RunEventType;
import dev.polyrun.noxus.model.RunStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Noxus' stream of events of a run. Of all that it tells, what nodes put out for instance, only another status of the run is handed on. A stream that
 * takes the place of one that broke goes on after the last event of that.
 */
final class NoxusEvents implements RunEvents {
    /** One try: the engine listens again. It waits for the account's limit as other reads do, and so do its polls. */
    private static final RequestOptions OPENING = RequestOptions.builder().timeout(Duration.ofSeconds(30)).maxRetries(0).build();

    /** Far more than are listened to at once. */
    private static final int PLACES = 256;

    private final NoxusClient client;
    /** Runs, and which event of theirs was the last that was heard; the run that was heard of last is at the end. */
    private final Map<String, String> places = new LinkedHashMap<>();

    NoxusEvents(NoxusClient client) {
        this.client = client;
    }

    @Override
    public Listening listen(RunSnapshot run, Listener listener) {
        Stream stream = new Stream(run, listener);
        stream.open();
        return stream;
    }

    private @Nullable String place(String runId) {
        synchronized (places) {
            return places.get(runId);
        }
    }

    private void note(String runId, @Nullable String place) {
        synchronized (places) {
            places.remove(runId);
            if (place != null) {
                places.put(runId, place);
            }
            if (places.size() > PLACES) {
                places.remove(places.keySet().iterator().next());
            }
        }
    }

    private final class Stream implements Listening {
        private final String runId;
        private final Listener listener;
        /** The status that is known; of the thread that reads, once there is one. */
        private String status;
        private volatile @Nullable CompletableFuture<EventStream<RunEvent>> opening;
        private volatile @Nullable EventStream<RunEvent> events;
        private volatile boolean closed;

        Stream(RunSnapshot run, Listener listener) {
            this.runId = run.ref().runId();
            this.status = run.vendorStatus();
            this.listener = listener;
        }

        void open() {
            Runs.StreamRunEventsParams params = new Runs.StreamRunEventsParams();
            String place = place(runId);
            if (place != null) {
                params.etag(place);
            }
            CompletableFuture<EventStream<RunEvent>> call = client.runs().eventsCall(runId, params).with(OPENING).executeAsync();
            opening = call;
            call.whenComplete((stream, failure) -> {
                if (failure == null) {
                    read(stream);
                } else {
                    refused(Futures.unwrap(failure));
                }
            });
        }

        private void read(EventStream<RunEvent> stream) {
            events = stream;
            if (closed) {
                stream.close();
                return;
            }
            listener.opened();
            try {
                stream.subscribe(this::hear, listener::broken);
            } catch (RejectedExecutionException e) {
                listener.broken(e);
            }
        }

        private void refused(Throwable failure) {
            if (failure instanceof ApiException) {
                // The next stream should not fail because of the place.
                note(runId, null);
            }
            listener.broken(failure);
        }

        private void hear(Event<RunEvent> event) {
            RunEvent told = event.data();
            if (told == null) {
                return;
            }
            if (told.redisId() != null) {
                note(runId, told.redisId());
            }
            RunStatus now = status(told);
            if (now == null || now.value().equals(status)) {
                return;
            }
            status = now.value();
            if (NoxusAdapter.phase(now).isTerminal()) {
                // If that is true, there is nothing more to tell; if not, this stream had better not be relied on.
                listener.broken(null);
                close();
            } else {
                listener.changed();
            }
        }

        @Override
        public void close() {
            closed = true;
            CompletableFuture<EventStream<RunEvent>> call = opening;
            if (call != null) {
                call.cancel(true);
            }
            EventStream<RunEvent> stream = events;
            if (stream != null) {
                stream.close();
            }
        }
    }

    /** What an event says of the run as a whole; null for nothing. */
    private static @Nullable RunStatus status(RunEvent told) {
        RunEventData data = told.data();
        if (data == null) {
            return null;
        }
        if (data.workflowStatus() != null) {
            return data.workflowStatus();
        }
        return RunEventType.STATE.equals(told.type()) && data.status() != null ? RunStatus.of(data.status()) : null;
    }
}
