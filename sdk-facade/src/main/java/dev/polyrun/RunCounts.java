package dev.polyrun;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many runs of a {@link RunGroup} stand where, at one moment. Counts all that were ever added, those that were handed out included; a run that
 * was watched twice counts twice. Immutable.
 *
 * @param unseen those that no look has succeeded for yet
 * @param byPhase those that were seen, as they were seen last; all phases are there, in their order, some with 0
 * @param failedToWatch those whose wait ended before they did, see {@link RunCompletion#failure()}; they are in none of the other counts
 */
public record RunCounts(long unseen, Map<RunPhase, Long> byPhase, long failedToWatch) {
    public RunCounts {
        Map<RunPhase, Long> all = new EnumMap<>(RunPhase.class);
        for (RunPhase phase : RunPhase.values()) {
            all.put(phase, byPhase.getOrDefault(phase, 0L));
        }
        byPhase = Collections.unmodifiableMap(all);
    }

    /** All of them. */
    public long total() {
        return unseen + byPhase.values().stream().mapToLong(Long::longValue).sum() + failedToWatch;
    }

    /** Those that were seen to have ended, well or badly. */
    public long ended() {
        return byPhase.entrySet().stream().filter(entry -> entry.getKey().isTerminal()).mapToLong(Map.Entry::getValue).sum();
    }
}
