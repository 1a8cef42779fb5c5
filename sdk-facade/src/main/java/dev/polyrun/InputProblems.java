package dev.polyrun;

import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.core.FileSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with the inputs of a start, in words. */
final class InputProblems {
    private InputProblems() {}

    /** What is wrong; null for nothing. */
    static @Nullable String of(WorkflowRef workflow, Map<String, @Nullable Object> given, List<WorkflowInput> known) {
        List<String> problems = new ArrayList<>();
        given.keySet().stream()
                .filter(name -> known.stream().noneMatch(input -> input.isNamed(name)))
                .forEach(name -> problems.add("there is no input \"" + name + "\"" + suggestion(name, known)));
        given.forEach((name, value) -> {
            if (value instanceof FileSource file) {
                known.stream().filter(input -> input.isNamed(name)).findFirst().filter(input -> input.kind().excludesFiles()).ifPresent(input ->
                        problems.add("the input \"" + name + "\" takes " + word(input.kind()) + ", and is given the file \"" + file.name() + "\""));
            }
        });
        known.stream()
                .filter(input -> input.required() && given.keySet().stream().noneMatch(input::isNamed))
                .forEach(input -> problems.add("the input \"" + input.name() + "\" is required, and is not given"));
        if (problems.isEmpty()) {
            return null;
        }
        String all = known.stream().map(InputProblems::shown).collect(Collectors.joining(", "));
        return workflow + ": " + String.join("; ", problems) + ". As " + workflow.vendor() + " publishes it, the workflow takes "
                + (all.isEmpty() ? "no inputs" : all) + ". If that is not so, checkInputs(false) on the builder sends inputs as they are";
    }

    private static String shown(WorkflowInput input) {
        String kind = input.kind() == Kind.ANY ? "" : word(input.kind());
        String label = input.label() == null ? "" : "\"" + input.label() + "\"";
        String more = label.isEmpty() || kind.isEmpty() ? label + kind : label + ", " + kind;
        return "\"" + input.name() + "\"" + (more.isEmpty() ? "" : " (" + more + ")");
    }

    private static String word(Kind kind) {
        return kind.toString().toLowerCase(Locale.ROOT);
    }

    /** The input that was meant, if one is near enough to what was given. */
    private static String suggestion(String given, List<WorkflowInput> known) {
        String meant = null;
        // Up to a third of the letters may be wrong.
        int least = Math.max(1, given.length() / 3) + 1;
        for (WorkflowInput input : known) {
            int distance = distance(given, input.name());
            if (input.label() != null) {
                distance = Math.min(distance, distance(given, input.label()));
            }
            if (distance < least) {
                least = distance;
                meant = input.name();
            }
        }
        return meant == null ? "" : " (did you mean \"" + meant + "\"?)";
    }

    /** How many letters must be added, left out or changed, whatever their case; blanks, hyphens and underscores are alike. */
    private static int distance(String one, String other) {
        String from = plain(one);
        String to = plain(other);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', ' ').replace('_', ' ');
    }
}
