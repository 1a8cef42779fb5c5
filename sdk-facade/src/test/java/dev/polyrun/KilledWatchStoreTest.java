package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a file, one after the other, and are killed. */
@Timeout(120)
@Tag("big")
class KilledWatchStoreTest {
    private static final int LIVES = 20;

    @TempDir
    Path directory;

    private final Set<RunRef> mustBeThere = new HashSet<>();

    private Path file() {
        return directory.resolve("runs.journal");
    }

    private void hear(String line) {
        RunRef ref = RunRef.parse(line.substring(1));
        if (line.startsWith("+")) {
            mustBeThere.add(ref);
        } else {
            mustBeThere.remove(ref);
        }
    }

    @Test
    void noRunIsLostWhosePutHadReturnedWhenTheProcessWasKilled() throws Exception {
        Random random = new Random();
        for (int life = 0; life < LIVES; life++) {
            Process victim = WatchStoreVictim.start(file(), "life" + life);
            try (BufferedReader said = victim.inputReader(StandardCharsets.UTF_8)) {
                assertThat(said.readLine()).as("the process before left no lock").isEqualTo("opened");
                for (int heard = random.nextInt(1_000); heard > 0; heard--) {
                    hear(said.readLine());
                }
                // The process' own destroyForcibly would close the stream before its end is read.
                victim.toHandle().destroyForcibly();
                said.lines().forEach(this::hear);
            }
            assertThat(victim.waitFor()).as("killed, not ended").isNotZero();

            try (FileWatchStore store = FileWatchStore.open(file())) {
                Set<RunRef> lost = new HashSet<>(mustBeThere);
                lost.removeAll(store.all());
                assertThat(lost).isEmpty();
            }
        }
        assertThat(mustBeThere).hasSizeGreaterThan(LIVES);
        assertThat(Files.size(file())).isLessThan(10_000_000);
    }

    private String whatAnotherProcessSays() throws Exception {
        Process other = WatchStoreVictim.start(file(), "other");
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            return said.readLine();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFileThatAnotherProcessHasOpenIsRefused() throws Exception {
        Process victim = WatchStoreVictim.start(file(), "holder");
        try (BufferedReader said = victim.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("opened");

            assertThatThrownBy(() -> FileWatchStore.open(file())).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(file().toString()).hasMessageContaining("open already, in this process or in another");
        } finally {
            victim.destroyForcibly().waitFor();
        }
        FileWatchStore.open(file()).close();
    }

    @Test
    void attemptsOfTheSameProcessAreRefusedAndDoNotLetOthersIn() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        try (FileWatchStore store = FileWatchStore.open(file()); OwnCopies copies = new OwnCopies(classPath.toArray(URL[]::new))) {
            assertThatThrownBy(() -> FileWatchStore.open(file())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> FileWatchStore.open(directory.resolve("../" + directory.getFileName() + "/runs.journal")))
                    .isInstanceOf(IllegalStateException.class);
            // As in a server with two applications.
            Class<?> copy = copies.loadClass(FileWatchStore.class.getName());
            assertThat(copy).isNotSameAs(FileWatchStore.class);
            assertThatThrownBy(() -> copy.getMethod("open", Path.class).invoke(null, file())).cause().isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("open already");

            assertThat(whatAnotherProcessSays()).isEqualTo("refused");
            store.put(RunRef.parse("retab:1"));
        }
        assertThat(whatAnotherProcessSays()).isEqualTo("opened");
    }

    @Test
    void aRefusedAttemptLeavesNothingOpen() {
        assumeThat(ManagementFactory.getOperatingSystemMXBean()).isInstanceOf(UnixOperatingSystemMXBean.class);
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (FileWatchStore store = FileWatchStore.open(file())) {
            long before = system.getOpenFileDescriptorCount();
            for (int i = 0; i < 300; i++) {
                assertThatThrownBy(() -> FileWatchStore.open(file())).isInstanceOf(IllegalStateException.class);
            }

            assertThat(system.getOpenFileDescriptorCount()).isLessThan(before + 200);
            assertThat(store.all()).isEmpty();
        }
    }

    /** A class loader that has everything for itself but the JDK. */
    private static final class OwnCopies extends URLClassLoader {
        OwnCopies(URL[] classPath) {
            super(classPath, ClassLoader.getPlatformClassLoader());
        }
    }

    @Test
    void aProcessThatEndsWithoutClosingLeavesNoLock() throws IOException {
        Files.createFile(directory.resolve("runs.journal.lock"));

        FileWatchStore.open(file()).close();
    }
}
