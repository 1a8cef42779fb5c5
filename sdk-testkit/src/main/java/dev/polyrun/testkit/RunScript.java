package dev.polyrun.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The life of a simulated run: the statuses it goes through, in the vendor's own words, and what moves it on. The last status
 * stays. Immutable; one script may serve any number of runs.
 *
 * <p>A read is a request by which a run is watched: the vendor's get, its status call, and the list that is good for watching many.
 * That is Activepieces' list by {@code flowRunIds}; with Retab, Noxus and Onepin, any list of runs without a filter by status,
 * which reads those on the page. Other requests show a run without moving it, such as those for outputs and steps.
 */
public final class RunScript {
    private final List<RunStep> steps;
    private final Clock clock;
    /** Null when reads move the run. */
    private final @Nullable Duration perStep;
    private final @Nullable Map<String, @Nullable Object> outputs;
    private final @Nullable String error;

    private RunScript(
            List<RunStep> steps,
            Clock clock,
            @Nullable Duration perStep,
            @Nullable Map<String, @Nullable Object> outputs,
            @Nullable String error) {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A script needs at least one status");
        }
        this.steps = steps;
        this.clock = clock;
        this.perStep = perStep;
        this.outputs = outputs;
        this.error = error;
    }

    /**
     * The first read serves the first status, the second read the second one, and so on.
     *
     * @throws IllegalArgumentException when there is no status
     */
    public static RunScript perRead(String... statuses) {
        return perRead(steps(statuses));
    }

    /**
     * As {@link #perRead(String...)}, with more to say about single steps.
     *
     * @throws IllegalArgumentException when there is no step
     */
    public static RunScript perRead(RunStep... steps) {
        return new RunScript(List.of(steps), Clock.systemUTC(), null, null, null);
    }

    /**
     * The run spends a fixed time in each status, counted from its start.
     *
     * @param clock what tells the time, such as {@link VirtualTime#clock()}; also dates the run's documents
     * @param perStep the time in each status; more than zero
     * @throws IllegalArgumentException when there is no status or {@code perStep} is not positive
     */
    public static RunScript timed(Clock clock, Duration perStep, String... statuses) {
        return timed(clock, perStep, steps(statuses));
    }

    /**
     * As {@link #timed(Clock, Duration, String...)}, with more to say about single steps.
     *
     * @throws IllegalArgumentException when there is no step or {@code perStep} is not positive
     */
    public static RunScript timed(Clock clock, Duration perStep, RunStep... steps) {
        if (perStep.isZero() || perStep.isNegative()) {
            throw new IllegalArgumentException("The time per step must be positive, but is " + perStep);
        }
        return new RunScript(List.of(steps), clock, perStep, null, null);
    }

    /**
     * This script with outputs of its own in place of the vendor's sample ones. They are served once the run has succeeded, in
     * the vendor's form.
     *
     * @param outputs JSON as plain Java values, by the name of the output
     */
    public RunScript withOutputs(Map<String, ? extends @Nullable Object> outputs) {
        return new RunScript(steps, clock, perStep, Collections.unmodifiableMap(new LinkedHashMap<>(outputs)), error);
    }

    /**
     * This script with an error text of its own in place of the sample one. It is served once the run has failed, where the
     * vendor has a place for it.
     */
    public RunScript withError(String error) {
        return new RunScript(steps, clock, perStep, outputs, error);
    }

    /** The same pace, outputs and error with other statuses: what a cancelled run does from now on. */
    RunScript continuedBy(RunStep... next) {
        return new RunScript(List.of(next), clock, perStep, outputs, error);
    }

    RunStep step(int index) {
        return steps.get(index);
    }

    int length() {
        return steps.size();
    }

    Instant now() {
        return clock.instant();
    }

    /** The index of the step to serve, when {@code reads} reads have come in since {@code start}. */
    int position(int reads, Instant start) {
        long steps = perStep == null ? reads - 1L : Duration.between(start, now()).dividedBy(perStep);
        return (int) Math.max(0, Math.min(steps, length() - 1L));
    }

    /** How long until the step after this one; null when time alone does not lead there. */
    @Nullable Duration untilStepAfter(int index, Instant start) {
        return perStep == null || index == length() - 1 ? null : Duration.between(now(), reachedAt(index + 1, start));
    }

    /** When the run came to this step. */
    Instant reachedAt(int index, Instant start) {
        return perStep == null ? now() : start.plus(perStep.multipliedBy(index));
    }

    Map<String, @Nullable Object> outputsOr(Map<String, ? extends @Nullable Object> sample) {
        return new LinkedHashMap<>(outputs == null ? sample : outputs);
    }

    String errorOr(String sample) {
        return error == null ? sample : error;
    }

    @Override
    public String toString() {
        return (perStep == null ? "per read " : "every " + perStep + " ") + new ArrayList<>(steps);
    }

    private static RunStep[] steps(String... statuses) {
        return Arrays.stream(statuses).map(RunStep::of).toArray(RunStep[]::new);
    }
}
