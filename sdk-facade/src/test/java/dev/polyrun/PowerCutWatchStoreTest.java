package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** A power cut, between any two operations on the disk or in the middle of one, loses no run whose put had returned. */
class PowerCutWatchStoreTest {
    private static final Path FILE = Path.of("/data/runs.journal");

    private final Set<RunRef> mustBeThere = new HashSet<>();
    private final Set<RunRef> mayBeThere = new HashSet<>();

    private static FileWatchStore open(MemoryDisk disk) {
        return FileWatchStore.open(FILE, disk, NOPLogger.NOP_LOGGER);
    }

    private static RunRef ref(int number) {
        return RunRef.of("retab", "run_" + number);
    }

    private void put(FileWatchStore store, List<RunRef> refs) {
        mayBeThere.addAll(refs);
        store.putAll(refs);
        mustBeThere.addAll(refs);
    }

    private void remove(FileWatchStore store, RunRef ref) {
        mustBeThere.remove(ref);
        store.remove(ref);
    }

    private void assertNothingLost(MemoryDisk disk) {
        Set<RunRef> there = open(disk).all();
        // Not containsAll, which compares each with each.
        assertThat(without(mustBeThere, there)).as("lost").isEmpty();
        assertThat(without(there, mayBeThere)).as("never put").isEmpty();
    }

    private static Set<RunRef> without(Set<RunRef> refs, Set<RunRef> others) {
        Set<RunRef> left = new HashSet<>(refs);
        left.removeAll(others);
        return left;
    }

    /** Lives until the power goes. */
    private void live(MemoryDisk disk, Random random) {
        try {
            FileWatchStore store = open(disk);
            for (int i = 0; i < 12; i++) {
                if (random.nextInt(3) > 0) {
                    int first = random.nextInt(1_000_000);
                    put(store, IntStream.range(first, first + 1 + random.nextInt(10)).mapToObj(PowerCutWatchStoreTest::ref).toList());
                } else if (!mustBeThere.isEmpty()) {
                    remove(store, mustBeThere.iterator().next());
                }
            }
            store.close();
        } catch (UncheckedIOException e) {
            assertThat(disk.hasPower()).as("only the power cut makes an operation fail: %s", e).isFalse();
        }
    }

    @Test
    void fromTheFirstOperationOfANewFileOn() {
        boolean cut = true;
        for (int operations = 0; cut; operations++) {
            for (int seed = 0; seed < 50; seed++) {
                mustBeThere.clear();
                mayBeThere.clear();
                MemoryDisk disk = new MemoryDisk().losingPowerAfter(operations);

                live(disk, new Random(operations));

                cut = !disk.hasPower();
                assertNothingLost(disk.afterPowerCut(new Random(seed)));
            }
        }
    }

    @Test
    void againAndAgainInTheLifeOfAFile() {
        Random random = new Random(4);
        for (int file = 0; file < 20; file++) {
            mustBeThere.clear();
            mayBeThere.clear();
            MemoryDisk disk = new MemoryDisk();
            for (int life = 0; life < 20; life++) {
                live(disk.losingPowerAfter(random.nextInt(40)), random);

                disk = disk.afterPowerCut(random);
                assertNothingLost(disk);
            }
        }
    }

    @Test
    void whileTheFileIsCompacted() {
        byte[] mostlyDead = mostlyDead();
        long compactions = 0;
        boolean cut = true;
        for (int operations = 0; cut; operations++) {
            for (int seed = 0; seed < 4; seed++) {
                mustBeThere.clear();
                mustBeThere.addAll(List.of(ref(-1), ref(-2)));
                mayBeThere.clear();
                mayBeThere.addAll(mustBeThere);
                IntStream.range(0, 600).forEach(i -> mayBeThere.add(ref(i)));
                MemoryDisk disk = MemoryDisk.with(Map.of(FILE, mostlyDead)).losingPowerAfter(operations);

                live(disk, new Random(operations));

                cut = !disk.hasPower();
                compactions += disk.length(FILE) < mostlyDead.length ? 1 : 0;
                assertNothingLost(disk.afterPowerCut(new Random(seed)));
            }
        }
        assertThat(compactions).isPositive();
    }

    private static byte[] mostlyDead() {
        String dead = IntStream.range(0, 600)
                .mapToObj(i -> JournalRecord.put(ref(i)) + JournalRecord.remove(ref(i)))
                .collect(Collectors.joining());
        return (JournalRecord.header() + JournalRecord.put(ref(-1)) + dead + JournalRecord.put(ref(-2))).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void onADiskThatFailsNowAndThen() {
        int failures = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            MemoryDisk disk = new MemoryDisk();
            FileWatchStore store = open(disk);
            disk.failingAtTimes(random);
            // As the store must see it, and as it must come back.
            Set<RunRef> expected = new LinkedHashSet<>();
            mayBeThere.clear();
            for (int i = 0; i < 30; i++) {
                RunRef ref = ref(random.nextInt(10));
                mayBeThere.add(ref);
                try {
                    if (random.nextInt(3) > 0) {
                        store.put(ref);
                        expected.add(ref);
                    } else {
                        expected.remove(ref);
                        store.remove(ref);
                    }
                } catch (UncheckedIOException e) {
                    failures++;
                }
                assertThat(store.all()).containsExactlyElementsOf(expected);
                mustBeThere.clear();
                mustBeThere.addAll(expected);
                assertNothingLost(disk.afterPowerCut(random));
            }
            disk.failingAtTimes(null);
            store.close();
            assertThat(open(disk.afterPowerCut(random)).all()).containsExactlyElementsOf(expected);
        }
        assertThat(failures).isGreaterThan(400);
    }

    @Test
    void theDiskOfTheseTestsDoesLoseWhatIsNotForced() {
        MemoryDisk disk = new MemoryDisk();
        FileWatchStore store = open(disk);
        store.put(ref(1));
        store.remove(ref(1));

        Set<Integer> found = IntStream.range(0, 50)
                .mapToObj(seed -> open(disk.afterPowerCut(new Random(seed))).all().size())
                .collect(Collectors.toSet());

        assertThat(found).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void theFileStaysSmallHoweverManyRunsPassThroughIt() {
        MemoryDisk disk = new MemoryDisk();
        FileWatchStore store = open(disk);
        List<RunRef> lasting = IntStream.range(0, 100).mapToObj(PowerCutWatchStoreTest::ref).toList();
        store.putAll(lasting);
        int longestRecord = JournalRecord.put(ref(99_999)).length();

        int longest = 0;
        for (int i = 100; i < 20_000; i++) {
            store.put(ref(i));
            store.remove(ref(i));
            longest = Math.max(longest, disk.length(FILE));
        }

        assertThat(store.all()).containsExactlyElementsOf(lasting);
        assertThat(longest).isLessThan(1_400 * longestRecord);
    }

    @Test
    void aStoreThatLostItsDiskPutsNothing() {
        MemoryDisk disk = new MemoryDisk();
        FileWatchStore store = open(disk);
        disk.losingPowerAfter(0);

        assertThatThrownBy(() -> store.put(ref(1))).isInstanceOf(UncheckedIOException.class).hasMessageContaining(FILE.toString());
        assertThat(store.all()).isEmpty();
    }
}
