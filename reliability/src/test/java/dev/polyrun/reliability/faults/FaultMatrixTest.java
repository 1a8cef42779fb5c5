package dev.polyrun.reliability.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Whatever a server does, each client and the engine come to a defined end")
class FaultMatrixTest {
    private static final Path TABLE = root().resolve("docs/faults.md");
    private static final String REFRESH =
            "mvn -pl reliability -am test -Dtest=FaultMatrixTest -Dsurefire.failIfNoSpecifiedTests=false -Dpolyrun.refresh";

    /** So many benches of a vendor share its slow faults, which do nothing but wait. */
    private static final int SLOW_LANES = 3;

    /** The server of HTTP/2 reports each connection that ends otherwise than politely. Held here, or it would be made anew. */
    private static final Logger OF_SERVER = Logger.getLogger("okhttp3.OkHttpClient");

    private static final Map<WireFault, Map<Vendor, CompletableFuture<Outcome>>> OUTCOMES = new HashMap<>();

    @BeforeAll
    static void meetAllFaults() {
        OF_SERVER.setLevel(Level.WARNING);
        for (WireFault fault : Faults.ALL) {
            Map<Vendor, CompletableFuture<Outcome>> row = new LinkedHashMap<>();
            Stream.of(Vendor.values()).forEach(vendor -> row.put(vendor, new CompletableFuture<>()));
            OUTCOMES.put(fault, row);
        }
        List<WireFault> quick = Faults.ALL.stream().filter(fault -> !fault.isSlow()).toList();
        List<WireFault> slow = Faults.ALL.stream().filter(WireFault::isSlow).toList();
        for (Vendor vendor : Vendor.values()) {
            meet(vendor, quick);
            for (int lane = 0; lane < SLOW_LANES; lane++) {
                List<WireFault> some = new ArrayList<>();
                for (int i = lane; i < slow.size(); i += SLOW_LANES) {
                    some.add(slow.get(i));
                }
                meet(vendor, some);
            }
        }
    }

    @AfterAll
    static void reportAgain() {
        OF_SERVER.setLevel(null);
    }

    private static void meet(Vendor vendor, List<WireFault> faults) {
        Thread lane = new Thread(() -> {
            try (Bench bench = new Bench(vendor)) {
                for (WireFault fault : faults) {
                    CompletableFuture<Outcome> outcome = OUTCOMES.get(fault).get(vendor);
                    try {
                        outcome.complete(Outcome.of(bench, fault));
                    } catch (Throwable e) {
                        outcome.completeExceptionally(new AssertionError(vendor.key() + ", " + fault + ": " + e.getMessage(), e));
                    }
                }
            }
        }, "faults-of-" + vendor.key());
        lane.setDaemon(true);
        lane.start();
    }

    private static Map<Vendor, Outcome> outcomes(WireFault fault) {
        Map<Vendor, Outcome> row = new LinkedHashMap<>();
        OUTCOMES.get(fault).forEach((vendor, outcome) -> {
            try {
                row.put(vendor, outcome.get(10, TimeUnit.MINUTES));
            } catch (Exception e) {
                throw new AssertionError(e.getCause() == null ? e : e.getCause());
            }
        });
        return row;
    }

    @TestFactory
    @DisplayName("Each fault ends in a type of ours or in an answer, leaks no connection and no key, and the next call is well")
    Stream<DynamicTest> eachFaultHasADefinedEnd() {
        return Faults.ALL.stream().map(fault -> dynamicTest(fault.toString(), () -> assertThat(outcomes(fault)).hasSize(Vendor.values().length)));
    }

    @Test
    @DisplayName("There are at least forty faults, each of its own name, and all five vendors")
    void thereAreManyFaults() {
        assertThat(Faults.ALL.stream().map(WireFault::toString)).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
        assertThat(Stream.of(Vendor.values()).map(Vendor::key)).containsExactly("gumloop", "activepieces", "retab", "noxus", "onepin");
    }

    @Test
    @DisplayName("docs/faults.md says what came out")
    void tableIsUpToDate() throws IOException {
        String table = table();
        if (System.getProperty("polyrun.refresh") != null) {
            Files.writeString(TABLE, table);
        }
        assertThat(TABLE).as("Refresh it with: " + REFRESH).exists();
        assertThat(Files.readString(TABLE)).as("It is not what came out. Refresh it with: " + REFRESH).isEqualTo(table);
    }

    private static String table() {
        StringBuilder text = new StringBuilder(TableText.BEFORE.formatted(Faults.ALL.size(), REFRESH));
        String group = "";
        for (WireFault fault : Faults.ALL) {
            if (!fault.group().equals(group)) {
                group = fault.group();
                text.append("\n## %s\n\n".formatted(group))
                        .append("| Fault | A read | With two retries | A start | Waiting for a run |\n|---|---|---|---|---|\n");
            }
            Map<Vendor, Outcome> row = outcomes(fault);
            text.append("| %s | %s | %s | %s | %s |\n".formatted(
                    fault.name(), cell(row, Outcome::read), cell(row, Outcome::retries), cell(row, Outcome::start), cell(row, Outcome::waiting)));
        }
        return text.toString();
    }

    /** Once, when all vendors agree. */
    private static String cell(Map<Vendor, Outcome> row, Function<Outcome, String> column) {
        Map<String, List<String>> vendors = new LinkedHashMap<>();
        row.forEach((vendor, outcome) -> vendors.computeIfAbsent(column.apply(outcome), value -> new ArrayList<>()).add(vendor.key()));
        if (vendors.size() == 1) {
            return vendors.keySet().iterator().next();
        }
        return vendors.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                .collect(Collectors.joining("; "));
    }

    /** Maven runs tests in the module's directory, some IDEs in the root. */
    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("specs"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
