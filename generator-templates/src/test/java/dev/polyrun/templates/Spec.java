package dev.polyrun.templates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A spec as it is written, before any tool makes something else of it. */
record Spec(ClientModule client, Path file, JsonNode root) {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

    /** A value in a spec, with the keys that lead to it. */
    record Place(List<String> keys, JsonNode value) {
        String key() {
            return keys.get(keys.size() - 1);
        }

        Place child(String key) {
            List<String> longer = new ArrayList<>(keys);
            longer.add(key);
            return new Place(List.copyOf(longer), value.path(key));
        }

        /** Whether the place is named by keys such as these; {@code *} stands for any one. */
        boolean is(String... pattern) {
            return keys.size() == pattern.length && startsWith(pattern);
        }

        boolean startsWith(String... pattern) {
            for (int i = 0; i < pattern.length; i++) {
                if (i >= keys.size() || !pattern[i].equals("*") && !pattern[i].equals(keys.get(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return String.join(" / ", keys);
        }
    }

    static List<Spec> all() {
        return ClientModule.all().stream().map(Spec::of).toList();
    }

    static Spec of(ClientModule client) {
        try {
            return new Spec(client, client.spec(), Yaml.mapper().readTree(Repository.read(client.spec())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read " + client.spec(), e);
        }
    }

    JsonNode schemas() {
        return root.path("components").path("schemas");
    }

    /** All operations, in the order of the file. */
    List<Place> operations() {
        return places().stream().filter(place -> place.is("paths", "*", "*") && METHODS.contains(place.key())).toList();
    }

    /** Every object of the spec, examples aside, since these are the vendor's data. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        collect(new Place(List.of(), root), places);
        return places;
    }

    /** The text that each object of a list has under a key. */
    static List<String> texts(JsonNode list, String key) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.path(key).asText()));
        return texts;
    }

    private static void collect(Place place, List<Place> places) {
        if (place.value.isObject()) {
            places.add(place);
            place.value.fieldNames().forEachRemaining(key -> {
                if (!key.equals("example") && !key.equals("examples")) {
                    collect(place.child(key), places);
                }
            });
        } else if (place.value.isArray()) {
            for (int i = 0; i < place.value.size(); i++) {
                List<String> keys = new ArrayList<>(place.keys);
                keys.add(String.valueOf(i));
                collect(new Place(List.copyOf(keys), place.value.get(i)), places);
            }
        }
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
