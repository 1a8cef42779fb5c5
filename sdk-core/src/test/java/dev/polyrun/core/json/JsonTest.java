package dev.polyrun.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.EncodedFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void everyKindOfValueBecomesPlainJava() {
        assertThat(Json.parse("{\"z\":[1,1.50,9223372036854775808,true,false,null,\"s\"],\"a\":{}}"))
                .isEqualTo(Map.of(
                        "z",
                        Arrays.asList(1L, new BigDecimal("1.50"), new BigInteger("9223372036854775808"), true, false, null, "s"),
                        "a",
                        Map.of()));
    }

    @Test
    void mapsAndFilesMayBeElementsOfAList() {
        List<Map<String, Integer>> maps = JsonReader.readWhole("[{\"a\":1},{}]".getBytes(UTF_8), in -> in.list(JsonReader.mapOf(JsonReader::int32)));
        List<EncodedFile> files = JsonReader.readWhole("[\"AQI=\"]".getBytes(UTF_8), in -> in.list(JsonReader::encodedFile));

        assertThat(maps).containsExactly(Map.of("a", 1), Map.of());
        assertThat(files).containsExactly(EncodedFile.of("AQI="));
    }

    @Test
    void objectsKeepTheirOrder() {
        assertThat(Json.parse("{\"z\":1,\"a\":2,\"m\":3}")).asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsExactly(Map.entry("z", 1L), Map.entry("a", 2L), Map.entry("m", 3L));
    }

    @Test
    void whatIsParsedCannotBeModified() {
        Map<?, ?> map = (Map<?, ?>) Json.parse("{\"a\":[1]}");

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(map::clear);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(((List<?>) map.get("a"))::clear);
    }

    @Test
    void everyNumberOfJavaIsWrittenExactly() {
        assertThat(Json.write(List.of((byte) 1, (short) 2, 3, 4L, 1.5f, 0.1d, new BigDecimal("1.10"), BigInteger.TWO.pow(70), new AtomicLong(9))))
                .isEqualTo("[1,2,3,4,1.5,0.1,1.10,1180591620717411303424,9]");
    }

    @Test
    void aFractionIsWrittenAsJavaWritesIt() {
        assertThat(Json.write(List.of(1e10f, 1e10d, 1.0E-5f, 1.0E-5d))).isEqualTo("[1.0E10,1.0E10,1.0E-5,1.0E-5]");
    }

    @Test
    void aNumberOfAnotherLibraryIsWrittenExactly() {
        assertThat(Json.write(List.of(new Unsigned("18446744073709551615")))).isEqualTo("[18446744073709551615]");
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.write(List.of(new Unsigned("a half"))));
    }

    @Test
    void modelsEnumsUnionsDatesAndSetsHaveTheirJsonForm() {
        assertThat(Json.write(Arrays.asList(
                        Part.builder().id("p").build(),
                        Color.RED,
                        Target.of("t"),
                        OffsetDateTime.parse("2026-01-02T03:04Z"),
                        Set.of(1),
                        RawJson.of(Map.of("r", 1)),
                        null)))
                .isEqualTo("[{\"id\":\"p\"},\"red\",\"t\",\"2026-01-02T03:04:00Z\",[1],{\"r\":1},null]");
    }

    @Test
    void whatHasNoJsonFormIsRefusedWithoutItsContent() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.write(Map.of("a", new StringBuilder("secret"))))
                .withMessageContaining("java.lang.StringBuilder")
                .withMessageNotContaining("secret");
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.write(Double.NaN));
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.write(Map.of(List.of("secret"), 1)))
                .withMessageNotContaining("secret");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.write(Collections.singletonMap(null, 1)));
    }

    @Test
    void aListThatHoldsItselfIsRefusedInsteadOfOverflowingTheStack() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.write(list));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00b", "\uDE00\uD83D", "\uD83D\uD83D\uDE00", "\"\uD83D\\\n"})
    void halfACharacterIsWrittenAsItsEscapeInsteadOfFailing(String half) {
        assertThat(Json.parse(Json.write(List.of(half)))).isEqualTo(List.of(half));
        Sample sample = Sample.builder().name(half).build();
        assertThat(Sample.fromJson(sample.toJson())).isEqualTo(sample);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1,"b":[2]} | { "b":[ 2 ], "a":1 } | true
            [1,2]           | [2,1]                | false
            1               | 1.0                  | false
            "\\u0041"       | "A"                  | true
            null            | null                 | true
            {"a":null}      | {}                   | false
            """)
    void twoRawValuesAreEqualWhenTheyMeanTheSame(String one, String other, boolean equal) {
        RawJson left = new RawJson(one.getBytes(UTF_8));
        RawJson right = new RawJson(other.getBytes(UTF_8));

        assertThat(left.equals(right)).isEqualTo(equal);
        if (equal) {
            assertThat(left).hasSameHashCodeAs(right);
        }
    }

    /** Stands for the number classes of other libraries: its {@code longValue()} is not its value. */
    private static final class Unsigned extends Number {
        private static final long serialVersionUID = 1L;
        private final String text;

        Unsigned(String text) {
            this.text = text;
        }

        @Override
        public int intValue() {
            return -1;
        }

        @Override
        public long longValue() {
            return -1;
        }

        @Override
        public float floatValue() {
            return -1;
        }

        @Override
        public double doubleValue() {
            return -1;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
