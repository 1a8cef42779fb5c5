package dev.polyrun.core.http;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.json.JsonException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first sending to its end: decides after each sending what comes next, the same way for blocking and asynchronous calls.
 * Lives as long as the call and is used by one thread at a time.
 */
final class Exchange<T extends @Nullable Object> implements BodyBytes.Reader {
    /** What comes next. */
    sealed interface Step<T extends @Nullable Object> {
        record Done<T extends @Nullable Object>(ApiResponse<T> response) implements Step<T> {}

        record Failed<T extends @Nullable Object>(PolyrunException exception) implements Step<T> {}

        record SendAgain<T extends @Nullable Object>(Duration after) implements Step<T> {}
    }

    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_REDIRECTS = 5;

    private final Transport transport;
    private final ApiCall<T> call;
    private final int maxRetries;
    private final Duration timeout;
    private final Turn turn;
    /** Moves on while files are sent. */
    private volatile long deadline;

    private volatile @Nullable StreamWatch watch;
    private volatile @Nullable Sending sending;
    private @Nullable Call httpCall;
    private @Nullable ResponseStream opened;
    private Request.@Nullable Builder request;
    private @Nullable String credential;
    private @Nullable String refusedCredential;
    /** Whether the request has nothing of the client's, neither its credential nor its headers. */
    private boolean elsewhere;
    private int retries;
    private int redirects;

    Exchange(Transport transport, ApiCall<T> call) {
        this.transport = transport;
        this.call = call;
        Integer callRetries = call.options.maxRetries();
        this.maxRetries = callRetries == null ? transport.retryPolicy().maxRetries() : callRetries;
        this.timeout = TimeLimits.timeout(call, transport.timeout());
        this.deadline = transport.time().nanoTime() + timeout.toNanos();
        this.turn = new Turn(transport, call, deadline);
        this.elsewhere = call.elsewhere != null;
    }

    /**
     * How long to wait before the next sending; zero when it can be sent. Whoever waited asks again.
     *
     * @throws CallTimeoutException when the rate limit has no room for it in time
     */
    Duration untilTurn() {
        // Before the wait: a mistake shows at once, and what follows a wait is on the timer's thread, which a supplier must not hold up.
        if (request == null) {
            if (call.body != null && call.sendsFiles()) {
                call.body.sources().forEach(FileSource::requireUnspent);
            }
            request = transport.requests().request(call, call.sendsFiles() ? this::progress : null);
        }
        if (call.withCredential && credential == null) {
            credential = transport.credential().value();
            RequestFactory.requireNotAmongIds(credential, call);
        }
        return elsewhere ? Duration.ZERO : turn.await();
    }

    /** Nothing more will be sent. Safe to call from any thread. */
    void giveTurnBack() {
        turn.giveBack();
    }

    /** The request to send now that it is its turn. */
    Request nextRequest() {
        Request.Builder next = Objects.requireNonNull(request);
        if (credential != null && !elsewhere) {
            transport.credential().addTo(next, credential);
        }
        return next.build();
    }

    /** How long the call may still take. Safe to call from any thread. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(1, deadline - transport.time().nanoTime()));
    }

    /** Safe to call from any thread. */
    boolean isTimeUp() {
        return transport.time().nanoTime() - deadline >= 0;
    }

    /** A piece of a file was sent: as long as that goes on, the call does. */
    private void progress() {
        deadline = transport.time().nanoTime() + timeout.toNanos();
    }

    /** Whether OkHttp's limit for whole calls would cut what may well take longer. */
    boolean isStreamed() {
        return call.opens() || call.sendsFiles();
    }

    /**
     * The next call that will be sent; it is ended at the deadline, until {@link #stopWatch}.
     *
     * @param whenWithdrawn told when that is before anything was sent; null when OkHttp does not let it wait behind others
     */
    void begin(Call httpCall, @Nullable Runnable whenWithdrawn) {
        Sending begun;
        if (isStreamed()) {
            this.httpCall = httpCall;
            begun = Sending.streamed(httpCall, TimeLimits.patience(call, timeout), transport.staysHere());
            StreamWatch started = new StreamWatch(transport.time(), this, httpCall);
            watch = started;
            started.start();
        } else {
            begun = Sending.whole(httpCall, remaining(), transport.isShared(), transport.staysHere(), whenWithdrawn);
        }
        sending = begun;
        Sendings.add(begun);
    }

    ApiCall<T> call() {
        return call;
    }

    @Override
    public void hear() {
        Objects.requireNonNull(sending).hear();
    }

    @Override
    public boolean suffices(byte[] bytes, int length) {
        return call.suffices(bytes, length);
    }

    /** The last call that was, or will be, sent. Safe to call from any thread. */
    @Nullable Sending sending() {
        return sending;
    }

