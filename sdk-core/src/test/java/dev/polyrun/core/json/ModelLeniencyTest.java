package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that says something else than its documentation neither breaks a read nor loses a word. */
class ModelLeniencyTest {
    @Test
    void aPropertyAddedSinceIsKeptAndPrintedAgain() {
        Sample sample = Sample.fromJson("{\"new\":{\"a\":[1,null]},\"name\":\"n\",\"newer\":true}");

        assertThat(sample.name()).isEqualTo("n");
        assertThat(sample.additionalProperties())
                .containsExactly(Map.entry("new", Map.of("a", Arrays.asList(1L, null))), Map.entry("newer", true));
        assertThat(sample.toJson()).isEqualTo("{\"name\":\"n\",\"new\":{\"a\":[1,null]},\"newer\":true}");
    }

    @Test
    void anEnumValueAddedSinceIsReadableAsText() {
        Sample sample = Sample.fromJson("{\"color\":\"mauve\"}");

        assertThat(sample.color()).isEqualTo(Color.of("mauve")).hasToString("mauve");
        assertThat(Color.of("mauve").known()).isEqualTo(Color.Known.UNRECOGNIZED);
        assertThat(sample.toJson()).isEqualTo("{\"color\":\"mauve\"}");
    }

    @Test
    void aMissingRequiredPropertyDoesNotBreakARead() {
        assertThat(Sample.fromJson("{}").name()).isNull();
        assertThat(Sample.fromJson("{}").input()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name       | 5
            name       | ["n"]
            done       | "true"
            done       | 1
            count      | "5"
            count      | 1.5
            count      | 2147483648
            count      | 1e10
            total      | true
            total      | 9223372036854775808
            total      | 1e400
            price      | "1.5"
            price      | 1e99999999999
            created_at | 1700000000
            created_at | {"seconds":1}
            color      | 3
            part       | "p"
            part       | []
            tags       | "t"
            tags       | {"0":"t"}
            tags       | ["t",5]
            parts      | [{"id":"a"},"b",{"id":"c"}]
            parts      | [{"id":"a"},[{"id":"b"}]]
            limits     | []
            limits     | {"a":1,"b":"x"}
            prices     | [1,{}]
            stamps     | ["2026-01-01T00:00:00Z","soon"]
            input      | []
            input      | "text"
            """)
    void aValueOfAnotherTypeIsNullAndKept(String property, String value) {
        String json = "{\"before\":1,\"" + property + "\":" + value + "}";
        Sample sample = Sample.fromJson(json);

        int index = List.of(sample.propertyNames()).indexOf(property);
        assertThat(sample.propertyValues()[index]).isNull();
        assertThat(sample.additionalProperties()).containsOnlyKeys("before", property);
        assertThat(sample.toJson()).contains("\"" + property + "\":" + value).contains("\"before\":1");
        assertThat(Sample.fromJson(sample.toJson())).isEqualTo(sample);
    }

    @Test
    void aWrongValueWithinANestedModelSpoilsOnlyThatValue() {
        Sample sample = Sample.fromJson("{\"parts\":[{\"id\":\"a\",\"size\":\"big\",\"x\":1},{\"id\":\"b\",\"size\":2}]}");

        assertThat(sample.parts()).extracting(Part::id).containsExactly("a", "b");
        assertThat(sample.parts().get(0).size()).isNull();
        assertThat(sample.parts().get(0).additionalProperties()).containsExactly(Map.entry("size", "big"), Map.entry("x", 1L));
        assertThat(sample.additionalProperties()).isEmpty();
        assertThat(sample.toJson()).isEqualTo("{\"parts\":[{\"id\":\"a\",\"size\":\"big\",\"x\":1},{\"id\":\"b\",\"size\":2}]}");
    }

    @Test
    void aNullElementIsAFineElement() {
        Sample sample = Sample.fromJson("{\"tags\":[null,\"t\"],\"parts\":[null],\"limits\":{\"a\":null}}");

        assertThat(sample.tags()).containsExactly(null, "t");
        assertThat(sample.parts()).hasSize(1).containsOnlyNulls();
        assertThat(sample.limits()).hasSize(1).containsEntry("a", null);
        assertThat(sample.toJson()).isEqualTo("{\"tags\":[null,\"t\"],\"parts\":[null],\"limits\":{\"a\":null}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "done", "count", "total", "price", "created_at", "color", "part", "tags", "limits", "input", "anything", "target"})
    void anExplicitNullIsNotTheSameAsAbsent(String property) {
        Sample withNull = Sample.fromJson("{\"" + property + "\":null}");

        assertThat(withNull.additionalProperties()).containsOnlyKeys(property).containsEntry(property, null);
        assertThat(withNull.toJson()).isEqualTo("{\"" + property + "\":null}");
        assertThat(withNull).isNotEqualTo(Sample.fromJson("{}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"count":1,"count":2}      | 2 | {"count":2}
            {"count":1,"count":"x"}    |   | {"count":"x"}
            {"count":"x","count":1}    | 1 | {"count":1}
            {"count":null,"count":1}   | 1 | {"count":1}
            {"count":1,"count":null}   |   | {"count":null}
            {"count":1e0,"count":7}    | 7 | {"count":7}
            {"x":1,"x":2}              |   | {"x":2}
            {"x":1,"y":2,"z":3,"y":4}  |   | {"x":1,"z":3,"y":4}
            {"a":0,"b":1,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7,"b":8} | | {"a":0,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7,"b":8}
            """)
    void ofTwoPropertiesOfOneNameTheLastWins(String json, Integer count, String printed) {
        Sample sample = Sample.fromJson(json);

        assertThat(sample.count()).isEqualTo(count);
        assertThat(sample.toJson()).isEqualTo(printed);
    }

    @Test
    void aUnionShowsTheValueUnderItsOwnTypeOnly() {
        assertThat(Sample.fromJson("{\"target\":\"t\"}").target()).satisfies(target -> {
            assertThat(target.asString()).isEqualTo("t");
            assertThat(target.asList()).isNull();
            assertThat(target.asPart()).isNull();
        });
        assertThat(Sample.fromJson("{\"target\":[\"a\",\"b\"]}").target().asList()).containsExactly("a", "b");
        assertThat(Sample.fromJson("{\"target\":{\"id\":\"p\"}}").target().asPart().id()).isEqualTo("p");
    }

    @Test
    void aUnionKeepsAValueOfYetAnotherType() {
        Target target = Sample.fromJson("{\"target\":17}").target();

        assertThat(target.value()).isEqualTo(17L);
        assertThat(target.asString()).isNull();
        assertThat(target).hasToString("17").isEqualTo(Target.of(17));
    }

    @Test
    void whatOnlyAccessorsCannotShowIsListedAsAdditional() {
        Sample sample = Sample.fromJson("{\"count\":1e2,\"total\":null,\"done\":\"yes\",\"name\":\"n\"}");

        assertThat(sample.count()).isEqualTo(100);
        assertThat(sample.additionalProperties()).containsOnlyKeys("total", "done");
    }
}
