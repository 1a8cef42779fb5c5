package dev.polyrun;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.helpers.NOPLogger;

/**
 * Any bytes as a journal, and behind a sound one: what is put afterwards is there when it is opened again, beside what was there before. An input
 * that begins with {@code *} has its checksums filled in where it has {@code ########}, since no fuzzer guesses them.
 */
public final class JournalFuzz {
    private static final Path FILE = Path.of("/data/runs.journal");
    private static final RunRef PUT = RunRef.of("retab", "put");

    private JournalFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        check(text.startsWith("*") ? withChecksums(text.substring(1)) : text);
        check(JournalRecord.header() + JournalRecord.put(RunRef.of("retab", "before")) + text);
    }

    private static String withChecksums(String text) {
        StringBuilder lines = new StringBuilder();
        for (String line : text.split("(?<=\n)")) {
            int at = line.indexOf(" ########");
            lines.append(at < 0 ? line : line.substring(0, at + 1) + JournalRecord.checksum(line.substring(0, at)) + line.substring(at + 9));
        }
        return lines.toString();
    }

    private static void check(String content) {
        MemoryDisk disk = MemoryDisk.with(Map.of(FILE, content.getBytes(StandardCharsets.ISO_8859_1)));
        Set<RunRef> there;
        try {
            FileWatchStore store = FileWatchStore.open(FILE, disk, NOPLogger.NOP_LOGGER);
            there = new LinkedHashSet<>(store.all());
            store.put(PUT);
            store.close();
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null || !e.getMessage().contains("It was left as it is")) {
                throw e;
            }
            return;
        }
        there.add(PUT);
        Set<RunRef> again = FileWatchStore.open(FILE, disk, NOPLogger.NOP_LOGGER).all();
        if (!Arrays.equals(there.toArray(), again.toArray())) {
            throw new AssertionError("was " + there + ", is " + again);
        }
    }
}
