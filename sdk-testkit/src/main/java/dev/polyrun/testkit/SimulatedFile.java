package dev.polyrun.testkit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file that a simulator was sent. Immutable and thread-safe. */
public final class SimulatedFile {
    private final String name;
    private final long length;
    private final String sha256;
    private final byte @Nullable [] bytes;

    private SimulatedFile(String name, long length, String sha256, byte @Nullable [] bytes) {
        this.name = name;
        this.length = length;
        this.sha256 = sha256;
        this.bytes = bytes;
    }

    /**
     * The file that a text in a request holds.
     *
     * @param text base64, or what {@link LongTexts} put in its place
     * @return null when it is neither
     */
    static @Nullable SimulatedFile of(String name, String text) {
        LongTexts.File leftOut = LongTexts.File.parse(text);
        if (leftOut != null) {
            return new SimulatedFile(name, leftOut.length(), leftOut.sha256(), null);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return new SimulatedFile(name, bytes.length, HexFormat.of().formatHex(hash().digest(bytes)), bytes);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static MessageDigest hash() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The name that it was sent under. */
    public String name() {
        return name;
    }

    /** How many bytes it has. */
    public long length() {
        return length;
    }

    /** The SHA-256 of its bytes, in lower-case hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /**
     * A copy of its bytes.
     *
     * @throws IllegalStateException when they were not kept because the request was too large for that, see {@link SimulatedRequest}
     */
    public byte[] bytes() {
        return kept().clone();
    }

    byte[] kept() {
        if (bytes == null) {
            throw new IllegalStateException("The " + length + " bytes of " + name + " were counted and hashed, not kept: the request was too large");
        }
        return bytes;
    }

    /** The name, nothing of the content. */
    @Override
    public String toString() {
        return "SimulatedFile[" + name + ", " + length + " bytes]";
    }
}
