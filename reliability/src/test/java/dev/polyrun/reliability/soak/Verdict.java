package dev.polyrun.reliability.soak;

import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.reliability.soak.SoakServer.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what the watching processes saw against what the servers made. Their ledger has a line for whatever happened:
 *
 * <pre>
 * L life                    a process begins
 * T attempt                 a start begins
 * S attempt run             it returned the run; what follows is to watch it
 * W run                     the run is watched, and in the store
 * U|R|X attempt             the start threw: its outcome is unknown | surely nothing was started | another error
 * E run phase output delay  an end was handed out
 * F run failure             a wait ended without
 * A run                     the end was acknowledged
 * Z life                    all was closed in good order
 * </pre>
 */
final class Verdict {
    /** An end that was handed out. */
    private static final class End {
        final int life;
        final RunPhase phase;
        final String output;
        final long delayMillis;
        int acknowledgedAt = Integer.MAX_VALUE;

        End(int life, RunPhase phase, String output, long delayMillis) {
            this.life = life;
            this.phase = phase;
            this.output = output;
            this.delayMillis = delayMillis;
        }
    }

    private static final class Attempt {
        char outcome = 'T';
        final List<String> made = new ArrayList<>();
    }

    private static final int SHOWN = 10;

    private final SoakPlan plan;
    private final Map<String, Attempt> attempts = new HashMap<>();
    private final Map<String, Made> made = new LinkedHashMap<>();
    /** Where in the ledger each run was named by its start, in lives that were killed before it was watched. */
    private final Map<RunRef, Integer> named = new HashMap<>();
    private final Map<RunRef, Integer> lifeOfName = new HashMap<>();

    private final Set<RunRef> watched = new HashSet<>();
    private final Map<RunRef, List<End>> ends = new LinkedHashMap<>();
    /** By life: what was acknowledged before this line is on the disk, since a later put has returned. */
    private final Map<Integer, Integer> forcedBefore = new HashMap<>();
    private final Set<Integer> closedLives = new HashSet<>();
    private int lives;
    final List<String> problems = new ArrayList<>();

    private Verdict(SoakPlan plan) {
        this.plan = plan;
    }

    /** How many runs are known already to a process that begins: watched, ended, or in its store. */
    static int watchedBefore(Path ledger, Collection<RunRef> store) throws IOException {
        Set<RunRef> known = new HashSet<>(store);
        for (String line : Files.readAllLines(ledger)) {
            String[] words = line.split(" ");
            if (words[0].equals("W") || words[0].equals("E")) {
                known.add(RunRef.parse(words[1]));
            }
        }
        return known.size();
    }

    static Verdict of(SoakPlan plan, Path directory) throws IOException {
        Verdict verdict = new Verdict(plan);
        for (Made run : Made.read(SoakServer.runsFile(directory))) {
            verdict.made.put(run.key(plan), run);
        }
        int place = 0;
        for (String line : Files.readAllLines(SoakWatcher.ledgerFile(directory))) {
            verdict.read(++place, line.split(" "));
        }
        for (Made run : verdict.made.values()) {
            verdict.attempts.computeIfAbsent(run.attempt(), key -> new Attempt()).made.add(run.key(plan));
        }
        verdict.judge();
        return verdict;
    }

    private void read(int place, String[] words) {
        switch (words[0]) {
            case "L" -> lives = Integer.parseInt(words[1]);
            case "T" -> attempts.put(words[1], new Attempt());
            case "S" -> {
                RunRef run = RunRef.parse(words[2]);
                attempts.get(words[1]).outcome = 'S';
                named.put(run, place);
                lifeOfName.put(run, lives);
                checkMaker(words[1], run);
            }
            case "U", "R", "X" -> attempts.get(words[1]).outcome = words[0].charAt(0);
            case "W" -> {
                RunRef run = RunRef.parse(words[1]);
                watched.add(run);
                forcedBefore.merge(lives, named.get(run), Math::max);
            }
            case "E" -> ended(RunRef.parse(words[1]), new End(lives, RunPhase.valueOf(words[2]), words[3], Long.parseLong(words[4])));
            case "F" -> problems.add("The wait for a run failed: " + String.join(" ", words));
            case "A" -> {
                List<End> all = ends.getOrDefault(RunRef.parse(words[1]), List.of());
                if (!all.isEmpty()) {
                    all.get(all.size() - 1).acknowledgedAt = place;
                }
            }
            case "Z" -> closedLives.add(lives);
            default -> {
                // A line that the end of its process has cut off.
            }
        }
    }

