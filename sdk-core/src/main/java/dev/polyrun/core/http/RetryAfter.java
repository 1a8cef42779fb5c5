package dev.polyrun.core.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Retry-After} header: seconds, or a date. */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofDays(365);

    private RetryAfter() {}

    /** How long an answer asks to wait; by its own {@code Date}, if it has one, since the two clocks may differ by hours. */
    static @Nullable Duration of(Answer answer, Instant now) {
        String text = answer.header("retry-after");
        if (text == null) {
            return null;
        }
        Instant date = date(answer.header("date"));
        return parse(text, date == null ? now : date);
    }

    /** How long to wait; null when the text is neither, or negative. A date is rounded up, so that nobody comes a moment too early. */
    static @Nullable Duration parse(@Nullable String text, Instant now) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String value = text.strip();
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return value.length() > 9 ? LONGEST : shortest(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant date = date(value);
        if (date == null) {
            return null;
        }
        Duration wait = Duration.between(now, date);
        return wait.isNegative() ? Duration.ZERO : shortest(Duration.ofSeconds(wait.plusMillis(999).toSeconds()));
    }

    private static @Nullable Instant date(@Nullable String text) {
        try {
            return text == null ? null : ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration shortest(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
