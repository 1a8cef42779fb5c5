package dev.polyrun.templates;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One of our templates as it is written. */
record TemplateFile(Path path, String text) {
    private static final Pattern HEADER = Pattern.compile("\\A\\{\\{!(.*?)}}", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("\\{\\{!.*?}}", Pattern.DOTALL);
    private static final Pattern PARTIAL = Pattern.compile("\\{\\{>partials/(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{[{#^]?([\\w.-]+)}}");

    static List<TemplateFile> allIn(Path directory) {
        return Repository.filesIn(directory).stream()
                .map(directory::resolve)
                .map(path -> new TemplateFile(path, Repository.read(path)))
                .toList();
    }

    /** As headers name it: {@code partials/read.mustache} is {@code read}. */
    String name() {
        return path.getFileName().toString().replace(".mustache", "");
    }

    /** The comment that the file begins with, on one line; empty when there is none. */
    String header() {
        Matcher matcher = HEADER.matcher(text);
        return matcher.find() ? matcher.group(1).strip().replaceAll("\\s+", " ") : "";
    }

    /** The names that the header lists after a title, such as {@code Used by}. */
    Set<String> headerList(String title) {
        Matcher matcher = Pattern.compile(title + ": (\\w+(?:, \\w+)*)").matcher(header());
        return matcher.find() ? new TreeSet<>(Arrays.asList(matcher.group(1).split(", "))) : Set.of();
    }

    /** The partials that the template includes. */
    Set<String> includes() {
        return PARTIAL.matcher(code()).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The variables and sections of the template, the parts of dotted ones on their own. */
    Set<String> variables() {
        return VARIABLE.matcher(code())
                .results()
                .map(MatchResult::group)
                .map(tag -> tag.replaceAll("[{}#^]", ""))
                .filter(name -> !name.startsWith("-") && !name.equals("."))
                .flatMap(name -> Arrays.stream(name.split("\\.")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String code() {
        return COMMENT.matcher(text).replaceAll("");
    }

    @Override
    public String toString() {
        return path.getFileName().toString();
    }
}
