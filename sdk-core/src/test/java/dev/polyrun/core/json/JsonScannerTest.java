package dev.polyrun.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where values end. That it agrees with the parser on any document is for {@link JsonPropertiesTest}. */
class JsonScannerTest {
    private static int end(byte[] bytes) {
        return new JsonScanner(bytes, bytes.length).skip(0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "0", "-0", "12", "1.5", "-1.5e10", "1E+2", "1e-2", "true", "false", "null", "\"\"", "\"text\"", "\"a longer text of many letters\"",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u00e9\\uD83D\\ude00\"", "\"\u00e9 \u20ac \uD83D\uDE00\"", "{}", "[]", "{ }", "[ ]",
            "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ 1 , { } ] }", "[[[]]]", "[\"]\",\"}\"]"})
    void aValueEndsWhereItEnds(String value) {
        byte[] alone = value.getBytes(UTF_8);
        byte[] followed = (value + ",\"next\"").getBytes(UTF_8);

        assertThat(end(alone)).isEqualTo(alone.length);
        assertThat(end(followed)).isEqualTo(alone.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "-", "+1", "1.", ".5", "1e", "1e+", "01", "-01", "tru", "nul", "fals", "True", "'a'", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12g4\"",
            "\"\\u12", "\"a\nb\"", "\"seven  \u0001\"", "{", "[", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "[1,]", "[1 2]", "[1}", "{\"a\":1]",
            "{\"a\":1 \"b\":2}", "[,1]", "{,}", "/* */ 1"})
    void whatIsNoValueHasNoEnd(String text) {
        assertThat(end(text.getBytes(UTF_8))).isEqualTo(JsonScanner.NONE);
    }

    @Test
    void brokenUtf8HasNoEnd() {
        for (int[] broken : new int[][] {{0x80}, {0xC3}, {0xC3, 'a'}, {0xE2, 0x82}, {0xF0, 0x9F, 0x98, '"'}, {0xFF}, {0xC0, 0x80}}) {
            byte[] text = new byte[broken.length + 2];
            text[0] = '"';
            for (int i = 0; i < broken.length; i++) {
                text[i + 1] = (byte) broken[i];
            }
            text[text.length - 1] = '"';

            assertThat(end(text)).isEqualTo(JsonScanner.NONE);
        }
    }

    @Test
    void aTextEndsAtItsQuoteWhereverThatStands() {
        for (int length = 0; length < 40; length++) {
            for (String last : new String[] {"", "\u00e9", "\\n", "\\\\"}) {
                byte[] text = ("\"" + "x".repeat(length) + last + "\" \"another\"").getBytes(UTF_8);

                assertThat(end(text)).isEqualTo(text.length - 10);
            }
        }
    }

    @Test
    void whatTheParserMayRefuseIsLeftToIt() {
        assertThat(end("9".repeat(1_001).getBytes(UTF_8))).isEqualTo(JsonScanner.NONE);
        assertThat(end(("[".repeat(501) + "]".repeat(501)).getBytes(UTF_8))).isEqualTo(JsonScanner.NONE);
        assertThat(end(("{\"" + "n".repeat(60_000) + "\":1}").getBytes(UTF_8))).isEqualTo(JsonScanner.NONE);
    }

    @Test
    void whatLiesBehindTheDocumentIsNotRead() {
        byte[] bytes = "[1,2,3]".getBytes(UTF_8);

        for (int end = 0; end < bytes.length; end++) {
            assertThat(new JsonScanner(bytes, end).skip(0, 0)).isEqualTo(JsonScanner.NONE);
        }
    }
}
