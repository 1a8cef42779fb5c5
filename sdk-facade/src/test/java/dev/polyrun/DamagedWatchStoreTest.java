package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal is worth when its bytes are not what was written. */
class DamagedWatchStoreTest {
    private static final RunRef A = RunRef.of("onepin", "wf / 1", "run\n1");
    private static final RunRef B = RunRef.of("retab", "run_2").withAccount("team-2");
    private static final RunRef C = RunRef.parse("noxus:3");
    private static final RunRef NEW = RunRef.parse("gumloop:new");

    @TempDir
    Path directory;

    private final RecordingLog log = new RecordingLog();

    private Path journal(String text) throws IOException {
        return Files.writeString(directory.resolve("runs.journal"), text, StandardCharsets.ISO_8859_1);
    }

    private static String records(RunRef... refs) {
        StringBuilder text = new StringBuilder(JournalRecord.header());
        List.of(refs).forEach(ref -> text.append(JournalRecord.put(ref)));
        return text.toString();
    }

    private FileWatchStore open(Path file) {
        return open(file, new FileDisk());
    }

    private FileWatchStore open(Path file, JournalDisk disk) {
        return FileWatchStore.open(file, disk, log.logger);
    }

    /** What is there, and, after one more put, is there still. */
    private List<RunRef> readAndPutOneMore(Path file) {
        return readAndPutOneMore(file, new FileDisk());
    }

    private List<RunRef> readAndPutOneMore(Path file, JournalDisk disk) {
        List<RunRef> read;
        try (FileWatchStore store = open(file, disk)) {
            read = List.copyOf(store.all());
            store.put(NEW);
        }
        List<RunRef> expected = new ArrayList<>(read);
        expected.add(NEW);
        try (FileWatchStore store = open(file, disk)) {
            assertThat(store.all()).containsExactlyElementsOf(expected);
        }
        return read;
    }

    @Test
    void aLastRecordThatIsTornAnywhereIsCutOff() throws IOException {
        String whole = records(A, B);
        // Longer than what is put afterwards, so that nothing of it can be hidden behind that.
        String last = JournalRecord.put(RunRef.of("noxus", "a run with a long name"));
        for (int length = 1; length < last.length() - 1; length++) {
            Path file = journal(whole + last.substring(0, length));

            assertThat(readAndPutOneMore(file)).as("%s bytes of it", length).containsExactly(A, B);
            assertThat(file).hasContent(whole + JournalRecord.put(NEW));
        }
        assertThat(log.lines).hasSize(last.length() - 2).allMatch(line -> line.startsWith("INFO " + directory));
        assertThat(log.lines.get(6)).contains("runs.journal ended in a part of a record, 7 bytes");
    }

    @Test
    void aLastRecordThatLacksItsLineBreakOnlyIsKept() throws IOException {
        String whole = records(A, B);

        assertThat(readAndPutOneMore(journal(whole.substring(0, whole.length() - 1)))).containsExactly(A, B);
        assertThat(directory.resolve("runs.journal")).hasContent(whole + JournalRecord.put(NEW));
    }

    @Test
    void aTornRemoveIsNone() throws IOException {
        String remove = JournalRecord.remove(A);
        for (int length = 1; length < remove.length() - 1; length++) {
            assertThat(readAndPutOneMore(journal(records(A, B) + remove.substring(0, length)))).containsExactly(A, B);
        }
    }

    @Test
    void zerosAtTheEndAreCutOff() throws IOException {
        assertThat(readAndPutOneMore(journal(records(A, B) + "\0".repeat(4_096)))).containsExactly(A, B);
    }

