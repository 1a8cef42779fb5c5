package dev.polyrun.core.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** The OkHttp clients that the transports send with. */
final class HttpClients {
    private static final int MAX_REQUESTS = 256;
    private static final int MAX_REQUESTS_PER_HOST = 64;
    private static final long SHORTEST_SILENCE_MILLIS = 30_000;

    private static final String RETRY_AFTER = "Retry-After";

    /**
     * Next to the network: says that from here on a request's bytes may be on their way, and hides from OkHttp the header that makes it repeat
     * any request at once, a POST too: a 503 with {@code Retry-After: 0}.
     */
    private static final Interceptor INNERMOST = chain -> {
        // The call's own request: a caller's interceptor may have made another one, without the mark.
        SendMark mark = chain.call().request().tag(SendMark.class);
        if (mark == null) {
            return chain.proceed(chain.request());
        }
        if (mark.staysHere && !chain.request().isHttps()) {
            requireThisMachine(chain);
        }
        mark.send(chain.request());
        Response response = chain.proceed(chain.request());
        mark.retryAfter = response.code() == 503 ? response.header(RETRY_AFTER) : null;
        return mark.retryAfter == null ? response : response.newBuilder().removeHeader(RETRY_AFTER).build();
    };

    /**
     * Next to the caller: gives the hidden header back. Also makes what is no IOException one, since OkHttp itself would treat it differently
     * in blocking and asynchronous calls: an interceptor's own exception, or the undeclared InterruptedException of a thread that was
     * interrupted while it connected.
     */
    private static Response outermost(Interceptor.Chain chain, boolean isShared) throws IOException {
        try {
            SendMark mark = chain.request().tag(SendMark.class);
            Response response = (mark == null ? chain : mark.patient(chain, isShared)).proceed(chain.request());
            return mark == null || mark.retryAfter == null
                    ? response
                    : response.newBuilder().header(RETRY_AFTER, mark.retryAfter).build();
        } catch (IOException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InterceptorFailure(e);
        } catch (Exception e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Travels with a request, since OkHttp's exceptions do not tell whether anything was sent. */
    static final class SendMark {
        private final @Nullable Duration patience;
        private final boolean staysHere;
        private @Nullable Request onWire;
        private boolean sent;
        private boolean withdrawn;
        private volatile @Nullable String retryAfter;

        /**
         * @param patience how long the connection of a streamed call may be silent, whatever is usual for the client; null for other calls
         * @param staysHere whether nothing may leave this machine unencrypted
         */
        SendMark(@Nullable Duration patience, boolean staysHere) {
            this.patience = patience;
            this.staysHere = staysHere;
        }

        private Interceptor.Chain patient(Interceptor.Chain chain, boolean isShared) {
            if (patience == null) {
                return isShared ? withSilence(chain) : chain;
            }
            int millis = (int) Math.min(Math.max(1, patience.toMillis()), Integer.MAX_VALUE);
            return chain.withReadTimeout(millis, TimeUnit.MILLISECONDS).withWriteTimeout(0, TimeUnit.MILLISECONDS);
        }

        /**
         * How long a connection may be silent. A read may give up a silent connection while there is time for another try; a call that is sent only
         * once gains nothing from giving up before its own timeout, and some are held open for minutes until a run has ended.
         */
        private static Interceptor.Chain withSilence(Interceptor.Chain chain) {
            long half = TimeUnit.NANOSECONDS.toMillis(chain.call().timeout().timeoutNanos()) / 2;
            boolean repeatable = chain.request().method().equals("GET");
            int silence = repeatable ? (int) Math.min(Math.max(SHORTEST_SILENCE_MILLIS, half), Integer.MAX_VALUE) : 0;
            return chain.readTimeoutMillis() == silence ? chain : chain.withReadTimeout(silence, TimeUnit.MILLISECONDS);
        }

        synchronized boolean isSent() {
            return sent;
        }

        /** Keeps the request from being sent, unless it already may have been. */
        synchronized boolean withdraw() {
            withdrawn = !sent;
            return withdrawn;
        }

        synchronized void send(Request request) throws IOException {
            onWire = request;
            if (withdrawn) {
                throw new InterruptedIOException("timeout");
            }
            sent = true;
        }
    }

    /** Carries what a caller's interceptor threw past OkHttp. */
    static final class InterceptorFailure extends IOException {
        private static final long serialVersionUID = 1L;
        private final RuntimeException exception;

        private InterceptorFailure(RuntimeException exception) {
            super(exception);
            this.exception = exception;
        }

        RuntimeException exception() {
            return exception;
        }
    }

    /** One pool of connections and threads for all clients of the process. */
    private static final class Shared {
        static final OkHttpClient CLIENT = guarded(SocketFactory.getDefault(), new OkHttpClient.Builder()
                .dispatcher(dispatcher())
                // OkHttp's default of 5 would close nearly all connections after each burst of calls, and the next one would open them anew.
                .connectionPool(new ConnectionPool(MAX_REQUESTS_PER_HOST, 5, TimeUnit.MINUTES))
                .readTimeout(SHORTEST_SILENCE_MILLIS, TimeUnit.MILLISECONDS)
                // A connection that a router dropped in silence would otherwise be used, and time out, for a quarter of an hour.
                .pingInterval(30, TimeUnit.SECONDS)
                .connectTimeout(10, TimeUnit.SECONDS)
                .writeTimeout(30, TimeUnit.SECONDS), true);
    }

    private HttpClients() {}

    /** The request as it went out, with what interceptors and authenticators added; the same one as long as it did not. */
    static Request onWire(Request request) {
        SendMark mark = request.tag(SendMark.class);
        if (mark == null) {
            return request;
        }
        synchronized (mark) {
            return mark.onWire == null ? request : mark.onWire;
        }
    }

    /** A name such as x.localhost means this machine, but it is the resolver that says so, and it may say something else. */
    private static void requireThisMachine(Interceptor.Chain chain) throws IOException {
        Route route = Objects.requireNonNull(chain.connection()).route();
        SocketAddress peer = route.proxy().type() == Proxy.Type.SOCKS ? route.proxy().address() : route.socketAddress();
        InetAddress address = peer instanceof InetSocketAddress internet ? internet.getAddress() : null;
        if (address == null || !address.isLoopbackAddress()) {
            throw new IOException(chain.request().url().host() + " leads to " + (address == null ? "an unknown address" : address.getHostAddress())
                    + ", which is not this machine, and the credential would travel unencrypted; use https, or allowInsecureHttp()");
        }
    }

    static OkHttpClient derive(@Nullable OkHttpClient custom) {
        return custom == null ? Shared.CLIENT : guarded(custom.socketFactory(), custom.newBuilder(), false);
    }

    /**
     * OkHttp on its own would send headers other than Authorization along to other hosts, and repeat a POST whose bytes may have arrived.
     */
    private static OkHttpClient guarded(SocketFactory sockets, OkHttpClient.Builder builder, boolean isShared) {
        builder.interceptors().add(0, chain -> outermost(chain, isShared));
        return StrayBytes.keepOut(builder, sockets)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(INNERMOST)
                .build();
    }

    private static Dispatcher dispatcher() {
        Dispatcher dispatcher = new Dispatcher(HttpThreads.create());
        dispatcher.setMaxRequests(MAX_REQUESTS);
        // OkHttp's default of 5 would make calls to one vendor queue behind each other.
        dispatcher.setMaxRequestsPerHost(MAX_REQUESTS_PER_HOST);
        return dispatcher;
    }
}
