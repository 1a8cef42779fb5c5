package dev.polyrun.core.json;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Dates as servers really write them: with or without fraction, seconds, colon in the offset, or zone at all.
 *
 * <p>By hand, because a date through {@link OffsetDateTime#parse} costs about a microsecond and 1.7 KB, more than the rest of a small
 * document together.
 */
public final class WireDates {
    private WireDates() {}

    /**
     * Reads an ISO 8601 date-time, or a date (its midnight). One without a zone is taken as UTC.
     *
     * @return null when the text is null, empty or no date
     */
    public static @Nullable OffsetDateTime parse(@Nullable String text) {
        if (text == null || text.length() < 10) {
            return null;
        }
        try {
            return new Scanner(text).dateTime();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * Prints a date in the way that every vendor takes: ISO 8601 with seconds and offset; in UTC when its offset has seconds, which ISO 8601 does not
     * know. Null for null.
     *
     * @throws IllegalArgumentException when its year has not four digits
     */
    public static @Nullable String format(@Nullable OffsetDateTime date) {
        if (date == null) {
            return null;
        }
        boolean wholeMinutes = date.getOffset().getTotalSeconds() % 60 == 0;
        // Where the year ends, its last hours may be of another one in UTC.
        boolean fits = date.getYear() >= 0 && date.getYear() <= 9999;
        OffsetDateTime printed = wholeMinutes || !fits ? date : date.withOffsetSameInstant(ZoneOffset.UTC);
        if (!fits || printed.getYear() < 0 || printed.getYear() > 9999) {
            throw new IllegalArgumentException("The date is " + date + "; expected one of the years 0000 to 9999, which ISO 8601 has a form for");
        }
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(printed);
    }

    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        OffsetDateTime dateTime() {
            int year = digits(4);
            expect('-');
            int month = digits(2);
            expect('-');
            int day = digits(2);
            int hour = 0;
            int minute = 0;
            int second = 0;
            int nanos = 0;
            if (skip('T') || skip('t') || skip(' ')) {
                hour = digits(2);
                expect(':');
                minute = digits(2);
                if (skip(':')) {
                    second = digits(2);
                    if (skip('.') || skip(',')) {
                        nanos = fraction();
                    }
                }
            }
            ZoneOffset zone = zone();
            if (at != text.length()) {
                throw unreadable();
            }
            return OffsetDateTime.of(year, month, day, hour, minute, second, nanos, zone);
        }

        private ZoneOffset zone() {
            if (at == text.length() || skip('Z') || skip('z')) {
                return ZoneOffset.UTC;
            }
            int sign = skip('+') ? 1 : skip('-') ? -1 : 0;
            if (sign == 0) {
                throw unreadable();
            }
            int hours = digits(2);
            int minutes = skip(':') || at < text.length() ? digits(2) : 0;
            return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
        }

        /** Java holds nanoseconds; finer digits are read over. */
        private int fraction() {
            int start = at;
            int nanos = 0;
            while (at < text.length() && isDigit(text.charAt(at))) {
                if (at - start < 9) {
                    nanos = nanos * 10 + text.charAt(at) - '0';
                }
                at++;
            }
            if (at == start) {
                throw unreadable();
            }
            for (int i = at - start; i < 9; i++) {
                nanos *= 10;
            }
            return nanos;
        }

        private int digits(int count) {
            if (at + count > text.length()) {
                throw unreadable();
            }
            int value = 0;
            for (int end = at + count; at < end; at++) {
                char c = text.charAt(at);
                if (!isDigit(c)) {
                    throw unreadable();
                }
                value = value * 10 + c - '0';
            }
            return value;
        }

        private void expect(char c) {
            if (!skip(c)) {
                throw unreadable();
            }
        }

        private boolean skip(char c) {
            boolean found = at < text.length() && text.charAt(at) == c;
            if (found) {
                at++;
            }
            return found;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private DateTimeException unreadable() {
            return new DateTimeException("no date");
        }
    }
}
