package dev.polyrun.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, row by row. */
public final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    public MarkdownTable(List<String> header) {
        add(header);
        lines.add("|---".repeat(header.size()) + "|");
    }

    /** One row; a line break within a cell becomes {@code <br>}. */
    public void add(List<String> cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(cell.strip().replace("|", "\\|").replace("\n", "<br>")).append(" |");
        }
        lines.add(row.toString());
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
