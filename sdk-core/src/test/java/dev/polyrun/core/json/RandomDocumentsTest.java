package dev.polyrun.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents of every shape, right and wrong, go through a model without losing a letter of any value. */
class RandomDocumentsTest {
    private static final int DOCUMENTS = 4_000;
    private static final String[] NUMBERS = {
        "0", "-0", "7", "-12", "1e2", "1E-7", "45.0", "0.10", "2147483648", "9223372036854775807", "9223372036854775808", "-1.5e+30", "1e400"
    };
    private static final String[] TEXTS = {
        "", "red", "mauve", "é", "😀", "\\u0041\\n", "\\\"", "\\ud83d\\ude00", "2026-03-05T10:30:00.102786+00:00", "2026-03-05", "/\\/", " "
    };
    private static final String[] NAMES = {"a", "b", "id", "size", "😀", "x\\ty"};

    private final Random random = new Random(20260305);

    @Test
    void everyValuePrintsBackToTheLetter() {
        for (int i = 0; i < DOCUMENTS; i++) {
            Map<String, String> properties = properties();
            String json = object(properties);
            Sample sample = Sample.fromJson(json);
            String printed = sample.toJson();

            assertThat(Json.parse(printed)).as(json).isEqualTo(Json.parse(json));
            assertThat(tokens(printed)).as(json).containsExactlyInAnyOrderElementsOf(tokens(json));
            assertThat(Sample.fromJson(printed)).as(json).isEqualTo(sample).hasSameHashCodeAs(sample);
            assertThat(new RawJson(printed.getBytes(UTF_8))).as(json).isEqualTo(RawJson.of(sample));
        }
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

    /** The numbers of a document as they are written; the letters outside of its texts. */
    private static List<String> tokens(String json) {
        List<String> tokens = new ArrayList<>();
        String withoutTexts = json.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"");
        for (String token : withoutTexts.split("[\\s\\[\\]{},:\"]+")) {
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        return tokens;
    }
}
