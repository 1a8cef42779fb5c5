package dev.polyrun;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The real disk. Files are written through {@link RandomAccessFile}: an interrupt closes a {@link FileChannel}, for every thread that shares it.
 */
final class FileDisk implements JournalDisk {
    private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] OWNER_ONLY =
            POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))} : new FileAttribute<?>[0];

    /**
     * The lock files that this process holds. They must not even be opened a second time: on POSIX systems, closing any channel of a file ends all
     * locks that the process has on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Channels of lock files that another class loader's copy of this class holds. Closing one would end its lock. */
    private static final Queue<FileChannel> HELD_ELSEWHERE = new ConcurrentLinkedQueue<>();

    /** Beside the journal: the file of that name changes whenever the journal is compacted, and a lock would stay with the old one. */
    @Override
    public Closeable lock(Path journal) throws IOException {
        Path path = journal.resolveSibling(journal.getFileName() + ".lock");
        if (!HELD.add(path)) {
            throw inUse(journal);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(journal);
            }
            return () -> release(path, lock);
        } catch (OverlappingFileLockException e) {
            HELD_ELSEWHERE.add(channel);
            HELD.remove(path);
            throw inUse(journal);
        } catch (IOException | RuntimeException | Error e) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(path);
            throw e;
        }
    }

    private static void release(Path path, FileLock lock) throws IOException {
        try {
            lock.acquiredBy().close();
        } finally {
            HELD.remove(path);
        }
    }

    private static IllegalStateException inUse(Path journal) {
        return new IllegalStateException(journal + " is open already, in this process or in another; expected one store for a file at a time."
                + " Close the other one, or give each its own file");
    }

    @Override
    public @Nullable InputStream read(Path file) throws IOException {
        return Files.exists(file) ? new FileInputStream(file.toFile()) : null;
    }

    @Override
    public Writable create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, OWNER_ONLY);
        return open(file);
    }

    @Override
    public Writable open(Path file) throws IOException {
        return new OpenFile(new RandomAccessFile(file.toFile(), "rw"));
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!POSIX) {
            return;
        }
        // Only a channel opens a directory, so an interrupt has to be put aside.
        boolean interrupted = false;
        try {
            while (!forced(directory)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean forced(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    private record OpenFile(RandomAccessFile file) implements Writable {
        @Override
        public void write(long position, byte[] bytes) throws IOException {
            file.seek(position);
            file.write(bytes);
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
