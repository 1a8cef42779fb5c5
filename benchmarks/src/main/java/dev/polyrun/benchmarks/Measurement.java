package dev.polyrun.benchmarks;

import dev.polyrun.benchmarks.load.Cost;
import dev.polyrun.benchmarks.load.Faults;
import dev.polyrun.benchmarks.load.Heap;
import dev.polyrun.benchmarks.load.Herd;
import dev.polyrun.benchmarks.load.Quota;
import dev.polyrun.benchmarks.ways.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A measurement: the program that makes it, its arguments, and what its figures are called in the table.
 *
 * @param together whether it takes so little of the machine that all libraries are measured at once
 * @param kinds the kinds of wait it is for; none is one of each library
 * @param columns the heading of each figure, by the name under which the program reports it
 */
record Measurement(String name, String title, Class<?> program, List<String> arguments, boolean together, List<Kind> kinds,
        Map<String, String> columns) {
    static final List<Measurement> ALL = List.of(
            of("heap", "100,000 watches, every 5 s", Heap.class, List.of(), columns(
                    "bytesPerWatch", "heap per watch beyond the run's name after two polls, B", "bytesPerPoll", "growth with each later poll, B",
                    "threads", "threads")),
            of("cost", "10,000 polls/s: 10,000 watches, every 1 s", Cost.class, List.of("10000", "10", "20"), costColumns()),
            of("cost", "50,000 polls/s: 50,000 watches, every 1 s", Cost.class, List.of("50000", "10", "20"), costColumns()),
            of("herd", "10,000 watches started together, every 5 s, no jitter: the second minute", Herd.class, List.of(), herdColumns()),
            new Measurement("herd", "The same with the jitter that gax has by default", Herd.class, List.of("jittered"), false,
                    List.of(Kind.OPERATION_FUTURE), herdColumns()),
            quota("500 live runs, LN(45 s, 1.2), 20 requests/s, 10 min; the library's own schedule", List.of("10")),
            quota("The same, every 5 s", List.of("10", "5")),
            quota("The same, every 30 s", List.of("10", "30")),
            of("faults", "2,000 runs, LN(45 s, 1.2), every 5 s, on a faulty server and no HTTP client to hide it (ten times as fast as told); "
                            + "1,000 waits of 2 s (in real time)",
                    Faults.class, List.of("10"), columns(
                            "asItIsEndedInError", "as it is: of 2,000 lost to an error", "asItIsNeverEnded", "as it is: never ended",
                            "tolerantEndedInError", "tolerant: lost to an error", "tolerantNeverEnded", "tolerant: never ended",
                            "tolerantPollsPerRun", "tolerant: polls per run", "timedNeverEnded", "timed waits that never ended",
                            "overrunP50", "past the deadline, p50, ms", "overrunP999", "p99.9, ms",
                            "earlyPercent", "ended before it, %", "earlyP999", "by (p99.9), ms")));

    private static Measurement of(String name, String title, Class<?> program, List<String> arguments, Map<String, String> columns) {
        return new Measurement(name, title, program, arguments, false, List.of(), columns);
    }

    private static Measurement quota(String title, List<String> arguments) {
        return new Measurement("quota", title + " (ten times as fast as told, all libraries at once)", Quota.class, arguments, true, List.of(),
                columns("requestsPerSecond", "requests/s", "refusedPercent", "refused, %", "ended", "runs ended", "unseen", "not seen ended",
                        "unseenForAMinute", "not for over 60 s",
                        "meanDelay", "mean delay of the seen, s", "p99Delay", "p99, s"));
    }

    private static Map<String, String> costColumns() {
        return columns("cpuMicrosPerPoll", "CPU per poll, µs", "harnessMicros", "of which counting, µs", "pollsPerSecond", "polls/s",
                "lateP50", "late p50, ms", "lateP99", "p99, ms", "lateP999", "p99.9, ms");
    }

    private static Map<String, String> herdColumns() {
        return columns("peakOverMean", "peak/mean per 100 ms", "pollsOverIdeal", "polls/ideal");
    }

    private static Map<String, String> columns(String... namesAndHeadings) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndHeadings.length; i += 2) {
            columns.put(namesAndHeadings[i], namesAndHeadings[i + 1]);
        }
        return columns;
    }
}
