package dev.polyrun.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document that is read piece by piece and kept without its long texts: what is base64 in them is counted and hashed. For one document, used
 * by one thread at a time.
 */
final class LongTexts {
    /** How many letters a text may have before it is long. */
    static final int LIMIT = 1 << 20;

    private static final byte[] DATA_URL = "data:".getBytes(StandardCharsets.US_ASCII);

    /** What stands in place of a long text that is base64. */
    record File(long length, String sha256) {
        private static final Pattern TEXT = Pattern.compile("\\[(\\d+) bytes, SHA-256 ([0-9a-f]{64})]");

        static @Nullable File parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            return matcher.matches() ? new File(Long.parseLong(matcher.group(1)), matcher.group(2)) : null;
        }

        @Override
        public String toString() {
            return "[" + length + " bytes, SHA-256 " + sha256 + "]";
        }
    }

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    /** The text that is being read, as far as it was not decoded. */
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private boolean inText;
    private boolean escaped;
    private @Nullable Decoding decoding;

    void write(byte[] bytes, int offset, int count) {
        int from = offset;
        int end = offset + count;
        for (int i = offset; i < end; i++) {
            if (escaped) {
                escaped = false;
            } else if (inText && bytes[i] == '\\') {
                escaped = true;
            } else if (bytes[i] == '"') {
                keep(bytes, from, i);
                if (inText) {
                    endText();
                }
                kept.write('"');
                inText = !inText;
                from = i + 1;
            }
        }
        keep(bytes, from, end);
    }

    /** The document so far. */
    String document() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    private void keep(byte[] bytes, int from, int end) {
        (inText ? text : kept).write(bytes, from, end - from);
        if (inText && text.size() > LIMIT) {
            byte[] letters = text.toByteArray();
            text.reset();
            int start = 0;
            if (decoding == null) {
                decoding = new Decoding();
                start = prefix(letters);
                kept.write(letters, 0, start);
            }
            int rest = (letters.length - start) % 4;
            decoding.add(Arrays.copyOfRange(letters, start, letters.length - rest));
            text.write(letters, letters.length - rest, rest);
        }
    }

    /** How much of a text comes before the base64 in it. */
    private static int prefix(byte[] letters) {
        boolean isUrl = Arrays.equals(letters, 0, DATA_URL.length, DATA_URL, 0, DATA_URL.length);
        for (int i = 0; isUrl && i < letters.length; i++) {
            if (letters[i] == ',') {
                return i + 1;
            }
        }
        return 0;
    }

    private void endText() {
        byte[] letters = text.toByteArray();
        text.reset();
        if (decoding == null) {
            kept.writeBytes(letters);
        } else {
            decoding.add(letters);
            kept.writeBytes(decoding.result().getBytes(StandardCharsets.US_ASCII));
            decoding = null;
        }
    }

    private static final class Decoding {
        private final MessageDigest hash = SimulatedFile.hash();
        private long length;
        private boolean failed;

        /** @param letters a multiple of four, unless they are the last */
        void add(byte[] letters) {
            if (failed) {
                return;
            }
            try {
                byte[] bytes = Base64.getDecoder().decode(letters);
                length += bytes.length;
                hash.update(bytes);
            } catch (IllegalArgumentException e) {
                failed = true;
            }
        }

        String result() {
            return failed ? "" : new File(length, HexFormat.of().formatHex(hash.digest())).toString();
        }
    }
}
