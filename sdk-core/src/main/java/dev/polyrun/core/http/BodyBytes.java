package dev.polyrun.core.http;

import dev.polyrun.core.json.LentArrays;
import java.io.IOException;
import java.util.Arrays;
import okio.Buffer;
import okio.BufferedSource;

/**
 * The bytes of a body, at the beginning of an array. Until {@link #own} the array is a lent one, which goes back with {@link #giveBack}: what is decoded
 * has copies of its own, so that most calls need no array of their own. Used by one thread at a time.
 */
final class BodyBytes {
    /** Whoever wants the body. */
    interface Reader {
        /** A piece of it came. */
        void hear();

        /** Whether the beginning will do, and the rest may be dropped. */
        boolean suffices(byte[] bytes, int length);
    }

    static final BodyBytes NONE = of(new byte[0]);

    /** What is asked about: if it is in there, then nearly at once. */
    private static final int BEGINNING = 4 << 10;

    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private byte[] array;
    private int length;
    private boolean lent;
    private boolean isTooLong;

    private BodyBytes(byte[] array, int length, boolean lent) {
        this.array = array;
        this.length = length;
        this.lent = lent;
    }

    /** The whole of an array, which nobody changes. */
    static BodyBytes of(byte[] bytes) {
        return new BodyBytes(bytes, bytes.length, false);
    }

    /**
     * Reads to the end, or until there are more than so many. What follows a beginning that suffices is dropped, but read: only then the connection can
     * be used again.
     *
     * @param mayDrop whether the reader is to be asked at all
     */
    static BodyBytes read(BufferedSource source, long most, Reader reader, boolean mayDrop) throws IOException {
        BodyBytes body = new BodyBytes(LentArrays.lend(), 0, true);
        try {
            long read = 0;
            while (read <= most && read < BEGINNING && body.readOn(source)) {
                read = body.length;
                reader.hear();
            }
            boolean drops = mayDrop && read >= BEGINNING && reader.suffices(body.array, body.length);
            Buffer dropped = new Buffer();
            while (read <= most && read < LONGEST && (drops ? source.read(dropped, BEGINNING * 2) >= 0 : body.readOn(source))) {
                read = drops ? read + dropped.size() : body.length;
                dropped.clear();
                reader.hear();
            }
            body.isTooLong = read > most || read >= LONGEST;
            return body;
        } catch (IOException | RuntimeException e) {
            body.giveBack();
            throw e;
        }
    }

    private boolean readOn(BufferedSource source) throws IOException {
        if (length == array.length) {
            if (source.exhausted()) {
                return false;
            }
            array = Arrays.copyOf(array, (int) Math.min(LONGEST, array.length * 2L));
        }
        int read = source.read(array, length, array.length - length);
        length += Math.max(0, read);
        return read >= 0;
    }

    /** The first of these bytes in an array of their own; the lent one goes back. */
    BodyBytes own(long most) {
        BodyBytes own = of(Arrays.copyOf(array, (int) Math.min(length, most)));
        giveBack();
        return own;
    }

    /** Has no bytes afterwards, if they were lent. Does nothing the second time. */
    void giveBack() {
        if (lent) {
            LentArrays.giveBack(array);
            array = NONE.array;
            length = 0;
            lent = false;
        }
    }

    /** The array, of which the first {@link #length()} bytes count. */
    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Whether there were more than there may be, and so not all were read. */
    boolean isTooLong() {
        return isTooLong;
    }

    /** The bytes for whoever keeps them; a copy of lent ones. */
    byte[] toArray() {
        return lent ? Arrays.copyOf(array, length) : array;
    }

    /** As {@link #toArray}, but none of lent ones: nobody asked for those. */
    byte[] toArrayUnlessLent() {
        return lent ? NONE.array : array;
    }
}
