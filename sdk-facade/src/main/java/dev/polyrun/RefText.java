package dev.polyrun;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text form that references share: {@code vendor[@account]:id}. What would be misread in an id is percent-encoded. */
final class RefText {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private RefText() {}

    /** The part before the colon, and the rest. */
    record Split(String vendor, @Nullable String account, String rest) {}

    static Split split(String text, String expected) {
        Objects.requireNonNull(text, "text");
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("\"" + text + "\" names no vendor; expected " + expected);
        }
        Accounts.Key head = key(text.substring(0, colon), text);
        return new Split(head.vendor(), head.account(), text.substring(colon + 1));
    }

    /** Reads {@code vendor[@account]}. */
    static Accounts.Key key(String text) {
        return key(Objects.requireNonNull(text, "vendor"), text);
    }

    private static Accounts.Key key(String head, String text) {
        int at = head.indexOf('@');
        String vendor = at < 0 ? head : head.substring(0, at);
        String account = at < 0 ? null : head.substring(at + 1);
        return new Accounts.Key(checkName(vendor, "vendor", text), account == null ? null : checkName(account, "account", text));
    }

    static String checkName(String name, String what, String text) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has the " + what + " \"" + name + "\"; expected lower-case letters, digits and hyphens, such as retab");
        }
        return name;
    }

    static String checkNotBlank(String id, String what) {
        if (Objects.requireNonNull(id, what).isBlank()) {
            throw new IllegalArgumentException("The " + what + " is blank; expected the vendor's id");
        }
        return id;
    }

    /** Refuses what the text form would not bring back. */
    static String checkId(String id, String what) {
        if (!isId(checkNotBlank(id, what))) {
            throw new IllegalArgumentException(
                    "The " + what + " \"" + id + "\" has half of a surrogate pair, which cannot be written; expected the vendor's id");
        }
        return id;
    }

    /** Whether a vendor's id can name something: it is not blank, and has no half of a surrogate pair, which UTF-8 has no form for. */
    static boolean isId(@Nullable String id) {
        return id != null && !id.isBlank() && StandardCharsets.UTF_8.newEncoder().canEncode(id);
    }

    static String head(String vendor, @Nullable String account) {
        return account == null ? vendor + ":" : vendor + "@" + account + ":";
    }

    static String encode(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String decode(String id, String text) {
        try {
            ByteBuffer letters = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(id));
            ByteBuffer bytes = ByteBuffer.allocate(letters.remaining());
            while (letters.hasRemaining()) {
                byte letter = letters.get();
                bytes.put(letter == '%' ? (byte) (digit(letters, text) << 4 | digit(letters, text)) : letter);
            }
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no text: it has half of a surrogate pair, or escapes that are no UTF-8", e);
        }
    }

    private static int digit(ByteBuffer letters, String text) {
        int digit = letters.hasRemaining() ? Character.digit(letters.get(), 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("\"" + text + "\" has a % that no two hexadecimal digits follow");
        }
        return digit;
    }
}
