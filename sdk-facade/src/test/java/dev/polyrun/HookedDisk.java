package dev.polyrun;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The real disk, with somebody who looks at each operation before it is done, and can make it fail. A write that fails leaves half its bytes. */
final class HookedDisk implements JournalDisk {
    private final JournalDisk disk = new FileDisk();
    private final Hook hook;

    interface Hook {
        /** @param operation the name of a method of {@link JournalDisk} or {@link JournalDisk.Writable} */
        void before(String operation) throws IOException;
    }

    HookedDisk(Hook hook) {
        this.hook = hook;
    }

    @Override
    public Closeable lock(Path journal) throws IOException {
        return disk.lock(journal);
    }

    @Override
    public @Nullable InputStream read(Path file) throws IOException {
        hook.before("read");
        return disk.read(file);
    }

    @Override
    public Writable create(Path file) throws IOException {
        hook.before("create");
        return hooked(disk.create(file));
    }

    @Override
    public Writable open(Path file) throws IOException {
        hook.before("open");
        return hooked(disk.open(file));
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        hook.before("replace");
        disk.replace(source, target);
    }

    @Override
    public void delete(Path file) throws IOException {
        hook.before("delete");
        disk.delete(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        hook.before("forceDirectory");
        disk.forceDirectory(directory);
    }

    private Writable hooked(Writable file) {
        return new Writable() {
            @Override
            public void write(long position, byte[] bytes) throws IOException {
                try {
                    hook.before("write");
                } catch (IOException e) {
                    file.write(position, Arrays.copyOf(bytes, bytes.length / 2));
                    throw e;
                }
                file.write(position, bytes);
            }

            @Override
            public void truncate(long length) throws IOException {
                hook.before("truncate");
                file.truncate(length);
            }

            @Override
            public void force() throws IOException {
                hook.before("force");
                file.force();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
