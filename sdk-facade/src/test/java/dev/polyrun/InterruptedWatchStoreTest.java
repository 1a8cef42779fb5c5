package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A journal on the real disk whose thread is interrupted before each single operation of the disk in turn. */
class InterruptedWatchStoreTest {
    /** More than the journal keeps of dead records, so that it is compacted on the way. */
    private static final int RUNS = 1_100;

    @TempDir
    private Path folder;

    private static RunRef ref(int number) {
        return RunRef.of("gumloop", "run-" + number);
    }

    /** Puts and removes so much that all operations occur; returns what is to be there then. */
    private static Set<RunRef> use(FileWatchStore store) {
        Set<RunRef> kept = new LinkedHashSet<>();
        List<RunRef> many = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            many.add(ref(i));
        }
        store.putAll(many);
        many.forEach(store::remove);
        for (int i = RUNS; i < RUNS + 3; i++) {
            store.put(ref(i));
            kept.add(ref(i));
        }
        store.remove(ref(RUNS));
        kept.remove(ref(RUNS));
        return kept;
    }

    private Path file(int name) {
        return folder.resolve("runs-" + name);
    }

    private FileWatchStore open(Path file, HookedDisk.Hook hook) {
        return FileWatchStore.open(file, new HookedDisk(hook), LoggerFactory.getLogger(InterruptedWatchStoreTest.class));
    }

    @Test
    void nothingIsLostWhereverTheInterruptComesAndTheFlagStays() throws Exception {
        Set<String> operations = new LinkedHashSet<>();
        AtomicInteger count = new AtomicInteger();
        try (FileWatchStore store = open(file(0), operation -> {
            operations.add(operation);
            count.incrementAndGet();
        })) {
            use(store);
        }
        assertThat(operations).contains("read", "create", "write", "force", "replace", "delete", "forceDirectory", "open");
        int all = count.get();

        // The removes are some thousand writes of one kind; of those, one in fifty.
        for (int at = 1; at <= all; at += at > 10 && at < RUNS ? 50 : 1) {
            int point = at;
            AtomicInteger step = new AtomicInteger();
            Set<RunRef> kept;
            try (FileWatchStore store = open(file(at), operation -> {
                if (step.incrementAndGet() == point) {
                    Thread.currentThread().interrupt();
                }
            })) {
                kept = use(store);
                assertThat(store.all()).as("interrupted before operation %s", at).isEqualTo(kept);
            } finally {
                assertThat(Thread.interrupted()).as("interrupted before operation %s", at).isTrue();
            }
            try (FileWatchStore again = FileWatchStore.open(file(at))) {
                assertThat(again.all()).as("interrupted before operation %s", at).isEqualTo(kept);
            }
            Files.delete(file(at));
        }
    }
}
