package dev.polyrun.core;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/** Texts that somebody wishing ill might send: of every Unicode plane, and of what means something to a path, a header or a disk. */
public final class Texts {
    private static final String[] NASTY = {
        "..", ".", "/", "\\", "%", "%2e", "%2F", "%00", "\0", "\r\n", "\r\n ", "\n", "\t", " ", "?", "&", "=", "#", ";", ":", "@", "+", "\"", "'",
        "<", "|", "*", "~", "$", "con", "aux", "NUL", "com1", "lpt\u00b9", ".txt", "\u202e", "\ufeff", "\u00a0", "\u0085", "\u2028", "\u0130",
        "e\u0301", "\ufffd"
    };

    private static final int PLANES = 17;
    private static final int KINDS = 40;

    private Texts() {}

    /** Any text, one with halves of surrogate pairs included. */
    public static Arbitrary<String> any() {
        return pieces(KINDS);
    }

    /** Any text that UTF-8 can write. */
    public static Arbitrary<String> wellFormed() {
        return pieces(KINDS - 1);
    }

    /** Whether UTF-8 can write it. */
    public static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Of numbers, and not of arbitraries of arbitraries, which are slow. */
    private static Arbitrary<String> pieces(int kinds) {
        return Arbitraries.integers().between(0, (kinds << 16) - 1).withDistribution(RandomDistribution.uniform()).list().ofMaxSize(10)
                .map(list -> list.stream().map(Texts::piece).collect(Collectors.joining()));
    }

    private static String piece(int number) {
        int kind = number >> 16;
        int which = number & 0xFFFF;
        if (kind < PLANES) {
            // Every plane as often as any other.
            return Character.toString(kind == 0 && Character.isSurrogate((char) which) ? which - 0xD800 : number);
        }
        if (kind == KINDS - 1) {
            return Character.toString(0xD800 + which % 0x800);
        }
        return kind % 2 == 0 ? NASTY[which % NASTY.length] : Character.toString('!' + which % 94);
    }
}
