package dev.polyrun;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the observer and the log what polling does. A broken observer must not cost anyone their wait, so what it throws goes to the log. */
final class ObserverCalls {
    private static final Logger LOG = LoggerFactory.getLogger("dev.polyrun.polling");
    /** Told once, not a thousand times a second. */
    private boolean brokenBefore;

    private final @Nullable PollingObserver observer;

    /**
     * @param observer null when there is none
     */
    ObserverCalls(@Nullable PollingObserver observer) {
        this.observer = observer;
    }

    /** Whether anyone listens; else nothing needs to be made for telling. */
    boolean listens() {
        return observer != null || LOG.isDebugEnabled();
    }

    void pollStart(RunRef ref) {
        if (observer != null) {
            guarded(() -> observer.onPollStart(ref));
        }
    }

    void pollEnd(RunRef ref, int runsInCall, long nanos, @Nullable RunSnapshot snapshot, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("{}: a look failed: {}", ref, failure.toString());
        }
        if (observer != null) {
            guarded(() -> observer.onPollEnd(new PollingObserver.PollEnd(ref, runsInCall, Duration.ofNanos(nanos), snapshot, failure)));
        }
    }

    void scheduled(RunRef ref, long nanos, NextPoll.Reason reason) {
        if (observer != null) {
            guarded(() -> observer.onScheduled(ref, new NextPoll(Duration.ofNanos(Math.max(0, nanos)), reason)));
        }
    }

    void change(RunUpdate update) {
        LOG.debug("{}", update.to());
        if (observer != null) {
            guarded(() -> observer.onChange(update));
        }
    }

    void waitEnd(RunRef ref, @Nullable PollingException failure) {
        if (failure != null) {
            LOG.debug("a wait ended: {}", failure.getMessage());
        }
        if (observer != null) {
            guarded(() -> observer.onWaitEnd(ref, failure));
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            if (brokenBefore) {
                LOG.debug("The polling observer failed again", e);
            } else {
                brokenBefore = true;
                LOG.warn("The polling observer failed; polling goes on. Further failures are logged at debug level", e);
            }
        }
    }
}
