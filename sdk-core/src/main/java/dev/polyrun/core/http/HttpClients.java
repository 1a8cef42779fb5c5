package dev.polyrun.core.http;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The OkHttp clients that the transports send with. */
final class HttpClients {
    private static final int MAX_REQUESTS = 256;
    private static final int MAX_REQUESTS_PER_HOST = 64;

    /** Says that from here on a request's bytes may be on their way. */
    private static final Interceptor MARK_AS_SENT = chain -> {
        SendMark mark = chain.request().tag(SendMark.class);
        if (mark != null) {
            mark.sent = true;
        }
        return chain.proceed(chain.request());
    };

    /** Travels with a request, since OkHttp's exceptions do not tell whether anything was sent. */
    static final class SendMark {
        volatile boolean sent;
    }

    /** One pool of connections and threads for all clients of the process. */
    private static final class Shared {
        static final OkHttpClient CLIENT = guarded(new OkHttpClient.Builder()
                .dispatcher(dispatcher())
                .connectTimeout(10, TimeUnit.SECONDS)
                .readTimeout(30, TimeUnit.SECONDS)
                .writeTimeout(30, TimeUnit.SECONDS));
    }

    private HttpClients() {}

    static OkHttpClient derive(@Nullable OkHttpClient custom) {
        return custom == null ? Shared.CLIENT : guarded(custom.newBuilder());
    }

    /**
     * OkHttp on its own would send headers other than Authorization along to other hosts, and repeat a POST whose bytes may have arrived.
     */
    private static OkHttpClient guarded(OkHttpClient.Builder builder) {
        return builder.followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(MARK_AS_SENT)
                .build();
    }

    private static Dispatcher dispatcher() {
        AtomicInteger count = new AtomicInteger();
        // Daemons, so that the JVM exits when main does.
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "polyrun-http-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        Dispatcher dispatcher = new Dispatcher(
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), threads));
        dispatcher.setMaxRequests(MAX_REQUESTS);
        // OkHttp's default of 5 would make calls to one vendor queue behind each other.
        dispatcher.setMaxRequestsPerHost(MAX_REQUESTS_PER_HOST);
        return dispatcher;
    }
}
