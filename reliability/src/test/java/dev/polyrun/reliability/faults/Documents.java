package dev.polyrun.reliability.faults;

import dev.polyrun.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Changes vendors' documents, given as plain Java. */
final class Documents {
    private Documents() {}

    /** The document with another value for each that holds no others, but for the document itself. */
    static Object eachLeafOf(Map<?, ?> document, UnaryOperator<Object> change) {
        return document.isEmpty() ? document : eachLeaf(document, change);
    }

    private static Object eachLeaf(Object value, UnaryOperator<Object> change) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            Map<String, Object> changed = new LinkedHashMap<>();
            map.forEach((name, inner) -> changed.put((String) name, eachLeaf(inner, change)));
            return changed;
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            List<Object> changed = new ArrayList<>();
            list.forEach(inner -> changed.add(eachLeaf(inner, change)));
            return changed;
        }
        return change.apply(value);
    }

    static Object ofAnotherType(Object value) {
        if (value instanceof String) {
            return Map.of("text", value);
        }
        boolean holdsOthers = value instanceof Map || value instanceof List;
        return holdsOthers ? "text" : value instanceof Boolean ? (Object) 1 : true;
    }

    static Object swapped(Object value) {
        return value instanceof Number ? value.toString() : value instanceof String ? (Object) 7 : value;
    }

    /** The text of an object with each of its properties twice, first with null and then as it is. */
    static String doubled(String object) {
        Map<?, ?> map = (Map<?, ?>) Json.parse(object);
        return map.entrySet().stream()
                .map(entry -> Json.write(entry.getKey()) + ":null," + Json.write(entry.getKey()) + ":" + Json.write(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Where in a document values stand: each a list of names and places. The document itself is not among them. */
    static List<List<Object>> paths(Object document) {
        List<List<Object>> paths = new ArrayList<>();
        collect(document, List.of(), paths);
        return paths;
    }

    private static void collect(Object value, List<Object> path, List<List<Object>> paths) {
        if (!path.isEmpty()) {
            paths.add(path);
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> collect(inner, longer(path, name), paths));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(list.get(i), longer(path, i), paths);
            }
        }
    }

    private static List<Object> longer(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    /** The document with another value at this place. */
    static Object with(Object document, List<Object> path, Object replacement) {
        if (path.isEmpty()) {
            return replacement;
        }
        List<Object> rest = path.subList(1, path.size());
        if (document instanceof Map<?, ?> map) {
            Map<Object, Object> changed = new LinkedHashMap<>(map);
            changed.put(path.get(0), with(map.get(path.get(0)), rest, replacement));
            return changed;
        }
        List<Object> changed = new ArrayList<>((List<?>) document);
        int place = (Integer) path.get(0);
        changed.set(place, with(changed.get(place), rest, replacement));
        return changed;
    }
}
