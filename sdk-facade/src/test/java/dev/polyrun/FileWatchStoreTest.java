package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that keeps watched runs in a file. */
class FileWatchStoreTest {
    private static final RunRef A = RunRef.parse("onepin:7c9e6679/3fa85f64");
    private static final RunRef B = RunRef.parse("retab@team-2:run_1");
    private static final RunRef C = RunRef.parse("gumloop:B7uiXDng");

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("runs.journal");
    }

    private Set<RunRef> reopened() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            return store.all();
        }
    }

    @Test
    void whatWasPutIsThereAfterReopening() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            assertThat(store.all()).isEmpty();
            store.put(B);
            store.put(A);
            store.put(C);
            assertThat(store.all()).containsExactly(B, A, C);
        }

        assertThat(reopened()).containsExactly(B, A, C);
    }

    @Test
    void whatWasRemovedIsNot() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.putAll(List.of(A, B, C));
            store.remove(B);
            assertThat(store.all()).containsExactly(A, C);
        }

        assertThat(reopened()).containsExactly(A, C);
    }

    @Test
    void aRunThatIsPutAgainAfterItWasRemovedIsTheLast() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.putAll(List.of(A, B));
            store.remove(A);
            store.put(A);
            assertThat(store.all()).containsExactly(B, A);
        }

        assertThat(reopened()).containsExactly(B, A);
    }

    @Test
    void theFileIsTextThatPeopleCanRead() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.put(A);
            store.put(B);
            store.remove(A);

            assertThat(file()).hasContent("""
                    polyrun-watch-journal 1 0a1a6761
                    + onepin:7c9e6679/3fa85f64 2dceb23b
                    + retab@team-2:run_1 2c5f4d3e
                    - onepin:7c9e6679/3fa85f64 c029aa19
                    """);
        }
    }

    @Test
    void puttingTwiceAndRemovingWhatIsNotThereWritesNothing() throws IOException {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.put(A);
            byte[] once = Files.readAllBytes(file());

            store.put(A);
            store.putAll(List.of(A, A));
            store.putAll(List.of());
            store.remove(B);

            assertThat(file()).hasBinaryContent(once);
        }
    }

    @Test
    void anyIdComesBack() {
        Random random = new Random(20260601);
        List<RunRef> refs = IntStream.range(0, 3_000).mapToObj(i -> {
            RunRef ref = random.nextBoolean() ? RunRef.of("onepin", id(random), id(random)) : RunRef.of("retab", id(random));
            return random.nextBoolean() ? ref.withAccount("team-" + i) : ref;
        }).distinct().toList();
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.putAll(refs);
        }

        assertThat(reopened()).containsExactlyElementsOf(refs);
    }

    private static String id(Random random) {
        StringBuilder id = new StringBuilder("x");
        for (int i = random.nextInt(8); i >= 0; i--) {
            id.appendCodePoint(switch (random.nextInt(3)) {
                case 0 -> "\n\r\0 /:@%+-#\u0085\u2028".charAt(random.nextInt(13));
                case 1 -> random.nextInt(0xD800);
                // every plane
                default -> (random.nextInt(17) << 16) + 0xE000 + random.nextInt(0x2000);
            });
        }
        return id.toString();
    }

    @Test
    void aSnapshotDoesNotChange() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.put(A);
            Set<RunRef> then = store.all();
            store.put(B);
            store.remove(A);

            assertThat(then).containsExactly(A);
            assertThatThrownBy(then::clear).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void aMostlyDeadFileIsCompacted() throws IOException {
        List<RunRef> many = IntStream.range(0, 1_000).mapToObj(i -> RunRef.of("retab", "run_" + i)).toList();
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.putAll(many);
            many.subList(0, 990).forEach(store::remove);
            store.put(A);

            assertThat(Files.readAllLines(file())).hasSize(1 + 10 + 1);
            store.put(B);
        }

        List<RunRef> left = new ArrayList<>(many.subList(990, 1_000));
        left.addAll(List.of(A, B));
        assertThat(reopened()).containsExactlyElementsOf(left);
        assertThat(directory.resolve("runs.journal.compacting")).doesNotExist();
    }

    @Test
    void whatAnUnfinishedCompactionLeftIsDeleted() throws IOException {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.put(A);
        }
        Path left = Files.writeString(directory.resolve("runs.journal.compacting"), "half a jour");

        assertThat(reopened()).containsExactly(A);
        assertThat(left).doesNotExist();
    }

    @Test
    void nobodyButTheOwnerCanReadTheFiles() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.put(A);

            for (String name : List.of("runs.journal", "runs.journal.lock")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)))).as(name).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void anEmptyFileBecomesAJournal() throws IOException {
        Files.createFile(file());

        assertThat(reopened()).isEmpty();
        assertThat(file()).hasContent(JournalRecord.header());
    }

    @Test
    void aSymbolicLinkStaysOne() throws IOException {
        Path real = Files.createDirectory(directory.resolve("elsewhere")).resolve("real.journal");
        Files.createFile(real);
        Files.createSymbolicLink(file(), real);
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.put(A);
            assertThatThrownBy(() -> FileWatchStore.open(real)).isInstanceOf(IllegalStateException.class);
        }

        assertThat(file()).isSymbolicLink();
        assertThat(reopened()).containsExactly(A);
    }

    @Test
    void whatCannotBeAJournalIsRefused() throws IOException {
        assertThatThrownBy(() -> FileWatchStore.open(directory)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(directory.toString()).hasMessageContaining("is no file");
        Path orphan = directory.resolve("missing/runs.journal");
        assertThatThrownBy(() -> FileWatchStore.open(orphan)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(orphan.toString()).hasMessageContaining("a directory that exists");
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + directory.resolve("a.zip").toUri()), Map.of("create", "true"))) {
            assertThatThrownBy(() -> FileWatchStore.open(zip.getPath("/runs.journal"))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected a file of the operating system");
        }
    }

    @Test
    void afterClosingEveryCallSaysSo() {
        FileWatchStore store = FileWatchStore.open(file());
        store.put(A);
        store.close();
        store.close();

        for (Runnable call : List.<Runnable>of(() -> store.put(B), () -> store.putAll(List.of(B)), () -> store.remove(A), store::all)) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(file().getFileName().toString()).hasMessageContaining("FileWatchStore.open");
        }
        assertThat(reopened()).containsExactly(A);
    }

    @Test
    void closingTwiceDoesNotUnlockTheNextStore() {
        FileWatchStore first = FileWatchStore.open(file());
        first.close();
        try (FileWatchStore second = FileWatchStore.open(file())) {
            first.close();

            assertThatThrownBy(() -> FileWatchStore.open(file())).isInstanceOf(IllegalStateException.class);
            second.put(A);
        }
    }

    @Test
    void anInterruptedThreadOpensPutsCompactsAndCloses() {
        List<RunRef> many = IntStream.range(0, 1_200).mapToObj(i -> RunRef.of("retab", "run_" + i)).toList();
        Thread.currentThread().interrupt();
        try (FileWatchStore store = FileWatchStore.open(file())) {
            store.putAll(many);
            many.forEach(store::remove);
            store.put(A);
            assertThat(file()).hasContent(JournalRecord.header() + JournalRecord.put(A));
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(reopened()).containsExactly(A);
    }

    @Test
    void aStoreOfTheUsersOwnNeedsThreeMethods() {
        List<RunRef> kept = new ArrayList<>();
        WatchStore own = new WatchStore() {
            @Override
            public void put(RunRef ref) {
                kept.add(ref);
            }

            @Override
            public void remove(RunRef ref) {
                kept.remove(ref);
            }

            @Override
            public Set<RunRef> all() {
                return Set.copyOf(kept);
            }
        };

        own.putAll(List.of(A, B));

        assertThat(kept).containsExactly(A, B);
    }

    @Test
    void aFileThatMayNotBeWrittenIsAnErrorThatNamesIt() throws IOException {
        Path lock = directory.resolve("runs.journal.lock");
        Files.createDirectory(lock);

        assertThatThrownBy(() -> FileWatchStore.open(file())).isInstanceOf(UncheckedIOException.class).hasMessageContaining(file().toString());
        Files.delete(lock);
        assertThat(reopened()).isEmpty();
    }
}