    private void ended(RunRef run, End end) {
        List<End> all = ends.computeIfAbsent(run, key -> new ArrayList<>(1));
        if (!all.isEmpty() && all.get(all.size() - 1).life == end.life) {
            problems.add(run + " was handed out twice by one process");
        }
        all.add(end);
        Made source = made.get(key(run));
        Fate fate = Fate.of(run.runId(), plan);
        boolean outputIsRight = end.phase == RunPhase.SUCCEEDED ? end.output.equals(run.runId()) : Set.of("-", run.runId()).contains(end.output);
        if (source == null || !named.containsKey(run)) {
            problems.add(run + " has ended, but " + (source == null ? "no server has made it" : "no start has named it"));
        } else if (end.phase != fate.end() || !outputIsRight) {
            problems.add(run + " was seen " + end.phase + " with the output " + end.output + ", but is " + fate.end());
        }
    }

    private void checkMaker(String attempt, RunRef run) {
        Made source = made.get(key(run));
        if (source == null || !source.attempt().equals(attempt)) {
            problems.add(attempt + " was told to have started " + run + ", which is of " + (source == null ? "nobody" : source.attempt()));
        }
    }

    private static String key(RunRef run) {
        return run.vendor() + "@" + run.account() + ":" + run.runId();
    }

    private void judge() {
        for (RunRef run : watched) {
            if (!ends.containsKey(run)) {
                problems.add(run + " is lost");
            }
        }
        for (RunRef run : ends.keySet()) {
            if (!watched.contains(run) && closedLives.contains(lifeOfName.get(run))) {
                problems.add(run + " has ended, but was not watched");
            }
        }
        if (runs() != plan.runs()) {
            problems.add(runs() + " runs have ended, but " + plan.runs() + " were to be watched");
        }
        ends.forEach((run, all) -> {
            for (End end : all.subList(0, all.size() - 1)) {
                if (isForgotten(end)) {
                    problems.add(run + " was handed out again, though its acknowledgement was on the disk");
                }
            }
        });
        if (duplicates() > inFlight()) {
            problems.add(duplicates() + " ends were handed out again, but only " + inFlight() + " were in flight when a process was killed");
        }
        attempts.forEach((name, attempt) -> {
            if (attempt.made.size() > (attempt.outcome == 'R' ? 0 : 1)) {
                problems.add(name + ", whose outcome is " + attempt.outcome + ", has made " + attempt.made);
            }
        });
    }

    private boolean isForgotten(End end) {
        return closedLives.contains(end.life) || end.acknowledgedAt < forcedBefore.getOrDefault(end.life, 0);
    }

    /** Runs that were watched and have ended. */
    int runs() {
        return ends.size();
    }

    int runs(Vendor vendor) {
        return (int) ends.keySet().stream().filter(run -> run.vendor().equals(vendor.vendorName())).count();
    }

    int runs(RunPhase phase) {
        return (int) ends.values().stream().filter(all -> all.get(0).phase == phase).count();
    }

    int ends() {
        return ends.values().stream().mapToInt(List::size).sum();
    }

    /** Ends that were handed out once more after a kill. */
    int duplicates() {
        return ends() - ends.size();
    }

    /** Those of them that had been acknowledged, which had not come to the disk. */
    int duplicatesOfAcknowledged() {
        return (int) ends.values().stream()
                .flatMap(all -> all.subList(0, all.size() - 1).stream())
                .filter(end -> end.acknowledgedAt != Integer.MAX_VALUE)
                .count();
    }

    /** Ends that were handed out when a process was killed, and of which no later write says that their acknowledgement was on the disk. */
    int inFlight() {
        return (int) ends.values().stream().flatMap(List::stream).filter(end -> !isForgotten(end)).count();
    }

    /** Runs that the servers made and nobody was told of. */
    int unnamed() {
        Set<String> told = new HashSet<>();
        named.keySet().forEach(run -> told.add(key(run)));
        return (int) made.keySet().stream().filter(key -> !told.contains(key)).count();
    }

    /** Runs that were named by a start, but not in the store when the process was killed. */
    int unwatched() {
        return (int) named.keySet().stream().filter(run -> !watched.contains(run) && !ends.containsKey(run)).count();
    }

    int attempts() {
        return attempts.size();
    }

    /** @param outcome as in the ledger; T for attempts during which the process was killed */
    int attempts(char outcome) {
        return (int) attempts.values().stream().filter(attempt -> attempt.outcome == outcome).count();
    }

    /** How long after their end runs were handed out in the last life, in milliseconds, sorted. */
    List<Long> delaysOfLastLife() {
        return ends.values().stream()
                .flatMap(List::stream)
                .filter(end -> end.life == lives && end.delayMillis >= 0)
                .map(end -> end.delayMillis)
                .sorted()
                .toList();
    }

    String problemsInShort() {
        return problems.size() + " problems, such as\n" + String.join("\n", problems.subList(0, Math.min(SHOWN, problems.size())));
    }
}
