package dev.polyrun.reliability.faults;

import dev.polyrun.core.json.Json;
import dev.polyrun.reliability.faults.Conversation.Truth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** Bodies that are no documents, too much of one, or one that the vendor would not write. */
final class BodyFaults {
    private static final String BODY = "The body";
    private static final String DOCUMENT = "The document";
    private static final String OK = "HTTP/1.1 200 OK";
    private static final String TYPE = "application/json";
    private static final String GZIP = "Content-Encoding: gzip";
    private static final int MEGABYTE = 1 << 20;
    private static final int MUCH = 100 * MEGABYTE;
    private static final byte[] PIECE = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BOMB = gzip(PIECE, MUCH / PIECE.length);

    private interface Change {
        byte[] of(Truth truth);
    }

    private BodyFaults() {}

    static List<WireFault> all() {
        List<WireFault> faults = new ArrayList<>();
        large(faults);
        packed(faults);
        types(faults);
        texts(faults);
        values(faults);
        return faults;
    }

    private static void large(List<WireFault> faults) {
        faults.add(WireFault.onRequest(BODY, "100 MB", conversation -> flood(conversation, OK, "Content-Length: " + MUCH)));
        faults.add(WireFault.onRequest(BODY, "100 MB, closed at the end", conversation -> flood(conversation, OK, "Connection: close") && false));
        faults.add(WireFault.onRequest(
                BODY, "100 MB of an error", conversation -> flood(conversation, "HTTP/1.1 500 Oh", "Content-Length: " + MUCH)));
        faults.add(WireFault.onRequest(BODY, "chunks without end", conversation -> {
            conversation.write(OK + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("10000\r\n" + new String(PIECE, StandardCharsets.US_ASCII) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            return conversation.flood(chunk, Long.MAX_VALUE);
        }));
        faults.add(WireFault.onRequest(BODY, "gzip of 100 KB that is 100 MB unpacked", conversation -> conversation.answer(
                OK, BOMB, GZIP, "Content-Length: " + BOMB.length)));
        faults.add(WireFault.onRequest(BODY, "the same, of an error", conversation -> conversation.answer(
                "HTTP/1.1 500 Oh", BOMB, GZIP, "Content-Length: " + BOMB.length)));
    }

    private static boolean flood(Conversation conversation, String statusLine, String header) throws IOException {
        conversation.write(statusLine + "\r\n" + header + "\r\n\r\n");
        return conversation.flood(PIECE, MUCH / PIECE.length);
    }

    private static void packed(List<WireFault> faults) {
        faults.add(WireFault.onRequest(BODY, "gzip", conversation -> packed(conversation, gzip(conversation.truth().body(), 1))));
        faults.add(WireFault.onRequest(BODY, "gzip that is cut", conversation -> {
            byte[] whole = gzip(conversation.truth().body(), 1);
            return packed(conversation, Arrays.copyOf(whole, whole.length / 2));
        }));
        faults.add(WireFault.onRequest(BODY, "gzip whose sum is wrong", conversation -> {
            byte[] whole = gzip(conversation.truth().body(), 1);
            whole[whole.length - 5] ^= 1;
            return packed(conversation, whole);
        }));
        faults.add(WireFault.onRequest(BODY, "said to be gzip, and is not", conversation -> packed(conversation, conversation.truth().body())));
        faults.add(WireFault.onRequest(BODY, "said to be packed as nobody asked", conversation -> {
            byte[] body = conversation.truth().body();
            return conversation.answer(OK, body, "Content-Type: " + TYPE, "Content-Encoding: br", "Content-Length: " + body.length);
        }));
    }

    private static boolean packed(Conversation conversation, byte[] body) throws IOException {
        return conversation.answer(OK, body, "Content-Type: " + TYPE, GZIP, "Content-Length: " + body.length);
    }

    private static void types(List<WireFault> faults) {
        faults.add(typed("said to be HTML", "text/html", truth -> truth.body()));
        faults.add(typed("said to be plain text", "text/plain", truth -> truth.body()));
        faults.add(typed("of a type that is none", "/;;=", truth -> truth.body()));
        faults.add(typed("of a charset that nobody knows", TYPE + "; charset=klingon", truth -> truth.body()));
        faults.add(typed("UTF-16, and says so", TYPE + "; charset=utf-16", truth -> truth.text().getBytes(StandardCharsets.UTF_16)));
        faults.add(typed("UTF-16, and says UTF-8", TYPE + "; charset=utf-8", truth -> truth.text().getBytes(StandardCharsets.UTF_16)));
        faults.add(typed("UTF-32, and does not say so", TYPE, truth -> truth.text().getBytes(Charset.forName("UTF-32BE"))));
        faults.add(typed("a byte order mark before it", TYPE, truth -> ("\ufeff" + truth.text()).getBytes(StandardCharsets.UTF_8)));
    }

    private static void texts(List<WireFault> faults) {
        faults.add(body("empty", text -> ""));
        faults.add(body("white space", text -> " \r\n "));
        faults.add(body("an HTML page", text -> "<!DOCTYPE html><html><head><title>Sign in</title></head></html>"));
        faults.add(body("NUL bytes", text -> "\0".repeat(100)));
        faults.add(body("cut in the middle, and its length is of the rest", text -> text.substring(0, text.length() / 2)));
        faults.add(body("two documents", text -> text + text));
        faults.add(body("a document and then text", text -> text + " and so on"));
        faults.add(body("nested 100,000 deep", text -> "[".repeat(100_000)));
        faults.add(body("nested 100,000 deep in a property", text -> with(text, "[".repeat(100_000) + "]".repeat(100_000))));
        faults.add(body("nested 400 deep in a property", text -> with(text, "[".repeat(400) + "]".repeat(400))));
        faults.add(body("a number of 10,000 digits", text -> with(text, "9".repeat(10_000))));
        faults.add(body("a number of 900 digits", text -> with(text, "9".repeat(900))));
        faults.add(body("the number 1e400", text -> with(text, "1e400")));
        faults.add(body("the number 1e9999999999", text -> with(text, "1e9999999999")));
        faults.add(body("the number NaN", text -> with(text, "NaN")));
        faults.add(body("a name of 100,000 letters", text -> withNamed(text, "n".repeat(100_000), "1")));
        faults.add(body("100,000 properties more", text -> withNamed(text, "p", "0" + numbered(100_000))));
        faults.add(body("half characters, as escapes", text -> with(text, "\"\\ud83d and \\ude00\"")));
        faults.add(typed("bytes that are no UTF-8", TYPE, truth -> with(truth.text(), "\"\u00ff\u00c0\"").getBytes(StandardCharsets.ISO_8859_1)));
        faults.add(body("a control character in a text", text -> with(text, "\"a\u0001b\"")));
    }

    private static String with(String text, String value) {
        return withNamed(text, "unheard_of", value);
    }

    /** The object with one property more, as the first. */
    private static String withNamed(String object, String name, String value) {
        return "{\"" + name + "\":" + value + (object.equals("{}") ? "" : ",") + object.substring(1);
    }

    private static String numbered(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(",\"p").append(i).append("\":").append(i);
        }
        return text.toString();
    }

    private static void values(List<WireFault> faults) {
        faults.add(document("`null`", text -> "null"));
        faults.add(document("`{}`", text -> "{}"));
        faults.add(document("`[]`", text -> "[]"));
        faults.add(document("a text", text -> "\"running\""));
        faults.add(document("a number", text -> "42"));
        faults.add(document("in a list", text -> "[" + text + "]"));
        faults.add(document("each property twice", Documents::doubled));
        faults.add(changed("each property null", value -> null));
        faults.add(changed("each text another, enums too", value -> value instanceof String ? "UNHEARD_OF" : value));
        faults.add(changed("each value a list", value -> List.of(List.of())));
        faults.add(changed("each value of another type", Documents::ofAnotherType));
        faults.add(changed("each number as 1e400", value -> value instanceof Number ? new java.math.BigDecimal("1e400") : value));
        faults.add(changed("each number as text, each text as a number", Documents::swapped));
    }

    private static WireFault changed(String name, UnaryOperator<Object> change) {
        return document(name, text -> Json.write(Documents.eachLeafOf((Map<?, ?>) Json.parse(text), change)));
    }

    private static WireFault document(String name, UnaryOperator<String> change) {
        return typed(DOCUMENT, name, TYPE, truth -> change.apply(truth.text()).getBytes(StandardCharsets.UTF_8));
    }

    private static WireFault body(String name, UnaryOperator<String> change) {
        return typed(name, TYPE, truth -> change.apply(truth.text()).getBytes(StandardCharsets.UTF_8));
    }

    private static WireFault typed(String name, String contentType, Change change) {
        return typed(BODY, name, contentType, change);
    }

    private static WireFault typed(String group, String name, String contentType, Change change) {
        return WireFault.onRequest(group, name, conversation -> conversation.answer(200, contentType, change.of(conversation.truth())));
    }

    private static byte[] gzip(byte[] piece, int times) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (int i = 0; i < times; i++) {
                out.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
