package dev.polyrun.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("How templates are written")
class TemplateRulesTest {
    private static final int MOST_LINES = 80;

    /**
     * Variables that no spec of today gives a value to, but that a template is right to ask for. By template.
     *
     * <p>A variable is found when it is there at all: a false {@code isDateTime} counts.
     */
    private static final Map<String, Set<String>> ABSENT_TODAY = Map.of();

    @Test
    @DisplayName("Each variable is one that the generator or a spec really has, where the template asks for it")
    void variablesExist() {
        assertThat(unknownVariables(Repository.TEMPLATES, Generation.ofAllSpecs())).isEqualTo(ABSENT_TODAY);
    }

    @Test
    @DisplayName("A misspelt variable, which Mustache takes for an empty one, is found out")
    void misspeltVariableIsReported(@TempDir Path directory) throws IOException {
        Path templates = Repository.copyOfTemplates(directory.resolve("templates"));
        Path object = templates.resolve("partials/object.mustache");
        Files.writeString(object, Repository.read(object).replaceAll("([#/])isNullable", "$1nullable"));

        assertThat(unknownVariables(templates, Generation.ofAllSpecs(templates, directory)))
                .isEqualTo(Map.of("object.mustache", Set.of("nullable")));
    }

    @Test
    @DisplayName("A template fits on a screen or two")
    void templatesAreShort() {
        assertThat(TemplateFile.allIn(Repository.TEMPLATES))
                .allSatisfy(template -> assertThat(template.text().lines().count()).isLessThanOrEqualTo(MOST_LINES));
    }

    @Test
    @DisplayName("A template begins with a comment that says what it is, what it includes and who uses it, and the lists are true")
    void headersAreTrue() {
        List<TemplateFile> templates = TemplateFile.allIn(Repository.TEMPLATES);
        for (TemplateFile template : templates) {
            assertThat(template.header()).as("Header of " + template).matches("[A-Z].+ Used by: .+");
            assertThat(template.headerList("Includes"))
                    .as("What " + template + " includes, as its header says")
                    .isEqualTo(template.includes());
            if (template.path().startsWith(Repository.TEMPLATES.resolve("partials"))) {
                assertThat(template.headerList("Used by"))
                        .as("Who uses " + template + ", as its header says")
                        .isEqualTo(users(template, templates));
            }
        }
    }

    @Test
    @DisplayName("A partial that is used inside a line ends without a newline")
    void inlinePartialsHaveNoNewline() {
        List<TemplateFile> templates = TemplateFile.allIn(Repository.TEMPLATES);
        List<String> inline = new ArrayList<>();
        for (TemplateFile template : templates) {
            boolean isInline = templates.stream()
                    .flatMap(user -> user.text().lines())
                    .filter(line -> line.contains("{{>partials/" + template.name() + "}}"))
                    .anyMatch(line -> !line.equals("{{>partials/" + template.name() + "}}"));
            if (isInline) {
                inline.add(template.name());
                assertThat(template.text()).as(template.toString()).doesNotEndWith("\n");
            }
        }
        assertThat(inline).contains("read", "element");
    }

    private static Map<String, Set<String>> unknownVariables(Path templates, List<Generation> generations) {
        return TemplateFile.allIn(templates).stream()
                .collect(Collectors.toMap(TemplateFile::toString, template -> {
                    Set<String> unknown = new TreeSet<>(template.variables());
                    generations.forEach(generation -> unknown.removeAll(generation.recording.foundVariables(template.path())));
                    return unknown;
                }))
                .entrySet()
                .stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Set<String> users(TemplateFile template, List<TemplateFile> templates) {
        return templates.stream()
                .filter(user -> user.includes().contains(template.name()))
                .map(TemplateFile::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
