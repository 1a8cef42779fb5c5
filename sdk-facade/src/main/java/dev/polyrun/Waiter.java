package dev.polyrun;

import java.util.function.Function;

/**
 * Someone who waits for something of one run. The engine calls it on its polling thread, {@link #fail} on any; none of its methods may throw or
 * block. It must call {@link PollingEngine#release} when it is done, in whatever way.
 */
interface Waiter {
    /** What it was attached to; called once, before anything else. */
    void attached(Watch watch);

    /** What is waited for; to be asked only when it is attached. */
    Watch watch();

    /** Whether it belongs to this poller or group. */
    boolean isOf(Object owner);

    /** Whether it waits no more. */
    boolean isOver();

    /** The run was seen. One that has ended is not seen again: whoever does not want the whole run must be done. */
    void seen(RunSnapshot now);

    /** Whether a look from a moment before it began to wait serves as well. */
    default boolean takesLastLook() {
        return true;
    }

    /** The run was seen otherwise than before. Called after {@link #seen}. */
    default void changed(RunUpdate update) {}

    /** Whether the whole run should be read, seeing it like this. */
    boolean wantsRun(RunSnapshot now);

    /** The whole run, which {@link #wantsRun} wanted. */
    void read(Run run);

    /** A look failed, and is repeated. */
    default void lookFailed(Throwable failure) {}

    /** Ends the wait. Each waiter gets an exception of its own. */
    void fail(Function<PollingException.Seen, PollingException> exception);
}
