package dev.polyrun.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Handwritten Java")
class HandwrittenFilesTest {
    private static final int MOST_LINES = 400;

    @Test
    @DisplayName("No file is too long to be read in one sitting")
    void filesAreShort() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Repository.MODULE.resolve(".."))) {
            files = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/") && !file.toString().contains("/target/"))
                    .toList();
        }

        assertThat(files).hasSizeGreaterThan(200).allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MOST_LINES));
    }
}
