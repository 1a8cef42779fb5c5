package dev.polyrun.core.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the open objects of a document could not show, as one stack: the innermost object's part starts at {@code starts[depth - 1]}. */
final class KeptProperties {
    private static final String[] NO_NAMES = {};
    private static final @Nullable RawJson[] NO_VALUES = {};

    // Most objects show all that they hold.
    private String[] names = NO_NAMES;
    private @Nullable RawJson[] values = NO_VALUES;
    private int count;
    private int[] starts = new int[4];
    private int depth;

    int depth() {
        return depth;
    }

    void beginObject() {
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, depth * 2);
        }
        starts[depth++] = count;
    }

    /** Leaves the object and hands out what was kept aside of it. */
    AdditionalProperties endObject() {
        int start = starts[--depth];
        AdditionalProperties properties = AdditionalProperties.copyOf(names, values, start, count);
        Arrays.fill(values, start, count, null);
        count = start;
        return properties;
    }

    boolean isEmpty() {
        return count == starts[depth - 1];
    }

    /** Files a value under its property's name; null says that there is nothing to keep of it. The last of two properties of one name wins. */
    void put(String name, @Nullable RawJson value) {
        // To look through very many each time would take for ever: there the last one wins at the end, and a null says that none is left.
        boolean few = count - starts[depth - 1] <= AdditionalProperties.FEW;
        if (few) {
            forget(name);
        }
        if (value != null || !few) {
            push(name, value);
        }
    }

    private void forget(String name) {
        for (int i = starts[depth - 1]; i < count; i++) {
            if (names[i].equals(name)) {
                System.arraycopy(names, i + 1, names, i, count - i - 1);
                System.arraycopy(values, i + 1, values, i, count - i - 1);
                count--;
                return;
            }
        }
    }

    private void push(String name, @Nullable RawJson value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, Math.max(8, count * 2));
            values = Arrays.copyOf(values, Math.max(8, count * 2));
        }
        names[count] = name;
        values[count++] = value;
    }
}
