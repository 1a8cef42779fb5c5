package dev.polyrun;

import java.net.URLDecoder;
import java.net.URLEncoder;
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

    static String checkId(String id, String what) {
        if (Objects.requireNonNull(id, what).isBlank()) {
            throw new IllegalArgumentException("The " + what + " is blank; expected the vendor's id");
        }
        return id;
    }

    static String head(String vendor, @Nullable String account) {
        return account == null ? vendor + ":" : vendor + "@" + account + ":";
    }

    static String encode(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String decode(String id, String text) {
        try {
            return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" has a % that no two hexadecimal digits follow", e);
        }
    }
}
