package dev.polyrun.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.json.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrettyJsonTest {
    @Test
    void nestedValuesAreIndentedAndEmptyOnesStayOnTheirLine() {
        assertThat(pretty("{\"a\":[1,2.50,{\"b\":null}],\"c\":{},\"d\":[],\"e\":true}", StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {
                          "a": [
                            1,
                            2.50,
                            {
                              "b": null
                            }
                          ],
                          "c": {},
                          "d": [],
                          "e": true
                        }""");
    }

    @Test
    void whatTheTerminalCannotWriteIsEscaped() {
        String json = "\"Größe \uD83D\uDE80 \\u001b[2J \u009b\"";

        assertThat(pretty(json, StandardCharsets.UTF_8)).isEqualToIgnoringCase("\"Größe \uD83D\uDE80 \\u001b[2J \\u009b\"");
        assertThat(pretty(json, StandardCharsets.US_ASCII))
                .isEqualToIgnoringCase("\"Gr\\u00f6\\u00dfe \\ud83d\\ude80 \\u001b[2J \\u009b\"");
        assertThat(Json.parse(pretty(json, StandardCharsets.US_ASCII))).isEqualTo(Json.parse(json));
    }

    private static String pretty(String json, Charset charset) {
        return String.join("\n", PrettyJson.lines(Json.parse(json), charset));
    }
}