    /** The time until the answer is over. Safe to call from any thread. */
    void stopWatch() {
        StreamWatch current = watch;
        if (current != null) {
            current.stop();
        }
        Sending begun = sending;
        if (begun != null) {
            Sendings.remove(begun);
        }
    }

    /** Nobody wants the body that was handed out. */
    void abandon() {
        if (opened != null) {
            opened.close();
        }
    }

    /** Whether what is to be sent is still there. */
    private boolean canSendAgain() {
        return call.body == null || !call.body.isSpent();
    }

    private boolean hasTimeFor(Duration wait) {
        return transport.time().nanoTime() + wait.toNanos() - deadline < 0 && !turn.isTooLate();
    }

    Step<T> onAnswer(Answer answer) {
        stopWatch();
        if (!elsewhere && (answer.isSuccess() || REDIRECTS.contains(answer.status()))) {
            turn.onSuccess();
        }
        if (answer.isSuccess()) {
            return onSuccess(answer);
        }
        if (REDIRECTS.contains(answer.status())) {
            return onRedirect(answer);
        }
        Duration retryAfter = RetryAfter.of(answer, transport.time().instant());
        if (!elsewhere) {
            turn.onError(answer.status(), retryAfter);
        }
        if (answer.status() == 401 && canSendAgain() && refreshCredential()) {
            return new Step.SendAgain<>(Duration.ZERO);
        }
        if (call.idempotent && PASSING.contains(answer.status()) && retries < maxRetries && canSendAgain()) {
            Duration wait = retryAfter == null ? transport.retryPolicy().delay(retries + 1, transport.random()) : retryAfter;
            boolean tooLong = retryAfter != null && retryAfter.compareTo(transport.retryPolicy().longestRetryAfter()) > 0;
            if (!tooLong && hasTimeFor(wait)) {
                retries++;
                return new Step.SendAgain<>(wait);
            }
        }
        return new Step.Failed<>(elsewhere
                ? ErrorAnswers.ofStranger(target(), response(answer, retryAfter), prefix())
                : ErrorAnswers.ofVendor(transport, call, response(answer, retryAfter), prefix()));
    }

    Step<T> onFailure(IOException thrown) {
        IOException failure = asTimeout(thrown);
        boolean timedOut = failure instanceof InterruptedIOException;
        boolean repeatable = call.idempotent || !mayHaveArrived();
        if (repeatable && retries < maxRetries && !IoFailures.isDistrust(failure) && canSendAgain()) {
            Duration wait = transport.retryPolicy().delay(retries + 1, transport.random());
            if (hasTimeFor(wait)) {
                retries++;
                return new Step.SendAgain<>(wait);
            }
        }
        return new Step.Failed<>(failure(IoFailures.without(secrets(), failure), repeatable, timedOut));
    }

    /** A call that the watch has ended fails in many ways, depending on where it was. */
    private IOException asTimeout(IOException failure) {
        stopWatch();
        StreamWatch over = watch;
        Sending last = sending;
        if ((over == null || !over.isTimedOut()) && (last == null || !last.isOverdue())) {
            return failure;
        }
        InterruptedIOException timeout = new InterruptedIOException("timeout");
        timeout.initCause(failure);
        return timeout;
    }

    private PolyrunException failure(IOException failure, boolean repeatable, boolean timedOut) {
        if (!repeatable) {
            return new OutcomeUnknownException(
                    prefix() + "the request was sent to " + target() + ", but no whole answer came (" + IoFailures.describe(failure)
                            + "); it may have been done. Look before repeating it",
                    failure);
        }
        if (timedOut && isTimeUp()) {
            return timedOut(failure);
        }
        return new ConnectionException(
                prefix() + "no answer from " + target() + " (" + IoFailures.describe(failure) + ", tried " + (retries == 0 ? "once" : retries + 1 + " times") + "). "
                        + "Check " + (elsewhere ? "" : "baseUrl, ") + "the network and the proxy",
                failure);
    }

    /** Time is up. Safe to call from any thread. */
    CallTimeoutException timedOut(@Nullable IOException cause) {
        return new CallTimeoutException(
                prefix() + "no answer from " + target() + " within " + timeout.toMillis() + " ms", cause);
    }

    /** Time is up, and the call that was sent has still not ended. Safe to call from any thread. */
    PolyrunException overdue() {
        return failure(new InterruptedIOException("timeout"), call.idempotent || !mayHaveArrived(), true);
    }

    private String target() {
        Sending last = sending;
        HttpUrl url = elsewhere && last != null ? last.call().request().url() : call.elsewhere != null ? call.elsewhere : transport.requests().baseUrl();
        return url.host() + ":" + url.port();
    }

