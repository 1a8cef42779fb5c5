package dev.polyrun.contract;

import dev.polyrun.core.json.Json;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A vendor's spec as its author wrote it, so that a test need not believe the generator. */
final class Spec {
    private final Map<?, ?> schemas;

    private Spec(Map<?, ?> schemas) {
        this.schemas = schemas;
    }

    /** {@code specs/<vendor>.yaml}. */
    static Spec of(String vendor) {
        Path file = Path.of("..", "specs", vendor + ".yaml");
        try (Reader reader = Files.newBufferedReader(file)) {
            Map<?, ?> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return new Spec(object(object(root, "components"), "schemas"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The properties of a schema, nested ones included, that have no telling value in a document: none, null, "" or something empty. */
    List<String> unusedBy(String json, String schema) {
        List<String> unused = new ArrayList<>();
        collectUnused(object(schemas, schema), List.of(Objects.requireNonNull(Json.parse(json))), "", unused);
        return unused;
    }

    private void collectUnused(Map<?, ?> schema, List<Object> values, String path, List<String> unused) {
        Map<?, ?> resolved = resolve(schema);
        if (resolved.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, property) -> {
                List<Object> found = telling(values.stream().map(value -> value instanceof Map<?, ?> map ? map.get(name) : null).toList());
                if (found.isEmpty()) {
                    unused.add(path + "/" + name);
                } else {
                    collectUnused((Map<?, ?>) property, found, path + "/" + name, unused);
                }
            });
        } else if (resolved.get("items") instanceof Map<?, ?> items) {
            collectUnused(items, parts(values), path + "[]", unused);
        } else if (resolved.get("additionalProperties") instanceof Map<?, ?> any) {
            collectUnused(any, parts(values), path + "{}", unused);
        }
    }

    private Map<?, ?> resolve(Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String ref) {
            return resolve(object(schemas, ref.substring(ref.lastIndexOf('/') + 1)));
        }
        return schema.get("allOf") instanceof List<?> all && all.get(0) instanceof Map<?, ?> first ? resolve(first) : schema;
    }

    private static List<Object> parts(List<Object> values) {
        return values.stream().flatMap(value -> {
            Collection<?> parts = value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
            return telling(parts).stream();
        }).toList();
    }

    private static List<Object> telling(Collection<? extends @Nullable Object> values) {
        List<Object> telling = new ArrayList<>();
        for (Object value : values) {
            if (value != null && !value.equals("") && !value.equals(List.of()) && !value.equals(Map.of())) {
                telling.add(value);
            }
        }
        return telling;
    }

    private static Map<?, ?> object(Map<?, ?> parent, String name) {
        if (parent.get(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw new AssertionError("The spec has no " + name);
    }
}
