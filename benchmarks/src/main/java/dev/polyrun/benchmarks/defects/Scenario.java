package dev.polyrun.benchmarks.defects;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Library;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * One situation, observed in several ways of waiting.
 *
 * @param number its place in the list of known defects ("9, 17"), or a letter for what goes beyond that list
 * @param alone whether each observation needs the machine to itself
 * @param observations by library and then by what the way is called
 */
record Scenario(String number, String title, boolean alone, Map<Library, Map<String, Observation>> observations) {
    /** No observation may take longer: one that does is reported as hanging, and the program goes on. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What was observed, in few words. */
    interface Observation {
        String observe() throws Exception;
    }

    /** The same observation of each kind of wait. */
    interface OfKind {
        String observe(Kind kind) throws Exception;
    }

    static Scenario of(String number, String title, Collection<Kind> kinds, OfKind observation) {
        return of(number, title, false, kinds, observation);
    }

    static Scenario of(String number, String title, boolean alone, Collection<Kind> kinds, OfKind observation) {
        Map<Library, Map<String, Observation>> observations = new LinkedHashMap<>();
        for (Kind kind : kinds) {
            observations.computeIfAbsent(kind.library(), library -> new LinkedHashMap<>())
                    .put(kind.title(), () -> observation.observe(kind));
        }
        return new Scenario(number, title, alone, observations);
    }

    /** One observation more, which only this library has. Without a name it is about the library as a whole. */
    Scenario and(Library library, String name, Observation observation) {
        observations.computeIfAbsent(library, any -> new LinkedHashMap<>()).put(name, observation);
        return this;
    }

    /** What each library did, one line for each fact. */
    Map<Library, String> observe() throws InterruptedException {
        Map<Library, Map<String, Running>> running = new LinkedHashMap<>();
        for (Map.Entry<Library, Map<String, Observation>> library : observations.entrySet()) {
            Map<String, Running> ofLibrary = new LinkedHashMap<>();
            for (Map.Entry<String, Observation> way : library.getValue().entrySet()) {
                Running started = Running.start(way.getValue());
                ofLibrary.put(way.getKey(), started);
                if (alone) {
                    started.fact();
                }
            }
            running.put(library.getKey(), ofLibrary);
        }
        Map<Library, String> facts = new LinkedHashMap<>();
        for (Map.Entry<Library, Map<String, Running>> library : running.entrySet()) {
            facts.put(library.getKey(), text(library.getValue()));
        }
        return facts;
    }

    /** Ways with the same fact share a line. */
    private static String text(Map<String, Running> observations) throws InterruptedException {
        Map<String, List<String>> waysOf = new LinkedHashMap<>();
        for (Map.Entry<String, Running> observation : observations.entrySet()) {
            waysOf.computeIfAbsent(observation.getValue().fact(), fact -> new ArrayList<>()).add(observation.getKey());
        }
        return waysOf.entrySet().stream()
                .map(fact -> fact.getValue().equals(List.of("")) ? fact.getKey() : String.join(", ", fact.getValue()) + ": " + fact.getKey())
                .collect(Collectors.joining("\n"));
    }

    private record Running(FutureTask<String> task, long end) {
        static Running start(Observation observation) {
            FutureTask<String> task = new FutureTask<>(observation::observe);
            Thread thread = new Thread(task, "observation");
            thread.setDaemon(true);
            thread.start();
            return new Running(task, System.nanoTime() + LIMIT.toNanos());
        }

        String fact() throws InterruptedException {
            try {
                return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return "hangs (given up after " + LIMIT.toSeconds() + " s)";
            } catch (ExecutionException e) {
                return "the start itself throws " + Outcome.text(e.getCause());
            }
        }
    }
}
