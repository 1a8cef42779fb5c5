package dev.polyrun.examples;

import java.time.Duration;
import java.util.Locale;

/** Small pieces of text for terminals. */
final class Texts {
    private Texts() {}

    /** The text with its middle left out, so that it has at most this many code points: an id's end tells more than its middle. */
    static String shortened(String text, int width) {
        int length = text.codePointCount(0, text.length());
        if (length <= width) {
            return text;
        }
        if (width < 5) {
            return cut(text, width);
        }
        int tail = (width - 2) / 2;
        return cut(text, width - 2 - tail) + ".." + text.substring(text.offsetByCodePoints(text.length(), -tail));
    }

    /** The text's first code points. */
    static String cut(String text, int width) {
        return text.codePointCount(0, text.length()) <= width ? text : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width)));
    }

    /** The text with spaces after it. */
    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }

    /** What a vendor wrote, without the control characters that would move the cursor or worse. */
    static String harmless(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n]]", " ");
    }

    /** Such as 4.2s, 3m05s or 2h00m; never negative, since clocks differ. */
    static String elapsed(Duration time) {
        Duration shown = time.isNegative() ? Duration.ZERO : time;
        if (shown.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%d.%ds", shown.toSeconds(), shown.toMillisPart() / 100);
        }
        if (shown.toHours() < 1) {
            return String.format(Locale.ROOT, "%dm%02ds", shown.toMinutes(), shown.toSecondsPart());
        }
        return String.format(Locale.ROOT, "%dh%02dm", shown.toHours(), shown.toMinutesPart());
    }
}
