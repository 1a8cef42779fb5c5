package dev.polyrun;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Events that a test sends by hand. */
final class FakeEvents implements RunEvents {
    /** One stream. */
    static final class Stream {
        final RunSnapshot run;
        final Listener listener;
        volatile int closed;

        Stream(RunSnapshot run, Listener listener) {
            this.run = run;
            this.listener = listener;
        }
    }

    private final List<Stream> streams = Collections.synchronizedList(new ArrayList<>());
    private volatile Consumer<Stream> onListen = stream -> stream.listener.opened();

    /** What a stream does before {@code listen} returns; by default it is open then. */
    FakeEvents onListen(Consumer<Stream> onListen) {
        this.onListen = onListen;
        return this;
    }

    /** All there ever were. */
    List<Stream> streams() {
        synchronized (streams) {
            return List.copyOf(streams);
        }
    }

    Stream last() {
        List<Stream> all = streams();
        return all.get(all.size() - 1);
    }

    long open() {
        return streams().stream().filter(stream -> stream.closed == 0).count();
    }

    @Override
    public Listening listen(RunSnapshot run, Listener listener) {
        Stream stream = new Stream(run, listener);
        streams.add(stream);
        onListen.accept(stream);
        return () -> stream.closed++;
    }
}
