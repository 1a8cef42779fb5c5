package dev.polyrun.testkit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One moment in the life of a simulated run: the vendor's status text, and what else differs from the vendor's usual document.
 * Immutable.
 */
public final class RunStep {
    private final String status;
    private final Map<String, @Nullable Object> changes;
    private final Set<String> omissions;

    private RunStep(String status, Map<String, @Nullable Object> changes, Set<String> omissions) {
        this.status = status;
        this.changes = changes;
        this.omissions = omissions;
    }

    /**
     * A step with this status.
     *
     * @param status the text as the vendor writes it; a text that the vendor does not know is served as it is
     */
    public static RunStep of(String status) {
        return new RunStep(status, Map.of(), Set.of());
    }

    /**
     * This step with one more property in the run document, or with another value for one that is there.
     *
     * @param property the name of a top-level property of the run document (for Onepin: inside {@code data})
     * @param value JSON as plain Java values: maps, lists, text, numbers, booleans or null
     */
    public RunStep with(String property, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(changes);
        more.put(property, value);
        return new RunStep(status, Collections.unmodifiableMap(more), omissions);
    }

    /**
     * This step without a property that the vendor usually sends.
     *
     * @param property the name of a top-level property of the run document
     */
    public RunStep without(String property) {
        Set<String> more = new LinkedHashSet<>(omissions);
        more.add(property);
        return new RunStep(status, changes, Collections.unmodifiableSet(more));
    }

    /** The vendor's status text. */
    public String status() {
        return status;
    }

    Map<String, @Nullable Object> applyTo(Map<String, @Nullable Object> document) {
        document.putAll(changes);
        document.keySet().removeAll(omissions);
        return document;
    }

    @Override
    public String toString() {
        // Sorted, so that a failing test prints the same text every time.
        return changes.isEmpty() ? status : status + new TreeMap<>(changes);
    }
}
