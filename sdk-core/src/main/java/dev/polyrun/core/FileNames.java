package dev.polyrun.core;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a name for a file of what a server says, which may be anything, paths and devices included. */
final class FileNames {
    /** In UTF-8: file systems take 255, and a number may have to be added. */
    private static final int LONGEST = 200;

    private static final int LONGEST_EXTENSION = 20;

    private static final Pattern PARAMETER = Pattern.compile("\\G\\s*;\\s*([^\\s=;\"]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"?|([^;]*))");
    private static final Pattern EXTENDED = Pattern.compile("([^']*)'[^']*'(.*)", Pattern.DOTALL);
    private static final Pattern RESERVED =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\\$|conout\\$)\\s*(\\..*)?", Pattern.DOTALL);

    private FileNames() {}

    /** The safe name that a Content-Disposition gives, the extended form (RFC 5987) before the plain one; null when it gives none. */
    static @Nullable String ofDisposition(@Nullable String header) {
        int semicolon = header == null ? -1 : header.indexOf(';');
        if (header == null || semicolon < 0) {
            return null;
        }
        String plain = null;
        String extended = null;
        Matcher parameters = PARAMETER.matcher(header).region(semicolon, header.length());
        while (parameters.find()) {
            String value = parameters.group(2) == null ? parameters.group(3).strip() : parameters.group(2).replaceAll("\\\\(.)", "$1");
            switch (parameters.group(1).toLowerCase(Locale.ROOT)) {
                case "filename" -> plain = plain == null ? value : plain;
                case "filename*" -> extended = extended == null ? decoded(value) : extended;
                default -> {}
            }
        }
        String name = extended == null ? null : safe(extended);
        return name != null ? name : plain == null ? null : safe(plain);
    }

    /** Null when the text is not of the extended form, or in a charset that is not known. */
    private static @Nullable String decoded(String value) {
        Matcher parts = EXTENDED.matcher(value);
        if (!parts.matches()) {
            return null;
        }
        Charset charset = switch (parts.group(1).toLowerCase(Locale.ROOT)) {
            case "utf-8" -> StandardCharsets.UTF_8;
            case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
            default -> null;
        };
        if (charset == null) {
            return null;
        }
        return new String(PercentCode.decode(parts.group(2), charset), charset);
    }

    /**
     * One segment of a path, on any system: nothing before the last slash of either kind, nothing that does not show, no leading dot, no name of a
     * device, not too long. Null when nothing is left.
     */
    static @Nullable String safe(String name) {
        String segment = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder shown = new StringBuilder();
        segment.codePoints().filter(FileNames::shows).map(c -> "<>:\"|?*".indexOf(c) >= 0 ? '_' : c).forEach(shown::appendCodePoint);
        // Shortened before, since what is cut off may have been all that told it from a device; and after, since a letter is added.
        String trimmed = trimmed(shortened(trimmed(shown.toString())));
        String safe = RESERVED.matcher(trimmed).matches() ? trimmed(shortened("_" + trimmed)) : trimmed;
        return safe.isEmpty() ? null : safe;
    }

    private static boolean shows(int c) {
        return switch (Character.getType(c)) {
            // Format characters would let a name look like another one.
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** A leading dot hides a file, and trailing ones vanish on one system. */
    private static String trimmed(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isBlankOrDot(name.charAt(start))) {
            start++;
        }
        while (start < end && isBlankOrDot(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isBlankOrDot(char c) {
        return c == '.' || Character.isSpaceChar(c);
    }

    private static String shortened(String name) {
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && bytes(name.substring(dot)) <= LONGEST_EXTENSION ? name.substring(dot) : "";
        StringBuilder start = new StringBuilder();
        int left = LONGEST - bytes(extension);
        for (int i = 0; i < name.length() - extension.length(); ) {
            int c = name.codePointAt(i);
            left -= bytes(Character.toString(c));
            if (left < 0) {
                break;
            }
            start.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return start + extension;
    }

    /** The same name for a system that can write no other letters; a safe one stays safe. */
    static String inAscii(String name) {
        StringBuilder ascii = new StringBuilder();
        name.codePoints().map(c -> c < 0x80 ? c : '_').forEach(ascii::appendCodePoint);
        return ascii.toString();
    }

    /** The same name with a number before its extension. */
    static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name + " (" + number + ")" : name.substring(0, dot) + " (" + number + ")" + name.substring(dot);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
