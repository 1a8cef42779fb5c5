package dev.polyrun;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of a run from one look at it, in the terms that all vendors share. Immutable and thread-safe. */
public final class RunSnapshot {
    private final RunRef ref;
    private final RunPhase phase;
    private final String vendorStatus;
    private final @Nullable String workflowId;
    private final @Nullable Rest rest;

    // One is kept of each run that is watched, and as objects the times and the progress would take four times the room of all else.
    private final long created;
    private final long started;
    private final long finished;
    private final @Nullable ZoneOffset offset;
    private final long done;
    private final long total;
    /** When the vendor wants to be asked again; no part of what the run is. */
    private final int askedBackMillis;

    /**
     * What most snapshots are without.
     *
     * @param times null unless they differ in their offset, or one is too far off to be counted in nanoseconds
     */
    private record Rest(@Nullable String reason, @Nullable RunError error, @Nullable Pause pause, @Nullable RunTimes times) {
    }

    private RunSnapshot(Builder builder) {
        boolean isShort = builder.times.areShort();
        RunTimes times = isShort ? builder.times : RunTimes.NONE;
        this.ref = builder.ref;
        this.phase = builder.phase;
        this.vendorStatus = builder.vendorStatus;
        this.workflowId = builder.workflowId == null ? builder.ref.workflowId() : builder.workflowId;
        this.rest = isShort && builder.reason == null && builder.error == null && builder.pause == null
                ? null
                : new Rest(builder.reason, builder.error, builder.pause, isShort ? null : builder.times);
        this.created = RunTimes.nanos(times.created());
        this.started = RunTimes.nanos(times.started());
        this.finished = RunTimes.nanos(times.finished());
        this.offset = times.offset();
        this.done = builder.done;
        this.total = builder.total;
        this.askedBackMillis = builder.askedBackMillis;
    }

    private RunSnapshot(RunSnapshot same, RunSnapshot lender, int askedBackMillis) {
        this.ref = shared(same.ref, lender.ref);
        this.phase = same.phase;
        this.vendorStatus = shared(same.vendorStatus, lender.vendorStatus);
        this.workflowId = shared(same.workflowId, lender.workflowId);
        this.rest = shared(same.rest, lender.rest);
        this.created = same.created;
        this.started = same.started;
        this.finished = same.finished;
        this.offset = same.offset;
        this.done = same.done;
        this.total = same.total;
        this.askedBackMillis = askedBackMillis;
    }

    /**
     * Begins a snapshot, as adapters make them, and as tests of code that is given snapshots may.
     *
     * @param vendorStatus the vendor's own word for where it stands, of which the text counts; null or empty when the vendor gave none
     */
    public static Builder builder(RunRef ref, RunPhase phase, @Nullable Object vendorStatus) {
        return new Builder(
                Objects.requireNonNull(ref, "ref"), Objects.requireNonNull(phase, "phase"), vendorStatus == null ? "" : vendorStatus.toString());
    }

    /** The same snapshot with a note of when the vendor wants to be asked again, as far as that is waited for. */
    RunSnapshot askedBackAfter(@Nullable Duration retryAfter) {
        return retryAfter == null ? this : new RunSnapshot(this, this, millis(retryAfter));
    }

    private static int millis(Duration retryAfter) {
        Duration longest = PollCycle.LONGEST_RETRY_AFTER;
        return retryAfter.isNegative() ? 0 : (int) (retryAfter.compareTo(longest) > 0 ? longest : retryAfter).toMillis();
    }

    /** 0 when the vendor does not say. */
    int askedBackMillis() {
        return askedBackMillis;
    }

    /**
     * The same snapshot, which holds what it has in common with another one instead of its like.
     *
     * @param lender an earlier snapshot of this run, or one of another run of its workflow
     */
    RunSnapshot sharing(@Nullable RunSnapshot lender) {
        return lender == null ? this : equals(lender) ? lender : new RunSnapshot(this, lender, 0);
    }

    private static <T extends @Nullable Object> T shared(T own, T other) {
        return Objects.equals(own, other) ? other : own;
    }

    /** Which run. */
    public RunRef ref() {
        return ref;
    }

    /** Where it stands. */
    public RunPhase phase() {
        return phase;
    }

    /**
     * Whether it is in this phase, or past it: phases may be skipped between two looks. A run that has ended is past all that are not an end.
     */
    public boolean hasReached(RunPhase wanted) {
        return switch (wanted) {
            case QUEUED -> phase != RunPhase.UNKNOWN;
            case RUNNING -> phase != RunPhase.UNKNOWN && phase != RunPhase.QUEUED;
            case PAUSED, CANCELLING, UNKNOWN -> phase == wanted || phase.isTerminal();
            case SUCCEEDED, FAILED, CANCELLED -> phase == wanted;
        };
    }

    /** The vendor's own word for where it stands; empty when the vendor gave none. */
    public String vendorStatus() {
        return vendorStatus;
    }

    /** What kind of failure it was, in the vendor's word, such as {@code TIMEOUT}; null when it did not fail, or the vendor gives no kind. */
    public @Nullable String reason() {
        return rest == null ? null : rest.reason;
    }

