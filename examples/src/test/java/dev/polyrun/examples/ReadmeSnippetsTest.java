package dev.polyrun.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeSnippetsTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCE = Path.of("src/main/java/dev/polyrun/examples/QuickStart.java");

    @Test
    void everyJavaBlockOfTheReadmeIsASnippetThatCompiles() throws IOException {
        assumeThat(README).exists();
        List<String> blocks = javaBlocks(Files.readAllLines(README));

        assertThat(blocks).as("java blocks in README.md").isNotEmpty();
        assertThat(snippets().values()).as("snippets in QuickStart.java").containsAll(blocks);
    }

    @Test
    void theSnippetsAreThoseThatTheReadmeNeeds() throws IOException {
        assertThat(snippets()).containsOnlyKeys("start and wait", "watch a stored reference", "many runs, across restarts", "changes", "workflows and files", "virtual time", "one typed client", "errors");
        assertThat(snippets().values()).noneMatch(String::isBlank);
    }

    @Test
    void aBlockIsReadUpToItsFence() {
        assertThat(javaBlocks(List.of("Text", "```java", "first();", "  second();", "```", "```sh", "mvn", "```")))
                .containsExactly("first();\n  second();");
    }

    private static List<String> javaBlocks(List<String> lines) {
        List<String> blocks = new ArrayList<>();
        List<String> block = null;
        for (String line : lines) {
            if (block == null) {
                block = line.strip().equals("```java") ? new ArrayList<>() : null;
            } else if (line.strip().equals("```")) {
                blocks.add(String.join("\n", block).stripIndent());
                block = null;
            } else {
                block.add(line);
            }
        }
        return blocks;
    }

    private static Map<String, String> snippets() throws IOException {
        Map<String, String> snippets = new LinkedHashMap<>();
        String name = null;
        List<String> snippet = new ArrayList<>();
        for (String line : Files.readAllLines(SOURCE)) {
            if (line.strip().startsWith("// snippet: ")) {
                name = line.strip().substring("// snippet: ".length());
                snippet.clear();
            } else if (line.strip().equals("// end") && name != null) {
                snippets.put(name, String.join("\n", snippet).stripIndent());
                name = null;
            } else {
                snippet.add(line);
            }
        }
        return snippets;
    }
}
