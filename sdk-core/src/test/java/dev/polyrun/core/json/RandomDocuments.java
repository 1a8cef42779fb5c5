package dev.polyrun.core.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Documents for a {@link Sample}: of every shape, right and wrong. */
final class RandomDocuments {
    private static final String[] NUMBERS = {
        "0", "-0", "7", "-12", "1e2", "1E-7", "45.0", "0.10", "2147483648", "9223372036854775807", "9223372036854775808", "-1.5e+30", "1e400"
    };
    private static final String[] TEXTS = {
        "", "red", "mauve", "é", "😀", "\\u0041\\n", "\\\"", "\\ud83d\\ude00", "2026-03-05T10:30:00.102786+00:00", "2026-03-05", "/\\/", " "
    };
    private static final String[] NAMES = {"a", "b", "id", "size", "😀", "x\\ty"};

    private final Random random;

    RandomDocuments(Random random) {
        this.random = random;
    }

    String next() {
        return object(properties());
    }

    /** The properties of one document, each documented one with a value of any type. */
    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(List.of(Sample.fromJson("{}").propertyNames()));
        names.addAll(List.of("unknown", "other", "😀"));
        for (String name : names) {
            if (random.nextInt(3) != 0) {
                properties.put(name, value(4));
            }
        }
        return properties;
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 10)) {
            case 0 -> "null";
            case 1 -> Boolean.toString(random.nextBoolean());
            case 2, 3 -> pick(NUMBERS);
            case 4, 5 -> '"' + pick(TEXTS) + '"';
            case 6, 7 -> list(depth - 1);
            default -> {
                Map<String, String> properties = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    properties.put(pick(NAMES), value(depth - 1));
                }
                yield object(properties);
            }
        };
    }

    private String list(int depth) {
        List<String> elements = new ArrayList<>();
        String same = value(depth);
        boolean uniform = random.nextBoolean();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(uniform ? same : value(depth));
        }
        return "[" + String.join(random.nextBoolean() ? "," : " ,\n", elements) + "]";
    }

    private String object(Map<String, String> properties) {
        List<String> members = new ArrayList<>();
        properties.forEach((name, value) -> members.add('"' + name + "\":" + value));
        return "{" + String.join(random.nextBoolean() ? "," : ", ", members) + "}";
    }

    private String pick(String[] choice) {
        return choice[random.nextInt(choice.length)];
    }
}
