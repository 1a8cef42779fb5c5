package dev.polyrun.examples;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where the output goes.
 *
 * @param interactive whether it can be drawn upon
 * @param columns how many characters fit on a line
 * @param rows how many lines there are
 * @param colours whether the user wants them
 */
record Terminal(boolean interactive, int columns, int rows, boolean colours) {
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;

    /** A pipe or a file. */
    static Terminal none() {
        return new Terminal(false, USUAL_COLUMNS, USUAL_ROWS, false);
    }

    /** What this process writes to. */
    static Terminal detect(Map<String, String> environment) {
        if (!isTerminal() || "dumb".equals(environment.get("TERM"))) {
            return none();
        }
        int[] size = size();
        // See no-color.org: the variable counts whatever its value, unless it is empty.
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(true, size[1], size[0], colours);
    }

    /** The charset of standard output, which is not the default charset since JDK 18. */
    static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding", ""));
        return name.isEmpty() ? Charset.defaultCharset() : Charset.forName(name);
    }

    /** Up to JDK 21 there is a console only in a terminal; from 22 on there may be one always, and it can be asked. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Rows and columns. Java cannot tell; where stty cannot either, the usual size is a safe guess. */
    private static int[] size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] numbers = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim().split(" ");
            if (stty.waitFor(1, TimeUnit.SECONDS) && numbers.length == 2) {
                int rows = Integer.parseInt(numbers[0]);
                int columns = Integer.parseInt(numbers[1]);
                // A pseudo terminal that nobody has given a size says 0.
                return new int[] {rows > 0 ? rows : USUAL_ROWS, columns > 0 ? columns : USUAL_COLUMNS};
            }
        } catch (IOException | NumberFormatException e) {
            // No stty here, as on Windows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new int[] {USUAL_ROWS, USUAL_COLUMNS};
    }
}
