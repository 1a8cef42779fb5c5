package dev.polyrun;

import java.time.Duration;

/** A built-in schedule. It reckons in nanoseconds, so that a decision allocates nothing. */
sealed interface NanosSchedule extends PollSchedule permits AdaptiveSchedule, FixedSchedule, GeometricSchedule {
    /**
     * The wait before the next poll, from now.
     *
     * @return more than zero
     */
    long nextDelayNanos(ScheduleContext context);

    /** Whether waits are to be shortened by a random part of up to a tenth, so that runs that started together do not stay together. */
    boolean isJittered();

    @Override
    default Duration nextDelay(PollContext context) {
        return Duration.ofNanos(nextDelayNanos(ScheduleContext.of(context)));
    }

    /** The shortest and the longest wait between two polls. */
    record Bounds(long shortest, long longest) {
        /**
         * @throws IllegalArgumentException when one is not positive, or they are the wrong way round
         */
        static Bounds of(Duration shortest, Duration longest) {
            if (longest.compareTo(shortest) < 0) {
                throw new IllegalArgumentException("The shortest wait between two polls is " + shortest + ", and the longest " + longest
                        + "; expected the longest to be no shorter, such as PT0.5S and PT30S");
            }
            return new Bounds(nanos(shortest, "The shortest wait between two polls"), nanos(longest, "The longest wait between two polls"));
        }

        long clamp(double delay) {
            return Math.max(shortest, Math.min(longest, (long) delay));
        }
    }

    /**
     * At most some 292 years, which is what a long holds.
     *
     * @param what the beginning of the message
     * @throws IllegalArgumentException when it is not positive
     */
    static long nanos(Duration duration, String what) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(what + " is " + duration + "; expected more than zero, such as PT1S");
        }
        return nanos(duration);
    }

    /** At most some 292 years, which is what a long holds. */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
