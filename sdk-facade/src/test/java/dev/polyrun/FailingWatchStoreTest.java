package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the disk refuses is not put, and does no harm to what is. */
class FailingWatchStoreTest {
    private static final RunRef A = RunRef.parse("retab:a");
    private static final RunRef B = RunRef.parse("retab:b");
    private static final RunRef C = RunRef.parse("retab:c");
    private static final List<RunRef> MANY = IntStream.range(0, 1_200).mapToObj(i -> RunRef.of("retab", "run_" + i)).toList();

    @TempDir
    Path directory;

    private final RecordingLog log = new RecordingLog();
    private final Set<String> failing = new HashSet<>();
    private final List<String> done = new ArrayList<>();

    private Path file() {
        return directory.resolve("runs.journal");
    }

    private FileWatchStore open() {
        return FileWatchStore.open(file(), new HookedDisk(this::before), log.logger);
    }

    private void before(String operation) throws IOException {
        if (failing.contains(operation)) {
            throw new IOException("No space left on device");
        }
        done.add(operation);
    }

    private Set<RunRef> reopened() {
        try (FileWatchStore store = FileWatchStore.open(file())) {
            return store.all();
        }
    }

    private void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file().toString()).hasMessageContaining("No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "force"})
    void aPutThatFailsIsNotPutAndTheNextOneIsWhole(String operation) {
        try (FileWatchStore store = open()) {
            store.put(A);
            failing.add(operation);
            assertFails(() -> store.put(B));
            assertThat(store.all()).containsExactly(A);
            failing.clear();
            store.put(C);
            assertThat(store.all()).containsExactly(A, C);
            assertThat(file()).hasContent(JournalRecord.header() + JournalRecord.put(A) + JournalRecord.put(C));
        }

        assertThat(reopened()).containsExactly(A, C);
        assertThat(log.lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "force"})
    void aPutThatFailedIsNotThereAfterReopening(String operation) throws IOException {
        try (FileWatchStore store = open()) {
            store.put(A);
            failing.add(operation);
            assertFails(() -> store.put(B));

            assertThat(file()).hasContent(JournalRecord.header() + JournalRecord.put(A));
            failing.clear();
        }
        assertThat(reopened()).containsExactly(A);
    }

    @Test
    void nothingIsWrittenBehindHalfARecord() {
        try (FileWatchStore store = open()) {
            store.put(A);
            failing.addAll(Set.of("write", "truncate"));
            assertFails(() -> store.put(B));
            failing.remove("write");
            failing.add("create");
            assertFails(() -> store.put(B));
            failing.remove("create");
            store.put(C);
        }

        assertThat(reopened()).containsExactly(A, C);
        assertThat(file()).hasContent(JournalRecord.header() + JournalRecord.put(A) + JournalRecord.put(C));
    }

    @Test
    void afterAForceThatFailedTheFileIsWrittenAnew() {
        try (FileWatchStore store = open()) {
            store.put(A);
            failing.add("force");
            assertFails(() -> store.put(B));
            failing.clear();
            done.clear();

            store.put(C);

            assertThat(done).containsExactly("create", "write", "force", "replace", "forceDirectory", "open", "write", "force");
        }
    }

    @Test
    void aRunThatIsThereAlreadyIsPutWithoutTheDisk() {
        try (FileWatchStore store = open()) {
            store.put(A);
            failing.add("write");

            store.put(A);
            failing.clear();
        }
        assertThat(reopened()).containsExactly(A);
    }

    @Test
    void ofManyRunsThatFailTogetherNoneIsPut() {
        try (FileWatchStore store = open()) {
            failing.add("write");
            assertFails(() -> store.putAll(MANY));
            failing.clear();
            assertThat(store.all()).isEmpty();
            store.put(A);
        }
        assertThat(reopened()).containsExactly(A);
    }

    @Test
    void aRemoveThatFailsIsWrittenWithTheNextPut() {
        try (FileWatchStore store = open()) {
            store.putAll(List.of(A, B));
            failing.add("write");
            assertFails(() -> store.remove(A));
            store.remove(B);
            assertThat(store.all()).isEmpty();
            assertFails(() -> store.put(B));
            failing.clear();
            store.put(B);
        }
        assertThat(reopened()).containsExactly(B);
    }

    @Test
    void aRemoveThatFailsIsWrittenWhenTheStoreIsClosed() {
        try (FileWatchStore store = open()) {
            store.putAll(List.of(A, B));
            failing.add("write");
            assertFails(() -> store.remove(A));
            failing.clear();
        }
        assertThat(reopened()).containsExactly(B);
    }

    @Test
    void aRemoveIsWrittenAtOnceButNotForced() {
        try (FileWatchStore store = open()) {
            store.put(A);
            done.clear();

            store.remove(A);

            assertThat(done).containsExactly("write");
            assertThat(file()).content().endsWith(JournalRecord.remove(A));
        }
        assertThat(done).endsWith("force");
    }

    @Test
    void manyRunsAreForcedOnce() {
        try (FileWatchStore store = open()) {
            store.put(A);
            done.clear();

            store.putAll(MANY);

            assertThat(done).containsExactly("write", "force");
        }
        assertThat(reopened()).hasSize(1 + MANY.size()).containsAll(MANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "replace"})
    void aCompactionThatFailsIsLoggedAndTheOldFileStays(String operation) {
        try (FileWatchStore store = open()) {
            store.putAll(MANY);
            MANY.forEach(store::remove);
            failing.add(operation);
            store.put(A);
            store.put(B);
            assertThat(log.lines).as("not tried again at once").singleElement().asString().startsWith("WARN " + file() + " could not be compacted");
            assertThat(directory.resolve("runs.journal.compacting")).doesNotExist();
            store.putAll(MANY);
            failing.clear();
            MANY.forEach(store::remove);
            store.put(C);
            assertThat(file()).hasContent(JournalRecord.header() + JournalRecord.put(A) + JournalRecord.put(B) + JournalRecord.put(C));
        }

        assertThat(reopened()).containsExactly(A, B, C);
    }

    @Test
    void aFileIsCompactedWheneverItHasBecomeMostlyDeadAndNotBefore() {
        try (FileWatchStore store = open()) {
            failing.add("create");
            store.putAll(MANY);
            MANY.forEach(store::remove);
            store.put(A);
            failing.clear();
            store.putAll(MANY);
            done.clear();
            for (int compactions = 1; compactions < 4; compactions++) {
                MANY.forEach(store::remove);
                store.putAll(MANY);
                assertThat(done.stream().filter("replace"::equals)).hasSize(compactions);
                store.put(B);
                assertThat(done.stream().filter("replace"::equals)).as("not twice").hasSize(compactions);
                store.remove(B);
            }
        }
    }

    @Test
    void untilTheNewNameIsOnTheDiskNothingIsPut() {
        try (FileWatchStore store = open()) {
            store.putAll(MANY);
            MANY.forEach(store::remove);
            failing.add("forceDirectory");
            assertFails(() -> store.put(A));
            assertFails(() -> store.put(A));
            failing.clear();
            store.put(B);
            assertThat(store.all()).containsExactly(B);
        }

        assertThat(reopened()).containsExactly(B);
    }

    @Test
    void aFileThatCannotBeOpenedAgainIsTriedAgain() {
        try (FileWatchStore store = open()) {
            store.putAll(MANY);
            MANY.forEach(store::remove);
            failing.add("open");
            assertFails(() -> store.put(A));
            failing.clear();
            store.put(B);
        }

        assertThat(reopened()).containsExactly(B);
    }

    @Test
    void aStoreThatCannotBeOpenedHoldsNothing() {
        for (String operation : List.of("read", "create", "write", "force", "replace", "forceDirectory")) {
            failing.add(operation);
            assertFails(this::open);
            failing.clear();
        }
        try (FileWatchStore store = open()) {
            store.put(A);
        }
        for (String operation : List.of("read", "open", "force", "forceDirectory")) {
            failing.add(operation);
            assertFails(this::open);
            failing.clear();
        }
        assertThat(reopened()).containsExactly(A);
    }

    @Test
    void aStoreThatCannotBeClosedInOrderIsClosedAllTheSame() {
        FileWatchStore store = open();
        store.put(A);
        store.remove(A);
        failing.add("force");
        assertFails(store::close);

        store.close();
        assertThatThrownBy(store::all).isInstanceOf(IllegalStateException.class);
        assertThat(reopened()).isSubsetOf(A);
    }

    @Test
    void aFileCopiedAtAnyStepOfACompactionIsWhole() {
        List<RunRef> lasting = MANY.subList(0, 20);
        List<Path> copies = new ArrayList<>();
        AtomicBoolean copying = new AtomicBoolean();
        HookedDisk disk = new HookedDisk(operation -> {
            if (copying.get()) {
                copies.add(copy("step-" + copies.size() + "-before-" + operation));
            }
        });
        try (FileWatchStore store = FileWatchStore.open(file(), disk, log.logger)) {
            store.putAll(MANY);
            MANY.subList(20, MANY.size()).forEach(store::remove);
            copying.set(true);
            store.put(A);
            copying.set(false);
        }

        assertThat(copies).extracting(copy -> copy.getFileName().toString().replaceFirst("step-.*-", ""))
                .containsExactly("create", "write", "force", "replace", "forceDirectory", "open", "write", "force");
        for (Path copy : copies) {
            try (FileWatchStore store = FileWatchStore.open(copy.resolve("runs.journal"))) {
                assertThat(store.all()).as(copy.getFileName().toString()).containsAll(lasting).hasSizeBetween(20, 21);
            }
        }
    }

    private Path copy(String step) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(step));
        for (String name : List.of("runs.journal", "runs.journal.compacting")) {
            if (Files.exists(directory.resolve(name))) {
                Files.copy(directory.resolve(name), copy.resolve(name));
            }
        }
        return copy;
    }

    @Test
    void aFileFromWhichAFailedWriteCouldBeCutOffIsNotWrittenAnew() {
        try (FileWatchStore store = open()) {
            store.put(A);
            failing.add("write");
            assertFails(() -> store.put(B));
            failing.clear();
            done.clear();

            store.put(C);

            assertThat(done).containsExactly("write", "force");
        }
    }
}
