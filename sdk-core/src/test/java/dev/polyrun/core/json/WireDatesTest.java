package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class WireDatesTest {
    @ParameterizedTest
    @CsvSource({
        "2023-11-19T18:06:31.102786+00:00, 2023-11-19T18:06:31.102786Z",
        "2026-05-15T14:32:00Z,             2026-05-15T14:32:00Z",
        "2026-05-15t14:32:00z,             2026-05-15T14:32:00Z",
        "2026-05-15 14:32:00,              2026-05-15T14:32:00Z",
        "2026-03-05T10:30:00.000000,       2026-03-05T10:30:00Z",
        "2026-03-05T10:30:00.1,            2026-03-05T10:30:00.1Z",
        "'2026-03-05T10:30:00,5Z',         2026-03-05T10:30:00.5Z",
        "2026-03-05T10:30:00.1234567899Z,  2026-03-05T10:30:00.123456789Z",
        "2026-03-05T10:30Z,                2026-03-05T10:30:00Z",
        "2026-03-05T10:30:00+0530,         2026-03-05T10:30:00+05:30",
        "2026-03-05T10:30:00-08,           2026-03-05T10:30:00-08:00",
        "2026-03-05T10:30:00-00:00,        2026-03-05T10:30:00Z",
        "2026-03-05,                       2026-03-05T00:00:00Z",
        "2024-02-29T00:00:00Z,             2024-02-29T00:00:00Z",
    })
    void readsADateAsServersWriteIt(String text, OffsetDateTime expected) {
        assertThat(WireDates.parse(text)).isEqualTo(expected);
        assertThat(WireDates.parse(text).getOffset()).isEqualTo(expected.getOffset());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {
        "soon", "2026-03", "2026-03-05T", "2026-03-05T10", "2026-03-05T10:30:", "2026-03-05T10:30:00.", "2026-03-05T10:30:00.Z",
        "2026-13-05T10:30:00Z", "2023-02-29T00:00:00Z", "2026-03-05T24:00:00Z", "2026-03-05T10:60:00Z", "2026-03-05T10:30:61Z",
        "2026-03-05T10:30:00+19:00", "2026-03-05T10:30:00+05:", "2026-03-05T10:30:00+5", "2026-03-05T10:30:00ZZ", "2026-03-05T10:30:00 Z",
        "20260305T1030", "2026-03-05T10:30:0005:00", "1700000000000", "Thu, 05 Mar 2026 10:30:00 GMT", "٢٠٢٦-03-05T10:30:00Z", "-2026-03-05T10:30:00Z"
    })
    void readsAnythingElseAsNull(String text) {
        assertThat(WireDates.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-05T10:30Z,                2026-03-05T10:30:00Z",
        "2026-03-05T10:30:00.102786+01:00, 2026-03-05T10:30:00.102786+01:00",
    })
    void printsSecondsAndOffsetAlways(OffsetDateTime date, String expected) {
        assertThat(WireDates.format(date)).isEqualTo(expected);
    }

    @Test
    void anOffsetWithSecondsWhichIsoDoesNotKnowIsPrintedInUtc() {
        assertThat(WireDates.format(OffsetDateTime.parse("1930-01-01T00:00:00+00:19:32"))).isEqualTo("1929-12-31T23:40:28Z");
    }

    @Test
    void aYearThatIsoHasNoFormForIsRefused() {
        for (OffsetDateTime date : new OffsetDateTime[] {OffsetDateTime.MAX, OffsetDateTime.MIN, OffsetDateTime.parse("+10000-01-01T00:00:00Z")}) {
            assertThatIllegalArgumentException().isThrownBy(() -> WireDates.format(date)).withMessageContaining(date.toString());
            assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.write(date)).withMessageContaining("0000 to 9999");
        }
    }

    @Test
    void printsNothingForNothing() {
        assertThat(WireDates.format(null)).isNull();
    }
}
