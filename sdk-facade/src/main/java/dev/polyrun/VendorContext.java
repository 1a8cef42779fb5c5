package dev.polyrun;

import dev.polyrun.core.TimeSource;
import java.time.Duration;

/** What an adapter needs of the facade that it is made for. Immutable and thread-safe. */
public final class VendorContext {
    private final PollingEngine engine;
    private final Duration startTimeout;

    VendorContext(PollingEngine engine, Duration startTimeout) {
        this.engine = engine;
        this.startTimeout = startTimeout;
    }

    /**
     * The facade's time. An adapter gives it to its client, and takes the time from nowhere else, so that tests can wait without waiting. One whose
     * client is not built on core says {@link TimeSource#workBegins} and {@link TimeSource#workEnds} around each call.
     */
    public TimeSource timeSource() {
        return engine.time();
    }

    /** How long to look for a run that was started, where the answer to the start does not name it; see {@link PolyrunBuilder#startTimeout}. */
    public Duration startTimeout() {
        return startTimeout;
    }

    PollingEngine engine() {
        return engine;
    }
}
