package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is too long to be written at once, and what is done with the file it is in. */
class JournalFileTest {
    /** More than twice the 64 KiB that are written at once. */
    private static final List<RunRef> MANY = IntStream.range(0, 5_000).mapToObj(i -> RunRef.of("retab", "run_" + i)).toList();

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("runs.journal");
    }

    private JournalFile journal() {
        return new JournalFile(file(), new FileDisk(), new RecordingLog().logger);
    }

    @Test
    void aLongJournalIsWrittenAnewWhole() throws IOException {
        try (JournalFile journal = journal()) {
            journal.open();
            journal.rewrite(MANY);
        }

        StringBuilder expected = new StringBuilder(JournalRecord.header());
        MANY.forEach(ref -> expected.append(JournalRecord.put(ref)));
        assertThat(file()).hasContent(expected.toString());
        try (JournalFile journal = journal()) {
            assertThat(journal.open()).containsExactlyElementsOf(MANY);
        }
    }

    @Test
    void whatIsAppendedComesBehindIt() throws IOException {
        RunRef added = RunRef.of("retab", "added");
        try (JournalFile journal = journal()) {
            journal.open();
            journal.rewrite(MANY);
            journal.append(List.of(JournalRecord.put(added)), true);
        }

        List<RunRef> all = new ArrayList<>(MANY);
        all.add(added);
        try (JournalFile journal = journal()) {
            assertThat(journal.open()).containsExactlyElementsOf(all);
        }
    }

    @Test
    void aClosedFileTakesNothingMore() throws IOException {
        JournalDisk.Writable written = new FileDisk().create(file());
        written.write(0, "text".getBytes(StandardCharsets.ISO_8859_1));
        written.close();

        assertThatThrownBy(() -> written.write(4, new byte[1])).isInstanceOf(IOException.class);
        assertThat(file()).hasContent("text");
    }

    private JournalReader read(String content) throws IOException {
        return JournalReader.read(file(), new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aLastRecordWithoutItsLineBreakIsKeptAndPartOfOneIsNot() throws IOException {
        String whole = JournalRecord.header() + JournalRecord.put(MANY.get(0));
        JournalReader unbroken = read(whole.substring(0, whole.length() - 1));
        JournalReader half = read(whole + "+ retab:hal");

        assertThat(unbroken.live()).containsExactly(MANY.get(0));
        assertThat(unbroken.kept()).isEqualTo(whole.length() - 1);
        assertThat(unbroken.isComplete()).isFalse();
        assertThat(half.kept()).isEqualTo(whole.length());
        assertThat(half.isComplete()).isTrue();
        assertThat(read(whole).kept()).isEqualTo(whole.length());
        assertThat(read(whole).isComplete()).isTrue();
    }

    @Test
    void tenDamagedLinesAreNamedAndNoMore() throws IOException {
        assertThat(read(JournalRecord.header() + "damage\n".repeat(10)).damage()).isEqualTo("lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11");
        assertThat(read(JournalRecord.header() + "damage\n".repeat(12)).damage()).endsWith("10, 11 and 2 more");
    }
}
