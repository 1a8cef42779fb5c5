package dev.polyrun.core.json;

import java.util.HexFormat;

/**
 * Texts with half of a surrogate pair in them, as a server makes when it cuts a text off in the middle of an emoji. UTF-8 has no form for it. Its
 * escape is what it came as, and what Jackson writes from some 3.0 release on; 3.0.0, which a user's BOM may hold, writes bytes that nobody reads
 * again.
 */
final class HalfCharacters {
    private static final HexFormat HEX = HexFormat.of();

    private HalfCharacters() {}

    static boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (isHalf(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isHalf(String text, int at) {
        return !Character.isHighSurrogate(text.charAt(at)) || at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }

    /** The text as a JSON string. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c) && isHalf(text, i)) {
                json.append("\\u").append(HEX.toHexDigits(c));
            } else {
                json.append(c);
                if (Character.isSurrogate(c)) {
                    json.append(text.charAt(++i));
                }
            }
        }
        return json.append('"').toString();
    }
}
