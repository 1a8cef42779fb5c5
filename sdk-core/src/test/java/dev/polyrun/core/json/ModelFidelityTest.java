package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates and numbers print back to the letter. */
class ModelFidelityTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "2026-03-05T10:30:00.102786+00:00", "2026-03-05T10:30:00.000Z", "2026-03-05T10:30:00", "2026-03-05T10:30Z", "2026-03-05", "", "soon"
    })
    void aDatePrintsBackAsItCame(String text) {
        String json = "{\"created_at\":\"" + text + "\"}";

        assertThat(Sample.fromJson(json).toJson()).isEqualTo(json);
        assertThat(Sample.fromJson(json).toMap()).containsEntry("created_at", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-13-01"})
    void aTextThatIsNoDateReadsAsNull(String text) {
        assertThat(Sample.fromJson("{\"created_at\":\"" + text + "\"}").createdAt()).isNull();
    }

    @Test
    void aDateWithoutZoneReadsAsUtc() {
        assertThat(Sample.fromJson("{\"created_at\":\"2026-03-05T10:30:00.000000\"}").createdAt())
                .isEqualTo(OffsetDateTime.parse("2026-03-05T10:30:00Z"));
    }

    @Test
    void datesInAListPrintBackAsTheyCame() {
        String json = "{\"stamps\":[\"2026-03-05T10:30:00.102786+00:00\",\"2026-03-05T10:30:00\",\"2026-03-05\"]}";
        Sample sample = Sample.fromJson(json);

        assertThat(sample.stamps()).hasSize(3).contains(OffsetDateTime.parse("2026-03-05T00:00:00Z"));
        assertThat(sample.toJson()).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({"1e2, 100", "45.0, 45", "45.00000000000000000000, 45",  "-0, 0", "-0.0, 0", "1.5E1, 15", "2147483647, 2147483647", "-2147483648, -2147483648"})
    void aWholeNumberIsShownHoweverItIsWrittenAndPrintsBackToTheLetter(String text, int value) {
        Sample sample = Sample.fromJson("{\"count\":" + text + ",\"total\":" + text + "}");

        assertThat(sample.count()).isEqualTo(value);
        assertThat(sample.total()).isEqualTo(value);
        assertThat(sample.toMap()).containsOnlyKeys("count", "total");
        assertThat(sample.toJson()).contains("\"count\":" + text, "\"total\":" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0000000000000000001", "9007199254740993.5", "0.1"})
    void aNumberWithAFractionIsNoWholeNumber(String text) {
        assertThat(Sample.fromJson("{\"total\":" + text + "}").total()).isNull();
    }

    @Test
    void aNumberOf19DigitsMayBeWrittenShortly() {
        assertThat(Sample.fromJson("{\"total\":1e18}").total()).isEqualTo(1_000_000_000_000_000_000L);
    }

    @Test
    void theLargest64BitNumbersAreExact() {
        Sample sample = Sample.fromJson("{\"total\":9223372036854775807,\"name\":\"n\"}");

        assertThat(sample.total()).isEqualTo(Long.MAX_VALUE);
        assertThat(Sample.fromJson("{\"total\":-9223372036854775808}").total()).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2", "1E-7", "0.10", "-0", "-0.0", "1E+2", "45.0", "123456789012345678901234567890.123456789", "1e-400", "9223372036854775808"})
    void aDecimalIsExactAndPrintsBackToTheLetter(String text) {
        Sample sample = Sample.fromJson("{\"price\":" + text + ",\"prices\":[" + text + "],\"values\":[" + text + "]}");

        assertThat(sample.price()).isEqualTo(new BigDecimal(text));
        assertThat(sample.prices()).containsExactly(new BigDecimal(text));
        assertThat(sample.toJson()).contains("\"price\":" + text, "\"prices\":[" + text + "]", "\"values\":[" + text + "]");
        assertThat(sample.additionalProperties()).isEmpty();
    }

    @Test
    void fourHundredDigitsAreKeptWhereverTheyStand() {
        String digits = "7".repeat(400);
        String json = "{\"total\":" + digits + ",\"price\":" + digits + ",\"anything\":" + digits + ",\"unknown\":" + digits + "}";
        Sample sample = Sample.fromJson(json);

        assertThat(sample.total()).isNull();
        assertThat(sample.price()).isEqualTo(new BigDecimal(digits));
        assertThat(sample.anything()).isEqualTo(new BigInteger(digits));
        assertThat(Json.parse(sample.toJson())).isEqualTo(Json.parse(json));
    }

    @Test
    void aNumberThatJavaCannotHoldIsShownAsItsTextInFreeForm() {
        Sample sample = Sample.fromJson("{\"anything\":[1e99999999999],\"input\":{\"n\":-1e99999999999}}");

        assertThat(sample.anything()).isEqualTo(List.of("1e99999999999"));
        assertThat(sample.toJson()).isEqualTo("{\"input\":{\"n\":-1e99999999999},\"anything\":[1e99999999999]}");
        assertThat(sample).isEqualTo(Sample.fromJson("{\"anything\":[ 1e99999999999 ],\"input\":{ \"n\":-1e99999999999}}"));
    }

    @Test
    void aFreeFormValuePrintsBackToTheLetter() {
        String json = "{\"input\":{ \"b\" : 1e2,\t\"a\":[1.0 , -0],\"s\":\"\\u00e9\\/\"},\"anything\":\"\\u0041\"}";
        Sample sample = Sample.fromJson(json);

        assertThat(sample.toJson()).isEqualTo(json);
        assertThat(sample.input()).containsOnlyKeys("b", "a", "s").containsEntry("s", "é/");
        assertThat(sample.anything()).isEqualTo("A");
    }

    @Test
    void allThatCameIsEqualAfterARoundTrip() {
        Sample sample = Sample.fromJson("""
                {"name":"n","done":true,"count":1,"total":2,"price":1.50,"created_at":"2026-01-01T00:00:00Z","color":"red",
                 "part":{"id":"p","size":1,"new":1},"tags":["a"],"parts":[{"id":"q"}],"limits":{"b":1},"prices":[1.0,1e2],
                 "stamps":["2026-01-01T00:00:00Z"],"values":[1,"a",null,{"x":[]}],"input":{"i":null},"anything":false,
                 "target":["t"],"added":[{}]}
                """);

        assertThat(Sample.fromJson(sample.toJson())).isEqualTo(sample).hasSameHashCodeAs(sample);
        assertThat(Sample.fromMap(sample.toMap()).toMap()).isEqualTo(sample.toMap());
        assertThat(sample.toBuilder().build()).isEqualTo(sample).hasSameHashCodeAs(sample);
    }

    @Test
    void equalityIgnoresOrderAndWhiteSpaceButNotValues() {
        Sample sample = Sample.fromJson("{\"name\":\"n\",\"x\":1,\"y\":[2],\"input\":{\"a\":1,\"b\":2}}");

        assertThat(Sample.fromJson("{\"y\":[ 2 ],\"x\":1,\"input\":{\"b\":2, \"a\":1},\"name\":\"n\"}"))
                .isEqualTo(sample)
                .hasSameHashCodeAs(sample);
        assertThat(Sample.fromJson("{\"name\":\"n\",\"x\":1,\"y\":[3],\"input\":{\"a\":1,\"b\":2}}")).isNotEqualTo(sample);
        assertThat(Sample.fromJson("{\"name\":\"n\",\"x\":1,\"y\":[2],\"input\":{\"a\":1,\"b\":3}}")).isNotEqualTo(sample);
    }

    @Test
    void whatIsWithinEachOtherPrintsBackToTheLetterToo() {
        String json = "{\"values\":[[[1e2],{\"a\":[-0]}],1],\"parts\":[{\"id\":\"q\",\"size\":1e0,\"x\":[[1E1]]}],\"limits\":{\"b\":1.0}}";
        Sample sample = Sample.fromJson(json);

        assertThat(Json.parse(sample.toJson())).isEqualTo(Json.parse(json));
        assertThat(sample.toJson()).contains("[[[1e2],{\"a\":[-0]}],1]", "\"size\":1e0", "[[1E1]]", "{\"b\":1.0}");
        assertThat(sample.values()).hasSize(2);
        assertThat(sample.parts().get(0).size()).isEqualTo(1);
        assertThat(sample.additionalProperties()).isEmpty();
    }
}
