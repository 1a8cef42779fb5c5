package dev.polyrun;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a facade polls. Immutable and thread-safe. */
public final class PollingPolicy {
    private static final int USUAL_EVENT_STREAMS = 8;

    private final PollSchedule schedule;
    private final Duration errorBudget;
    private final Duration notFoundGrace;
    private final Duration pollTimeout;
    private final int pollsPerSecond;
    private final int pollsInFlight;
    private final boolean batching;
    private final @Nullable Integer eventStreams;

    private PollingPolicy(Builder builder) {
        this.schedule = builder.schedule;
        this.errorBudget = builder.errorBudget;
        this.notFoundGrace = builder.notFoundGrace;
        this.pollTimeout = builder.pollTimeout;
        this.pollsPerSecond = builder.pollsPerSecond;
        this.pollsInFlight = builder.pollsInFlight;
        this.batching = builder.batching;
        this.eventStreams = builder.eventStreams;
    }

    static Builder builder() {
        return new Builder();
    }

    PollSchedule schedule() {
        return schedule;
    }

    Duration errorBudget() {
        return errorBudget;
    }

    Duration notFoundGrace() {
        return notFoundGrace;
    }

    Duration pollTimeout() {
        return pollTimeout;
    }

    int pollsPerSecond() {
        return pollsPerSecond;
    }

    int pollsInFlight() {
        return pollsInFlight;
    }

    boolean batching() {
        return batching;
    }

    /** @param realTime whether it is by the real time that is polled */
    int eventStreams(boolean realTime) {
        return eventStreams != null ? eventStreams : realTime ? USUAL_EVENT_STREAMS : 0;
    }

    /** Collects how to poll; see {@link PolyrunBuilder#polling}. Not thread-safe. */
    public static final class Builder {
        private PollSchedule schedule = PollSchedule.defaults();
        private Duration errorBudget = Duration.ofMinutes(5);
        private Duration notFoundGrace = Duration.ofSeconds(30);
        private Duration pollTimeout = Duration.ofSeconds(30);
        private int pollsPerSecond = 100;
        private int pollsInFlight = 64;
        private boolean batching = true;
        private @Nullable Integer eventStreams;

        private Builder() {}

        /** When to look again. By default {@link PollSchedule#defaults()}. */
        public Builder schedule(PollSchedule schedule) {
            this.schedule = Objects.requireNonNull(schedule, "schedule");
            return this;
        }

        /**
         * For how long nothing but failures may come, from the first of them, before a wait ends with a {@link PollingFailedException}: a time, not
         * a count, so that a single failure after a long pause is not the end. By default 5 minutes. A refused credential ends a wait at once.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder errorBudget(Duration errorBudget) {
            this.errorBudget = notNegative(errorBudget, "errorBudget");
            return this;
        }

        /**
         * For how long the vendor may answer that there is no such run, before a wait ends with a {@link RunNotFoundException}: a run that was just
         * started may not be readable yet, and one replica of a server may lag behind another. By default 30 seconds.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder notFoundGrace(Duration notFoundGrace) {
            this.notFoundGrace = notNegative(notFoundGrace, "notFoundGrace");
            return this;
        }

        /**
         * For how long one look may take; it is then a failure, and is repeated as the schedule says. By default 30 seconds.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder pollTimeout(Duration pollTimeout) {
            if (pollTimeout.isZero() || pollTimeout.isNegative()) {
                throw new IllegalArgumentException("pollTimeout is " + pollTimeout + "; expected more than zero");
            }
            this.pollTimeout = pollTimeout;
            return this;
        }

        /**
         * How many polling calls a second an account gets at most, whatever the schedule says; above that, the runs that have waited longest in
         * proportion come first. By default 100. Besides, polls share the limit of the vendor's client, see {@code rateLimiter} of its builder.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder pollsPerSecond(int pollsPerSecond) {
            this.pollsPerSecond = positive(pollsPerSecond, "pollsPerSecond");
            return this;
        }

        /**
         * How many polling calls an account may have under way at once. By default 64, which is as many as Polyrun's own HTTP client sends to one
         * host.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder pollsInFlight(int pollsInFlight) {
            this.pollsInFlight = positive(pollsInFlight, "pollsInFlight");
            return this;
        }

        /** Whether one call to a vendor's list may look at many runs, where that is cheaper. By default it may. */
        public Builder batching(boolean batching) {
            this.batching = batching;
            return this;
        }

        /**
         * How many runs of an account may be listened to at once, where the vendor tells by itself when a run changes, as Noxus does; such a run is
         * looked at when it changes, and every now and then. Each takes a connection, or a stream of one, and before JDK 24 a thread, as long as it
         * lasts. By default 8, an eighth of what Polyrun's own HTTP client sends to one host; 0 for none. Runs beyond that are polled as usual.
         *
         * <p>In a time other than the real one ({@link PolyrunBuilder#timeSource}) there are none by default: one that is moved by a test would stand
         * still while a listener waits at a socket. With a client that is in memory there may be some.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder eventStreams(int eventStreams) {
            if (eventStreams < 0) {
                throw new IllegalArgumentException("eventStreams is " + eventStreams + "; expected 0 or more");
            }
            this.eventStreams = eventStreams;
            return this;
        }

        PollingPolicy build() {
            return new PollingPolicy(this);
        }

        private static Duration notNegative(Duration duration, String name) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(name + " is " + duration + "; expected zero or more");
            }
            return duration;
        }

        private static int positive(int number, String name) {
            if (number <= 0) {
                throw new IllegalArgumentException(name + " is " + number + "; expected more than 0");
            }
            return number;
        }
    }
}
