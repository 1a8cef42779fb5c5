package dev.polyrun.conformance;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** Remembers what goes over the wire. Sits next to the network, so that it sees the headers that are really sent. */
final class Recording implements Interceptor {
    private final List<Recorded> exchanges = new CopyOnWriteArrayList<>();

    OkHttpClient client() {
        return new OkHttpClient.Builder().addNetworkInterceptor(this).build();
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        exchanges.add(Recorded.of(chain.request(), response));
        return response;
    }

    /** All exchanges, in the order of their answers. */
    List<Recorded> exchanges() {
        return List.copyOf(exchanges);
    }

    Recorded last() {
        if (exchanges.isEmpty()) {
            throw new AssertionError("Nothing was sent");
        }
        return exchanges.get(exchanges.size() - 1);
    }
}