    @Test
    void aFlippedBitCostsOneRecordAtMost() {
        Path file = directory.resolve("runs.journal");
        byte[] sound = records(A, B, C).getBytes(StandardCharsets.ISO_8859_1);
        int header = JournalRecord.header().length();
        int endOfA = header + JournalRecord.put(A).length();
        int endOfB = endOfA + JournalRecord.put(B).length();
        for (int i = 0; i < sound.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = sound.clone();
                damaged[i] ^= (byte) (1 << bit);
                List<RunRef> expected = new ArrayList<>(List.of(A, B, C));
                // A line break joins or splits lines, but not records.
                if (i >= header && sound[i] != '\n') {
                    expected.remove(i < endOfA ? A : i < endOfB ? B : C);
                }

                assertThat(readAndPutOneMore(file, MemoryDisk.with(Map.of(file, damaged))))
                        .as("bit %s of byte %s", bit, i).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void aRecordIsFoundBehindADamagedOneOnTheSameLine() throws IOException {
        String joined = JournalRecord.put(A).replace("onepin", "onepim").replace("\n", "J") + JournalRecord.put(B);

        assertThat(readAndPutOneMore(journal(JournalRecord.header() + joined))).containsExactly(B);
    }

    @Test
    void damageInTheMiddleIsSkippedAndLogged() throws IOException {
        String damaged = JournalRecord.put(B).replace("team", "Team");
        Path file = journal(records(A) + damaged + JournalRecord.put(C) + "\0".repeat(600) + "\n" + JournalRecord.put(NEW));

        try (FileWatchStore store = open(file)) {
            assertThat(store.all()).containsExactly(A, C, NEW);
        }
        assertThat(log.lines).singleElement().asString()
                .startsWith("WARN " + file + " is damaged in lines 3, 5,").contains("all others were read");
    }

    @Test
    void muchDamageIsOneLineInTheLog() throws IOException {
        Path file = journal(records(A) + "garbage\n".repeat(5_000) + JournalRecord.put(B));

        try (FileWatchStore store = open(file)) {
            assertThat(store.all()).containsExactly(A, B);
        }
        assertThat(log.lines).singleElement().asString().contains("lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 4990 more");
    }

    @Test
    void aSoundRecordThatNamesNoRunIsDamageToo() throws IOException {
        String line = "+ Retab:1 " + JournalRecord.checksum("+ Retab:1") + "\n";

        assertThat(readAndPutOneMore(journal(records(A) + line + JournalRecord.put(B)))).containsExactly(A, B);
        assertThat(log.lines).first().asString().contains("damaged in line 3,");
    }

    @Test
    void compactionRemovesTheDamage() throws IOException {
        Path file = journal(records(A) + "garbage\n".repeat(1_100));

        readAndPutOneMore(file);

        assertThat(file).hasContent(records(A) + JournalRecord.put(NEW));
        assertThat(log.lines).hasSize(1);
    }

    @Test
    void aDamagedHeaderDoesNotHideTheRecords() throws IOException {
        String text = records(A, B);

        assertThat(readAndPutOneMore(journal("\0".repeat(20) + text.substring(20)))).containsExactly(A, B);
        assertThat(log.lines).first().asString().contains("damaged in line 1,");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "hello",
        "hello\n",
        "\n",
        "{\"runs\": []}\n",
        "polyrun-watch-journal 1\n",
        "+ retab:run_1 00000000\n",
        "polyrun-watch-journal 1 00000000\n+ retab:run_1 00000000\n",
    })
    void aFileThatIsNoJournalIsRefusedAndLeftAlone(String text) throws IOException {
        Path file = journal(text);

        assertThatThrownBy(() -> open(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining("no journal").hasMessageContaining(JournalRecord.header().trim());
        assertThat(Files.readString(file)).isEqualTo(text);
        assertThat(log.lines).isEmpty();
    }

    @Test
    void aLargeFileThatIsNoJournalIsNotReadWhole() throws IOException {
        byte[] large = new byte[1 << 20];
        Arrays.fill(large, (byte) '+');
        Path file = Files.write(directory.resolve("large"), large);
        // The record that stands at its end would make it a journal.
        Files.writeString(file, "\n" + records(A), StandardOpenOption.APPEND);

        assertThatThrownBy(() -> open(file)).hasMessageContaining("no journal");
    }

    @Test
    void aJournalOfALaterVersionIsRefusedAndLeftAlone() throws IOException {
        String header = "polyrun-watch-journal 2";
        String text = header + " " + JournalRecord.checksum(header) + "\n" + JournalRecord.put(A);
        Path file = journal(text);

        assertThatThrownBy(() -> open(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining("version 2; expected version 1");
        assertThat(file).hasContent(text);
    }

    @Test
    void aFileThatWasRefusedCanBeOpenedOnceItIsMended() throws IOException {
        Path file = journal("hello");
        assertThatThrownBy(() -> open(file)).isInstanceOf(IllegalArgumentException.class);

        assertThat(readAndPutOneMore(journal(""))).isEmpty();
    }

    @Test
    void recordsAcrossTheBlocksOfReadingAreWhole() throws IOException {
        List<RunRef> refs = IntStream.range(0, 5_000).mapToObj(i -> RunRef.of("retab", "run_" + "x".repeat(i % 97) + i)).toList();

        assertThat(readAndPutOneMore(journal(records(refs.toArray(RunRef[]::new))))).containsExactlyElementsOf(refs);
        assertThat(log.lines).isEmpty();
    }
}
