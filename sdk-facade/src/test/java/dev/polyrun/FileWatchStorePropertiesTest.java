package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.slf4j.helpers.NOPLogger;

/**
 * Whatever is done to a store, in whatever order, it holds what a set in memory would. What power cuts and failing disks leave is for
 * {@link PowerCutWatchStoreTest}.
 */
class FileWatchStorePropertiesTest {
    private static final Path FILE = Path.of("/data/runs.journal");

    private enum Kind {
        PUT,
        PUT_MANY,
        REMOVE,
        REOPEN,
        TORN_TAIL,
        DAMAGED_LINE_BREAK,
        CHURN
    }

    /** @param number which run, and how much of it */
    private record Step(Kind kind, int number) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.frequency(
                                Tuple.of(6, Kind.PUT),
                                Tuple.of(2, Kind.PUT_MANY),
                                Tuple.of(4, Kind.REMOVE),
                                Tuple.of(2, Kind.REOPEN),
                                Tuple.of(2, Kind.TORN_TAIL),
                                Tuple.of(1, Kind.DAMAGED_LINE_BREAK),
                                Tuple.of(1, Kind.CHURN)),
                        Arbitraries.integers().between(0, 40))
                .as(Step::new).list().ofMaxSize(30);
    }

    /** Of every form, and with ids that have to be encoded. */
    private static RunRef ref(int number) {
        return switch (number % 4) {
            case 0 -> RunRef.of("retab", "run_" + number);
            case 1 -> RunRef.of("onepin", "wf/" + number, "\n+ retab:run_0 " + number);
            case 2 -> RunRef.of("noxus", "😀" + number).withAccount("team-2");
            default -> RunRef.of("gumloop", "polyrun-watch-journal 1 0a1a6761" + number);
        };
    }

    private static FileWatchStore open(MemoryDisk disk) {
        return FileWatchStore.open(FILE, disk, NOPLogger.NOP_LOGGER);
    }

    private static byte[] content(MemoryDisk disk) {
        try (InputStream in = disk.read(FILE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MemoryDisk with(byte[] content) {
        return MemoryDisk.with(Map.of(FILE, content));
    }

    @Property
    void itHoldsWhatASetWould(@ForAll("steps") List<Step> steps) {
        MemoryDisk disk = new MemoryDisk();
        FileWatchStore store = open(disk);
        Set<RunRef> model = new LinkedHashSet<>();
        for (Step step : steps) {
            RunRef ref = ref(step.number);
            switch (step.kind) {
                case PUT -> {
                    store.put(ref);
                    model.add(ref);
                }
                case PUT_MANY -> {
                    List<RunRef> refs = IntStream.range(step.number, step.number + 7).mapToObj(FileWatchStorePropertiesTest::ref).toList();
                    store.putAll(refs);
                    model.addAll(refs);
                }
                case REMOVE -> {
                    store.remove(ref);
                    model.remove(ref);
                }
                case CHURN -> {
                    // Enough to have the file compacted.
                    for (int i = 0; i < 600; i++) {
                        store.put(RunRef.of("retab", "passing_" + i));
                        store.remove(RunRef.of("retab", "passing_" + i));
                    }
                }
                default -> {
                    store.close();
                    byte[] content = content(disk);
                    if (step.kind == Kind.TORN_TAIL) {
                        // A put that did not return.
                        byte[] line = JournalRecord.put(RunRef.of("retab", "torn")).getBytes(StandardCharsets.ISO_8859_1);
                        byte[] longer = Arrays.copyOf(content, content.length + step.number % (line.length - 2));
                        System.arraycopy(line, 0, longer, content.length, longer.length - content.length);
                        content = longer;
                    } else if (step.kind == Kind.DAMAGED_LINE_BREAK) {
                        int at = lineBreak(content, step.number);
                        content = content.clone();
                        content[at] = (byte) (step.number % 2 == 0 ? 'x' : 0);
                    }
                    disk = with(content);
                    store = open(disk);
                }
            }
            assertThat(store.all()).containsExactlyElementsOf(model);
        }
        store.close();
        assertThat(open(with(content(disk))).all()).containsExactlyElementsOf(model);
    }

    private static int lineBreak(byte[] content, int number) {
        int[] breaks = IntStream.range(0, content.length).filter(i -> content[i] == '\n').toArray();
        return breaks[number % breaks.length];
    }

    /** Bytes around records that are sound: some are lost, but none is invented, and none that is whole is missed. */
    @Property
    void whateverStandsAroundARecordItIsRead(@ForAll byte[] before, @ForAll byte[] after, @ForAll int number) {
        RunRef ref = ref(Math.floorMod(number, 40));
        byte[] record = (JournalRecord.header() + JournalRecord.put(ref)).getBytes(StandardCharsets.ISO_8859_1);
        byte[] content = Arrays.copyOf(before, before.length + record.length + after.length);
        System.arraycopy(record, 0, content, before.length, record.length);
        System.arraycopy(after, 0, content, before.length + record.length, after.length);

        MemoryDisk disk = with(content);
        FileWatchStore store = open(disk);
        assertThat(store.all()).containsExactly(ref);
        store.put(ref(41));
        store.close();

        assertThat(open(disk).all()).containsExactly(ref, ref(41));
    }

    @Property
    void anyBytesAreAJournalOrRefused(@ForAll byte[] content) {
        try {
            assertThat(open(with(content)).all()).isEmpty();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining(FILE.toString()).hasMessageContaining("no journal");
        }
    }
}
