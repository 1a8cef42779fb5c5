package dev.polyrun;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** For how long a run is waited for, and whether through its pauses. Immutable and thread-safe. */
public final class WaitOptions {
    private static final WaitOptions DEFAULTS = builder().build();

    private final @Nullable Duration timeout;
    private final OnPause onPause;

    /** What a pause means to whoever waits: a person's answer may take days. */
    public enum OnPause {
        /** Waits on, and looks less often meanwhile. */
        KEEP_WAITING,
        /** Ends the wait with the paused run. */
        RETURN,
        /** Ends the wait with a {@link RunPausedException}. */
        FAIL
    }

    private WaitOptions(Builder builder) {
        this.timeout = builder.timeout;
        this.onPause = builder.onPause;
    }

    /** For ever, through all pauses. */
    public static WaitOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** For how long at most; null for ever. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** What a pause means. */
    public OnPause onPause() {
        return onPause;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private @Nullable Duration timeout;
        private OnPause onPause = OnPause.KEEP_WAITING;

        private Builder() {}

        /**
         * For how long at most. By default for ever.
         *
         * @throws IllegalArgumentException when it is zero or negative
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("timeout is " + timeout + "; expected more than zero");
            }
            this.timeout = timeout;
            return this;
        }

        /** What a pause means. By default the wait goes on. */
        public Builder onPause(OnPause onPause) {
            this.onPause = Objects.requireNonNull(onPause, "onPause");
            return this;
        }

        public WaitOptions build() {
            return new WaitOptions(this);
        }
    }
}
