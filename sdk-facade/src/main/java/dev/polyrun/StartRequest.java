package dev.polyrun;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run is started with: named inputs. Immutable and thread-safe.
 *
 * <p>The names are the workflow's own: Gumloop's Input nodes, the fields of the body that an Activepieces webhook trigger takes, Retab's start
 * nodes, Noxus' input nodes; Onepin takes {@code script_text} and {@code source_language}.
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
     * @param value plain Java, see {@link dev.polyrun.core.json.Json}
     */
    public static StartRequest input(String name, @Nullable Object value) {
        return EMPTY.and(name, value);
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

    /** The inputs by name. Cannot be modified. */
    public Map<String, @Nullable Object> inputs() {
        return inputs;
    }

    /** The inputs' names, not their values. */
    @Override
    public String toString() {
        return "StartRequest" + inputs.keySet();
    }
}
