package dev.polyrun.reliability.faults;

import dev.polyrun.reliability.faults.Conversation.Truth;
import dev.polyrun.reliability.faults.WireFault.OnRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages that HTTP does not allow, and some that it does. */
final class FramingFaults {
    private static final String LENGTHS = "Where the body ends";
    private static final String HEADS = "Status line and headers";
    private static final String OK = "HTTP/1.1 200 OK";
    private static final String JSON = "Content-Type: application/json";
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    /** One of ours that is never what the vendor said. */
    static final String ANOTHER_ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{\"smuggled\": true }";

    private static final String LONG_ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40002\r\n\r\n" + " ".repeat(40_000) + "{}";

    private FramingFaults() {}

    static List<WireFault> all() {
        List<WireFault> faults = new ArrayList<>();
        lengths(faults);
        chunks(faults);
        heads(faults);
        return faults;
    }

    private static void lengths(List<WireFault> faults) {
        faults.add(on(LENGTHS, "more bytes than Content-Length", conversation -> overlong(conversation, "}}}}")));
        faults.add(on(LENGTHS, "a second answer behind the first", conversation -> overlong(conversation, ANOTHER_ANSWER)));
        faults.add(on(LENGTHS, "a second answer behind the first, longer than is read at once", conversation -> overlong(conversation, LONG_ANSWER)));
        faults.add(on(LENGTHS, "a second answer behind an error without a body", conversation -> conversation.answer(
                "HTTP/1.1 404 Nothing", bytes(ANOTHER_ANSWER), "Content-Length: 0")));
        faults.add(on(LENGTHS, "two Content-Lengths that differ", conversation -> {
            byte[] body = conversation.truth().body();
            return conversation.answer(OK, body, JSON, "Content-Length: " + body.length, "Content-Length: 1");
        }));
        faults.add(on(LENGTHS, "two Content-Lengths that agree", conversation -> {
            byte[] body = conversation.truth().body();
            return conversation.answer(OK, body, JSON, "Content-Length: " + body.length, "Content-Length: " + body.length);
        }));
        faults.add(on(LENGTHS, "a negative Content-Length", conversation -> withLength(conversation, "-1")));
        faults.add(on(LENGTHS, "a Content-Length that is no number", conversation -> withLength(conversation, "many")));
        faults.add(on(LENGTHS, "a Content-Length of 30 digits", conversation -> withLength(conversation, "9".repeat(30))));
        faults.add(on(LENGTHS, "no length, closed at the end", conversation -> conversation.answer(OK, conversation.truth().body(), JSON) && false));
        faults.add(on(LENGTHS, "HTTP/1.0", conversation -> conversation.answer("HTTP/1.0 200 OK", conversation.truth().body(), JSON) && false));
    }

    private static void chunks(List<WireFault> faults) {
        faults.add(on(LENGTHS, "in chunks", conversation -> chunked(conversation, "\r\n0\r\n\r\n")));
        faults.add(on(LENGTHS, "in chunks, and a Content-Length too", conversation -> {
            byte[] body = conversation.truth().body();
            String text = Integer.toHexString(body.length) + "\r\n" + latin(body) + "\r\n0\r\n\r\n";
            return conversation.answer(OK, bytes(text), JSON, "Content-Length: 2", CHUNKED);
        }));
        faults.add(on(LENGTHS, "a chunk whose size is no number", conversation -> conversation.answer(OK, bytes("zz\r\n{}"), JSON, CHUNKED)));
        faults.add(on(LENGTHS, "a chunk of 2^63 bytes", conversation -> conversation.answer(OK, bytes("8000000000000000\r\n{}"), JSON, CHUNKED)));
        faults.add(on(LENGTHS, "a chunk of a negative size", conversation -> conversation.answer(OK, bytes("-5\r\n{}"), JSON, CHUNKED)));
        faults.add(on(LENGTHS, "a chunk longer than its size", conversation ->
                conversation.answer(OK, bytes("2\r\n{}{}{}\r\n0\r\n\r\n"), JSON, CHUNKED)));
        faults.add(on(LENGTHS, "chunks without the last one", conversation -> chunked(conversation, "\r\n") && false));
        faults.add(on(LENGTHS, "a second answer behind the last chunk", conversation -> chunked(conversation, "\r\n0\r\n\r\n" + ANOTHER_ANSWER)));
        faults.add(on(LENGTHS, "100,000 trailers", conversation -> chunked(conversation, "\r\n0\r\n" + "A: b\r\n".repeat(100_000) + "\r\n")));
    }

    private static void heads(List<WireFault> faults) {
        faults.add(on(HEADS, "100 and 103 before the answer", conversation -> {
            conversation.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            return conversation.tell(conversation.truth());
        }));
        faults.add(on(HEADS, "a status line that is none, and repeats the key", conversation -> conversation.answer(
                "I HEARD " + conversation.headersOnOneLine(), new byte[0], "Content-Length: 0")));
        faults.add(on(HEADS, "no status line", conversation -> conversation.answer("{\"id\": 1}", new byte[0])));
        faults.add(on(HEADS, "a status line of HTTP/3", conversation -> withLine(conversation, "HTTP/3.0 200 OK")));
        faults.add(on(HEADS, "status 1000", conversation -> withLine(conversation, "HTTP/1.1 1000 OK")));
        faults.add(on(HEADS, "status 042", conversation -> withLine(conversation, "HTTP/1.1 042 OK")));
        faults.add(on(HEADS, "status 999", conversation -> withLine(conversation, "HTTP/1.1 999 Denied")));
        faults.add(on(HEADS, "a status that is no number", conversation -> withLine(conversation, "HTTP/1.1 two OK")));
        faults.add(on(HEADS, "a header without a colon", conversation -> withHeader(conversation, "Nonsense")));
        faults.add(on(HEADS, "a header without a name", conversation -> withHeader(conversation, ": nameless")));
        faults.add(on(HEADS, "NUL in a header", conversation -> withHeader(conversation, "X-Zero: a\0b")));
        faults.add(on(HEADS, "bytes beyond ASCII in a header", conversation -> withHeader(conversation, "X-Name: \u00e9\u00ff")));
        faults.add(on(HEADS, "a header of 10 MB", conversation -> flood(conversation, "X-Long: ", "a".repeat(1000), 10_000)));
        faults.add(on(HEADS, "a status line of 10 MB", conversation -> flood(conversation, "", "a".repeat(1000), 10_000)));
        faults.add(on(HEADS, "100,000 headers", conversation -> flood(conversation, "", "A: b\r\n", 100_000)));
    }

    static boolean overlong(Conversation conversation, String more) throws Exception {
        Truth truth = conversation.truth();
        byte[] body = bytes(latin(truth.body()) + more);
        return conversation.answer("HTTP/1.1 " + truth.status() + " OK", body, JSON, "Content-Length: " + truth.body().length);
    }

    private static boolean withLength(Conversation conversation, String length) throws Exception {
        return conversation.answer(OK, conversation.truth().body(), JSON, "Content-Length: " + length) && false;
    }

    private static boolean chunked(Conversation conversation, String end) throws Exception {
        byte[] body = conversation.truth().body();
        return conversation.answer(OK, bytes(Integer.toHexString(body.length) + "\r\n" + latin(body) + end), JSON, CHUNKED);
    }

    private static boolean withLine(Conversation conversation, String line) throws Exception {
        byte[] body = conversation.truth().body();
        return conversation.answer(line, body, JSON, "Content-Length: " + body.length);
    }

    private static boolean withHeader(Conversation conversation, String line) throws Exception {
        byte[] body = conversation.truth().body();
        return conversation.answer(OK, body, JSON, line, "Content-Length: " + body.length);
    }

    private static boolean flood(Conversation conversation, String begin, String piece, int times) throws Exception {
        conversation.write(OK + "\r\n" + begin);
        return conversation.flood(bytes(piece), times) && conversation.answer("\r\nContent-Length: 2", bytes("{}"));
    }

    /** A byte a character, so that text can be put together with bytes of any kind. */
    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static WireFault on(String group, String name, OnRequest act) {
        return WireFault.onRequest(group, name, act);
    }
}
