package dev.polyrun.core.http;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.json.JsonException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first sending to its end: decides after each sending what comes next, the same way for blocking and asynchronous calls.
 * Lives as long as the call and is used by one thread at a time.
 */
final class Exchange<T extends @Nullable Object> {
    /** What comes next. */
    sealed interface Step<T extends @Nullable Object> {
        record Done<T extends @Nullable Object>(ApiResponse<T> response) implements Step<T> {}

        record Failed<T extends @Nullable Object>(PolyrunException exception) implements Step<T> {}

        record SendAgain<T extends @Nullable Object>(Duration after) implements Step<T> {}
    }

    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_REDIRECTS = 5;
    /** As good as none, and far from where nanoseconds overflow. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);

    private final Transport transport;
    private final ApiCall<T> call;
    private final int maxRetries;
    private final long deadline;
    private final Duration timeout;
    private final Turn turn;

    private Request.@Nullable Builder request;
    private @Nullable Request sent;
    private @Nullable String credential;
    private boolean credentialRefreshed;
    private int retries;
    private int redirects;

    Exchange(Transport transport, ApiCall<T> call) {
        this.transport = transport;
        this.call = call;
        Integer callRetries = call.options.maxRetries();
        Duration callTimeout = call.options.timeout();
        this.maxRetries = callRetries == null ? transport.retryPolicy().maxRetries() : callRetries;
        Duration wanted = callTimeout == null ? transport.timeout() : callTimeout;
        this.timeout = wanted.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : wanted;
        this.deadline = transport.time().nanoTime() + timeout.toNanos();
        this.turn = new Turn(transport, call, deadline);
    }

    /**
     * How long to wait before the next sending; zero when it can be sent. Whoever waited asks again.
     *
     * @throws CallTimeoutException when the rate limit has no room for it in time
     */
    Duration untilTurn() {
        // Before the wait: a mistake shows at once, and what follows a wait is on the timer's thread, which a supplier must not hold up.
        if (request == null) {
            request = transport.requests().request(call);
        }
        if (call.withCredential && credential == null) {
            credential = transport.credential().value();
        }
        return turn.await();
    }

    /** Nothing more will be sent. Safe to call from any thread. */
    void giveTurnBack() {
        turn.giveBack();
    }

    /** The request to send now that it is its turn. */
    Request nextRequest() {
        Request.Builder next = Objects.requireNonNull(request);
        next.tag(HttpClients.SendMark.class, new HttpClients.SendMark());
        if (credential != null) {
            transport.credential().addTo(next, credential);
        }
        sent = next.build();
        return sent;
    }

    /** How long the call may still take. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(1, deadline - transport.time().nanoTime()));
    }

    private boolean hasTimeFor(Duration wait) {
        return transport.time().nanoTime() + wait.toNanos() - deadline < 0 && !turn.isTooLate();
    }

    Step<T> onAnswer(Answer answer) {
        if (answer.isSuccess()) {
            return onSuccess(answer);
        }
        if (REDIRECTS.contains(answer.status())) {
            return onRedirect(answer);
        }
        Duration retryAfter = RetryAfter.parse(answer.header("retry-after"), transport.time().instant());
        turn.onError(answer.status(), retryAfter);
        if (answer.status() == 401 && refreshCredential()) {
            return new Step.SendAgain<>(Duration.ZERO);
        }
        if (call.idempotent && PASSING.contains(answer.status()) && retries < maxRetries) {
            Duration wait = retryAfter == null ? transport.retryPolicy().delay(retries + 1, transport.random()) : retryAfter;
            boolean tooLong = retryAfter != null && retryAfter.compareTo(transport.retryPolicy().longestRetryAfter()) > 0;
            if (!tooLong && hasTimeFor(wait)) {
                retries++;
                return new Step.SendAgain<>(wait);
            }
        }
        return new Step.Failed<>(error(response(answer, retryAfter)));
    }

    Step<T> onFailure(IOException failure) {
        boolean mayHaveArrived = mayHaveArrived();
        boolean timedOut = isTimeout(failure);
        boolean repeatable = call.idempotent || !mayHaveArrived;
        if (repeatable && retries < maxRetries && !isDistrust(failure)) {
            Duration wait = transport.retryPolicy().delay(retries + 1, transport.random());
            if (hasTimeFor(wait)) {
                retries++;
                return new Step.SendAgain<>(wait);
            }
        }
        return new Step.Failed<>(failure(withoutCredential(failure), repeatable, timedOut));
    }

    private PolyrunException failure(IOException failure, boolean repeatable, boolean timedOut) {
        String target = transport.requests().baseUrl().host() + ":" + transport.requests().baseUrl().port();
        if (!repeatable) {
            return new OutcomeUnknownException(
                    prefix() + "the request was sent to " + target + ", but no whole answer came (" + describe(failure)
                            + "); it may have been done. Look before repeating it",
                    failure);
        }
        if (timedOut && transport.time().nanoTime() - deadline >= 0) {
            return timedOut(failure);
        }
        return new ConnectionException(
                prefix() + "no answer from " + target + " (" + describe(failure) + ", tried " + (retries == 0 ? "once" : retries + 1 + " times") + "). "
                        + "Check baseUrl, the network and the proxy",
                failure);
    }

    /** Time is up. Safe to call from any thread. */
    CallTimeoutException timedOut(@Nullable IOException cause) {
        return new CallTimeoutException(
                prefix() + "no answer from " + transport.requests().baseUrl().host() + ":" + transport.requests().baseUrl().port() + " within "
                        + timeout.toMillis() + " ms",
                cause);
    }

