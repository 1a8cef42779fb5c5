package dev.polyrun.reliability.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Brings all that is logged or printed into a haul, at the most verbose level there is, until it is closed. */
final class LogCapture implements AutoCloseable {
    private final Haul haul;
    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final Handler[] others = root.getHandlers();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Map<String, Integer> lines = new ConcurrentHashMap<>();
    private final Handler handler = new Lines();

    LogCapture(Haul haul) {
        this.haul = haul;
        for (Handler other : others) {
            root.removeHandler(other);
        }
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        System.setOut(printed("System.out"));
        System.setErr(printed("System.err"));
    }

    /** How many lines each logger wrote. */
    Map<String, Integer> lines() {
        return Map.copyOf(lines);
    }

    private PrintStream printed(String channel) {
        // Each print ends in a flush, so that what comes in pieces is searched as a whole up to there.
        return new PrintStream(new ByteArrayOutputStream() {
            @Override
            public synchronized void flush() {
                haul.take(channel, toString(UTF_8));
                // A secret may come in two pieces: the end of one is searched again with the next.
                String tail = toString(UTF_8);
                reset();
                writeBytes(tail.substring(Math.max(0, tail.length() - 200)).getBytes(UTF_8));
            }
        }, true, UTF_8);
    }

    @Override
    public void close() {
        System.out.flush();
        System.err.flush();
        System.setOut(out);
        System.setErr(err);
        root.removeHandler(handler);
        root.setLevel(level);
        for (Handler other : others) {
            root.addHandler(other);
        }
    }

    private final class Lines extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            String logger = String.valueOf(line.getLoggerName());
            if (logger.startsWith("mockwebserver3.")) {
                // The server of the test says which requests it got.
                return;
            }
            lines.merge(logger, 1, Integer::sum);
            StringWriter text = new StringWriter();
            text.append(logger).append(' ').append(formatter.formatMessage(line)).append(' ').append(Thread.currentThread().getName()).append('\n');
            if (line.getThrown() != null) {
                line.getThrown().printStackTrace(new PrintWriter(text));
            }
            haul.take("log", text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
