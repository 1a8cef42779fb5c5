package dev.polyrun.benchmarks.defects;

import dev.polyrun.benchmarks.MarkdownTable;
import dev.polyrun.benchmarks.ways.Library;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Runs all scenarios and prints one table: a row for each scenario, a column for each library. */
public final class Defects {
    private Defects() {}

    /** Words choose scenarios by number or letter; none chooses all. */
    public static void main(String[] chosen) throws InterruptedException {
        LogManager.getLogManager().reset(); // What gax logs about its timeouts does not belong into a table.
        LoggerFactory.getILoggerFactory();
        List<String> header = new ArrayList<>(List.of("#", "situation"));
        for (Library library : Library.values()) {
            header.add(library.title() + " " + library.version());
        }
        MarkdownTable table = new MarkdownTable(header);
        long start = System.nanoTime();
        Map<String, List<String>> rows = new TreeMap<>();
        for (Scenario scenario : inOrderOfRunning()) {
            if (chosen.length == 0 || List.of(chosen).contains(scenario.number().replace(" ", ""))) {
                rows.put(order(scenario), row(scenario));
            }
        }
        rows.values().forEach(table::add);
        System.out.print(table);
        System.out.printf("%n%d s in all.%n", (System.nanoTime() - start) / 1_000_000_000);
        System.exit(0); // Waits that nothing can stop are still waiting.
    }

    private static List<Scenario> inOrderOfRunning() {
        return Stream.of(EndScenarios.all(), OwnScenarios.all(), PollScenarios.all()).flatMap(List::stream).toList();
    }

    private static String order(Scenario scenario) {
        String first = scenario.number().split(",")[0];
        return first.matches("\\d\\D?") ? "0" + first : first;
    }

    private static List<String> row(Scenario scenario) throws InterruptedException {
        Map<Library, String> facts = scenario.observe();
        List<String> cells = new ArrayList<>(List.of(scenario.number(), scenario.title()));
        for (Library library : Library.values()) {
            cells.add(facts.getOrDefault(library, "–"));
        }
        return cells;
    }
}
