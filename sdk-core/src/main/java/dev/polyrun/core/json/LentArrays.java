package dev.polyrun.core.json;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for bytes that are needed for a moment: those of a document until it is decoded. Whoever has one may replace it by a larger one before giving
 * it back. Their content is whatever was in them before. Thread-safe; works the same on virtual threads.
 */
public final class LentArrays {
    private static final int SHORTEST = 8 << 10;
    private static final int LONGEST_KEPT = 4 << 20;
    /** As many as are in use at once on most machines. Softly, so that they do not stay for ever. */
    private static final AtomicReferenceArray<@Nullable SoftReference<byte[]>> KEPT = new AtomicReferenceArray<>(8);

    private LentArrays() {}

    /** An array that nobody else has, of 8 KB or more. */
    public static byte[] lend() {
        int first = place();
        for (int i = 0; i < KEPT.length(); i++) {
            SoftReference<byte[]> kept = KEPT.getAndSet((first + i) % KEPT.length(), null);
            byte[] array = kept == null ? null : kept.get();
            if (array != null) {
                return array;
            }
        }
        return new byte[SHORTEST];
    }

    /** Keeps the array for others, if there is room for it. The caller must not use it afterwards, nor give it back once more. */
    public static void giveBack(byte[] array) {
        if (array.length < SHORTEST || array.length > LONGEST_KEPT) {
            return;
        }
        SoftReference<byte[]> kept = new SoftReference<>(array);
        int first = place();
        for (int i = 0; i < KEPT.length() && !KEPT.compareAndSet((first + i) % KEPT.length(), null, kept); i++) {
            // The next place may be free.
        }
    }

    /** Where this thread looks first, so that not all of them look at the same. */
    private static int place() {
        return (int) Thread.currentThread().getId() & 0xFFFF;
    }
}
