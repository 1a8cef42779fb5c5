package dev.polyrun.testkit;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonAssertionsTest {
    @Test
    void orderOfPropertiesAndWhiteSpaceDoNotMatter() {
        assertSameJson("{\"a\":1,\"b\":[true,null]}", "{ \"b\" : [ true, null ], \"a\" : 1 }");
    }

    @Test
    void theWayOfEscapingDoesNotMatter() {
        assertSameJson("[\"\\u00c4\\/\"]", "[\"Ä/\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.50  | 1.5
            1e2   | 100
            45.0  | 45
            "1"   | 1
            null  | ""
            [1,2] | [2,1]
            {}    | []
            [1]   | [1,null]
            """)
    void valuesThatOnlyMeanTheSameDiffer(String expected, String actual) {
        assertThatThrownBy(() -> assertSameJson(expected, actual)).isInstanceOf(AssertionError.class);
    }

    @Test
    void absentAndNullDiffer() {
        assertThatThrownBy(() -> assertSameJson("{\"a\":null}", "{}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("$.a: missing, expected null");
    }

    @Test
    void theMessageNamesEachPlaceThatDiffers() {
        assertThatThrownBy(() -> assertSameJson("{\"a\":[{\"b\":1.50}],\"c\":1}", "{\"a\":[{\"b\":1.5}],\"d\":{}}"))
                .hasMessage("""
                        The JSON differs:
                          $.a[0].b: expected 1.50, but is 1.5
                          $.c: missing, expected 1
                          $.d: not expected, but is an object of 0""");
    }

    @Test
    void aPropertyThatComesTwiceIsRefused() {
        assertThatThrownBy(() -> assertSameJson("{\"a\":1}", "{\"a\":1,\"a\":1}")).hasMessageContaining("Two properties");
    }

    @Test
    void textThatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> assertSameJson("{}", "{} {}")).hasMessageContaining("goes on");
        assertThatThrownBy(() -> assertSameJson("{}", "<html>")).hasMessageContaining("is not JSON");
        assertThatThrownBy(() -> assertSameJson("", "{}")).hasMessageContaining("empty");
    }
}
