package dev.polyrun.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyrun.templates.Spec.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where the specs go beyond their seed pages")
class DeviationsTest {
    private static final Path LIST = Repository.SPECS.resolve("DEVIATIONS.md");
    private static final String REFRESH = "mvn -pl generator-templates test -Dtest=DeviationsTest -Dpolyrun.refresh";

    @Test
    @DisplayName("Each deviation says what it is and where it is from")
    void deviationsSayWhy() {
        assertThat(Spec.all()).allSatisfy(spec -> assertThat(deviations(spec))
                .allSatisfy(place -> assertThat(place.value().path("x-deviation").asText()).as(place.toString()).contains(" ")));
    }

    @Test
    @DisplayName("specs/DEVIATIONS.md lists them all")
    void listIsUpToDate() throws IOException {
        if (System.getProperty("polyrun.refresh") != null) {
            Files.writeString(LIST, list());
        }
        assertThat(LIST).as("Refresh it with: " + REFRESH).exists();
        assertThat(Repository.read(LIST)).as("It is not what the specs say. Refresh it with: " + REFRESH).isEqualTo(list());
    }

    private static String list() {
        StringBuilder text = new StringBuilder("""
                # Where the specs go beyond their seed pages

                Each `x-deviation` of the specs, made by a test. After a change to a spec: `%s`.

                | Spec | Place | Deviation and its source |
                |---|---|---|
                """.formatted(REFRESH));
        for (Spec spec : Spec.all()) {
            for (Place place : deviations(spec)) {
                String deviation = place.value().path("x-deviation").asText().replace("|", "\\|");
                text.append("| %s | `%s` | %s |\n".formatted(spec.client().name(), name(spec, place), deviation));
            }
        }
        return text.toString();
    }

    private static List<Place> deviations(Spec spec) {
        return spec.places().stream().filter(place -> place.value().has("x-deviation")).toList();
    }

    /** As a reader would say it: {@code FlowRun.run_id}, or {@code GET /runs/{id} 404}. */
    private static String name(Spec spec, Place place) {
        List<String> keys = new ArrayList<>(place.keys());
        if (place.startsWith("paths", "*", "*")) {
            String operation = keys.get(2).toUpperCase(Locale.ROOT) + " " + keys.get(1);
            return join(operation, readable(spec.root(), keys).subList(3, keys.size()), " ");
        }
        if (place.startsWith("components", "schemas", "*")) {
            return join(keys.get(2), keys.subList(3, keys.size()).stream().filter(key -> !key.equals("properties")).toList(), ".");
        }
        if (place.startsWith("components", "*", "*")) {
            return join(keys.get(1) + "." + keys.get(2), keys.subList(3, keys.size()), ".");
        }
        return String.join(".", keys);
    }

    /** With the name of a parameter for its position, and without the words that go without saying. */
    private static List<String> readable(JsonNode root, List<String> keys) {
        List<String> names = new ArrayList<>();
        JsonNode node = root;
        for (String key : keys) {
            node = node.isArray() ? node.get(Integer.parseInt(key)) : node.path(key);
            names.add(node.path("in").isTextual() && node.path("name").isTextual() ? node.path("name").asText() : key);
        }
        return names;
    }

    private static String join(String first, List<String> rest, String separator) {
        List<String> all = new ArrayList<>(List.of(first));
        rest.stream().filter(key -> !key.equals("responses") && !key.equals("parameters")).forEach(all::add);
        return String.join(separator, all);
    }
}
