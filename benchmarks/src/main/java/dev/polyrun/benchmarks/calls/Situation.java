package dev.polyrun.benchmarks.calls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is called, and how.
 *
 * @param name the word for it
 * @param method of {@link CallBenchmark}
 */
record Situation(String name, String title, RunDocument document, String method, int threads, Place place, List<CallClients> clients) {
    /** What the threads run on. */
    enum Place {
        /**
         * One core for client and server. With more, a short call is mostly a matter of whether the two happen to share one: waking the other takes longer
         * than all that any client does.
         */
        ONE_CORE,
        ALL_CORES,
        /** All cores, in virtual threads, for which it takes Java 21 or later. */
        VIRTUAL_THREADS
    }

    private static final List<CallClients> DECODING = Arrays.stream(CallClients.values())
            .filter(client -> client != CallClients.POLYRUN_RAW && client != CallClients.POLYRUN_POLL && client != CallClients.OKHTTP_DROPPED
                    && client != CallClients.SOCKET)
            .toList();

    static final List<Situation> ALL = List.of(
            new Situation("small", "A run document of 1 KB, one thread, one core", RunDocument.SMALL, "get", 1, Place.ONE_CORE, DECODING),
            new Situation("middle", "A run document of 2 KB, one thread, one core", RunDocument.MIDDLE, "get", 1, Place.ONE_CORE, DECODING),
            new Situation("large", "A run document of 1 MB, one thread", RunDocument.LARGE, "get", 1, Place.ALL_CORES, DECODING),
            new Situation("threads", "1 KB, 16 threads and one client", RunDocument.SMALL, "get", 16, Place.ALL_CORES, List.of(
                    CallClients.POLYRUN, CallClients.OKHTTP, CallClients.HAND, CallClients.DATABIND2, CallClients.OKHTTP_GSON)),
            new Situation("virtual", "1 KB, 64 virtual threads and one client", RunDocument.SMALL, "get", 64, Place.VIRTUAL_THREADS, List.of(
                    CallClients.POLYRUN, CallClients.POLYRUN_RAW, CallClients.OKHTTP, CallClients.HAND)),
            new Situation("async", "1 KB, one call after the other, none blocking, one core", RunDocument.SMALL, "getAsync", 1, Place.ONE_CORE, List.of(
                    CallClients.POLYRUN, CallClients.OKHTTP, CallClients.HAND, CallClients.OKHTTP_GSON)),
            poll("leading", "A poll of 1 MB, where what it needs comes first", RunDocument.LEADING),
            poll("late", "A poll of 1 MB, where what it needs is spread over it", RunDocument.LARGE));

    private static Situation poll(String name, String title, RunDocument document) {
        return new Situation(name, title, document, "get", 1, Place.ALL_CORES,
                List.of(CallClients.POLYRUN_POLL, CallClients.SOCKET, CallClients.OKHTTP_DROPPED, CallClients.DATABIND2, CallClients.DATABIND3));
    }

    /** Ours, which comes first; the others are compared with it. */
    CallClients ours() {
        return clients.get(0);
    }

    /** Of these clients only; ours is always there. */
    Situation of(List<String> names) {
        List<CallClients> some = new ArrayList<>(clients);
        some.removeIf(client -> client != ours() && !names.isEmpty() && !names.contains(client.name()));
        return new Situation(name, title, document, method, threads, place, some);
    }
}
