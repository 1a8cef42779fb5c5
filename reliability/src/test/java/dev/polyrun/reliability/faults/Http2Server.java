package dev.polyrun.reliability.faults;

import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.VendorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/** Stands before a vendor's simulator and speaks HTTP/2. Its faults are those of the library's server; a {@link WireFault} only names one. */
final class Http2Server implements FaultyServer {
    private static final String GROUP = "HTTP/2";

    /** What a fault does to the true answer, by its name. */
    private enum Effect {
        CANCELLED_BEFORE("RST_STREAM with CANCEL before the headers"),
        FAILED_BEFORE("RST_STREAM with INTERNAL_ERROR before the headers"),
        REFUSED_BEFORE("RST_STREAM with REFUSED_STREAM before the headers"),
        CALM_BEFORE("RST_STREAM with ENHANCE_YOUR_CALM before the headers"),
        FAILED_WITHIN("RST_STREAM with INTERNAL_ERROR in the body"),
        CLOSED_BEFORE("closed before the headers"),
        CLOSED_WITHIN("closed in the body"),
        SILENT("silence before the headers"),
        SILENT_WITHIN("silence in the body"),
        GOES_AWAY("GOAWAY before the headers, and then silence"),
        MANY_HEADERS("10,000 headers");

        private final String text;

        Effect(String text) {
            this.text = text;
        }

        WireFault fault() {
            WireFault fault = new WireFault(GROUP, text, WireFault.Where.HTTP2, false, null, conversation -> false);
            return this == SILENT || this == SILENT_WITHIN || this == GOES_AWAY ? fault.slow() : fault;
        }

        static Effect of(WireFault fault) {
            for (Effect effect : values()) {
                if (effect.text.equals(fault.name())) {
                    return effect;
                }
            }
            throw new IllegalArgumentException("No such effect: " + fault);
        }

        MockResponse.Builder on(MockResponse.Builder response) {
            return switch (this) {
                case CANCELLED_BEFORE -> response.onResponseStart(new SocketEffect.CloseStream(8));
                case FAILED_BEFORE -> response.onResponseStart(new SocketEffect.CloseStream(2));
                case REFUSED_BEFORE -> response.onResponseStart(new SocketEffect.CloseStream(7));
                case CALM_BEFORE -> response.onResponseStart(new SocketEffect.CloseStream(11));
                case FAILED_WITHIN -> response.onResponseBody(new SocketEffect.CloseStream(2));
                case CLOSED_BEFORE -> response.onResponseStart(new SocketEffect.CloseSocket());
                case GOES_AWAY -> response.onResponseStart(SocketEffect.ShutdownConnection.INSTANCE);
                case CLOSED_WITHIN -> response.onResponseBody(new SocketEffect.CloseSocket());
                case SILENT -> response.onResponseStart(SocketEffect.Stall.INSTANCE);
                case SILENT_WITHIN -> response.onResponseBody(SocketEffect.Stall.INSTANCE);
                case MANY_HEADERS -> {
                    for (int i = 0; i < 10_000; i++) {
                        response.addHeader("a", "b");
                    }
                    yield response;
                }
            };
        }
    }

    private final MockWebServer server = new MockWebServer();
    private final OkHttpClient vendor;
    private final HttpUrl vendorUrl;
    private WireFault fault;
    private int times;
    private int requests;

    Http2Server(VendorSimulator simulator) {
        this.vendor = simulator.inMemoryClient(TimeSource.system());
        this.vendorUrl = HttpUrl.get(simulator.baseUrl());
        server.useHttps(Certificates.ALL.good().sslSocketFactory());
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        server.setDispatcher(new Dispatcher() {
            /** It is this one that is asked for what happens before the headers. */
            @Override
            public MockResponse peek() {
                WireFault met = met();
                return met == null ? super.peek() : Effect.of(met).on(new MockResponse.Builder()).build();
            }

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        try {
            server.start(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<WireFault> faults() {
        return List.of(Effect.values()).stream().map(Effect::fault).toList();
    }

    private synchronized WireFault met() {
        return times == 0 ? null : fault;
    }

    private MockResponse answer(RecordedRequest request) {
        WireFault met;
        synchronized (this) {
            requests++;
            met = met();
            times = Math.max(0, times - 1);
        }
        MockResponse.Builder response = new MockResponse.Builder();
        boolean hasBody = request.getBody() != null && request.getMethod().equals("POST");
        Headers headers = request.getHeaders().newBuilder().removeAll(":authority").removeAll("Accept-Encoding").build();
        Request onward = new Request.Builder()
                .url(vendorUrl.resolve(request.getTarget()))
                .headers(plain(headers))
                .method(request.getMethod(), hasBody ? RequestBody.create(request.getBody(), (MediaType) null) : null)
                .build();
        try (Response truth = vendor.newCall(onward).execute()) {
            response.code(truth.code()).body(new Buffer().write(truth.body().bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (met == null ? response : Effect.of(met).on(response)).build();
    }

    private static Headers plain(Headers headers) {
        Headers.Builder plain = new Headers.Builder();
        headers.forEach(header -> {
            if (!header.getFirst().startsWith(":")) {
                plain.add(header.getFirst(), header.getSecond());
            }
        });
        return plain.build();
    }

    @Override
    public String baseUrl() {
        return vendorUrl.newBuilder().scheme("https").host("localhost").port(server.getPort()).build().toString();
    }

    @Override
    public synchronized void plan(int times, WireFault fault) {
        this.fault = fault;
        this.times = times;
    }

    @Override
    public synchronized void heal() {
        times = 0;
    }

    @Override
    public synchronized int requests() {
        return requests;
    }

    /** The library's server does not say. */
    @Override
    public boolean awaitNoConnections() {
        return true;
    }

    @Override
    public void close() {
        server.close();
    }
}
