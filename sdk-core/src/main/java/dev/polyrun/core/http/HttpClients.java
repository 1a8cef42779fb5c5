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
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** The OkHttp clients that the transports send with. */
final class HttpClients {
    private static final int MAX_REQUESTS = 256;
    private static final int MAX_REQUESTS_PER_HOST = 64;

    private static final String RETRY_AFTER = "Retry-After";

    /**
     * Next to the network: says that from here on a request's bytes may be on their way, and hides from OkHttp the header that makes it repeat
     * any request at once, a POST too: a 503 with {@code Retry-After: 0}.
     */
    private static final class Innermost extends StrayBytes.Guard {
        @Override
        Response send(Chain chain) throws IOException {
            Sending sending = sending(chain);
            if (sending.staysHere && !chain.request().isHttps()) {
                requireThisMachine(chain);
            }
            sending.send(chain.request());
            Response response = chain.proceed(chain.request());
            sending.retryAfter = response.code() == 503 ? response.header(RETRY_AFTER) : null;
            return sending.retryAfter == null ? response : response.newBuilder().removeHeader(RETRY_AFTER).build();
        }
    }

    /**
     * Next to the caller: gives the hidden header back. Also makes what is no IOException one, since OkHttp itself would treat it differently
     * in blocking and asynchronous calls: an interceptor's own exception, or the undeclared InterruptedException of a thread that was
     * interrupted while it connected.
     */
    private static final class Outermost implements Interceptor {
        @Override
        public Response intercept(Chain chain) throws IOException {
            try {
                Sending sending = sending(chain);
                sending.begin();
                Response response = patient(chain, sending.patience).proceed(chain.request());
                String retryAfter = sending.retryAfter;
                return retryAfter == null ? response : response.newBuilder().header(RETRY_AFTER, retryAfter).build();
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
    }

    private static Sending sending(Interceptor.Chain chain) throws IOException {
        Sending sending = Sendings.of(chain.call());
        if (sending == null) {
            // Its future was ended a moment ago, and nobody wants it any more.
            throw new IOException("Canceled");
        }
        return sending;
    }

    private static Interceptor.Chain patient(Interceptor.Chain chain, @Nullable Duration patience) {
        if (patience == null) {
            return chain;
        }
        int millis = (int) Math.min(Math.max(1, patience.toMillis()), Integer.MAX_VALUE);
        return chain.withReadTimeout(millis, TimeUnit.MILLISECONDS).withWriteTimeout(0, TimeUnit.MILLISECONDS);
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
                // Sendings see to that.
                .readTimeout(0, TimeUnit.MILLISECONDS)
                .writeTimeout(0, TimeUnit.MILLISECONDS)
                // A connection that a router dropped in silence would otherwise be used, and time out, for a quarter of an hour.
                .pingInterval(30, TimeUnit.SECONDS)
                .connectTimeout(10, TimeUnit.SECONDS));
    }

    private HttpClients() {}

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

    /** Whether it is the one whose connections are given up when they are silent for too long. */
    static boolean isShared(OkHttpClient http) {
        return http == Shared.CLIENT;
    }

    static OkHttpClient derive(@Nullable OkHttpClient custom) {
        return custom == null ? Shared.CLIENT : guarded(custom.socketFactory(), custom.newBuilder());
    }

    /**
     * OkHttp on its own would send headers other than Authorization along to other hosts, and repeat a POST whose bytes may have arrived.
     */
    private static OkHttpClient guarded(SocketFactory sockets, OkHttpClient.Builder builder) {
        builder.interceptors().add(0, new Outermost());
        return StrayBytes.keepOut(builder, sockets, new Innermost())
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
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
