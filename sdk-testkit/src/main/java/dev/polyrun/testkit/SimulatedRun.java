package dev.polyrun.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run and how far it has come. To be used in routes only: it is guarded by its simulator's lock. */
public final class SimulatedRun {
    /**
     * A run as it is at one moment.
     *
     * @param script its life
     * @param step where in its life it is
     * @param state what its status means
     * @param index how many steps of the script lie behind
     * @param length how many there are
     * @param startedAt null until it has begun
     * @param updatedAt when it came to this step
     * @param endedAt null until it has ended
     */
    public record Moment(
            SimulatedRun run,
            RunScript script,
            RunStep step,
            WireState state,
            int index,
            int length,
            @Nullable Instant startedAt,
            Instant updatedAt,
            @Nullable Instant endedAt) {

        /** The vendor's status text. */
        public String status() {
            return step.status();
        }

        /** What it put out: as the script says, else the sample. */
        public Map<String, @Nullable Object> outputsOr(Map<String, ? extends @Nullable Object> sample) {
            return script.outputsOr(sample);
        }

        /** What went wrong: as the script says, else the sample. */
        public String errorOr(String sample) {
            return script.errorOr(sample);
        }

        /** Makes the changes to the run's document that the step asks for; to be called with each document that shows the run. */
        public Map<String, @Nullable Object> applyTo(Map<String, @Nullable Object> document) {
            return step.applyTo(document);
        }

        /** The share of the script that lies behind, from 0 to {@code whole}; whole only when the run has succeeded. */
        public int progress(int whole) {
            return share(state, index, length, whole);
        }
    }

    private static int share(WireState state, int index, int length, int whole) {
        return state == WireState.SUCCEEDED ? whole : Math.min(whole - 1, whole * index / length);
    }

    /**
     * A step that the run came to.
     *
     * @param index its place in the script
     * @param length of the script
     */
    record Visit(String status, WireState state, Instant at, int index, int length) {
        int progress(int whole) {
            return share(state, index, length, whole);
        }
    }

    final String id;
    final String workflowId;
    /** Counts from 1 in the order of creation. */
    final int number;
    final Instant createdAt;
    final Map<String, @Nullable Object> input;
    /** What only one vendor needs to remember. */
    final Map<String, @Nullable Object> notes = new LinkedHashMap<>();

    private final Function<String, WireState> meaning;
    private final List<Visit> visits = new ArrayList<>();
    private Course course;
    private @Nullable Course suspended;

    /** A script under way. */
    private static final class Course {
        final RunScript script;
        final Instant start;
        int reads;
        int reached = -1;

        Course(RunScript script, Instant start) {
            this.script = script;
            this.start = start;
        }
    }

    SimulatedRun(
            String id,
            String workflowId,
            int number,
            Instant createdAt,
            Map<String, @Nullable Object> input,
            RunScript script,
            Function<String, WireState> meaning) {
        this.id = id;
        this.workflowId = workflowId;
        this.number = number;
        this.createdAt = createdAt;
        this.input = input;
        this.meaning = meaning;
        this.course = new Course(script, createdAt);
    }

    /** The run's id. */
    public String id() {
        return id;
    }

    /** The workflow that it is a run of. */
    public String workflowId() {
        return workflowId;
    }

    /** When it was started or planted; no two runs at the same millisecond. */
    public Instant createdAt() {
        return createdAt;
    }

    /** What it was started with. */
    public Map<String, @Nullable Object> input() {
        return input;
    }

    /** The run as this read shows it; moves the script on. */
    public Moment read() {
        course.reads++;
        return look();
    }

    /** The run as it is; moves nothing. */
    public Moment look() {
        RunScript script = course.script;
        int index = script.position(course.reads, course.start);
        while (course.reached < index) {
            course.reached++;
            String status = script.step(course.reached).status();
            Instant at = script.reachedAt(course.reached, course.start).truncatedTo(ChronoUnit.MILLIS);
            visits.add(new Visit(status, meaning.apply(status), at, course.reached, script.length()));
        }
        Visit now = visits.get(visits.size() - 1);
        return new Moment(
                this,
                script,
                script.step(index),
                now.state,
                index,
                script.length(),
                startedAt(),
                now.at,
                now.state.ended() ? now.at : null);
    }

    /** All steps that the run came to up to now, in their order. */
    List<Visit> visits() {
        look();
        return List.copyOf(visits);
    }

    /** How long it stays as it is, unless a request moves it; null for ever. */
    @Nullable Duration untilNextStep() {
        return course.script.untilStepAfter(look().index(), course.start);
    }

    private @Nullable Instant startedAt() {
        for (Visit visit : visits) {
            if (visit.state == WireState.CANCELLED) {
                return null;
            }
            if (visit.state != WireState.WAITING) {
                return visit.at;
            }
        }
        return null;
    }

    /** From now on the run goes through these steps, at the pace it had. */
    public void turnTo(RunStep... steps) {
        turnTo(course.script.continuedBy(steps));
    }

    /** As {@link #turnTo}, until {@link #resume} takes the old script up again. */
    void suspendTo(RunStep... steps) {
        Course old = course;
        turnTo(steps);
        suspended = old;
    }

    /** Goes on where {@link #suspendTo} interrupted, or, when it was the script that said paused, with {@code otherwise}. */
    void resume(RunStep... otherwise) {
        Course old = suspended;
        if (old == null) {
            turnTo(otherwise);
            return;
        }
        Duration pause = Duration.between(course.start, old.script.now());
        course = new Course(old.script, old.start.plus(pause));
        course.reads = old.reads;
        // One less, so that the step it comes back to is entered anew.
        course.reached = old.reached - 1;
        suspended = null;
    }

    /** From now on another script. */
    void turnTo(RunScript script) {
        course = new Course(script, script.now());
        suspended = null;
    }

    /** From now on the run is where its script ends. */
    void turnToItsEnd() {
        turnTo(course.script.step(course.script.length() - 1));
    }

    /** A second life under the same id. */
    void startAgain(RunScript script) {
        visits.clear();
        turnTo(script);
    }
}
