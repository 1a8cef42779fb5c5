package dev.polyrun;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a journal asks of the disk. Tests put one in its place that fails, or loses what was not forced. */
interface JournalDisk {
    /**
     * Keeps everyone else off the journal, in this process and in others, until it is closed or the process ends.
     *
     * @throws IllegalStateException when someone has it
     */
    Closeable lock(Path journal) throws IOException;

    /** The bytes of a file; null when there is none. */
    @Nullable InputStream read(Path file) throws IOException;

    /** A new file, which nobody but its owner can read, in place of what may be there. */
    Writable create(Path file) throws IOException;

    /** An existing file. */
    Writable open(Path file) throws IOException;

    /** Gives a file another's name, in one step. The other is then no more. */
    void replace(Path source, Path target) throws IOException;

    /** Deletes a file, if there is one. */
    void delete(Path file) throws IOException;

    /** Makes last which files the directory has. Not needed, and not done, where the operating system has no such thing. */
    void forceDirectory(Path directory) throws IOException;

    /** A file that can be written to. No operation cares whether the thread is interrupted. */
    interface Writable extends Closeable {
        void write(long position, byte[] bytes) throws IOException;

        void truncate(long length) throws IOException;

        /** Returns when all that was written would survive a power cut. */
        void force() throws IOException;
    }
}
