package dev.polyrun.core.http;

import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.Download;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the calls of one client. Thread-safe. All clients share one pool of connections unless they were given an {@link OkHttpClient} of
 * their own, so there is nothing to close.
 */
public final class Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private final ClientProfile profile;
    private final RequestFactory requests;
    private final Credential credential;
    private final Map<String, String> settings;
    private final OkHttpClient http;
    private final Duration timeout;
    private final RetryPolicy retryPolicy;
    private final long maxResponseBytes;
    private final boolean allowInsecureHttp;
    private final RateLimiter rateLimiter;
    private final TimeSource time;

    Transport(
            ClientProfile profile,
            HttpUrl baseUrl,
            Credential credential,
            Map<String, String> settings,
            OkHttpClient http,
            Duration timeout,
            RetryPolicy retryPolicy,
            long maxResponseBytes,
            boolean allowInsecureHttp,
            RateLimiter rateLimiter,
            TimeSource time) {
        this.profile = profile;
        this.requests = new RequestFactory(baseUrl, profile.userAgent());
        this.credential = credential;
        this.settings = settings;
        this.http = http;
        this.timeout = timeout;
        this.retryPolicy = retryPolicy;
        this.maxResponseBytes = maxResponseBytes;
        this.allowInsecureHttp = allowInsecureHttp;
        this.rateLimiter = rateLimiter;
        this.time = time;
    }

    /**
     * Begins the description of an operation.
     *
     * @param operation its name for messages, such as {@code runs.get}
     * @param method the HTTP method
     * @param path the path under the base URL, with {@code {name}} for each path parameter
     */
    public ApiCall.Description call(String operation, String method, String path) {
        return new ApiCall.Description(this, operation, method, path);
    }

    /**
     * Describes the download of a URL that stood in an answer, such as a signed one.
     *
     * @throws IllegalArgumentException when it is no https URL, or an http one that is not allowed, or names a user
     */
    public ApiCall<Download> download(String url) {
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            // What it is instead may be a secret.
            throw new IllegalArgumentException("download: the text, of " + url.length() + " characters, is no https URL; if it is a data: URL, use "
                    + "EncodedFile.of(text).open()");
        }
        String origin = RequestFactory.origin(parsed);
        if (!parsed.username().isEmpty() || !parsed.password().isEmpty()) {
            throw new IllegalArgumentException("download: the URL at " + origin + " names a user; expected one without");
        }
        if (!isAllowed(parsed)) {
            throw new IllegalArgumentException("download: " + origin + " would send the bytes unencrypted; expected https, or allowInsecureHttp()");
        }
        return new ApiCall.Description(this, "download", "GET", origin).elsewhere(parsed).returningDownload();
    }

    /** Whether a download may come from there. */
    boolean isAllowed(HttpUrl url) {
        return url.isHttps() || allowInsecureHttp || ClientBuilder.isLoopback(url.host());
    }

    /** Whether nothing of a call may leave this machine but over https. */
    boolean staysHere() {
        return !allowInsecureHttp;
    }

    /** Whether it sends with the client that all share, rather than with one of the caller's. */
    boolean isShared() {
        return HttpClients.isShared(http);
    }

    /** A setting that the client was built with; null when it was not given. */
    public @Nullable String setting(String name) {
        return settings.get(name);
    }

    /** What the reads of this client wait for, to be shared with whatever else reads with its credential. */
    public RateLimiter rateLimiter() {
        return rateLimiter;
    }

    /** @param keepsBytes whether somebody may ask for the bytes of the answer */
    <T extends @Nullable Object> ApiResponse<T> execute(ApiCall<T> call, boolean keepsBytes) {
        Exchange<T> exchange = new Exchange<>(this, call);
        while (true) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(call, exchange, null);
            }
            awaitTurn(call, exchange);
            Exchange.Step<T> step = send(call, exchange, keepsBytes);
            if (step instanceof Exchange.Step.Done<T> done) {
                return done.response();
            }
            if (step instanceof Exchange.Step.Failed<T> failed) {
                throw failed.exception();
            }
            pause(call, exchange, ((Exchange.Step.SendAgain<T>) step).after());
        }
    }

    private <T extends @Nullable Object> Exchange.Step<T> send(ApiCall<T> call, Exchange<T> exchange, boolean keepsBytes) {
        Call httpCall = newCall(exchange, null);
        long start = time.nanoTime();
        time.workBegins();
        try {
            Answer answer = new InterruptibleCall(httpCall).execute(maxResponseBytes, exchange, keepsBytes);
            try {
                log(call, answer, start);
                return exchange.onAnswer(answer);
            } finally {
                answer.body().giveBack();
            }
        } catch (HttpClients.InterceptorFailure e) {
            throw e.exception();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(call, exchange, IoFailures.without(exchange.secrets(), e));
            }
            log(call, e, start);
            return exchange.onFailure(e);
        } finally {
            exchange.stopWatch();
            time.workEnds();
        }
    }

    <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> executeAsync(
            ApiCall<T> call, boolean keepsBytes, Function<ApiResponse<T>, R> view) {
        return new AsyncExchange<>(this, call, keepsBytes, view).start();
    }

    /** @param whenWithdrawn told when time is up before anything was sent; null when the call is not enqueued */
    Call newCall(Exchange<?> exchange, @Nullable Runnable whenWithdrawn) {
        Call httpCall = http.newCall(exchange.nextRequest());
        // A caller's client may have a limit of its own; ours is the call's.
        httpCall.timeout().clearTimeout();
        exchange.begin(httpCall, whenWithdrawn);
        return httpCall;
    }

    void log(ApiCall<?> call, Answer answer, long start) {
        // The path's template, since ids and query values may be secret.
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} {} {} -> {} in {} ms", profile.vendor(), call.method, call.path, answer.status(), millisSince(start));
        }
    }

    void log(ApiCall<?> call, IOException failure, long start) {
        LOG.debug("{} {} {} -> {} in {} ms", profile.vendor(), call.method, call.path, failure.getClass().getSimpleName(), millisSince(start));
    }

    private void awaitTurn(ApiCall<?> call, Exchange<?> exchange) {
        try {
            for (Duration wait = exchange.untilTurn(); !wait.isZero(); wait = exchange.untilTurn()) {
                pause(call, exchange, wait);
            }
        } finally {
            exchange.giveTurnBack();
        }
    }

    private void pause(ApiCall<?> call, Exchange<?> exchange, Duration duration) {
        if (duration.isZero()) {
            return;
        }
        try {
            time.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(call, exchange, e);
        }
    }

    private PolyrunException interrupted(ApiCall<?> call, Exchange<?> exchange, @Nullable Exception cause) {
        String outcome = call.idempotent || !exchange.mayHaveArrived() ? "" : "; the request was sent and may have been done";
        return new CallInterruptedException(profile.vendor() + " " + call.operation + ": the thread was interrupted" + outcome, cause);
    }

    private long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - start);
    }

    ClientProfile profile() {
        return profile;
    }

    RequestFactory requests() {
        return requests;
    }

    Credential credential() {
        return credential;
    }

    Duration timeout() {
        return timeout;
    }

    RetryPolicy retryPolicy() {
        return retryPolicy;
    }

    long maxResponseBytes() {
        return maxResponseBytes;
    }

    /** What reads for whoever subscribed to events. */
    Executor executor() {
        return http.dispatcher().executorService();
    }

    TimeSource time() {
        return time;
    }

    RandomGenerator random() {
        return ThreadLocalRandom.current();
    }
}
