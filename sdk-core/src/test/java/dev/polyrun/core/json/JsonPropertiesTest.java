package dev.polyrun.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import org.jspecify.annotations.Nullable;

/** Free-form documents, however they are written. For those of models see {@link RandomDocumentsTest}. */
class JsonPropertiesTest {
    /** Few, so that they repeat, and paths meet them. */
    private static final List<String> NAMES = List.of("a", "b", "c", "\u00e9", "😀", "\"", "\\", "", "a.b", "\n");

    private static final List<Object> SCALARS = List.of(
            true, false, 0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, BigInteger.ONE.shiftLeft(300), new BigDecimal("0.10"), new BigDecimal("-2.50E-400"),
            new BigDecimal("1E+400"), new BigDecimal("1E+2147483647"), "", "\ud83d", "\ude00\ud83d", "\u2028</script>", List.of(), Map.of());

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.randomValue(random -> value(random, 4));
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        return Arbitraries.randomValue(random -> object(random, 4));
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0, 1 -> SCALARS.get(random.nextInt(SCALARS.size()));
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), 1 + random.nextInt(30));
            case 4, 5 -> name(random);
            case 6 -> Stream.generate(() -> value(random, depth - 1)).limit(random.nextInt(4)).toList();
            default -> object(random, depth - 1);
        };
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            map.put(random.nextInt(4) == 0 ? name(random) : NAMES.get(random.nextInt(NAMES.size())), value(random, depth));
        }
        return map;
    }

    /** Of every plane. */
    private static String name(Random random) {
        int[] letters = random.ints(random.nextInt(6), 0, 0x110000).filter(c -> c < 0xD800 || c > 0xDFFF).toArray();
        return new String(letters, 0, letters.length);
    }

    private Random whim = new Random(0);

    @AfterTry
    void sameAgain() {
        whim = new Random(0);
    }

    /** A text that means this: with blanks, with escapes, with earlier properties of the same name, which do not count. */
    private String text(@Nullable Object value) {
        String blank = " \n\t".substring(whim.nextInt(4)).repeat(whim.nextInt(2));
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((name, member) -> {
                if (whim.nextInt(5) == 0) {
                    members.add(quoted((String) name) + ":" + text(List.of("earlier", Map.of("a", 1L))));
                }
                members.add(quoted((String) name) + blank + ":" + text(member));
            });
            return blank + "{" + blank + String.join(",", members) + "}" + blank;
        }
        if (value instanceof List<?> list) {
            return "[" + blank + String.join(blank + ",", list.stream().map(this::text).toList()) + "]";
        }
        return blank + (value instanceof String text ? quoted(text) : String.valueOf(value)) + blank;
    }

    private String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair && whim.nextBoolean()) {
                json.append(c).append(text.charAt(++i));
            } else if (pair) {
                json.append(String.format("\\u%04x\\u%04X", (int) c, (int) text.charAt(++i)));
            } else if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c) || whim.nextInt(6) == 0) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    @Property
    void whatIsWrittenIsWhatWasRead(@ForAll("values") Object value) {
        assertThat(Json.parse(text(value))).isEqualTo(value);
        assertThat(Json.parse(Json.writeBytes(value))).isEqualTo(value);
        assertThat(RawJson.of(value).value()).isEqualTo(value);
        assertThat(new RawJson(text(value).getBytes(UTF_8))).isEqualTo(RawJson.of(value)).hasSameHashCodeAs(RawJson.of(value));
    }

    @Property
    void aDocumentThatIsCutIsNone(@ForAll("objects") Map<String, Object> value, @ForAll @IntRange(max = 10_000) int cut) {
        byte[] whole = text(value).strip().getBytes(UTF_8);
        byte[] part = Arrays.copyOf(whole, cut % whole.length);

        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(part));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonProjection.of("a.b", "c").read(part, JsonReader::any));
    }

    @Property
    void anyBytesAreADocumentOrAnError(@ForAll byte[] bytes, @ForAll("objects") Map<String, Object> value, @ForAll @IntRange(max = 10_000) int at) {
        byte[] damaged = text(value).getBytes(UTF_8);
        damaged[at % damaged.length] = (byte) at;
        for (byte[] document : List.of(bytes, damaged)) {
            try {
                assertThat(Json.parse(Json.writeBytes(Json.parse(document)))).isEqualTo(Json.parse(document));
            } catch (JsonException e) {
                assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(document));
            }
        }
    }

    @Provide
    Arbitrary<Map<String, Object>> wanted() {
        return Arbitraries.randomValue(random -> wanted(random, 2));
    }

    private static Map<String, Object> wanted(Random random, int depth) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String name = List.of("a", "b", "c", "\u00e9", "😀", "\n", "\"").get(random.nextInt(7));
            wanted.put(name, depth == 0 || random.nextBoolean() ? "whole" : wanted(random, depth - 1));
        }
        return wanted;
    }

    private static void paths(Object wanted, String before, List<String> paths) {
        if (wanted instanceof Map<?, ?> map) {
            map.forEach((name, below) -> paths(below, before.isEmpty() ? (String) name : before + "." + name, paths));
        } else {
            paths.add(before);
        }
    }

    private static @Nullable Object only(Object wanted, @Nullable Object value) {
        if (!(wanted instanceof Map<?, ?> names)) {
            return value;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> only(wanted, item)).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, @Nullable Object> some = new LinkedHashMap<>();
        map.forEach((name, below) -> {
            if (names.get(name) != null) {
                some.put(name, only(names.get(name), below));
            }
        });
        return some;
    }

    @Property
    void aProjectionHasTheWantedOfTheWhole(@ForAll("wanted") Map<String, Object> wanted, @ForAll("values") Object value) {
        List<String> paths = new ArrayList<>();
        paths(wanted, "", paths);

        Object read = JsonProjection.of(paths.toArray(String[]::new)).read(text(value).getBytes(UTF_8), JsonReader::any);

        assertThat(read).isEqualTo(only(wanted, value));
    }

    @Property
    void aProjectionOfADamagedDocumentIsAnErrorWhereTheDocumentIsOne(
            @ForAll("wanted") Map<String, Object> wanted, @ForAll("values") Object value, @ForAll @IntRange(max = 100_000) int at, @ForAll byte damage) {
        List<String> paths = new ArrayList<>();
        paths(wanted, "", paths);
        JsonProjection projection = JsonProjection.of(paths.toArray(String[]::new));
        byte[] damaged = text(value).getBytes(UTF_8);
        damaged[at % damaged.length] = damage;
        Object whole;
        try {
            whole = Json.parse(damaged);
        } catch (JsonException e) {
            assertThatExceptionOfType(JsonException.class).isThrownBy(() -> projection.read(damaged, JsonReader::any));
            return;
        }

        assertThat(projection.<Object>read(damaged, JsonReader::any)).isEqualTo(only(wanted, whole));
    }

    @Property
    void aValueEndsWhereTheParserSaysSo(@ForAll("values") Object value) {
        byte[] document = text(value).strip().getBytes(UTF_8);

        assertThat(new JsonScanner(document, document.length).skip(0, 0)).isEqualTo(document.length);
    }

    @Property(tries = 100)
    void howDeepADocumentIsDoesNotMatterUpToWhereItIsRefused(@ForAll @IntRange(min = 1, max = 3_000) int depth, @ForAll boolean lists) {
        String json = (lists ? "[" : "{\"a\":").repeat(depth) + "1" + (lists ? "]" : "}").repeat(depth);
        try {
            assertThat(Json.write(Json.parse(json))).isEqualTo(json);
            assertThat(depth).isLessThanOrEqualTo(1000);
        } catch (JsonException e) {
            assertThat(e).hasMessageContaining("too deeply");
            assertThat(depth).isGreaterThanOrEqualTo(499);
        }
    }
}
