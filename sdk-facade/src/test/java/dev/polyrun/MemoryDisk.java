package dev.polyrun;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that loses power, and is as unkind about it as a disk may be: of what was not forced, any part may be there, cut anywhere or with holes;
 * names that were not forced may be the old ones. What a failed force was to force can still be read, but will never be on the disk. Not
 * thread-safe.
 */
final class MemoryDisk implements JournalDisk {
    private static final int SECTOR = 512;

    private final Map<Path, Content> names = new HashMap<>();
    private final List<Map<Path, Content>> possibleNames = new ArrayList<>(List.of(Map.of()));
    private long operationsLeft = Long.MAX_VALUE;
    private @Nullable Random whim;

    /** A write or a truncation, and what it may leave when the power goes. */
    private record Change(UnaryOperator<byte[]> whole, BiFunction<byte[], Random, byte[]> torn) {}

    private static final class Content {
        byte[] now = {};
        byte[] forced = {};
        final List<Change> unforced = new ArrayList<>();

        void change(Change change) {
            unforced.add(change);
            now = change.whole.apply(now);
        }

        void force() {
            unforced.forEach(change -> forced = change.whole.apply(forced));
            unforced.clear();
        }

        byte[] afterPowerCut(Random random) {
            byte[] left = forced;
            // Either in order up to some point, or each with what chance it has.
            int inOrder = random.nextBoolean() ? random.nextInt(unforced.size() + 1) : -1;
            for (int i = 0; i < unforced.size(); i++) {
                Change change = unforced.get(i);
                if (inOrder < 0) {
                    left = random.nextBoolean() ? change.torn.apply(left, random) : left;
                } else if (i < inOrder) {
                    left = change.whole.apply(left);
                } else {
                    return change.torn.apply(left, random);
                }
            }
            return left;
        }
    }

    /** A disk with these files, safely. */
    static MemoryDisk with(Map<Path, byte[]> files) {
        MemoryDisk disk = new MemoryDisk();
        files.forEach((path, bytes) -> {
            Content content = new Content();
            content.now = bytes;
            content.forced = bytes;
            disk.names.put(path, content);
        });
        disk.forceDirectory();
        return disk;
    }

    /** After so many more operations, everything fails. */
    MemoryDisk losingPowerAfter(long operations) {
        operationsLeft = operations;
        return this;
    }

    /** Once in a while, an operation fails; with null, none does. */
    MemoryDisk failingAtTimes(@Nullable Random whim) {
        this.whim = whim;
        return this;
    }

    /** What one finds when the power is back. */
    MemoryDisk afterPowerCut(Random random) {
        Map<Path, byte[]> left = new HashMap<>();
        possibleNames.get(random.nextInt(possibleNames.size())).forEach((path, content) -> left.put(path, content.afterPowerCut(random)));
        return with(left);
    }

    boolean hasPower() {
        return operationsLeft > 0;
    }

    int length(Path file) {
        return names.get(file).now.length;
    }

    private void step() throws IOException {
        if (operationsLeft <= 0) {
            throw new IOException("no power");
        }
        operationsLeft--;
        if (whim != null && whim.nextInt(6) == 0) {
            throw new IOException("bad luck");
        }
    }

    private void forceDirectory() {
        possibleNames.clear();
        possibleNames.add(Map.copyOf(names));
    }

    @Override
    public Closeable lock(Path journal) {
        return () -> {};
    }

    @Override
    public @Nullable InputStream read(Path file) throws IOException {
        step();
        return names.containsKey(file) ? new ByteArrayInputStream(names.get(file).now) : null;
    }

    @Override
    public Writable create(Path file) throws IOException {
        step();
        names.put(file, new Content());
        possibleNames.add(Map.copyOf(names));
        return open(file);
    }

    @Override
    public Writable open(Path file) throws IOException {
        step();
        return new OpenFile(names.get(file));
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        step();
        names.put(target, names.remove(source));
        possibleNames.add(Map.copyOf(names));
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        names.remove(file);
        possibleNames.add(Map.copyOf(names));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step();
        forceDirectory();
    }

    private final class OpenFile implements Writable {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(long position, byte[] bytes) throws IOException {
            try {
                step();
            } catch (IOException e) {
                write((int) position, Arrays.copyOf(bytes, bytes.length / 2));
                throw e;
            }
            write((int) position, bytes);
        }

        private void write(int start, byte[] bytes) {
            content.change(new Change(old -> written(old, start, bytes, bytes.length), (old, random) -> torn(old, start, bytes, random)));
        }

        @Override
        public void truncate(long length) throws IOException {
            step();
            content.change(new Change(old -> Arrays.copyOf(old, (int) length), (old, random) -> old));
        }

        @Override
        public void force() throws IOException {
            try {
                step();
            } catch (IOException e) {
                if (hasPower()) {
                    content.unforced.clear();
                }
                throw e;
            }
            content.force();
        }

        @Override
        public void close() {}
    }

    private static byte[] written(byte[] old, int start, byte[] bytes, int count) {
        byte[] now = Arrays.copyOf(old, Math.max(old.length, start + count));
        System.arraycopy(bytes, 0, now, start, count);
        return now;
    }

    /** A beginning of what was written, or the whole length of it with zeros where a sector is missing. */
    private static byte[] torn(byte[] old, int start, byte[] bytes, Random random) {
        if (random.nextBoolean()) {
            return written(old, start, bytes, random.nextInt(bytes.length + 1));
        }
        byte[] now = Arrays.copyOf(old, Math.max(old.length, start + bytes.length));
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + SECTOR - (start + from) % SECTOR);
            if (random.nextBoolean()) {
                System.arraycopy(bytes, from, now, start + from, to - from);
            }
            from = to;
        }
        return now;
    }
}
