package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is equal to what, and what goes where in a hash table. */
class EqualityTest {
    private static final JsonReader.Element<Level> LEVEL = in -> in.enumeration(EqualityTest::level);

    @Test
    void aModelThatCameEqualsTheSameOneBuilt() {
        Sample built = Sample.builder()
                .name("n")
                .total(0L)
                .price(new BigDecimal("1.50"))
                .prices(List.of(BigDecimal.TEN))
                .stamps(List.of(OffsetDateTime.parse("2026-01-01T00:00:00Z")))
                .input(null)
                .build();

        assertThat(Sample.fromJson("{\"name\":\"n\",\"total\":0,\"price\":1.50,\"prices\":[10],\"stamps\":[\"2026-01-01T00:00:00Z\"],\"input\":null}"))
                .isEqualTo(built)
                .hasSameHashCodeAs(built);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"x\":1,\"y\":2,\"z\":3}", "{\"x\":1}", "{\"x\":1,\"z\":2}", "{\"x\":1,\"y\":3}", "{}"})
    void modelsWithOtherAdditionalPropertiesAreNotEqual(String other) {
        Sample sample = Sample.fromJson("{\"x\":1,\"y\":2}");

        assertThat(Sample.fromJson(other)).isNotEqualTo(sample);
        assertThat(sample).isNotEqualTo(Sample.fromJson(other));
    }

    @Test
    void unionsAreEqualWhenTheirValuesAre() {
        assertThat(Target.of(List.of("a"))).isEqualTo(Target.of(List.of("a"))).isNotEqualTo(Target.of(List.of("b"))).isNotEqualTo(null);
    }

    @Test
    void valuesOfAnOpenEnumAreEqualWhenTheirTextsAre() {
        assertThat(Color.of("mauve")).isEqualTo(Color.of("mauve")).isNotEqualTo(Color.of("Mauve")).isNotEqualTo(null);
    }

    @Test
    void whatDiffersSpreadsOverAHashTable() {
        assertThat(Sample.fromJson("{\"name\":\"a\"}")).doesNotHaveSameHashCodeAs(Sample.fromJson("{\"name\":\"b\"}"));
        assertThat(Sample.fromJson("{\"x\":1}")).doesNotHaveSameHashCodeAs(Sample.fromJson("{\"y\":1}"));
        assertThat(Target.of("a")).doesNotHaveSameHashCodeAs(Target.of("b"));
        assertThat(Target.of(List.of("a"))).doesNotHaveSameHashCodeAs(Target.of(List.of("a", "b")));
        assertThat(Target.of(Map.of("a", 1))).doesNotHaveSameHashCodeAs(Target.of(Map.of("b", 1)));
        assertThat(Color.of("a")).doesNotHaveSameHashCodeAs(Color.of("b"));
        assertThat(new Level("1")).doesNotHaveSameHashCodeAs(new Level("2"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0, true", "1e2, 100, true", "0, -0.0, true", "1, 2, false", "1, -1, false"})
    void openNumbersAreEqualWhenTheirValuesAre(String one, String other, boolean equal) {
        assertThat(new Level(one).equals(new Level(other))).isEqualTo(equal);
        if (equal) {
            assertThat(new Level(one)).hasSameHashCodeAs(new Level(other));
        }
    }

    @Test
    void anOpenNumberEqualsNoneOfAnotherEnum() {
        assertThat(new Level("1")).isNotEqualTo(new OpenNumber(1) {}).isNotEqualTo(null);
    }

    @Test
    void anOpenNumberIsOneOfTheConstantsHoweverItIsWritten() {
        Level[] constants = {new Level("1"), new Level("2.5")};

        assertThat(OpenNumber.known(new BigDecimal("2.50"), constants)).isSameAs(constants[1]);
        assertThat(OpenNumber.known(new BigDecimal("3"), constants)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2.5", "1e2", "-0"})
    void anOpenNumberPrintsBackToTheLetter(String text) {
        Level level = JsonReader.readWhole(text.getBytes(), LEVEL);

        assertThat(level.value()).isEqualByComparingTo(text);
        assertThat(Json.write(new Level(text))).isEqualTo(new BigDecimal(text).toString());
        assertThat(new Level(text)).hasToString(new BigDecimal(text).toString());
    }

    @Test
    void whatIsNoNumberIsNoOpenNumber() {
        assertThat(JsonReader.<Level>readWhole("\"1\"".getBytes(), LEVEL)).isNull();
    }

    private static Level level(BigDecimal value) {
        return new Level(value.toString());
    }

    /** An enum of numbers without constants. */
    private static final class Level extends OpenNumber {
        Level(String value) {
            super(new BigDecimal(value));
        }
    }
}
