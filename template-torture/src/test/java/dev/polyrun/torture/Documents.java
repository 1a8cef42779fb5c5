package dev.polyrun.torture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random JSON texts for the schemas of the spec: such as they ask for or, when hostile, with surprises anywhere. */
final class Documents {
    private static final int DEEPEST = 6;
    private static final List<String> TEXTS = List.of(
            "", "a", "null", "1", "true", "2024-02-30T25:00:00Z", "2020-01-01", "*/", "a\\\"b\\\\c", "\\u0000\\n", "ü名🎉", "\\ud83d", "{}",
            "{{name}}", "x".repeat(3000));
    private static final List<String> NUMBERS = List.of(
            "0", "-0", "1", "-1", "1.0", "1e2", "1E+2", "1.50", "-0.0", "2147483648", "9223372036854775807", "9223372036854775808",
            "123456789012345678901234567890", "0.1", "1e-400", "1e400", "3.141592653589793238462643383279", "100.00");
    private static final List<String> DATES = List.of(
            "2024-02-29T12:00:00Z", "2020-01-01T00:00:00.102786+00:00", "2020-01-01T18:00:00", "1999-12-31T23:59:59.999999999-11:30", "2020-01-01");

    private final Map<String, Map<String, Object>> schemas;
    private final Random random;
    private final double hostility;

    Documents(Map<String, Map<String, Object>> schemas, long seed, double hostility) {
        this.schemas = schemas;
        this.random = new Random(seed);
        this.hostility = hostility;
    }

    /** An object of a schema. */
    String object(Map<String, Object> schema) {
        return object(resolved(schema), 0);
    }

    /** An object with these properties, whatever is in them. */
    String object(List<String> properties) {
        Map<String, String> values = new LinkedHashMap<>();
        properties.forEach(name -> values.put(name, anything(1)));
        return text(values);
    }

    private String value(Map<String, Object> schema, int depth) {
        if (random.nextDouble() < hostility) {
            return anything(depth);
        }
        Map<String, Object> type = resolved(schema);
        if (Boolean.TRUE.equals(type.get("nullable")) && (depth >= DEEPEST || random.nextInt(4) == 0)) {
            return "null";
        }
        List<?> choices = (List<?>) type.getOrDefault("oneOf", type.get("anyOf"));
        if (choices != null) {
            return value(asMap(choices.get(depth < DEEPEST ? random.nextInt(choices.size()) : 0)), depth + 1);
        }
        if (type.get("enum") instanceof List<?> constants) {
            Object constant = constants.get(random.nextInt(constants.size()));
            return constant instanceof String text ? quoted(text) : String.valueOf(constant);
        }
        return switch (String.valueOf(type.getOrDefault("type", type.containsKey("properties") ? "object" : "any"))) {
            case "string" -> "date-time".equals(type.get("format")) ? '"' + pick(DATES) + '"' : '"' + pick(TEXTS) + '"';
            case "integer" -> String.valueOf("int64".equals(type.get("format")) ? random.nextLong() : random.nextInt());
            case "number" -> random.nextInt(1000) + "." + (1 + random.nextInt(99));
            case "boolean" -> String.valueOf(random.nextBoolean());
            case "array" -> {
                List<String> items = new ArrayList<>();
                for (int i = depth < DEEPEST ? random.nextInt(3) : 0; i > 0; i--) {
                    items.add(value(asMap(type.get("items")), depth + 1));
                }
                yield items.toString();
            }
            case "object" -> object(type, depth);
            default -> anything(depth);
        };
    }

    private String object(Map<String, Object> schema, int depth) {
        Map<String, String> values = new LinkedHashMap<>();
        List<?> required = (List<?>) schema.getOrDefault("required", List.of());
        asMap(schema.getOrDefault("properties", Map.of())).forEach((name, property) -> {
            boolean wanted = required.contains(name) ? random.nextDouble() >= hostility : depth < DEEPEST && random.nextInt(3) > 0;
            if (wanted) {
                values.put(name, value(asMap(property), depth + 1));
            }
        });
        if (schema.get("additionalProperties") instanceof Map<?, ?> others && depth < DEEPEST) {
            for (int i = random.nextInt(3); i > 0; i--) {
                values.put("key " + i, value(asMap(others), depth + 1));
            }
        }
        if (random.nextDouble() < hostility) {
            // Half of a surrogate pair in a name is what Jackson cannot read; in a text it can.
            values.put(pick(TEXTS).replace("\\ud83d", "") + " more", anything(depth));
        }
        return text(values);
    }

    /** Any JSON. */
    private String anything(int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 9 : 6)) {
            case 0 -> "null";
            case 1 -> String.valueOf(random.nextBoolean());
            case 2, 3 -> pick(NUMBERS);
            case 4, 5 -> '"' + pick(TEXTS) + '"';
            case 6 -> "[ ]";
            case 7 -> "[" + anything(depth + 1) + ", " + anything(depth + 1) + "]";
            default -> "{\"id\" : " + anything(depth + 1) + ", \"kind\":" + anything(depth + 1) + "}";
        };
    }

    /** Without references, and with the parts of an allOf in one; circles are met by never going into properties here. */
    private Map<String, Object> resolved(Map<String, Object> schema) {
        if (schema.get("$ref") instanceof String reference) {
            return resolved(schemas.get(reference.substring(reference.lastIndexOf('/') + 1)));
        }
        if (!(schema.get("allOf") instanceof List<?> parts)) {
            return schema;
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        Map<String, Object> properties = new LinkedHashMap<>();
        List<Object> required = new ArrayList<>();
        parts.forEach(part -> {
            Map<String, Object> resolved = resolved(asMap(part));
            whole.putAll(resolved);
            properties.putAll(asMap(resolved.getOrDefault("properties", Map.of())));
            required.addAll((List<?>) resolved.getOrDefault("required", List.of()));
        });
        whole.putAll(schema);
        whole.remove("allOf");
        if (!properties.isEmpty()) {
            whole.put("properties", properties);
            whole.put("required", required);
        }
        return whole;
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String text(Map<String, String> values) {
        List<String> properties = new ArrayList<>();
        values.forEach((name, value) -> properties.add((name.endsWith(" more") ? '"' + name + '"' : quoted(name)) + ":" + value));
        return "{" + String.join(", ", properties) + "}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
