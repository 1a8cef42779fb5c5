package dev.polyrun.core.json;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Which encoding a JSON document came in. */
final class DocumentEncoding {
    private DocumentEncoding() {}

    /** JSON may also come in UTF-16 or UTF-32, told by its zero bytes; slices of the document need it in UTF-8. The array itself when it is. */
    static byte[] inUtf8(byte[] document, int length) {
        if (length < 2 || document[0] != 0 && document[1] != 0 && (document[0] & 0xFE) != 0xFE) {
            return document;
        }
        String charset = length >= 4 && (document[0] == 0 && document[1] == 0 || document[2] == 0 && document[3] == 0)
                ? "UTF-32"
                : "UTF-16";
        boolean littleEndian = document[0] != 0 && (document[0] & 0xFF) != 0xFE;
        return new String(document, 0, length, Charset.forName(charset + (littleEndian ? "LE" : "BE"))).getBytes(StandardCharsets.UTF_8);
    }
}
