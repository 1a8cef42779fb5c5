package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-05T10:30:00.250Z");

    @ParameterizedTest
    @CsvSource({
        "0,                               PT0S",
        "' 120 ',                         PT2M",
        "999999999,                       P365D",
        "99999999999999999999999,         P365D",
        "'Thu, 05 Mar 2026 10:30:10 GMT', PT10S",
        "'Thu, 5 Mar 2026 10:30:10 GMT',  PT10S",
        "'Thu, 05 Mar 2026 10:30:01 GMT', PT1S",
        "'Thu, 05 Mar 2026 10:29:00 GMT', PT0S",
        "'Sun, 06 Nov 1994 08:49:37 GMT', PT0S",
        "'Fri, 31 Dec 9999 23:59:59 GMT', P365D",
    })
    void secondsAndDatesAreRead(String text, Duration expected) {
        assertThat(RetryAfter.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'Thu, 05 Mar 2026 07:30:00 GMT', 'Thu, 05 Mar 2026 07:30:07 GMT', PT7S",
        "'Thu, 05 Mar 2026 13:30:00 GMT', 'Thu, 05 Mar 2026 13:30:07 GMT', PT7S",
        "'yesterday',                     'Thu, 05 Mar 2026 10:30:10 GMT', PT10S",
        "'Thu, 05 Mar 2026 07:30:00 GMT', '7',                             PT7S",
    })
    void aDateIsReadByTheClockThatWroteIt(String date, String retryAfter, Duration expected) {
        AnswerHeaders headers = new AnswerHeaders(Headers.of("Date", date, "Retry-After", retryAfter));

        assertThat(RetryAfter.of(new Answer(429, headers, BodyBytes.NONE, false, null), NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "-5", "1.5", "soon", "+3", "10s", "٥", "2026-03-05T10:30:10Z", "Mon, 05 Mar 2026 10:30:10 GMT", "Thu, 05 Mar 2026"})
    void whatIsNeitherSaysNothing(String text) {
        assertThat(RetryAfter.parse(text, NOW)).isNull();
    }
}