    /** What the last sending carried that may stand in nothing that is logged. */
    Secrets secrets() {
        Secrets secrets = new Secrets().add(credential).add(refusedCredential).addValues(call.options.query().values());
        Sending last = sending;
        if (last != null) {
            secrets.addHeaders(last.onWire(), call.headers.keySet());
        }
        return last != null && elsewhere ? secrets.addQuery(last.call().request()) : secrets;
    }

    boolean mayHaveArrived() {
        Sending last = sending;
        return last != null && last.isSent();
    }

    private Step<T> onSuccess(Answer answer) {
        if (answer.open() != null) {
            Call sending = Objects.requireNonNull(httpCall);
            opened = new ResponseStream(answer.open(), sending, transport.time(), prefix(), TimeLimits.silence(call, timeout), secrets());
            return done(answer, call.open(opened, answer));
        }
        if (answer.tooLong()) {
            return undecodable(answer, "the body is longer than maxResponseBytes (" + transport.maxResponseBytes() + ")", null);
        }
        T value = null;
        if (call.resultKind != ApiCall.ResultKind.NONE && (answer.body().length() > 0 || call.resultKind == ApiCall.ResultKind.VALUE)) {
            try {
                value = call.decode(answer.body().array(), answer.body().length());
            } catch (JsonException e) {
                return undecodable(answer, e.getMessage(), e);
            }
            if (value == null && call.resultKind == ApiCall.ResultKind.VALUE) {
                return undecodable(answer, "the body is JSON, but of another kind than this operation answers", null);
            }
        }
        return done(answer, value);
    }

    private Step<T> done(Answer answer, T value) {
        return new Step.Done<>(new ApiResponse<>(answer.status(), answer.headers(), answer.body().toArrayUnlessLent(), value,
                RetryAfter.of(answer, transport.time().instant())));
    }

    private Step<T> undecodable(Answer answer, String why, @Nullable JsonException cause) {
        String type = secrets().apply(String.valueOf(answer.header("content-type")));
        return new Step.Failed<>(new UndecodableBodyException(
                prefix() + "status " + answer.status() + ", but " + why + " (content type " + type + ", "
                        + answer.body().length() + " bytes). Is baseUrl the API's?",
                answer.status(),
                answer.body().toArray(),
                cause));
    }

    /**
     * Follows within the same origin only: elsewhere, the credential has no business. A download goes on elsewhere without it, since many a vendor
     * only says where the bytes are.
     */
    private Step<T> onRedirect(Answer answer) {
        HttpUrl from = Objects.requireNonNull(sending).call().request().url();
        String location = answer.header("location");
        HttpUrl to = location == null ? null : from.resolve(location);
        boolean sameOrigin = to != null && RequestFactory.origin(to).equals(RequestFactory.origin(from));
        boolean keepsMethod = call.method.equals("GET") || call.method.equals("HEAD") || answer.status() >= 307;
        boolean leaves = to != null && !sameOrigin && mayLeave(from, to);
        if (to == null || !sameOrigin && !leaves || !keepsMethod || ++redirects > MAX_REDIRECTS || request == null || !canSendAgain()) {
            return new Step.Failed<>(ApiException.of(
                    ErrorMeaning.UNEXPECTED,
                    response(answer, null),
                    prefix() + "status " + answer.status() + " redirects to " + (to == null ? "nowhere" : secrets().apply(RequestFactory.origin(to)))
                            + ", which is not followed" + (elsewhere ? "" : "; set baseUrl to where the API is")));
        }
        if (leaves) {
            elsewhere = true;
            request = RequestFactory.elsewhere(to);
        } else {
            request.url(to);
        }
        return new Step.SendAgain<>(Duration.ZERO);
    }

    private boolean mayLeave(HttpUrl from, HttpUrl to) {
        boolean isSafe = transport.isAllowed(to) && (to.isHttps() || !from.isHttps());
        boolean namesUser = !to.username().isEmpty() || !to.password().isEmpty();
        return call.resultKind == ApiCall.ResultKind.BYTES && call.method.equals("GET") && isSafe && !namesUser;
    }

    /** Asks for the credential once more: tokens end in the middle of a wait. */
    private boolean refreshCredential() {
        if (refusedCredential != null || credential == null || elsewhere) {
            return false;
        }
        refusedCredential = credential;
        String fresh = transport.credential().value();
        boolean changed = !fresh.equals(credential);
        credential = fresh;
        return changed;
    }

    private ErrorResponse response(Answer answer, @Nullable Duration retryAfter) {
        return new ErrorResponse(answer.status(), answer.headers(), answer.body().toArray(), retryAfter, secrets());
    }

    private String prefix() {
        return transport.profile().vendor() + " " + call.operation + ": ";
    }
}
