package dev.polyrun.reliability.faults;

/** A server before a vendor's simulator, of whatever protocol. Thread-safe. */
interface FaultyServer extends AutoCloseable {
    /** No wait for the other side is longer than this: by then something is broken, not slow. */
    int PATIENCE_SECONDS = 120;

    /** What the vendor's client takes as its base URL. */
    String baseUrl();

    /** Lets that many of the next connections or requests meet the fault. */
    void plan(int times, WireFault fault);

    /** Nothing goes wrong any more. */
    void heal();

    /** How many requests were read so far. */
    int requests();

    /** Waits until the other side has closed all its connections; false when it does not. */
    boolean awaitNoConnections() throws InterruptedException;

    @Override
    void close();
}
