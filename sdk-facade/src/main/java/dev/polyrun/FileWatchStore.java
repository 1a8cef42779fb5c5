package dev.polyrun;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers watched runs in a file, of which neither a killed process nor a power cut loses a run whose {@link #put} had returned. The file is
 * a journal: text, one line for each put and remove. It is made when there is none, readable by its owner only, and compacted when most of it is
 * dead; it holds no secrets.
 *
 * <p>Puts wait for the disk; those that wait at the same time share one force, and {@link #putAll} needs one for all its runs. A remove is written
 * at once, but forced only by the next put or by {@link #close}.
 *
 * <p>One store at a time can have a file open. Beside it lies a file of the same name and {@code .lock}, which stays, but locks nothing once the
 * process has ended; and, for moments, one ending in {@code .compacting}.
 *
 * <p>Thread-safe. An interrupt breaks nothing: the operation goes on to its end, and the thread's flag stays set.
 */
public final class FileWatchStore implements WatchStore, AutoCloseable {
    private final Path file;
    private final JournalFile journal;
    private final Closeable fileLock;
    private final ReentrantLock lock = new ReentrantLock();

    /** What is on the disk, less what was removed since. */
    private final Set<RunRef> live;

    /** What is to be written next. */
    private Batch pending = new Batch();

    /** What is being written; empty when nothing is. */
    private Batch inFlight = new Batch();

    /** Whether a thread is at the file, which it is without the lock. */
    private boolean writing;

    private boolean closed;

    private FileWatchStore(Path file, JournalFile journal, Closeable fileLock, Set<RunRef> live) {
        this.file = file;
        this.journal = journal;
        this.fileLock = fileLock;
        this.live = live;
    }

    /**
     * Opens a file and reads it, or makes it. A record that was being written when the process ended is cut off; damaged ones are skipped, with a
     * warning in the log that names their lines.
     *
     * @param file in a directory that is there already
     * @throws IllegalArgumentException when the file is there, but is no journal; it stays as it is
     * @throws IllegalStateException when the file is open already, in this process or in another
     * @throws UncheckedIOException when it cannot be read or written
     */
    public static FileWatchStore open(Path file) {
        return open(resolved(file), new FileDisk(), LoggerFactory.getLogger(FileWatchStore.class));
    }

    static FileWatchStore open(Path file, JournalDisk disk, Logger log) {
        try {
            Closeable fileLock = disk.lock(file);
            JournalFile journal = new JournalFile(file, disk, log);
            try {
                return new FileWatchStore(file, journal, fileLock, new LinkedHashSet<>(journal.open()));
            } catch (IOException | RuntimeException | Error e) {
                try (fileLock; journal) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be opened: " + e, e);
        }
    }

    /** The file itself, where the path is a symbolic link to it: its lock and what replaces it have to lie beside it. */
    private static Path resolved(Path file) {
        if (file.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(
                    file + " is of the file system " + file.getFileSystem() + "; expected a file of the operating system");
        }
        Path absolute = file.toAbsolutePath();
        if (Files.exists(absolute) ? !Files.isRegularFile(absolute) : !Files.isDirectory(absolute.getParent())) {
            throw new IllegalArgumentException(
                    file + " is no file, and cannot become one; expected a journal, or a new name in a directory that exists");
        }
        try {
            return Files.exists(absolute) ? absolute.toRealPath() : absolute.getParent().toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be opened: " + e, e);
        }
    }

    /**
     * Remembers a run, and returns when it would survive a power cut.
     *
     * @throws UncheckedIOException when it cannot be written; it is then not remembered
     * @throws IllegalStateException when the store is closed
     */
    @Override
    public void put(RunRef ref) {
        putAll(List.of(ref));
    }

    /**
     * Remembers many runs, for the price of one.
     *
     * @throws UncheckedIOException when they cannot be written; those that were not remembered before are then not remembered
     * @throws IllegalStateException when the store is closed
     */
    @Override
    public void putAll(Collection<RunRef> refs) {
        Map<RunRef, String> lines = new LinkedHashMap<>();
        refs.forEach(ref -> lines.computeIfAbsent(ref, JournalRecord::put));
        lock.lock();
        try {
            checkOpen();
            lines.keySet().removeAll(live);
            if (!lines.isEmpty()) {
                Batch batch = pending;
                batch.put(lines);
                awaitForced(batch);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a run, and returns without waiting for the disk. A power cut before the next put, or before {@link #close}, may bring it back.
     *
     * @throws UncheckedIOException when that cannot be written; the run is forgotten, and the next put writes that again
     * @throws IllegalStateException when the store is closed
     */
    @Override
    public void remove(RunRef ref) {
        Objects.requireNonNull(ref, "ref");
        lock.lock();
        try {
            checkOpen();
            // From all three: what another thread is putting just now goes, too.
            if (live.remove(ref) | inFlight.puts.remove(ref) | pending.puts.remove(ref)) {
                // Else somebody is about to write it, or a write has failed, and the next put tries again.
                boolean mine = !writing && pending.lines.isEmpty() && journal.isSound();
                Batch batch = pending;
                batch.remove(ref);
                if (mine) {
                    writePending();
                    batch.requireWritten();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A copy of all that is remembered, in the order in which it was put. A run is in it from the end of its put on.
     *
     * @throws IllegalStateException when the store is closed
     */
    @Override
    public Set<RunRef> all() {
        lock.lock();
        try {
            checkOpen();
            return Collections.unmodifiableSet(new LinkedHashSet<>(live));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forces what was removed, and lets go of the file. Puts that are under way come to their end. Closing twice does nothing.
     *
     * @throws UncheckedIOException when not all could be written; the store is closed all the same, and what was removed may come back
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be closed: " + e, e);
        } finally {
            lock.unlock();
        }
    }

    private void finish() throws IOException {
        try (fileLock; journal) {
            awaitForced(pending);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The store of " + file + " is closed; open it again with FileWatchStore.open");
        }
    }

    /** Writes a batch, or waits until another thread has. Needs the lock. */
    private void awaitForced(Batch batch) {
        batch.forced = true;
        while (!batch.ended) {
            if (writing) {
                batch.end.awaitUninterruptibly();
            } else {
                writePending();
            }
        }
        batch.requireWritten();
    }

    /** Writes what is pending, and what is removed meanwhile. Needs the lock, and gives it away while it is at the file. */
    private void writePending() {
        Batch batch;
        do {
            batch = pending;
            pending = new Batch();
            inFlight = batch;
            // A remove alone does not wait for that.
            List<RunRef> whole = batch.forced && journal.needsRewrite(live.size()) ? List.copyOf(live) : null;
            writing = true;
            lock.unlock();
            Throwable failure = write(batch, whole);
            lock.lock();
            writing = false;
            batch.end(failure);
            // Those who wait for a batch write it. Nobody waits for removes.
        } while (batch.failure == null && !pending.forced && !pending.lines.isEmpty());
        pending.end.signal();
    }

    private @Nullable Throwable write(Batch batch, @Nullable List<RunRef> whole) {
        try {
            if (whole != null) {
                journal.rewrite(whole);
            }
            journal.append(batch.lines, batch.forced);
            return null;
        } catch (IOException | RuntimeException | Error e) {
            // Thrown by each who waits for the batch.
            return e;
        }
    }

    /** Records that are written together. Needs the lock, except that its lines do not change any more once they are being written. */
    private final class Batch {
        final Condition end = lock.newCondition();
        final List<String> lines = new ArrayList<>();
        final List<String> removes = new ArrayList<>();
        final Set<RunRef> puts = new LinkedHashSet<>();
        boolean forced;
        boolean ended;
        @Nullable Throwable failure;

        void put(Map<RunRef, String> linesOfRuns) {
            lines.addAll(linesOfRuns.values());
            puts.addAll(linesOfRuns.keySet());
        }

        void remove(RunRef ref) {
            String line = JournalRecord.remove(ref);
            lines.add(line);
            removes.add(line);
        }

        void end(@Nullable Throwable failure) {
            this.failure = failure;
            ended = true;
            end.signalAll();
            if (failure == null) {
                live.addAll(puts);
            } else {
                // Before all else that is pending: a run may have been put again since.
                pending.lines.addAll(0, removes);
                pending.removes.addAll(0, removes);
            }
            puts.clear();
        }

        void requireWritten() {
            if (failure != null) {
                throw new UncheckedIOException(file + " cannot be written, and remembers nothing new: " + failure,
                        failure instanceof IOException io ? io : new IOException(failure));
            }
        }
    }
}
