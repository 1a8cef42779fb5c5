package dev.polyrun.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something that goes wrong with one exchange. Give it to {@link VendorSimulator#failNext(Fault)}. Immutable.
 *
 * <p>A fault that replaces the answer keeps the vendor from doing anything: no run is started, no script moves on.
 * {@link #afterHandling()} turns it into one where the vendor does its work first and only its answer is lost.
 */
public final class Fault {
    /** What happens on the wire. */
    enum Wire {
        /** The vendor's refusal, in the shape that this vendor gives to the status. */
        REFUSE,
        /** This fault's own status, headers and body. */
        ANSWER,
        RESET,
        HANG,
        /** The vendor's true answer, cut or stopped in the middle of its body, or late. */
        RESET_IN_BODY,
        STALL_IN_BODY,
        DELAY
    }

    // The day of the month has two digits in an HTTP date, unlike in RFC_1123_DATE_TIME.
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);

    final String name;
    final Wire wire;
    final Answer answer;
    final Duration delay;
    /** How many bytes of the body go out; {@link #HALF} of them where that is meant. */
    final long bytes;
    final boolean afterHandling;

    /** In the middle of the body; of one whose length nobody knows, after its first byte. */
    static final long HALF = -1;

    private Fault(String name, Wire wire, Answer answer, Duration delay, long bytes, boolean afterHandling) {
        this.name = name;
        this.wire = wire;
        this.answer = answer;
        this.delay = delay;
        this.bytes = bytes;
        this.afterHandling = afterHandling;
    }

    private static Fault of(String name, Wire wire, Answer answer) {
        return new Fault(name, wire, answer, Duration.ZERO, HALF, false);
    }

    /** The vendor's own answer to a credential that it does not know (401). */
    public static Fault unauthorized() {
        return of("unauthorized", Wire.REFUSE, Answer.empty(401));
    }

    /**
     * An answer of your choice.
     *
     * @param status the HTTP status, 100 to 599
     * @param contentType the value of the Content-Type header
     * @param body the body, sent as UTF-8
     */
    public static Fault status(int status, String contentType, String body) {
        return of("status " + status, Wire.ANSWER, Answer.of(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** 429 in the vendor's shape, with no hint how long to wait, which is what most of the vendors document. */
    public static Fault tooManyRequests() {
        return of("too many requests", Wire.REFUSE, Answer.empty(429));
    }

    /**
     * 429 in the vendor's shape, with a Retry-After header in seconds.
     *
     * @param retryAfter rounded up to whole seconds
     */
    public static Fault tooManyRequests(Duration retryAfter) {
        long seconds = retryAfter.plusNanos(999_999_999L).toSeconds();
        return tooManyRequests(Long.toString(seconds));
    }

    /** 429 in the vendor's shape, with a Retry-After header that is an HTTP date (whole seconds, rounded down). */
    public static Fault tooManyRequests(Instant retryAt) {
        return tooManyRequests(HTTP_DATE.format(retryAt));
    }

    private static Fault tooManyRequests(String retryAfter) {
        return of("too many requests", Wire.REFUSE, Answer.empty(429).with("Retry-After", retryAfter));
    }

    /**
     * 503 from a gateway in front of the vendor, with a Retry-After header in seconds.
     *
     * @param retryAfter rounded up to whole seconds
     */
    public static Fault unavailable(Duration retryAfter) {
        return unavailable(Long.toString(retryAfter.plusNanos(999_999_999L).toSeconds()));
    }

    /** 503 from a gateway in front of the vendor, with a Retry-After header that is an HTTP date (whole seconds, rounded down). */
    public static Fault unavailable(Instant retryAt) {
        return unavailable(HTTP_DATE.format(retryAt));
    }

    private static Fault unavailable(String retryAfter) {
        return of("unavailable", Wire.ANSWER, htmlError(503).answer.with("Retry-After", retryAfter));
    }

    /**
     * An HTML page, as a gateway in front of the vendor would send it.
     *
     * @param status the HTTP status, usually 500, 502 or 503
     */
    public static Fault htmlError(int status) {
        return status(
                status,
                "text/html; charset=utf-8",
                "<!DOCTYPE html>\n<html><head><title>" + status + "</title></head><body><h1>" + status
                        + "</h1><p>Something went wrong.</p></body></html>\n");
    }

    /** The connection is reset after the request was read and before a byte of the answer is sent. */
    public static Fault connectionReset() {
        return of("connection reset", Wire.RESET, Answer.empty(500));
    }

    /** The vendor does its work and its true answer begins; the connection is reset in the middle of the body. */
    public static Fault resetInBody() {
        return of("reset in body", Wire.RESET_IN_BODY, Answer.empty(500)).afterHandling();
    }

    /**
     * As {@link #resetInBody()}, after so many bytes of the body. A body that is not longer arrives as a whole.
     *
     * @param bytes 0 or more
     */
    public static Fault resetInBody(long bytes) {
        return new Fault("reset in body", Wire.RESET_IN_BODY, Answer.empty(500), Duration.ZERO, checked(bytes), true);
    }

    /** The vendor does its work and its true answer begins, but stops in the middle of the body and never goes on. */
    public static Fault stallInBody() {
        return of("stall in body", Wire.STALL_IN_BODY, Answer.empty(500)).afterHandling();
    }

    /**
     * As {@link #stallInBody()}, after so many bytes of the body. A body that is not longer arrives as a whole.
     *
     * @param bytes 0 or more
     */
    public static Fault stallInBody(long bytes) {
        return new Fault("stall in body", Wire.STALL_IN_BODY, Answer.empty(500), Duration.ZERO, checked(bytes), true);
    }

    private static long checked(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + "; expected 0 or more");
        }
        return bytes;
    }

    /** The request is read and never answered; the connection stays open until the simulator closes. */
    public static Fault hang() {
        return of("hang", Wire.HANG, Answer.empty(500));
    }

    /** The vendor's true answer, sent only after a pause. */
    public static Fault delay(Duration pause) {
        return new Fault("delay", Wire.DELAY, Answer.empty(500), pause, HALF, true);
    }

    /** Status 200 and a Content-Type of JSON over bytes that are no JSON. */
    public static Fault garbage() {
        return of("garbage", Wire.ANSWER, Answer.of(200, Answer.JSON, "{\"id\": <<<".getBytes(StandardCharsets.UTF_8)));
    }

    /** Status 200 and a Content-Type of JSON over no bytes at all. */
    public static Fault emptyBody() {
        return of("empty body", Wire.ANSWER, Answer.of(200, Answer.JSON, new byte[0]));
    }

    /** The same fault, except that the vendor first does what it was asked to do. */
    public Fault afterHandling() {
        return new Fault(name, wire, answer, delay, bytes, true);
    }

    /** Whether a client waits, be it for ever. */
    boolean takesTime() {
        return wire == Wire.HANG || wire == Wire.STALL_IN_BODY || wire == Wire.DELAY;
    }

    /** The status and headers of this refusal around the body that the vendor gives to it. */
    Answer refusal(Answer vendorsOwn) {
        Answer result = vendorsOwn;
        for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
            result = result.with(header.getKey(), header.getValue().get(0));
        }
        return result;
    }

    @Override
    public String toString() {
        return name + (afterHandling && wire.compareTo(Wire.RESET_IN_BODY) < 0 ? " after handling" : "");
    }
}
