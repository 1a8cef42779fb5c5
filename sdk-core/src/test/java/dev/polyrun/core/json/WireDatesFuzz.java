package dev.polyrun.core.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Any text as a date: what Java takes for one is the same one, and what is printed is read again. */
public final class WireDatesFuzz {
    private WireDatesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        OffsetDateTime read = WireDates.parse(text);
        if (read != null && !read.equals(WireDates.parse(WireDates.format(read)))) {
            throw new AssertionError("what is printed is not what was read");
        }
        OffsetDateTime javas;
        try {
            javas = OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            return;
        }
        boolean ordinary = javas.getYear() >= 0 && javas.getYear() <= 9999 && javas.getOffset().getTotalSeconds() % 60 == 0;
        if (ordinary && !javas.equals(read)) {
            throw new AssertionError("Java reads " + javas + ", we read " + read);
        }
    }
}
