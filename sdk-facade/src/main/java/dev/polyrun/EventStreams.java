package dev.polyrun;

import dev.polyrun.core.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of one account of whose changes the vendor tells. There are few, so that they are kept here and not in each {@link Watch}. Used on the
 * engine's polling thread, but for {@link #close()}.
 */
final class EventStreams {
    private static final Logger LOG = LoggerFactory.getLogger("dev.polyrun.polling");
    private static final long SHORTEST_BACKOFF_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int DOUBLINGS = 6;
    /** A vendor that has no events, none for this account, or too much to do, is not asked for them each minute. */
    private static final long REFUSED_NANOS = Duration.ofMinutes(10).toNanos();

    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404, 405, 429, 501);

    /** What broke after this time was well before. */
    private static final long LONG_LIFE_NANOS = Duration.ofSeconds(60).toNanos();

    private final PollingEngine engine;
    private final RunEvents source;
    private final int limit;
    private final Map<Watch, Stream> streams = new ConcurrentHashMap<>();
    private volatile boolean closed;
    /** Streams in a row that broke soon. They are the account's, since it is the vendor's server that they tell of. */
    private int shortLives;
    /** When to listen again, by the engine's timer. */
    private long notBefore;

    /**
     * @param limit how many there may be at once
     */
    EventStreams(PollingEngine engine, RunEvents source, int limit) {
        this.engine = engine;
        this.source = source;
        this.limit = limit;
    }

    /** The run was seen, and goes on: listens to it if there is room, and drops what broke. Whoever finds no room is offered again at the next look. */
    void offer(Watch watch) {
        RunSnapshot seen = watch.lastSnapshot;
        long now = engine.timer().now();
        Stream stream = streams.get(watch);
        if (stream != null && stream.broken) {
            // Only now: a stream that ends because its run has ended is as it should be.
            forget(watch);
            if (stream.refused) {
                notBefore = now + REFUSED_NANOS;
            } else if (now >= notBefore) {
                // Streams that break together, as when the server restarts, count as one.
                shortLives = stream.openedAt >= 0 && now - stream.openedAt >= LONG_LIFE_NANOS ? 0 : Math.min(shortLives + 1, DOUBLINGS);
                notBefore = now + Math.min(SHORTEST_BACKOFF_NANOS << shortLives, LONG_LIFE_NANOS);
            }
        } else if (stream == null && seen != null && streams.size() < limit && now >= notBefore && !closed) {
            Stream added = new Stream(watch);
            streams.put(watch, added);
            added.listen(seen);
            // Closing may not have found it, or not what it was given just now.
            if (closed) {
                added.end();
            }
        }
    }

    /** Whether changes of the run are told. */
    boolean cover(Watch watch) {
        Stream stream = streams.get(watch);
        return stream != null && stream.openedAt >= 0 && !stream.broken;
    }

    void forget(Watch watch) {
        Stream stream = streams.remove(watch);
        if (stream != null) {
            stream.end();
        }
    }

    /** Ends all of them, on any thread. */
    void close() {
        closed = true;
        streams.values().forEach(Stream::end);
    }

    /** One run that is listened to. The source may call it as it likes, so that nothing is handed over twice. */
    private final class Stream implements RunEvents.Listener {
        private final Watch watch;
        private final AtomicBoolean toldOpened = new AtomicBoolean();
        private final AtomicBoolean toldBroken = new AtomicBoolean();
        private volatile RunEvents.@Nullable Listening listening;
        private volatile boolean over;
        // Of the polling thread.
        private long openedAt = -1;
        private boolean broken;
        private boolean refused;

        Stream(Watch watch) {
            this.watch = watch;
        }

        void listen(RunSnapshot seen) {
            try {
                listening = source.listen(seen, this);
            } catch (Throwable e) {
                broken(e);
            }
        }

        void end() {
            over = true;
            RunEvents.Listening ending = listening;
            if (ending != null) {
                try {
                    ending.close();
                } catch (Throwable e) {
                    LOG.warn("{}: listening could not be ended", watch.ref, e);
                }
            }
        }

        @Override
        public void opened() {
            if (!over && toldOpened.compareAndSet(false, true)) {
                then(() -> openedAt = engine.timer().now());
            }
        }

        @Override
        public void changed() {
            if (!over) {
                engine.hint(watch);
            }
        }

        @Override
        public void broken(@Nullable Throwable cause) {
            if (!over && toldBroken.compareAndSet(false, true)) {
                LOG.debug("{}: listening ended: {}", watch.ref, cause == null ? "by the vendor" : cause.toString());
                then(() -> {
                    broken = true;
                    refused = cause instanceof ApiException answer && REFUSALS.contains(answer.status());
                });
            }
        }

        /** The look that follows sees the stream as it is then: with the hint of an earlier event it might come too early. */
        private void then(Runnable change) {
            engine.execute(() -> {
                change.run();
                engine.hint(watch);
            });
        }
    }
}
