package dev.polyrun;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a journal, as much of it as is sound. A record counts wherever its checksum is right, so that a damaged line break costs none of the two
 * lines that it joins.
 */
final class JournalReader {
    /** Where a journal shows that it is one. Also keeps a large file of another kind from being read whole. */
    private static final int BLOCK = 64 * 1024;

    private static final Pattern RECORD = Pattern.compile("([+-]|" + JournalRecord.FORMAT + ") ([!-~]++) ([0-9a-f]{8})");

    /** How many damaged lines are named one by one. */
    private static final int NAMED = 10;

    private final Path file;
    private final Set<RunRef> live = new LinkedHashSet<>();
    private final List<Long> damagedLines = new ArrayList<>();
    private long lines;
    private long damaged;
    private long length;
    private long kept;
    private boolean complete;

    private JournalReader(Path file) {
        this.file = file;
    }

    /**
     * Reads to the end.
     *
     * @throws IllegalArgumentException when it is something else than a journal, or one of a later version
     */
    static JournalReader read(Path file, InputStream in) throws IOException {
        JournalReader journal = new JournalReader(file);
        journal.read(in);
        return journal;
    }

    private void read(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int count = in.readNBytes(block, 0, BLOCK); count > 0; count = in.readNBytes(block, 0, BLOCK)) {
            if (length == 0) {
                requireJournal(text(block, count));
            }
            length += count;
            int from = 0;
            for (int i = 0; i < count; i++) {
                if (block[i] == '\n') {
                    line.write(block, from, i - from);
                    from = i + 1;
                    readLine(line.toString(StandardCharsets.ISO_8859_1));
                    line.reset();
                }
            }
            line.write(block, from, count - from);
        }
        int sound = readRecords(line.toString(StandardCharsets.ISO_8859_1)).end;
        kept = length - line.size() + sound;
        complete = sound == 0;
    }

    private static String text(byte[] block, int count) {
        return new String(block, 0, count, StandardCharsets.ISO_8859_1);
    }

    private void requireJournal(String start) {
        Matcher record = RECORD.matcher(start);
        for (int from = 0; record.find(from); from = record.start() + 1) {
            if (isSound(record)) {
                return;
            }
        }
        throw new IllegalArgumentException(file + " is no journal of watched runs; expected one, which begins with \""
                + JournalRecord.header().trim() + "\", or a file that is not there yet. It was left as it is");
    }

    private void readLine(String line) {
        lines++;
        if (!readRecords(line).whole) {
            damaged++;
            if (damagedLines.size() < NAMED) {
                damagedLines.add(lines);
            }
        }
    }

    /** Whether the text was one record and nothing else, and where the last sound record in it ended. */
    private record Found(boolean whole, int end) {}

    private Found readRecords(String text) {
        Matcher record = RECORD.matcher(text);
        boolean whole = false;
        int end = 0;
        for (int from = 0; record.find(from); ) {
            if (isSound(record) && apply(record.group(1), record.group(2))) {
                whole = record.start() == 0 && record.end() == text.length();
                end = record.end();
                from = end;
            } else {
                from = record.start() + 1;
            }
        }
        return new Found(whole, end);
    }

    private static boolean isSound(Matcher record) {
        return JournalRecord.checksum(record.group(1) + " " + record.group(2)).equals(record.group(3));
    }

    private boolean apply(String kind, String value) {
        if (kind.equals(JournalRecord.FORMAT)) {
            if (!value.equals(JournalRecord.VERSION)) {
                throw new IllegalArgumentException(file + " is a journal of watched runs of version " + value + "; expected version "
                        + JournalRecord.VERSION + ". Open it with the release of Polyrun that wrote it. It was left as it is");
            }
            return true;
        }
        RunRef ref;
        try {
            ref = RunRef.parse(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (kind.equals("+")) {
            live.add(ref);
        } else {
            live.remove(ref);
        }
        return true;
    }

    /** What was put and not removed, in the order in which it was put. */
    Set<RunRef> live() {
        return live;
    }

    /** How many lines there are. */
    long lines() {
        return lines;
    }

    /** How many bytes there are. */
    long length() {
        return length;
    }

    /** How many of its bytes to keep; what follows is a part of a record, whose put has not returned. */
    long kept() {
        return kept;
    }

    /** Whether what is to be kept ends with a line break. */
    boolean isComplete() {
        return complete;
    }

    /** Which lines are damaged, as a text; empty when none is. */
    String damage() {
        List<String> named = damagedLines.stream().map(String::valueOf).toList();
        String text = (damaged == 1 ? "line " : "lines ") + String.join(", ", named);
        return damaged == 0 ? "" : damaged > NAMED ? text + " and " + (damaged - NAMED) + " more" : text;
    }
}
