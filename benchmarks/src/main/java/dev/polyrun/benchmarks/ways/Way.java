package dev.polyrun.benchmarks.ways;

/** One way in which a library waits for runs. Safe for use by many threads. */
public interface Way extends AutoCloseable {
    /** Starts to wait for a run, and returns at once. */
    Wait start(String run, Terms terms);

    /** Stops what this way holds, as the library wants it stopped: by its close, or by stopping the executor that it was given. */
    @Override
    void close();
}
