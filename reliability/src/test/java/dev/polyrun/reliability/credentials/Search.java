package dev.polyrun.reliability.credentials;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Looks for canaries in texts, in all their {@link Disguises} and whatever the case. Looks at each place of a text once, however many canaries
 * there are. Thread-safe.
 */
final class Search {
    private record Needle(Canary canary, String form, String text) {}

    /**
     * What should not have been there.
     *
     * @param around the text around it, with the canary's own characters crossed out
     */
    record Find(Canary canary, String form, String around) {
        @Override
        public String toString() {
            return canary + ", " + form + ", in: " + around;
        }
    }

    private static final int FILTER_BITS = 20;

    private final int planted;

    /** By their first eight characters, one a byte. */
    private final Map<Long, List<Needle>> needles = new HashMap<>();
    /** Which beginnings there may be: most of a text needs no more than a look at this. */
    private final boolean[] filter = new boolean[1 << FILTER_BITS];

    Search(List<Canary> canaries) {
        planted = canaries.size();
        for (Canary canary : canaries) {
            Map<String, Needle> own = new LinkedHashMap<>();
            for (Disguises.Disguise disguise : Disguises.of(canary.value())) {
                String text = disguise.text().toLowerCase(Locale.ROOT);
                for (int i = 0; i + disguise.window() <= text.length(); i++) {
                    String part = text.substring(i, i + disguise.window());
                    own.putIfAbsent(part, new Needle(canary, disguise.name(), part));
                }
            }
            own.values().forEach(this::add);
        }
    }

    /** How many canaries it looks for. */
    int planted() {
        return planted;
    }

    private void add(Needle needle) {
        long start = 0;
        for (int i = 0; i < Disguises.SHORTEST; i++) {
            start = start << 8 | needle.text().charAt(i);
        }
        needles.computeIfAbsent(start, key -> new ArrayList<>()).add(needle);
        filter[bits(start)] = true;
    }

    private static int bits(long start) {
        return (int) (start * 0x9E3779B97F4A7C15L >>> 64 - FILTER_BITS);
    }

    /** The first canary in the text and where it stands; none, an empty list. One is enough to know that the text must not be. */
    List<Find> in(String text) {
        long window = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            window = window << 8 | (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c & 0xff);
            if (filter[bits(window)] && i >= Disguises.SHORTEST - 1) {
                List<Find> found = at(text, i - Disguises.SHORTEST + 1, needles.getOrDefault(window, List.of()));
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    private static List<Find> at(String text, int place, List<Needle> candidates) {
        for (Needle needle : candidates) {
            int length = needle.text().length();
            if (text.regionMatches(true, place, needle.text(), 0, length)) {
                String before = text.substring(Math.max(0, place - 300), place);
                String after = text.substring(Math.min(text.length(), place + 40), Math.min(text.length(), place + 160));
                return List.of(new Find(needle.canary(), needle.form(), before + "[HERE]" + after));
            }
        }
        return List.of();
    }
}