    /** What went wrong; null when nothing did, or the vendor does not say. A run that was cancelled may have one as well. */
    public @Nullable RunError error() {
        return rest == null ? null : rest.error;
    }

    /** What it waits for; null unless it is paused. */
    public @Nullable Pause pause() {
        return rest == null ? null : rest.pause;
    }

    /** How far it is; null when the vendor does not say. */
    public @Nullable Progress progress() {
        return total == 0 ? null : new Progress(done, total);
    }

    /** {@link Progress#fraction}, without an object for it; 0 when the vendor does not say. */
    double progressFraction() {
        return total == 0 ? 0 : Math.min(1, (double) done / total);
    }

    /** The vendor's id of its workflow; null when neither the vendor nor the reference says. */
    public @Nullable String workflowId() {
        return workflowId;
    }

    /** When it was created; null when the vendor does not say. */
    public @Nullable OffsetDateTime createdAt() {
        return rest == null || rest.times == null ? RunTimes.time(created, offset) : rest.times.created();
    }

    /** When it began; null when it has not, or the vendor does not say. */
    public @Nullable OffsetDateTime startedAt() {
        return rest == null || rest.times == null ? RunTimes.time(started, offset) : rest.times.started();
    }

    /** When it ended; null when it has not, or the vendor does not say. */
    public @Nullable OffsetDateTime finishedAt() {
        return rest == null || rest.times == null ? RunTimes.time(finished, offset) : rest.times.finished();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunSnapshot that
                && ref.equals(that.ref)
                && phase == that.phase
                && vendorStatus.equals(that.vendorStatus)
                && Objects.equals(workflowId, that.workflowId)
                && Objects.equals(rest, that.rest)
                && created == that.created
                && started == that.started
                && finished == that.finished
                && Objects.equals(offset, that.offset)
                && done == that.done
                && total == that.total;
    }

    @Override
    public int hashCode() {
        return Objects.hash(ref, phase, vendorStatus, done);
    }

    @Override
    public String toString() {
        return ref + " " + phase + (vendorStatus.isEmpty() ? "" : " (" + vendorStatus + ")");
    }

    /** {@link #toString()}, and why it ended so, as far as that is known. */
    String toStringWithError() {
        RunError error = error();
        return error == null ? toString() : this + (error.step() == null ? "" : " in step " + error.step()) + ": " + error.message();
    }

    /** Collects what is known of a run. What is not said is not known. Not thread-safe. */
    public static final class Builder {
        private final RunRef ref;
        private final RunPhase phase;
        private final String vendorStatus;
        private @Nullable String reason;
        private @Nullable RunError error;
        private @Nullable Pause pause;
        private @Nullable String workflowId;
        private RunTimes times = RunTimes.NONE;
        private long done;
        private long total;
        private int askedBackMillis;

        private Builder(RunRef ref, RunPhase phase, String vendorStatus) {
            this.ref = ref;
            this.phase = phase;
            this.vendorStatus = vendorStatus;
        }

        /** What kind of failure it was, in the vendor's word, of which the text counts; null or empty for none. */
        public Builder reason(@Nullable Object reason) {
            this.reason = reason == null || reason.toString().isEmpty() ? null : reason.toString();
            return this;
        }

        /**
         * What went wrong. A message that is missing or empty, as old servers write it, is no error.
         *
         * @param step the step or node that failed; null when the vendor names none
         */
        public Builder error(@Nullable String message, @Nullable String step) {
            String named = step == null || step.isBlank() ? null : step;
            this.error = message == null || message.isBlank() ? null : new RunError(message, named);
            return this;
        }

        /** What it waits for; null when it is not paused. */
        public Builder pause(@Nullable Pause pause) {
            this.pause = pause;
            return this;
        }

        /** How far it is, in the vendor's own units. Ignored unless it makes sense: done 0 or more, the total more than 0. */
        public Builder progress(@Nullable Number done, @Nullable Number total) {
            if (done != null && total != null && total.longValue() > 0 && done.longValue() >= 0) {
                this.done = done.longValue();
                this.total = total.longValue();
            }
            return this;
        }

        /** The vendor's id of its workflow; null or empty when the vendor does not say. By default that of the reference. */
        public Builder workflowId(@Nullable String workflowId) {
            this.workflowId = workflowId == null || workflowId.isEmpty() ? null : workflowId;
            return this;
        }

        /** When it was created, began and ended; null for what is not known. */
        public Builder times(@Nullable OffsetDateTime created, @Nullable OffsetDateTime started, @Nullable OffsetDateTime finished) {
            this.times = new RunTimes(created, started, finished);
            return this;
        }

        /** How long from now the vendor wants to be left alone; null when it does not say. {@link VendorAdapter#look} does this by itself. */
        public Builder retryAfter(@Nullable Duration retryAfter) {
            this.askedBackMillis = retryAfter == null ? 0 : millis(retryAfter);
            return this;
        }

        /** The snapshot. */
        public RunSnapshot build() {
            return new RunSnapshot(this);
        }
    }
}
