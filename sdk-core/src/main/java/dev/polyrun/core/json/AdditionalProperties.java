package dev.polyrun.core.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON object held beside what its model's accessors show: unknown properties, values of another type than documented, and explicit
 * nulls. In the order in which they came; immutable.
 */
final class AdditionalProperties {
    static final AdditionalProperties NONE = new AdditionalProperties(List.of(), List.of());

    /** Up to here, going through a list is as good as an index, and cheaper to make. */
    static final int FEW = 32;

    private final List<String> names;
    private final List<RawJson> values;

    /** Where each name stands, made when it is first needed; not among few. */
    private volatile @Nullable Map<String, Integer> index;

    private AdditionalProperties(List<String> names, List<RawJson> values) {
        this.names = names;
        this.values = values;
    }

    /** Takes over {@code from..to} of the reader's stack, where among more than a few a name may stand again: the last one wins, null for none. */
    static AdditionalProperties copyOf(String[] names, @Nullable RawJson[] values, int from, int to) {
        if (from == to) {
            return NONE;
        }
        if (to - from <= FEW) {
            return new AdditionalProperties(
                    Arrays.asList(Arrays.copyOfRange(names, from, to)), Arrays.asList(Arrays.copyOfRange(values, from, to)));
        }
        Map<String, RawJson> last = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            last.remove(names[i]);
            RawJson value = values[i];
            if (value != null) {
                last.put(names[i], value);
            }
        }
        return new AdditionalProperties(List.copyOf(last.keySet()), List.copyOf(last.values()));
    }

    AdditionalProperties with(String name, RawJson value) {
        AdditionalProperties rest = without(name);
        List<String> newNames = new ArrayList<>(rest.names);
        List<RawJson> newValues = new ArrayList<>(rest.values);
        newNames.add(name);
        newValues.add(value);
        return new AdditionalProperties(newNames, newValues);
    }

    AdditionalProperties without(String name) {
        int at = indexOf(name);
        if (at < 0) {
            return this;
        }
        List<String> newNames = new ArrayList<>(names);
        List<RawJson> newValues = new ArrayList<>(values);
        newNames.remove(at);
        newValues.remove(at);
        return new AdditionalProperties(newNames, newValues);
    }

    @Nullable RawJson get(String name) {
        int at = indexOf(name);
        return at < 0 ? null : values.get(at);
    }

    private int indexOf(String name) {
        if (names.size() <= FEW) {
            return names.indexOf(name);
        }
        Map<String, Integer> known = index;
        if (known == null) {
            known = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                known.put(names.get(i), i);
            }
            index = known;
        }
        return known.getOrDefault(name, -1);
    }

    /** A map of the caller's own. */
    Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            map.put(names.get(i), values.get(i).value());
        }
        return map;
    }

    void writeTo(JsonWriter out) {
        for (int i = 0; i < names.size(); i++) {
            out.name(names.get(i));
            out.raw(values.get(i));
        }
    }

    /** Equal whatever the order. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof AdditionalProperties that) || names.size() != that.names.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (!values.get(i).equals(that.get(names.get(i)))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (String name : names) {
            sum += name.hashCode();
        }
        return sum;
    }
}
