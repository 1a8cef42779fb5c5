package dev.polyrun.testkit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The runs of one simulator and the lives of those to come. Guarded by its simulator's lock. */
final class RunBook {
    // One counter for the process, so that two simulators of one vendor never name their runs alike.
    private static final AtomicLong SERIAL = new AtomicLong();

    private final Function<String, WireState> meaning;
    private final Map<String, SimulatedRun> runs = new LinkedHashMap<>();
    private final Map<String, Deque<RunScript>> livesOfWorkflow = new HashMap<>();
    private final Set<Instant> creationTimes = new HashSet<>();
    private int added;
    private Deque<RunScript> lives;
    /** Goes before all that was given for the next runs or for a workflow. */
    private @Nullable RunLives livesOfEach;

    RunBook(Function<String, WireState> meaning, RunScript usualLife) {
        this.meaning = meaning;
        this.lives = new ArrayDeque<>(List.of(usualLife));
    }

    static long nextSerial() {
        return SERIAL.incrementAndGet();
    }

    void onStart(RunScript[] scripts) {
        lives = new ArrayDeque<>(Arrays.asList(scripts));
    }

    void onStart(String workflowId, RunScript[] scripts) {
        livesOfWorkflow.put(workflowId, new ArrayDeque<>(Arrays.asList(scripts)));
    }

    void onEachStart(RunLives livesOfEach) {
        this.livesOfEach = livesOfEach;
    }

    /** Starts a run that lives as was said of it, be it of all, of those of its workflow or of itself. */
    SimulatedRun start(String workflowId, String id, Map<String, @Nullable Object> input) {
        return add(workflowId, id, input, livesOfEach == null ? nextLife(workflowId) : livesOfEach.scriptOf(workflowId, id, input));
    }

    /** The life of the next run of this workflow; the last one that was given serves all that follow. */
    RunScript nextLife(String workflowId) {
        Deque<RunScript> queue = livesOfWorkflow.getOrDefault(workflowId, lives);
        return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    }

    /**
     * @param idOfNumber an id in the vendor's form; those of planted runs are passed over
     */
    SimulatedRun start(String workflowId, LongFunction<String> idOfNumber, Map<String, @Nullable Object> input) {
        String id;
        do {
            id = idOfNumber.apply(nextSerial());
        } while (runs.containsKey(id));
        return start(workflowId, id, input);
    }

    SimulatedRun add(String workflowId, String id, Map<String, @Nullable Object> input, RunScript script) {
        Instant created = script.now().truncatedTo(ChronoUnit.MILLIS);
        // Distinct, so that a list has one order and a cursor that holds only a time names one run.
        while (!creationTimes.add(created)) {
            created = created.plusMillis(1);
        }
        SimulatedRun run = new SimulatedRun(id, workflowId, added + 1, created, input, script, meaning);
        if (runs.putIfAbsent(id, run) != null) {
            throw new IllegalArgumentException("There is already a run " + id);
        }
        added++;
        return run;
    }

    @Nullable SimulatedRun find(String id) {
        return runs.get(id);
    }

    void remove(String id) {
        runs.remove(id);
    }

    List<SimulatedRun> newestFirst() {
        return runs.values().stream()
                .sorted(Comparator.comparing((SimulatedRun run) -> run.createdAt).reversed())
                .toList();
    }

    List<String> ids() {
        return List.copyOf(runs.keySet());
    }
}
