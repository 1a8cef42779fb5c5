package dev.polyrun.core;

import dev.polyrun.core.json.JsonException;
import dev.polyrun.core.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events, as they come. Go through them with {@code for}, which waits for each, or have them handed to a listener with
 * {@link #subscribe}; one of the two, once. An event that the stream breaks off within is never given out.
 *
 * <pre>{@code
 * try (EventStream<RunEvent> events = client.runs().events(runId)) {
 *     for (Event<RunEvent> event : events) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>Whoever got one closes it: it keeps a connection. Closing, from any thread, ends a wait for the next event at once, as if the stream had ended.
 * Otherwise it may be used by one thread at a time.
 *
 * @param <T> what the operation says that events hold
 */
public final class EventStream<T> implements Iterable<Event<T>>, AutoCloseable {
    private final InputStream body;
    private final EventParser parser;
    private final JsonReader.Element<? extends T> reader;
    private final long longestEvent;
    private final Executor executor;
    private final Events events = new Events();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile boolean iterated;
    private volatile boolean closed;
    private volatile @Nullable String lastEventId;

    /**
     * @param body the events; an {@link IOException} that it throws for a {@link PolyrunException} is given out as that
     * @param reader what reads the data of an event
     * @param longestEvent how many bytes the lines of one event may have together
     * @param executor what a subscription reads on
     */
    public EventStream(InputStream body, JsonReader.Element<? extends T> reader, long longestEvent, Executor executor) {
        this.body = body;
        this.parser = new EventParser(body, longestEvent);
        this.reader = reader;
        this.longestEvent = longestEvent;
        this.executor = executor;
    }

    /**
     * The events from here on. There is one iterator: asked for again, it goes on where it is. Its {@code hasNext} waits for an event; false when the
     * stream has ended or was closed. It throws
     * <ul>
     *   <li>{@link ConnectionException} when the stream is cut,
     *   <li>{@link CallTimeoutException} when nothing came for the call's {@link RequestOptions#idleTimeout()}, or five minutes without one,
     *   <li>{@link UndecodableBodyException} when an event is longer than the client's {@code maxResponseBytes}, and
     *   <li>{@link CallInterruptedException} when the thread is interrupted; its flag stays set.
     * </ul>
     *
     * @throws IllegalStateException when there is a subscription
     */
    @Override
    public Iterator<Event<T>> iterator() {
        iterated = true;
        if (subscribed.get()) {
            throw new IllegalStateException("The events go to the subscription; for both, open another stream");
        }
        return events;
    }

    /**
     * Has the events handed to a listener, on a thread of the HTTP client, until the stream ends, is closed, or the listener throws. Returns at once.
     * The stream takes that one thread, and closes itself at its end.
     *
     * @param listener is called for one event after the other
     * @param onEnd is called once, last, with null when the stream ended or was closed, else with what the iterator or the listener threw
     * @throws IllegalStateException when there is a subscription already, or the iterator was asked for
     * @throws RejectedExecutionException when the HTTP client takes no more work, since its owner has shut it down; the stream is closed then
     */
    public void subscribe(Consumer<? super Event<T>> listener, Consumer<? super @Nullable Throwable> onEnd) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(onEnd, "onEnd");
        if (iterated || !subscribed.compareAndSet(false, true)) {
            throw new IllegalStateException("The events go " + (subscribed.get() ? "to another subscription" : "through the iterator")
                    + "; for both, open another stream");
        }
        try {
            executor.execute(() -> listen(listener, onEnd));
        } catch (RejectedExecutionException e) {
            close();
            throw e;
        }
    }

    private void listen(Consumer<? super Event<T>> listener, Consumer<? super @Nullable Throwable> onEnd) {
        Throwable failure = null;
        try (this) {
            while (events.hasNext()) {
                listener.accept(events.next());
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        onEnd.accept(failure);
    }

    /** The id of the last event that was given out, to go on after it in a new stream where the vendor knows how; null when there was none. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /** How long the vendor asks to wait before the next stream; null when it did not say. */
    public @Nullable Duration reconnectionTime() {
        return parser.reconnectionTime();
    }

    /** Ends the stream and frees its connection, or drops it. */
    @Override
    public void close() {
        closed = true;
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "EventStream[" + (closed ? "closed" : "open") + "]";
    }

    private EventParser.@Nullable Block read() {
        try {
            EventParser.Block block = closed ? null : parser.read();
            if (block == null) {
                close();
            }
            return block;
        } catch (IOException e) {
            boolean ended = closed;
            close();
            if (ended) {
                return null;
            }
            throw failure(e);
        }
    }

    private PolyrunException failure(IOException e) {
        if (e instanceof EventParser.TooLongException) {
            return new UndecodableBodyException(
                    "An event is longer than maxResponseBytes (" + longestEvent + "); give the client a larger one", 200, new byte[0], null);
        }
        return e.getCause() instanceof PolyrunException known ? known : new ConnectionException("The stream of events was cut: " + e.getMessage(), e);
    }

    private @Nullable T decoded(String data) {
        try {
            return JsonReader.readWhole(data.getBytes(StandardCharsets.UTF_8), reader);
        } catch (JsonException e) {
            // As for a property of another kind: the text is there for whoever can do with it.
            return null;
        }
    }

    private final class Events implements Iterator<Event<T>> {
        private EventParser.@Nullable Block next;

        @Override
        public boolean hasNext() {
            if (next == null) {
                next = read();
            }
            return next != null;
        }

        @Override
        public Event<T> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("The stream of events has ended");
            }
            EventParser.Block block = Objects.requireNonNull(next);
            next = null;
            lastEventId = block.id();
            return new Event<>(block.id(), block.type(), decoded(block.data()), block.data());
        }
    }
}
