package dev.polyrun.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** People step into generated code with a debugger and read its Javadoc. It is held to what we expect of code written by hand. */
@DisplayName("What the generated code looks like")
class GeneratedCodeTest {
    private static final int MOST_LINES_PER_OPERATION = 40;
    private static final int MOST_LINES_PER_OPTIONAL_PARAMETER = 8;
    private static final int MOST_LINES_PER_PROPERTY = 30;
    private static final int MOST_LINES_PER_PROPERTY_IN_FILES = 32;

    private static final Pattern FIRST_OPERATION = Pattern.compile("(?m)^    /\\*\\*$");
    private static final Pattern OPERATION = Pattern.compile("return transport\\.call\\(");
    private static final Pattern PARAMS_CLASS = Pattern.compile("(?m)^    /\\*\\* The optional parameters of ");
    private static final Pattern PARAMETER = Pattern.compile("return (query|header|body)\\(");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^    private final @Nullable ");
    private static final Pattern CLASS = Pattern.compile("(?m)^/\\*\\*");

    private final Map<String, String> files = allFiles();

    @Test
    @DisplayName("An operation takes 40 lines at most on average, Javadoc and all its forms included, and an optional parameter 8")
    void operationsAreThin() {
        Average operations = new Average();
        Average parameters = new Average();
        files.values().stream().filter(text -> OPERATION.matcher(text).find()).forEach(text -> {
            int paramsClasses = indexOf(PARAMS_CLASS, text, text.length());
            operations.add(text.substring(indexOf(FIRST_OPERATION, text, 0), paramsClasses), OPERATION);
            parameters.add(text.substring(paramsClasses), PARAMETER);
        });

        System.out.println("Lines per operation: " + operations + "; per optional parameter: " + parameters);
        assertThat(operations.value()).isBetween(1.0, (double) MOST_LINES_PER_OPERATION);
        assertThat(parameters.value()).isBetween(1.0, (double) MOST_LINES_PER_OPTIONAL_PARAMETER);
    }

    @Test
    @DisplayName("A property takes 30 lines at most on average, its class with Javadoc and builder included, imports aside")
    void modelsAreSmall() {
        Average properties = new Average();
        files.values().stream()
                .filter(text -> text.contains(" extends JsonModel {"))
                .forEach(text -> properties.add(text.substring(indexOf(CLASS, text, 0)), PROPERTY));

        System.out.println("Lines per property: " + properties);
        assertThat(properties.value()).isBetween(1.0, (double) MOST_LINES_PER_PROPERTY);
    }

    @Test
    @DisplayName("Counted by whole files, imports and optional parameters included, it is what README.md says")
    void wholeFiles() {
        Average operations = new Average();
        Average properties = new Average();
        files.values().stream().filter(text -> OPERATION.matcher(text).find()).forEach(text -> operations.add(text, OPERATION));
        files.values().stream().filter(text -> text.contains(" extends JsonModel {")).forEach(text -> properties.add(text, PROPERTY));

        System.out.println("Lines by whole files: " + operations + " per operation, " + properties + " per property");
        assertThat(properties.value()).isLessThanOrEqualTo(MOST_LINES_PER_PROPERTY_IN_FILES);
        assertThat(List.of(operations, properties)).extracting(Average::value).satisfiesExactly(
                perOperation -> assertThat(perOperation).isCloseTo(inReadme("operation"), within(1.0)),
                perProperty -> assertThat(perProperty).isCloseTo(inReadme("property"), within(1.0)));
    }

    /** The last figure in the row of README.md's table. */
    private static double inReadme(String row) {
        String readme = Repository.read(Repository.MODULE.resolve("README.md"));
        return Pattern.compile("(?m)^\\| " + row + " \\|.*\\| ([0-9.]+) \\|$")
                .matcher(readme)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("No tabs, no blanks at the end of a line, no two blank lines on end, none after an opening or before a closing brace")
    void spacingIsTidy() {
        assertThat(offences("\\t")).as("tabs").isEmpty();
        assertThat(offences("[ \\t]\\n")).as("blanks at the end of a line").isEmpty();
        assertThat(offences("\\n\\n\\n")).as("two blank lines").isEmpty();
        assertThat(offences("\\{\\n\\n")).as("a blank line after a brace").isEmpty();
        assertThat(offences("\\n\\n *}")).as("a blank line before a brace").isEmpty();
        assertThat(files.values()).allSatisfy(text -> assertThat(text).endsWith("\n").doesNotEndWith("\n\n"));
    }

    @Test
    @DisplayName("Javadoc is there, ends its sentences with one full stop, and holds no remains of escaping")
    void javadocIsTidy() {
        assertThat(offences("(?m)^ *\\*.*\\.\\.( |$)")).as("two full stops").isEmpty();
        assertThat(offences("/\\*\\* [^\\n]*[^.:] \\*/")).as("a sentence without an end").isEmpty();
        assertThat(offences("/\\*\\*\\s*\\*/|\\* <p>\\s*\\n|@(param \\w+|see|throws \\w+)\\s*\\n")).as("nothing said").isEmpty();
        assertThat(offences("\\n *\\*\\n *\\*(/|\\n)")).as("blank Javadoc lines").isEmpty();
        assertThat(offences("(?m)^ */?\\*.*(\\\\|&\\w+;)")).as("remains of escaping").isEmpty();
        assertThat(offences("(?m)^ {4}}?\\n\\n    (public|protected) (?!enum)")).as("a member without Javadoc").isEmpty();
    }

    private List<String> offences(String regex) {
        Pattern pattern = Pattern.compile(regex);
        List<String> offences = new ArrayList<>();
        files.forEach((file, text) -> pattern.matcher(text).results().forEach(match -> {
            long line = text.substring(0, match.start()).lines().count();
            offences.add(file + ":" + line + ": " + match.group().strip());
        }));
        return offences;
    }

    private static Map<String, String> allFiles() {
        Map<String, String> files = new TreeMap<>();
        Generation.ofAllClients().forEach(generation -> files.putAll(generation.javaFiles()));
        return files;
    }

    private static int indexOf(Pattern pattern, String text, int otherwise) {
        return pattern.matcher(text).results().mapToInt(MatchResult::start).findFirst().orElse(otherwise);
    }

    private static final class Average {
        private long lines;
        private long things;

        void add(String text, Pattern thing) {
            lines += text.lines().count();
            things += thing.matcher(text).results().count();
        }

        double value() {
            return (double) lines / things;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f (%d lines, %d of them)", value(), lines, things);
        }
    }
}
