package dev.polyrun.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.conformance.Spec.Operation;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Every operation of the specs is driven and listed")
class OperationsTest {
    static final List<Suite> SUITES = Suite.all();

    private static final Path LIST = Repository.ROOT.resolve("docs/operations.md");
    private static final String REFRESH =
            "mvn -pl conformance -am test -Dtest=OperationsTest -Dsurefire.failIfNoSpecifiedTests=false -Dpolyrun.refresh";

    /**
     * What the specs document for get and start and no simulator gives: a 403 for a key with fewer permissions, a 404 for a
     * workflow (where each id of the vendor's form exists), 402 and 413 of plans and large bodies, 405 of other servers, 409 of an
     * id that two workflows share, a 422 where nothing about the request can be wrong, and 500, of which nobody has seen a body.
     */
    private static final Map<String, List<String>> NEVER_GIVEN = neverGiven();

    @ParameterizedTest(name = "{0}")
    @FieldSource("SUITES")
    @DisplayName("Each operation of the spec has a line in the table of its vendor, and each line names an operation")
    void everyOperationIsDriven(Suite suite) {
        Set<String> driven = suite.drives().stream().filter(Drive::succeeds).map(Drive::operation).collect(Collectors.toSet());
        List<String> specified = suite.spec().operations().stream().map(Operation::id).toList();

        assertThat(driven).containsExactlyInAnyOrderElementsOf(specified);
        assertThat(suite.drives()).extracting(Drive::operation).isSubsetOf(specified);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("SUITES")
    @DisplayName("Each documented error of get and start is provoked, or is known to be one that no simulator gives")
    void everyErrorOfGetAndStartIsProvoked(Suite suite) {
        for (Operation operation : suite.spec().operations()) {
            if (isGetOrStart(operation)) {
                Set<String> missing = new HashSet<>(operation.errors());
                suite.drives().stream()
                        .filter(drive -> drive.operation().equals(operation.id()))
                        .forEach(drive -> missing.removeAll(List.of(String.valueOf(drive.refused()), drive.refused() / 100 + "XX")));

                assertThat(missing)
                        .as(suite + " " + operation.id())
                        .containsExactlyInAnyOrderElementsOf(NEVER_GIVEN.getOrDefault(suite + " " + operation.id(), List.of()));
            }
        }
    }

    @Test
    @DisplayName("docs/operations.md lists them all")
    void listIsUpToDate() throws IOException {
        if (System.getProperty("polyrun.refresh") != null) {
            Files.writeString(LIST, list());
        }
        assertThat(LIST).as("Refresh it with: " + REFRESH).exists();
        assertThat(Repository.read(LIST)).as("It is not what specs and tests say. Refresh it with: " + REFRESH).isEqualTo(list());
    }

    private static boolean isGetOrStart(Operation operation) {
        return Set.of("get", "getForWorkflow", "status", "start", "create", "createInWorkflow", "createSync", "trigger", "triggerSync")
                        .contains(operation.method())
                && !operation.accessor().equals("steps");
    }

    private static Map<String, List<String>> neverGiven() {
        Map<String, List<String>> statuses = new LinkedHashMap<>();
        statuses.put("Gumloop getRun", List.of("500"));
        statuses.put("Gumloop startRun", List.of("500"));
        statuses.put("Activepieces triggerFlow", List.of("402", "413"));
        statuses.put("Activepieces triggerFlowSync", List.of("402", "413"));
        statuses.put("Retab getRun", List.of("403", "422"));
        statuses.put("Retab createRunInWorkflow", List.of("403", "404", "405"));
        statuses.put("Retab createRun", List.of("403", "404", "405"));
        statuses.put("Retab getWorkflow", List.of("403", "422"));
        statuses.put("Retab createWorkflow", List.of("403"));
        statuses.put("Retab getBlock", List.of("403", "405", "409", "422"));
        statuses.put("Retab getReview", List.of("403", "405", "422"));
        statuses.put("Noxus getRun", List.of("403", "422"));
        statuses.put("Noxus getWorkflowRun", List.of("403", "422"));
        statuses.put("Noxus createRun", List.of("403"));
        statuses.put("Noxus createRunSync", List.of("403"));
        statuses.put("Noxus getWorkflow", List.of("403", "422"));
        statuses.put("Noxus createWorkflow", List.of("403"));
        statuses.put("Onepin getRun", List.of("500"));
        statuses.put("Onepin getRunStatus", List.of("500"));
        statuses.put("Onepin startRun", List.of("500"));
        statuses.put("Onepin getWorkflow", List.of("500"));
        statuses.put("Onepin createWorkflow", List.of("500"));
        return statuses;
    }

    private static String list() {
        StringBuilder text = new StringBuilder("""
                # All operations

                Made by a test from the specs and from the tables of the tests that drive the clients. After a change to either:
                `%s`.

                Each method has further forms: with optional parameters, `…Async` without blocking, and `…Call` for the whole answer or
                for options of the call. The named test calls the operation over real HTTP and holds the request and the answer against
                the spec.
                """.formatted(REFRESH));
        for (Suite suite : SUITES) {
            text.append("\n## %s\n\n| Java method | HTTP | Source | Driven by |\n|---|---|---|---|\n".formatted(suite));
            for (Operation operation : suite.spec().operations()) {
                text.append("| `%s` | `%s %s` | %s | %s |\n".formatted(
                        javaCall(suite, operation),
                        operation.verb(),
                        operation.path(),
                        operation.source().replace("|", "\\|"),
                        drivenBy(suite, operation)));
            }
        }
        return text.toString();
    }

    private static String javaCall(Suite suite, Operation operation) {
        Method method = suite.javaMethod(operation);
        String arguments =
                Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", "));
        return operation.accessor() + "()." + method.getName() + "(" + arguments + ")";
    }

    private static String drivenBy(Suite suite, Operation operation) {
        String name = suite.test().getSimpleName();
        String link = "[`%s`](../conformance/src/test/java/%s.java)".formatted(name, suite.test().getName().replace('.', '/'));
        List<String> parts = new ArrayList<>(List.of(link + " `" + operation.id() + "`"));
        suite.flavoursThatDrive(operation).stream().filter(flavour -> !flavour.isEmpty()).forEach(parts::add);
        return String.join(", ", parts);
    }
}
