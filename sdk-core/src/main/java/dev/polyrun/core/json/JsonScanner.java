package dev.polyrun.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where the values of a JSON document end, and makes nothing of them, in two thirds of the time that a parser needs to skip them: it looks up no
 * names. It takes nothing for JSON that is none; what it does not take may be JSON all the same, if of an unusual kind, for a parser to judge. Places
 * are indexes into the document. Not thread-safe.
 */
final class JsonScanner {
    /** In place of a place. */
    static final int NONE = -1;

    /** What is longer, or deeper, the parser may refuse. */
    private static final int LONGEST_NUMBER = 500;
    private static final int LONGEST_NAME = 10_000;
    static final int DEEPEST = 490;

    private static final VarHandle EIGHT_BYTES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] document;
    private final int end;
    private boolean hasEscapes;

    /** @param end how many bytes of the array are the document */
    JsonScanner(byte[] document, int end) {
        this.document = document;
        this.end = end;
    }

    /** Whether this byte is there. */
    boolean is(int place, char expected) {
        return place >= 0 && place < end && document[place] == expected;
    }

    /** The first place from here on that is no white space. */
    int next(int from) {
        int at = from;
        while (at < end && (document[at] == ' ' || document[at] == '\n' || document[at] == '\r' || document[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** The end of the name that begins here, both with its quotes. */
    int name(int place) {
        hasEscapes = false;
        int after = is(place, '"') ? string(place) : NONE;
        return after - place > LONGEST_NAME || hasEscapes && after != NONE && !hasPairsOnly(place, after) ? NONE : after;
    }

    /** Whether no surrogate is alone, which the parser takes in texts, but not in names. */
    private boolean hasPairsOnly(int from, int to) {
        int at = from;
        while (at < to) {
            if (document[at] != '\\') {
                at++;
            } else if (document[at + 1] != 'u' || !Character.isSurrogate(escaped(at))) {
                at += 2;
            } else if (Character.isHighSurrogate(escaped(at)) && document[at + 6] == '\\' && document[at + 7] == 'u'
                    && Character.isLowSurrogate(escaped(at + 6))) {
                at += 12;
            } else {
                return false;
            }
        }
        return true;
    }

    /** What stands here as a backslash, a u and four digits. */
    private char escaped(int place) {
        int unit = 0;
        for (int at = place + 2; at < place + 6; at++) {
            unit = unit << 4 | Character.digit(document[at], 16);
        }
        return (char) unit;
    }

    /** Whether the last name is not written letter by letter. */
    boolean hasEscapes() {
        return hasEscapes;
    }

    /** Where the value of a name begins that ends here. */
    int valueOf(int nameEnd) {
        int colon = nameEnd < 0 ? NONE : next(nameEnd);
        return is(colon, ':') ? next(colon + 1) : NONE;
    }

    /** The comma or bracket behind a value that ends here. */
    int delimiter(int valueEnd) {
        int after = valueEnd < 0 ? NONE : next(valueEnd);
        return is(after, ',') || is(after, '}') || is(after, ']') ? after : NONE;
    }

    /**
     * The end of the value that begins here.
     *
     * @param depth in how many others it is
     */
    int skip(int place, int depth) {
        if (place < 0 || place >= end || depth > DEEPEST) {
            return NONE;
        }
        return switch (document[place]) {
            case '"' -> string(place);
            case '{' -> object(place, depth);
            case '[' -> array(place, depth);
            case 't' -> literal(place, TRUE);
            case 'f' -> literal(place, FALSE);
            case 'n' -> literal(place, NULL);
            default -> number(place);
        };
    }

    private int object(int start, int depth) {
        int place = next(start + 1);
        if (is(place, '}')) {
            return place + 1;
        }
        while (true) {
            int after = delimiter(skip(valueOf(name(place)), depth + 1));
            if (!is(after, ',')) {
                return is(after, '}') ? after + 1 : NONE;
            }
            place = next(after + 1);
        }
    }

    private int array(int start, int depth) {
        int place = next(start + 1);
        if (is(place, ']')) {
            return place + 1;
        }
        while (true) {
            int after = delimiter(skip(place, depth + 1));
            if (!is(after, ',')) {
                return is(after, ']') ? after + 1 : NONE;
            }
            place = next(after + 1);
        }
    }

    private int literal(int place, byte[] literal) {
        for (int i = 0; i < literal.length; i++) {
            if (place + i >= end || document[place + i] != literal[i]) {
                return NONE;
            }
        }
        return place + literal.length;
    }

    private int number(int start) {
        int integer = is(start, '-') ? start + 1 : start;
        int at = digits(integer);
        if (at == NONE || document[integer] == '0' && at > integer + 1) {
            return NONE;
        }
        if (is(at, '.')) {
            at = digits(at + 1);
        }
        if (is(at, 'e') || is(at, 'E')) {
            at = digits(is(at + 1, '+') || is(at + 1, '-') ? at + 2 : at + 1);
        }
        return at - start > LONGEST_NUMBER ? NONE : at;
    }

    private int digits(int start) {
        int at = start;
        while (at < end && document[at] >= '0' && document[at] <= '9') {
            at++;
        }
        return at == start ? NONE : at;
    }

    private int string(int start) {
        int at = start + 1;
        while (at >= 0 && at < end) {
            if (at + Long.BYTES <= end) {
                long marks = marks((long) EIGHT_BYTES.get(document, at));
                if (marks == 0) {
                    at += Long.BYTES;
                    continue;
                }
                at += Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            }
            byte b = document[at];
            if (b == '"') {
                return at + 1;
            }
            at = b == '\\' ? escape(at + 1) : b < 0 ? character(at) : b < ' ' ? NONE : at + 1;
        }
        return NONE;
    }

    /** The highest bit of each of eight bytes that ends plain text: quotes, backslashes, control characters, and whatever is not ASCII. */
    private static long marks(long bytes) {
        return zeros(bytes ^ ONES * '"') | zeros(bytes ^ ONES * '\\') | bytes - ONES * ' ' & ~bytes & HIGHEST_BITS | bytes & HIGHEST_BITS;
    }

    /** The highest bit of each byte that is zero; the lowest one is true, those above it may not be. */
    private static long zeros(long bytes) {
        return bytes - ONES & ~bytes & HIGHEST_BITS;
    }

    /** What follows the character behind a backslash. */
    private int escape(int place) {
        hasEscapes = true;
        if (place >= end) {
            return NONE;
        }
        return switch (document[place]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> place + 1;
            case 'u' -> hex(place + 1);
            default -> NONE;
        };
    }

    private int hex(int start) {
        for (int at = start; at < start + 4; at++) {
            if (at >= end || Character.digit(document[at], 16) < 0) {
                return NONE;
            }
        }
        return start + 4;
    }

    /** What follows a character that is not ASCII. */
    private int character(int place) {
        int lead = document[place] & 0xFF;
        int more = lead < 0xC2 || lead > 0xF4 ? NONE : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        for (int at = place + 1; at <= place + more; at++) {
            if (at >= end || (document[at] & 0xC0) != 0x80) {
                return NONE;
            }
        }
        return more == NONE ? NONE : place + more + 1;
    }
}
