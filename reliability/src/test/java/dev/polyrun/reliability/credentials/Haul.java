package dev.polyrun.reliability.credentials;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All that came out, searched as it comes. Thread-safe. */
final class Haul {
    private final Search search;
    private final Map<String, Long> characters = new TreeMap<>();
    private final List<String> finds = new ArrayList<>();
    private final Set<Canary> found = new HashSet<>();
    private long calls;

    Haul(Search search) {
        this.search = search;
    }

    /** @param channel which way it came, such as {@code log} or {@code exception} */
    void take(String channel, String text) {
        List<Search.Find> seen = search.in(text);
        synchronized (this) {
            characters.merge(channel, (long) text.length(), Long::sum);
            seen.forEach(find -> {
                finds.add(channel + ": " + find);
                found.add(find.canary());
            });
        }
    }

    private synchronized Set<Canary> found() {
        return Set.copyOf(found);
    }

    synchronized void countCall() {
        calls++;
    }

    /** What was found, each with its channel. */
    synchronized List<String> finds() {
        return List.copyOf(finds);
    }

    synchronized long calls() {
        return calls;
    }

    /** How many characters came out of each channel. */
    synchronized Map<String, Long> characters() {
        return new TreeMap<>(characters);
    }

    /** Adds what another one had. */
    synchronized void add(Haul haul) {
        haul.characters().forEach((channel, count) -> characters.merge(channel, count, Long::sum));
        finds.addAll(haul.finds());
        found.addAll(haul.found());
        calls += haul.calls();
    }

    @Override
    public synchronized String toString() {
        long all = characters.values().stream().mapToLong(Long::longValue).sum();
        return "canaries found: " + found.size() + " of " + search.planted() + " planted in " + all + " characters searched over " + calls
                + " calls " + characters;
    }
}
