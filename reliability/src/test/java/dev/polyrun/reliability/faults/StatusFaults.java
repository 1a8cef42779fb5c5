package dev.polyrun.reliability.faults;

import dev.polyrun.reliability.faults.WireFault.OnRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers of every status, and what they ask for. */
final class StatusFaults {
    private static final String STATUS = "The status";
    static final String REDIRECT = "Redirects";
    private static final String RETRY = "Retry-After";
    private static final String NO_BODY = "Content-Length: 0";
    /** By this the second request of a redirect is known. */
    private static final String MOVED = "moved=1";
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);

    private StatusFaults() {}

    static List<WireFault> all() {
        List<WireFault> faults = new ArrayList<>();
        for (int status : new int[] {201, 202, 206, 207, 226}) {
            faults.add(on(STATUS, status + " with the document", conversation -> {
                Conversation.Truth truth = conversation.truth();
                return conversation.answer(status, truth.contentType(), truth.body());
            }));
        }
        faults.add(on(STATUS, "204", conversation -> conversation.answer("HTTP/1.1 204 No Content", new byte[0])));
        faults.add(on(STATUS, "204 with a body", conversation -> conversation.answer(204, "application/json", "{}")));
        faults.add(on(STATUS, "205", conversation -> conversation.answer("HTTP/1.1 205 Reset", new byte[0], NO_BODY)));
        for (int status : new int[] {300, 304, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 413, 415, 418, 421, 422, 423, 425, 429, 431, 451}) {
            faults.add(refusal(status));
        }
        for (int status : new int[] {500, 501, 502, 503, 504, 507, 520, 599}) {
            faults.add(refusal(status));
        }
        faults.add(on(STATUS, "101", conversation -> conversation.answer(
                "HTTP/1.1 101 Switching", new byte[0], "Connection: upgrade", "Upgrade: websocket") && false));
        faults.add(on(STATUS, "407", conversation -> conversation.answer(407, "application/json", "{}")));
        faults.add(on(STATUS, "401 that repeats the key", conversation -> conversation.answer(
                401, "text/plain", "refused: " + conversation.headersOnOneLine())));
        faults.add(on(STATUS, "500 that repeats the key", conversation -> conversation.answer(
                500, "text/plain", "failed: " + conversation.headersOnOneLine())));
        redirects(faults);
        retryAfters(faults);
        return faults;
    }

    private static WireFault refusal(int status) {
        return on(STATUS, String.valueOf(status), conversation -> conversation.answer(status, "application/json", "{\"message\":\"No\"}"));
    }

    private static void redirects(List<WireFault> faults) {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            faults.add(on(REDIRECT, status + " within the server", conversation -> conversation.target().contains(MOVED)
                    ? conversation.tell(conversation.truth())
                    : redirect(conversation, status, moved(conversation.target()))));
        }
        faults.add(on(REDIRECT, "302 to another host", conversation -> redirect(conversation, 302, "http://localhost:9" + conversation.target())));
        faults.add(on(REDIRECT, "308 to another host", conversation -> redirect(conversation, 308, "http://localhost:9" + conversation.target())));
        faults.add(on(REDIRECT, "307 to itself, again and again", conversation -> redirect(conversation, 307, conversation.target())));
        faults.add(on(REDIRECT, "302 without Location", conversation -> conversation.answer("HTTP/1.1 302 Found", new byte[0], NO_BODY)));
        faults.add(on(REDIRECT, "302 to a file", conversation -> redirect(conversation, 302, "file:///etc/passwd")));
        faults.add(on(REDIRECT, "302 to a script", conversation -> redirect(conversation, 302, "javascript:alert(1)")));
        faults.add(on(REDIRECT, "302 to what is no address", conversation -> redirect(conversation, 302, "http://[not/an address")));
        faults.add(on(REDIRECT, "302 to an address of 100,000 letters", conversation ->
                redirect(conversation, 302, "http://h/" + "a".repeat(100_000))));
    }

    private static String moved(String target) {
        return target + (target.contains("?") ? "&" : "?") + MOVED;
    }

    private static boolean redirect(Conversation conversation, int status, String location) throws IOException {
        return conversation.answer("HTTP/1.1 " + status + " Elsewhere", new byte[0], "Location: " + location, NO_BODY);
    }

    private static void retryAfters(List<WireFault> faults) {
        faults.add(later("429, in 7 seconds", 429, "7"));
        faults.add(later("429, in 0 seconds", 429, "0"));
        faults.add(later("429, in a year", 429, "31536000"));
        faults.add(later("429, in 40 digits of seconds", 429, "9".repeat(40)));
        faults.add(later("429, in -5 seconds", 429, "-5"));
        faults.add(later("429, in what is no number", 429, "soon"));
        faults.add(later("429, without a value", 429, ""));
        faults.add(later("429, at a date long ago", 429, "Thu, 01 Jan 1970 00:00:00 GMT"));
        faults.add(later("429, at a date that is none", 429, "Mon, 99 Foo 2026 25:61:61 GMT"));
        faults.add(skewed("429, at a date in 7 seconds by a clock of 3 hours ago", -10_800));
        faults.add(skewed("429, at a date in 7 seconds by a clock 3 hours from now", 10_800));
        faults.add(later("503, in 7 seconds", 503, "7"));
        faults.add(later("503, in 0 seconds", 503, "0"));
        faults.add(later("503, in a year", 503, "31536000"));
    }

    private static WireFault later(String name, int status, String retryAfter) {
        return on(RETRY, name, conversation -> conversation.answer(
                "HTTP/1.1 " + status + " Later", new byte[0], "Retry-After: " + retryAfter, NO_BODY));
    }

    private static WireFault skewed(String name, int seconds) {
        return on(RETRY, name, conversation -> {
            Instant now = Instant.now().plusSeconds(seconds);
            return conversation.answer("HTTP/1.1 429 Later", new byte[0],
                    "Date: " + HTTP_DATE.format(now), "Retry-After: " + HTTP_DATE.format(now.plusSeconds(7)), NO_BODY);
        });
    }

    private static WireFault on(String group, String name, OnRequest act) {
        return WireFault.onRequest(group, name, act);
    }
}
