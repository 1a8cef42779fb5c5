package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By itself, since the Jackson that we are built with would write halves in the same way. */
class HalfCharactersTest {
    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uD83D\uD83D\uDE00", "\uD83D\uDE00\uDE00", "\uDE00\uD83D", "ends with \uD83D"})
    void theyAreFoundWhereverTheyStand(String text) {
        assertThat(HalfCharacters.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é 日本", "\uD83D\uDE00", "\uD83D\uDE00\uD83D\uDE00", "a\uD83D\uDE00b"})
    void wholeOnesAreNot(String text) {
        assertThat(HalfCharacters.isIn(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"\uD83D, \\ud83d", "a\uDE00b, a\\ude00b", "\uD83D\uD83D\uDE00é, \\ud83d\uD83D\uDE00é", "\uD83D\uDE00\uDE00, \uD83D\uDE00\\ude00"})
    void theyAreWrittenAsTheirEscapes(String text, String within) {
        assertThat(HalfCharacters.quoted(text)).isEqualTo('"' + within + '"');
    }

    @Test
    void whatMayNotStandInAStringIsEscapedBesideThem() {
        assertThat(HalfCharacters.quoted("\uD83D \"\\\n\u001f")).isEqualTo("\"\\ud83d \\u0022\\u005c\\u000a\\u001f\"");
    }
}
