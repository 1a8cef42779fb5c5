package dev.polyrun.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/** Bytes within a text as {@code %} and two hexadecimal digits. */
final class PercentCode {
    private PercentCode() {}

    /**
     * The bytes that a text stands for. A {@code %} that no two digits follow stands for itself.
     *
     * @param charset of what is not encoded; one that holds ASCII as it is
     */
    static byte[] decode(String text, Charset charset) {
        byte[] letters = text.getBytes(charset);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(letters.length);
        for (int i = 0; i < letters.length; i++) {
            int high = letters[i] == '%' && i + 2 < letters.length ? Character.digit(letters[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(letters[i + 2], 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(letters[i]);
            }
        }
        return bytes.toByteArray();
    }
}
