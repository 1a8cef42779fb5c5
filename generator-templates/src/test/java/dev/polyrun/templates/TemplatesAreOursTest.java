package dev.polyrun.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator says nothing when it takes a template of its own for a missing or misspelt one of ours. This does. */
@DisplayName("What the generator writes comes from our templates alone")
class TemplatesAreOursTest {

    @Test
    @DisplayName("Over the five specs and the hostile one each of our templates is used, and none of the generator's own")
    void noTemplateIsStockAndNoneIsIdle() {
        assertThat(findings(Repository.TEMPLATES, Generation.ofAllSpecs())).isEmpty();
    }

    @Test
    @DisplayName("A client has a file per schema that is not x-internal, a file per tag, its client class and two package-infos")
    void noFileIsStock() {
        for (Generation generation : Generation.ofAllClients()) {
            assertThat(Repository.filesIn(generation.output))
                    .as(generation.client.name())
                    .containsExactlyInAnyOrderElementsOf(expectedFiles(generation.client));
        }
    }

    @Test
    @DisplayName("A misspelt template is found out: the stock one steps in, and ours is idle")
    void misspeltTemplateIsReported(@TempDir Path directory) {
        Path templates = Repository.copyOfTemplates(directory.resolve("templates"));
        rename(templates.resolve("model.mustache"), "models.mustache");

        assertThat(findings(templates, Generation.ofAllSpecs(templates, directory)))
                .contains("models.mustache is never used")
                .anyMatch(finding -> finding.startsWith("stock template") && finding.endsWith("model.mustache"));
    }

    @Test
    @DisplayName("A partial that nothing includes is found out")
    void idlePartialIsReported(@TempDir Path directory) throws IOException {
        Path templates = Repository.copyOfTemplates(directory.resolve("templates"));
        Files.writeString(templates.resolve("partials/leftover.mustache"), "{{! Used by nobody }}");

        assertThat(findings(templates, Generation.ofAllSpecs(templates, directory)))
                .containsExactly("partials/leftover.mustache is never used");
    }

    @Test
    @DisplayName("A misspelt partial ends the generation: partials have no stock namesakes")
    void misspeltPartialFails(@TempDir Path directory) {
        Path templates = Repository.copyOfTemplates(directory.resolve("templates"));
        rename(templates.resolve("partials/read.mustache"), "reads.mustache");

        assertThatThrownBy(() -> Generation.ofAllSpecs(templates, directory)).hasStackTraceContaining("partials/read");
    }

    private static List<String> findings(Path templates, List<Generation> generations) {
        Set<Path> used = generations.stream()
                .flatMap(generation -> generation.recording.usedTemplates().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> findings = new ArrayList<>();
        for (String template : Repository.filesIn(templates)) {
            if (!used.contains(templates.resolve(template))) {
                findings.add(template + " is never used");
            }
        }
        for (Path template : used) {
            if (!template.startsWith(templates)) {
                findings.add("stock template " + template);
            }
        }
        return findings;
    }

    private static Set<String> expectedFiles(ClientModule client) {
        Spec spec = Spec.of(client);
        String folder = "src/main/java/" + client.packagePath();
        Set<String> files = new TreeSet<>();
        spec.schemas().fieldNames().forEachRemaining(schema -> {
            if (!spec.schemas().path(schema).path("x-internal").asBoolean()) {
                files.add(folder + "/model/" + schema + ".java");
            }
        });
        spec.root().path("tags").forEach(tag -> files.add(folder + "/" + tag.path("name").asText() + ".java"));
        files.add(folder + "/" + client.name() + "Client.java");
        files.add(folder + "/package-info.java");
        files.add(folder + "/model/package-info.java");
        files.add(".openapi-generator/FILES");
        files.add(".openapi-generator/VERSION");
        return files;
    }

    private static void rename(Path file, String name) {
        try {
            Files.move(file, file.resolveSibling(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
