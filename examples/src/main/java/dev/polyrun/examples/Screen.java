package dev.polyrun.examples;

import dev.polyrun.RunRef;
import java.io.PrintStream;
import java.util.List;

/** Brings a {@link LiveView} to where the output goes: redrawn in place in a terminal, line after line elsewhere. Thread-safe. */
final class Screen implements AutoCloseable {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    // A line that is too long after the window became narrower is cut by the terminal: wrapped, it would spoil the count of lines.
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final LiveView view;
    private final PrintStream out;
    private final boolean interactive;
    // Ctrl-C ends the process in the middle of a watch; the cursor must come back then, too.
    private final Thread onInterrupt = new Thread(this::restore, "watch-runs-restore-terminal");
    private int drawn;
    private boolean closed;

    Screen(LiveView view, PrintStream out, Terminal terminal) {
        this.view = view;
        this.out = out;
        this.interactive = terminal.interactive();
        if (interactive) {
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            print(HIDE_CURSOR);
            tick();
        }
    }

    /** A run has changed. */
    synchronized void changed(RunRef ref) {
        if (interactive) {
            tick();
        } else if (!closed) {
            print(view.plainLine(ref) + System.lineSeparator());
        }
    }

    /** Time has passed. */
    synchronized void tick() {
        if (interactive && !closed) {
            List<String> lines = view.frame();
            print(redraw(lines, drawn));
            drawn = lines.size();
        }
    }

    /** Leaves the last frame where it is, and the terminal as it was. */
    @Override
    public void close() {
        restore();
        if (interactive) {
            try {
                Runtime.getRuntime().removeShutdownHook(onInterrupt);
            } catch (IllegalStateException e) {
                // The process is ending; the hook has run or will, and does nothing more.
            }
        }
    }

    private synchronized void restore() {
        if (interactive && !closed) {
            print(WRAP + SHOW_CURSOR);
        }
        closed = true;
    }

    /** The lines in place of those that were drawn last. */
    static String redraw(List<String> lines, int drawn) {
        StringBuilder text = new StringBuilder(NO_WRAP);
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append('A');
        }
        text.append('\r');
        lines.forEach(line -> text.append(CLEAR_LINE).append(line).append('\n'));
        return text.append(CLEAR_BELOW).append(WRAP).toString();
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}
