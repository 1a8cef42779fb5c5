package dev.polyrun.testkit;

import dev.polyrun.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Noxus' streams of events. What was told of a run follows from the steps that it came to, so that every stream tells the same, and one that takes up
 * after an event tells the rest. Guarded by the simulator's lock.
 */
final class NoxusEventStreams {
    private static final String COMMENT = ": still here\n\n";
    private static final long MILLIS_BETWEEN_PINGS = 5;

    private final Object lock;
    private final Set<Stream> open = new LinkedHashSet<>();
    private boolean endsWithAnyEnd = true;

    /** @param lock the simulator's */
    NoxusEventStreams(Object lock) {
        this.lock = lock;
    }

    /** One event: its place among those of its run, as Redis numbers them, and its text. */
    private record Told(long millis, int number, String text) {
        boolean isAfter(long otherMillis, long otherNumber) {
            return millis == otherMillis ? number > otherNumber : millis > otherMillis;
        }
    }

    /** @param etag the event to go on after; null for all */
    Answer answer(SimulatedRun run, @Nullable String etag) {
        if (etag != null && !etag.matches("\\d{1,18}-\\d{1,18}")) {
            throw NoxusSimulator.invalid("value_error", List.of("query", "etag"), "Input should be the redisId of an event");
        }
        return Answer.of(200, "text/event-stream", new Stream(run, etag)).with("Cache-Control", "no-cache");
    }

    /** Whether the stream of a run that is stopped, or whose end is of no known kind, ends as well. */
    void endWithAnyEnd(boolean endsWithAnyEnd) {
        this.endsWithAnyEnd = endsWithAnyEnd;
    }

    /** Sends this to all who listen to the run, as it is. */
    void send(String runId, String text) {
        for (Stream stream : open) {
            if (stream.run.id.equals(runId)) {
                stream.given.add(text);
            }
        }
    }

    /** Ends the streams that are open, as a proxy in front of the vendor would. */
    void end() {
        open.forEach(stream -> stream.ended = true);
    }

    /** Whoever waits looks again; called without the lock. */
    void wake() {
        List<CompletableFuture<Void>> waited = new ArrayList<>();
        synchronized (lock) {
            for (Stream stream : open) {
                waited.add(stream.change);
                stream.change = new CompletableFuture<>();
            }
        }
        // Some go on within this call, and want the lock when others have it.
        waited.forEach(change -> change.complete(null));
    }

    int count() {
        return open.size();
    }

    /** Called without the lock. Whoever has gone is noticed by what is sent to him, so that comments are. */
    void await(int count, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            synchronized (lock) {
                if (open.size() == count) {
                    return;
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new IllegalStateException("Waited " + timeout + " for " + count + " open streams of events, but there are " + open.size());
                }
                open.forEach(stream -> stream.given.add(COMMENT));
            }
            wake();
            synchronized (lock) {
                if (open.size() != count) {
                    TimeUnit.MILLISECONDS.timedWait(lock, MILLIS_BETWEEN_PINGS);
                }
            }
        }
    }

    private static List<Told> told(SimulatedRun run) {
        List<Told> all = new ArrayList<>();
        for (SimulatedRun.Visit visit : run.visits()) {
            for (Map<String, @Nullable Object> event : NoxusDocuments.events(visit)) {
                long millis = visit.at().toEpochMilli();
                event.put("redisId", millis + "-" + all.size());
                all.add(new Told(millis, all.size(), "event: message\ndata: " + Json.write(event) + "\n\n"));
            }
        }
        return all;
    }

    /** What one listener gets. It counts as open from when its connection asks for the first event until that is gone. */
    private final class Stream implements AnswerStream {
        private final SimulatedRun run;
        private final @Nullable String etag;
        /** To be sent besides what is told. */
        private final Deque<String> given = new ArrayDeque<>();
        private int next = -1;
        private boolean ended;
        private boolean gone;
        private CompletableFuture<Void> change = new CompletableFuture<>();

        Stream(SimulatedRun run, @Nullable String etag) {
            this.run = run;
            this.etag = etag;
        }

        @Override
        public @Nullable Long length() {
            return null;
        }

        @Override
        public byte @Nullable [] next(Pause pause) throws IOException {
            while (true) {
                CompletableFuture<Void> waited;
                Duration untilNextStep;
                synchronized (lock) {
                    if (!gone && open.add(this)) {
                        lock.notifyAll();
                    }
                    String text = nextText();
                    if (text != null) {
                        return text.getBytes(StandardCharsets.UTF_8);
                    }
                    if (ended || isOver(run.look().state())) {
                        return null;
                    }
                    waited = change;
                    untilNextStep = run.untilNextStep();
                }
                pause.until(waited, untilNextStep);
            }
        }

        private @Nullable String nextText() {
            if (ended || !given.isEmpty()) {
                return given.poll();
            }
            List<Told> all = told(run);
            if (next < 0) {
                next = firstAfter(all);
            }
            return next < all.size() ? all.get(next++).text : null;
        }

        private int firstAfter(List<Told> all) {
            if (etag == null) {
                return 0;
            }
            String[] parts = etag.split("-");
            int first = 0;
            while (first < all.size() && !all.get(first).isAfter(Long.parseLong(parts[0]), Long.parseLong(parts[1]))) {
                first++;
            }
            return first;
        }

        private boolean isOver(WireState state) {
            return state == WireState.SUCCEEDED || state == WireState.FAILED || endsWithAnyEnd && state.ended();
        }

        @Override
        public void closed() {
            synchronized (lock) {
                gone = true;
                open.remove(this);
                lock.notifyAll();
            }
        }
    }
}
