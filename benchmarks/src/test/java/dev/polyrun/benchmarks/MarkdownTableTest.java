package dev.polyrun.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {
    @Test
    void cellsKeepTheirPlaceWhateverIsInThem() {
        MarkdownTable table = new MarkdownTable(List.of("a", "b"));
        table.add(List.of("one|two", "first\nsecond"));

        assertThat(table).hasToString("| a | b |\n|---|---|\n| one\\|two | first<br>second |\n");
    }
}
