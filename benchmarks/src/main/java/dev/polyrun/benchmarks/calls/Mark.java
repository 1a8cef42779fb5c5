package dev.polyrun.benchmarks.calls;

import java.util.List;
import java.util.stream.Stream;

/**
 * What ours may take at most, as a multiple of what theirs does.
 *
 * @param situation its name
 */
record Mark(String situation, CallClients ours, CallClients theirs, Figure figure, double most) {
    /** What is measured, and its unit. */
    enum Figure {
        TIME("time"),
        CPU("CPU"),
        BYTES("bytes");

        private final String title;

        Figure(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** As fast as 0.8 and 0.95 times the calls a second. */
    private static final double DECODED = 1 / 0.8;

    private static final double RAW = 1 / 0.95;

    static final List<Mark> ALL = List.of(
            bytes("small", CallClients.DATABIND2, 0.7), bytes("small", CallClients.DATABIND3, 0.7), bytes("small", CallClients.OKHTTP, 1.5),
            bytes("small", CallClients.OKHTTP_GSON, 1), bytes("small", CallClients.NATIVE, 1),
            bytes("middle", CallClients.DATABIND2, 0.7), bytes("middle", CallClients.DATABIND3, 0.7),
            bytes("middle", CallClients.OKHTTP_GSON, 1), bytes("middle", CallClients.NATIVE, 1),
            bytes("large", CallClients.DATABIND2, 0.4), bytes("large", CallClients.DATABIND3, 0.4),
            bytes("large", CallClients.OKHTTP_GSON, 1), bytes("large", CallClients.NATIVE, 1),
            time("small", CallClients.DATABIND2, 1), time("small", CallClients.DATABIND3, 1), time("small", CallClients.HAND, 1.1),
            time("small", CallClients.OKHTTP_GSON, 1), time("small", CallClients.NATIVE, 1),
            time("middle", CallClients.DATABIND2, 1), time("middle", CallClients.DATABIND3, 1), time("middle", CallClients.HAND, 1.1),
            time("middle", CallClients.OKHTTP_GSON, 1), time("middle", CallClients.NATIVE, 1),
            time("large", CallClients.DATABIND2, 0.6), time("large", CallClients.DATABIND3, 0.6), time("large", CallClients.HAND, 1.1),
            time("large", CallClients.OKHTTP_GSON, 1), time("large", CallClients.NATIVE, 1),
            new Mark("virtual", CallClients.POLYRUN, CallClients.HAND, Figure.TIME, DECODED),
            new Mark("virtual", CallClients.POLYRUN_RAW, CallClients.OKHTTP, Figure.TIME, RAW),
            poll("leading", CallClients.DATABIND2, Figure.TIME, 0.1), poll("leading", CallClients.DATABIND3, Figure.TIME, 0.1),
            poll("leading", CallClients.DATABIND2, Figure.BYTES, 0.01), poll("leading", CallClients.DATABIND3, Figure.BYTES, 0.01),
            poll("late", CallClients.DATABIND2, Figure.TIME, 0.25), poll("late", CallClients.DATABIND3, Figure.TIME, 0.25),
            poll("late", CallClients.DATABIND2, Figure.BYTES, 0.01), poll("late", CallClients.DATABIND3, Figure.BYTES, 0.01));

    /** The first call of a process. */
    static final List<Mark> COLD = Stream.of(ColdStart.PLAIN, ColdStart.ARCHIVED)
            .flatMap(situation -> Stream.of(
                    time(situation, CallClients.DATABIND2, 0.65), time(situation, CallClients.DATABIND3, 0.65),
                    time(situation, CallClients.OKHTTP, 1.2),
                    time(situation, CallClients.OKHTTP_GSON, 1), time(situation, CallClients.NATIVE, 1)))
            .toList();

    private static Mark bytes(String situation, CallClients theirs, double most) {
        return new Mark(situation, CallClients.POLYRUN, theirs, Figure.BYTES, most);
    }

    private static Mark time(String situation, CallClients theirs, double most) {
        return new Mark(situation, CallClients.POLYRUN, theirs, Figure.TIME, most);
    }

    private static Mark poll(String situation, CallClients theirs, Figure figure, double most) {
        return new Mark(situation, CallClients.POLYRUN_POLL, theirs, figure, most);
    }
}
