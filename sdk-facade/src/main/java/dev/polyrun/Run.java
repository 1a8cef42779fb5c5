package dev.polyrun;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run as a whole: a {@link RunSnapshot}, its outputs, and the vendor's own documents. Immutable and thread-safe. */
public final class Run {
    private final RunSnapshot snapshot;
    private final Map<String, @Nullable Object> outputs;
    private final List<JsonModel> documents;

    /**
     * A run, as adapters make it, and as tests of code that is given runs may.
     *
     * @param outputs plain Java, see {@link Json}; null when it put out nothing, or has not ended
     * @param documents what {@link #raw} gives, the most telling first
     */
    public Run(RunSnapshot snapshot, @Nullable Map<String, ? extends @Nullable Object> outputs, JsonModel... documents) {
        this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
        this.outputs = outputs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        this.documents = List.of(documents);
    }

    /** Which run. */
    public RunRef ref() {
        return snapshot.ref();
    }

    /** Where it stands. */
    public RunPhase phase() {
        return snapshot.phase();
    }

    /** All that vendors share: status, error, progress, times. */
    public RunSnapshot snapshot() {
        return snapshot;
    }

    /**
     * What the run put out, by the vendor's names: Gumloop's Output nodes, Activepieces' steps, Retab's end nodes, Noxus' output nodes, Onepin's
     * sinks. Plain Java, see {@link Json}. Empty when it put out nothing.
     */
    public Map<String, @Nullable Object> outputs() {
        return outputs;
    }

    /** {@link #outputs()} as JSON text. */
    public String outputsJson() {
        return Json.write(outputs());
    }

    /**
     * {@link #outputs()} as an object of yours, through Jackson 3's databind.
     *
     * @throws IllegalStateException when {@code tools.jackson.core:jackson-databind} is not on the class path
     */
    public <T> T outputsAs(Class<T> type) {
        try {
            return DatabindOutputs.read(outputsJson(), type);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "outputsAs needs tools.jackson.core:jackson-databind on the class path; add it, or use outputs() or outputsJson()", e);
        }
    }

    /**
     * The vendor's own document of the run.
     *
     * @param type the model of the vendor's client, such as {@code dev.polyrun.gumloop.model.FlowRun}
     * @throws IllegalArgumentException when this run has no document of that type; the message names those it has
     */
    public <T extends JsonModel> T raw(Class<T> type) {
        return Workflow.raw(documents, type, ref());
    }

    /** As {@link #raw}, or null when there is none, as in a run that a test has made. */
    <T extends JsonModel> @Nullable T document(Class<T> type) {
        return documents.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
    }

    /**
     * This run, if it ended well.
     *
     * @throws RunFailedException when it failed
     * @throws RunCancelledException when it was stopped
     * @throws IllegalStateException when it has not ended
     */
    public Run requireSucceeded() {
        return switch (phase()) {
            case SUCCEEDED -> this;
            case FAILED -> throw new RunFailedException(this);
            case CANCELLED -> throw new RunCancelledException(this);
            default -> throw new IllegalStateException(snapshot + " has not ended; wait for it with poller(ref).waitForCompletion()");
        };
    }

    /** The run and its phase, not its outputs. */
    @Override
    public String toString() {
        return snapshot.toString();
    }
}