    private static String describe(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** What broke, unless it quotes a server that repeats the key, as one does that is none for HTTP: a cause is logged with all its words. */
    private IOException withoutCredential(IOException failure) {
        if (credential == null) {
            return failure;
        }
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        if (!text.toString().contains(credential)) {
            return failure;
        }
        IOException masked = new IOException(failure.getClass().getSimpleName() + ": " + describe(failure).replace(credential, "***"));
        masked.setStackTrace(failure.getStackTrace());
        return masked;
    }

    /** Another try would find the same certificate. Other failures of TLS pass, such as a handshake that a restarting server broke off. */
    private static boolean isDistrust(IOException failure) {
        return failure instanceof SSLPeerUnverifiedException
                || failure instanceof SSLHandshakeException && failure.getCause() instanceof CertificateException;
    }

    private static boolean isTimeout(IOException failure) {
        return failure instanceof InterruptedIOException;
    }

    boolean mayHaveArrived() {
        HttpClients.SendMark mark = sent == null ? null : sent.tag(HttpClients.SendMark.class);
        return mark != null && mark.isSent();
    }

    private Step<T> onSuccess(Answer answer) {
        if (answer.tooLong()) {
            return undecodable(answer, "the body is longer than maxResponseBytes (" + transport.maxResponseBytes() + ")", null);
        }
        T value = null;
        if (call.resultKind != ApiCall.ResultKind.NONE && (answer.body().length > 0 || call.resultKind == ApiCall.ResultKind.VALUE)) {
            try {
                value = call.decode(answer.body());
            } catch (JsonException e) {
                return undecodable(answer, e.getMessage(), e);
            }
            if (value == null && call.resultKind == ApiCall.ResultKind.VALUE) {
                return undecodable(answer, "the body is JSON, but of another kind than this operation answers", null);
            }
        }
        Duration retryAfter = RetryAfter.parse(answer.header("retry-after"), transport.time().instant());
        return new Step.Done<>(new ApiResponse<>(answer.status(), answer.headers(), answer.body(), value, retryAfter));
    }

    private Step<T> undecodable(Answer answer, String why, @Nullable JsonException cause) {
        return new Step.Failed<>(new UndecodableBodyException(
                prefix() + "status " + answer.status() + ", but " + why + " (content type " + answer.header("content-type") + ", "
                        + answer.body().length + " bytes). Is baseUrl the API's?",
                answer.status(),
                answer.body(),
                cause));
    }

    /** Follows within the same origin only: elsewhere, the credential has no business. */
    private Step<T> onRedirect(Answer answer) {
        HttpUrl from = Objects.requireNonNull(sent).url();
        String location = answer.header("location");
        HttpUrl to = location == null ? null : from.resolve(location);
        boolean sameOrigin = to != null && to.scheme().equals(from.scheme()) && to.host().equals(from.host()) && to.port() == from.port();
        boolean keepsMethod = call.method.equals("GET") || call.method.equals("HEAD") || answer.status() >= 307;
        if (!sameOrigin || !keepsMethod || ++redirects > MAX_REDIRECTS || request == null) {
            String where = to == null ? "nowhere" : to.scheme() + "://" + to.host() + ":" + to.port();
            return new Step.Failed<>(ApiException.of(
                    ErrorMeaning.UNEXPECTED,
                    response(answer, null),
                    prefix() + "status " + answer.status() + " redirects to " + where
                            + ", which is not followed; set baseUrl to where the API is"));
        }
        request.url(to);
        return new Step.SendAgain<>(Duration.ZERO);
    }

    /** Asks for the credential once more: tokens end in the middle of a wait. */
    private boolean refreshCredential() {
        if (credentialRefreshed || !call.withCredential) {
            return false;
        }
        credentialRefreshed = true;
        String fresh = transport.credential().value();
        boolean changed = !fresh.equals(credential);
        credential = fresh;
        return changed;
    }

    private ErrorResponse response(Answer answer, @Nullable Duration retryAfter) {
        return new ErrorResponse(answer.status(), answer.headers(), answer.body(), retryAfter, credential);
    }

    private ApiException error(ErrorResponse response) {
        ErrorMeaning meaning = call.refusals.contains(response.status())
                ? ErrorMeaning.START_REFUSED
                : transport.profile().meaningOf(response.status(), response.code());
        StringBuilder message = new StringBuilder(prefix()).append("status ").append(response.status());
        if (response.code() != null) {
            message.append(' ').append(response.code());
        }
        if (response.message() != null) {
            message.append(": ").append(response.message());
        }
        if (meaning == ErrorMeaning.START_REFUSED) {
            message.append(". Nothing was started: a run is active, or as many as allowed are");
        }
        if (meaning == ErrorMeaning.UNAUTHORIZED || meaning == ErrorMeaning.FORBIDDEN) {
            message.append(". ").append(transport.credential().hint());
        }
        if (response.requestId() != null) {
            message.append(" (request id ").append(response.requestId()).append(')');
        }
        return ApiException.of(meaning, response, message.toString());
    }

    private String prefix() {
        return transport.profile().vendor() + " " + call.operation + ": ";
    }
}
