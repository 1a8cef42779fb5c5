package dev.polyrun.benchmarks.calls;

import java.io.IOException;

/** Which of the machine's cores a process may use, on Linux. */
final class Cores {
    private static final int ALL = Runtime.getRuntime().availableProcessors();

    private Cores() {}

    static String last() {
        return Integer.toString(ALL - 1);
    }

    static String all() {
        return "0-" + last();
    }

    /** Sets it for all threads of a process. */
    static void allow(long process, String cores) throws IOException {
        Process setting = new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", cores, Long.toString(process))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (setting.waitFor() != 0) {
                throw new IOException("taskset could not set the cores of process " + process + " to " + cores);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
