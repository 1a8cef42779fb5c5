package dev.polyrun;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The lines of a journal. Each ends in the CRC32C, in hexadecimal, of what stands before it:
 *
 * <pre>
 * polyrun-watch-journal 1 0a1a6761
 * + retab:run_1 42a0f500
 * - retab:run_1 e04c645e
 * </pre>
 *
 * <p>The first names the format and its version. {@code +} puts a run, {@code -} removes it. References are printable ASCII without spaces.
 */
final class JournalRecord {
    static final String FORMAT = "polyrun-watch-journal";
    static final String VERSION = "1";

    private JournalRecord() {}

    static String header() {
        return line(FORMAT, VERSION);
    }

    static String put(RunRef ref) {
        return line("+", ref.toString());
    }

    static String remove(RunRef ref) {
        return line("-", ref.toString());
    }

    private static String line(String kind, String value) {
        String content = kind + " " + value;
        return content + " " + checksum(content) + "\n";
    }

    static String checksum(String content) {
        CRC32C crc = new CRC32C();
        crc.update(content.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
