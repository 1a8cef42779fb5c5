package dev.polyrun;

import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of a run from one look at it, in the terms that all vendors share. Immutable and thread-safe. */
public final class RunSnapshot {
    private final RunRef ref;
    private final RunPhase phase;
    private final String vendorStatus;
    private final @Nullable String reason;
    private final @Nullable RunError error;
    private final @Nullable Pause pause;
    private final @Nullable Progress progress;
    private final @Nullable OffsetDateTime createdAt;
    private final @Nullable OffsetDateTime startedAt;
    private final @Nullable OffsetDateTime finishedAt;

    private RunSnapshot(Builder builder) {
        this.ref = builder.ref;
        this.phase = builder.phase;
        this.vendorStatus = builder.vendorStatus;
        this.reason = builder.reason;
        this.error = builder.error;
        this.pause = builder.pause;
        this.progress = builder.progress;
        this.createdAt = builder.createdAt;
        this.startedAt = builder.startedAt;
        this.finishedAt = builder.finishedAt;
    }

    static Builder builder(RunRef ref, RunPhase phase, @Nullable Object vendorStatus) {
        return new Builder(ref, phase, vendorStatus == null ? "" : vendorStatus.toString());
    }

    /** Which run. */
    public RunRef ref() {
        return ref;
    }

    /** Where it stands. */
    public RunPhase phase() {
        return phase;
    }

    /** The vendor's own word for where it stands; empty when the vendor gave none. */
    public String vendorStatus() {
        return vendorStatus;
    }

    /** What kind of failure it was, in the vendor's word, such as {@code TIMEOUT}; null when it did not fail, or the vendor gives no kind. */
    public @Nullable String reason() {
        return reason;
    }

    /** What went wrong; null when nothing did, or the vendor does not say. A run that was cancelled may have one as well. */
    public @Nullable RunError error() {
        return error;
    }

    /** What it waits for; null unless it is paused. */
    public @Nullable Pause pause() {
        return pause;
    }

    /** How far it is; null when the vendor does not say. */
    public @Nullable Progress progress() {
        return progress;
    }

    /** When it was created; null when the vendor does not say. */
    public @Nullable OffsetDateTime createdAt() {
        return createdAt;
    }

    /** When it began; null when it has not, or the vendor does not say. */
    public @Nullable OffsetDateTime startedAt() {
        return startedAt;
    }

    /** When it ended; null when it has not, or the vendor does not say. */
    public @Nullable OffsetDateTime finishedAt() {
        return finishedAt;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunSnapshot that
                && ref.equals(that.ref)
                && phase == that.phase
                && vendorStatus.equals(that.vendorStatus)
                && Objects.equals(reason, that.reason)
                && Objects.equals(error, that.error)
                && Objects.equals(pause, that.pause)
                && Objects.equals(progress, that.progress)
                && Objects.equals(createdAt, that.createdAt)
                && Objects.equals(startedAt, that.startedAt)
                && Objects.equals(finishedAt, that.finishedAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ref, phase, vendorStatus, progress);
    }

    @Override
    public String toString() {
        return ref + " " + phase + (vendorStatus.isEmpty() ? "" : " (" + vendorStatus + ")");
    }

    /** {@link #toString()}, and why it ended so, as far as that is known. */
    String toStringWithError() {
        return error == null ? toString() : this + (error.step() == null ? "" : " in step " + error.step()) + ": " + error.message();
    }

    static final class Builder {
        private final RunRef ref;
        private final RunPhase phase;
        private final String vendorStatus;
        private @Nullable String reason;
        private @Nullable RunError error;
        private @Nullable Pause pause;
        private @Nullable Progress progress;
        private @Nullable OffsetDateTime createdAt;
        private @Nullable OffsetDateTime startedAt;
        private @Nullable OffsetDateTime finishedAt;

        private Builder(RunRef ref, RunPhase phase, String vendorStatus) {
            this.ref = ref;
            this.phase = phase;
            this.vendorStatus = vendorStatus;
        }

        Builder reason(@Nullable Object reason) {
            this.reason = reason == null || reason.toString().isEmpty() ? null : reason.toString();
            return this;
        }

        /** A message that is missing or empty, as old servers write it, is no error. */
        Builder error(@Nullable String message, @Nullable String step) {
            String named = step == null || step.isBlank() ? null : step;
            this.error = message == null || message.isBlank() ? null : new RunError(message, named);
            return this;
        }

        Builder pause(@Nullable Pause pause) {
            this.pause = pause;
            return this;
        }

        /** Ignored unless it makes sense. */
        Builder progress(@Nullable Number done, @Nullable Number total) {
            if (done != null && total != null && total.longValue() > 0 && done.longValue() >= 0) {
                this.progress = new Progress(done.longValue(), total.longValue());
            }
            return this;
        }

        Builder times(@Nullable OffsetDateTime created, @Nullable OffsetDateTime started, @Nullable OffsetDateTime finished) {
            this.createdAt = created;
            this.startedAt = started;
            this.finishedAt = finished;
            return this;
        }

        RunSnapshot build() {
            return new RunSnapshot(this);
        }
    }
}
