package dev.polyrun;

import dev.polyrun.core.FileSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run is started with: named inputs, which may be files. Immutable and thread-safe.
 *
 * <p>The names are the workflow's own: Gumloop's Input nodes, the fields of the body that an Activepieces webhook trigger takes, Retab's start
 * nodes, Noxus' input nodes; Onepin takes {@code script_text} and {@code source_language}. {@link Polyrun#workflow} shows them.
 *
 * <p>A {@link FileSource} given as a value is a file, as if given to {@link #file}; within a Map or a List it is refused. Gumloop gets files uploaded
 * before the start and Retab within it, neither as a whole in memory. The other vendors take no files with a start; the error says what they take.
 */
public final class StartRequest {
    private static final StartRequest EMPTY = new StartRequest(Map.of());

    private final Map<String, @Nullable Object> inputs;

    private StartRequest(Map<String, @Nullable Object> inputs) {
        this.inputs = Collections.unmodifiableMap(inputs);
    }

    /** No inputs. */
    public static StartRequest empty() {
        return EMPTY;
    }

    /**
     * One input.
     *
     * @param value plain Java, see {@link dev.polyrun.core.json.Json}, or a {@link FileSource}
     */
    public static StartRequest input(String name, @Nullable Object value) {
        return EMPTY.and(name, value);
    }

    /** One file. */
    public static StartRequest file(String name, FileSource file) {
        return EMPTY.andFile(name, file);
    }

    /** Several inputs. */
    public static StartRequest inputs(Map<String, ? extends @Nullable Object> inputs) {
        return new StartRequest(new LinkedHashMap<>(inputs));
    }

    /** These inputs and one more. */
    public StartRequest and(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(inputs);
        more.put(Objects.requireNonNull(name, "name"), value);
        return new StartRequest(more);
    }

    /** These inputs and one more file. */
    public StartRequest andFile(String name, FileSource file) {
        return and(name, Objects.requireNonNull(file, "file"));
    }

    /**
     * For adapters of vendors that take no files.
     *
     * @param instead what to do, to follow "is a file, but "
     * @throws IllegalArgumentException when there is one
     */
    void requireNoFiles(WorkflowRef workflow, String instead) {
        inputs.forEach((name, value) -> {
            if (value instanceof FileSource) {
                throw new IllegalArgumentException(workflow + ": the input \"" + name + "\" is a file, but " + instead);
            }
        });
    }

    /** The inputs by name, files among them as {@link FileSource}. Cannot be modified. */
    public Map<String, @Nullable Object> inputs() {
        return inputs;
    }

    /** The inputs' names, not their values. */
    @Override
    public String toString() {
        return "StartRequest" + inputs.keySet();
    }
}
