package dev.polyrun.reliability.soak;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is done, and how much of it. Handed to the processes as a text.
 *
 * @param runs how many are watched in all
 * @param live how many are watched at the same time
 * @param accounts how many, of all vendors together: each of five takes its turn
 * @param longestRunMillis how long a run takes at most
 * @param pollMillis how often a run is looked at; 0 for the default schedule
 * @param pollTimeoutMillis how long a look may take
 * @param throttleGapMillis how long an account's reads are not refused with 429 once one was
 * @param sampleMillis how often heap, threads and files are looked at
 * @param watcherKills how often the watching process is killed
 * @param serverKills how often the servers' process is killed
 * @param isLong whether steady state is measured, with the HTTP client that Polyrun brings; else with one of its user's
 */
record SoakPlan(
        int runs,
        int live,
        int accounts,
        int longestRunMillis,
        int pollMillis,
        int pollTimeoutMillis,
        int throttleGapMillis,
        int sampleMillis,
        int watcherKills,
        int serverKills,
        boolean isLong) {
    static final int SHORTEST_RUN_MILLIS = 50;

    /** What fits into every build. */
    static SoakPlan small() {
        return new SoakPlan(200, 80, 5, 1_500, 250, 1_000, 90_000, 500, 1, 1, false);
    }

    /** With 20,000 runs, five minutes or so on two quiet cores, and as long again until the last idle connection is let go. */
    static SoakPlan whole(int runs) {
        return new SoakPlan(runs, 600, 10, 60_000, 0, 2_000, 90_000, 2_000, 5, 4, true);
    }

    static SoakPlan parse(String text) {
        int[] all = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
        return new SoakPlan(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8], all[9], all[10] == 1);
    }

    @Override
    public String toString() {
        return IntStream.of(runs, live, accounts, longestRunMillis, pollMillis, pollTimeoutMillis, throttleGapMillis, sampleMillis, watcherKills,
                        serverKills, isLong ? 1 : 0)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
    }

    Vendor vendor(int account) {
        return Vendor.values()[account % Vendor.values().length];
    }

    /** The account's name in references. */
    String accountName(int account) {
        return "a" + account / Vendor.values().length;
    }

    /** One of its own for each account: how many calls may be under way is counted by address. Other systems than Linux have only the first. */
    String address(int account) {
        return "127.0.0." + (isLong ? 1 + account : 1);
    }

    /** After how many ends the watching process is killed: all in the first part, so that a long undisturbed one follows. */
    List<Integer> watcherKillsAt() {
        return IntStream.rangeClosed(1, watcherKills).map(i -> (int) (runs * 0.4 * i / (watcherKills + (isLong ? 0 : 1)))).boxed().toList();
    }

    /** After how many ends the servers are killed: all the time. */
    List<Integer> serverKillsAt() {
        return IntStream.rangeClosed(1, serverKills).map(i -> (int) (runs * (i - 0.5) / serverKills)).boxed().toList();
    }

    /** How long is waited at most until the last connection, thread and file are gone. */
    Duration idleWait() {
        return isLong ? Duration.ofMinutes(8) : Duration.ofSeconds(60);
    }

    /** When it is given up. */
    Duration patience() {
        return isLong ? Duration.ofMinutes(90) : Duration.ofMinutes(20);
    }
}
