package dev.polyrun.templates;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What a run of the generator did with templates: which files it took, and which of the variables in them it found. */
final class TemplateRecording {
    private final Map<Path, Set<String>> foundVariables = new LinkedHashMap<>();

    void used(Path template) {
        foundVariables.computeIfAbsent(template, path -> new LinkedHashSet<>());
    }

    void found(Path template, String variable) {
        foundVariables.get(template).add(variable);
    }

    /** The template files, partials included; stock ones are relative, since they come from the generator's jar. */
    Set<Path> usedTemplates() {
        return foundVariables.keySet();
    }

    /** The names in a template that were looked up and were there, if only with false in them. */
    Set<String> foundVariables(Path template) {
        return foundVariables.getOrDefault(template, Set.of());
    }
}
