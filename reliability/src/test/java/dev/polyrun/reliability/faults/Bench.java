package dev.polyrun.reliability.faults;

import dev.polyrun.Polyrun;
import dev.polyrun.PolyrunBuilder;
import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.VendorSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** One vendor with all its servers, and one HTTP client that reaches them. Used by one thread. */
final class Bench implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(FaultyServer.PATIENCE_SECONDS);

    final Vendor vendor;
    final VendorSimulator simulator;
    final SkippingTime time = new SkippingTime();
    private final ConnectionPool pool = new ConnectionPool();
    private final Nobody nobody = new Nobody();
    private final OkHttpClient http;
    private final Map<WireFault.Where, FaultyServer> servers = new EnumMap<>(WireFault.Where.class);
    private final Map<WireFault.Where, Vendor.Calls> calls = new EnumMap<>(WireFault.Where.class);
    private final String runId;
    private int runs;

    Bench(Vendor vendor) {
        this.vendor = vendor;
        this.simulator = vendor.simulator();
        this.runId = vendor.runId(0);
        simulator.addRun(runId, RunScript.perRead(vendor.running()));
        // Or the next one could not be started.
        simulator.onStart(RunScript.perRead(vendor.ended()));
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectionPool(pool)
                .proxySelector(nobody)
                .connectTimeout(LONG)
                .readTimeout(LONG)
                .writeTimeout(LONG);
        Certificates.ALL.trustedBy(builder);
        http = builder.build();
    }

    FaultyServer server(WireFault.Where where) {
        return servers.computeIfAbsent(where, key -> switch (key) {
            case PLAIN -> new HostileServer(simulator, false);
            // Where it would be, if the connection were not refused.
            case REFUSED -> new RefusingServer(server(WireFault.Where.PLAIN), nobody);
            case TLS -> new HostileServer(simulator, true);
            case HTTP2 -> new Http2Server(simulator);
        });
    }

    private Vendor.Reach reach(WireFault.Where where, TimeSource time) {
        return new Vendor.Reach(server(where).baseUrl(), http, time);
    }

    Vendor.Calls calls(WireFault.Where where) {
        return calls.computeIfAbsent(where, key -> vendor.calls(simulator, reach(key, time), runId));
    }

    /** A facade with this vendor alone, for other runs than the one that the calls read. */
    PolyrunBuilder facade(WireFault.Where where, TimeSource time) {
        return vendor.facade(Polyrun.builder().timeSource(time).polling(polling -> polling.eventStreams(0)), simulator, reach(where, time));
    }

    /** Lets the next call open a connection: what goes wrong with those is not seen by one that is there already. */
    void forgetConnections() {
        pool.evictAll();
    }

    /** A run that is seen running twice and then has ended. */
    String plantRun() {
        String id = vendor.runId(++runs);
        simulator.addRun(id, RunScript.perRead(vendor.running(), vendor.running(), vendor.ended()));
        return id;
    }

    /** A run that has ended. */
    String plantEndedRun() {
        String id = vendor.runId(++runs);
        simulator.addRun(id, RunScript.perRead(vendor.ended()));
        return id;
    }

    /** The document of a run, as it comes. */
    byte[] rawRun(String id) {
        return vendor.calls(simulator, reach(WireFault.Where.PLAIN, time), id).read().executeForResponse().rawBody();
    }

    /** What no message may hold. */
    String secret() {
        return simulator.apiKey();
    }

    /** Lets go of the connections that wait for a next call: whatever is left then was leaked. */
    boolean leavesNoConnection(WireFault.Where where) throws InterruptedException {
        pool.evictAll();
        return server(where).awaitNoConnections() && pool.connectionCount() == 0;
    }

    @Override
    public void close() {
        servers.values().forEach(FaultyServer::close);
        nobody.close();
        http.dispatcher().executorService().shutdown();
        simulator.close();
    }

    /** Sends connections to a port that is taken by somebody who does not listen. */
    static final class Nobody extends ProxySelector implements AutoCloseable {
        private final Socket silent = new Socket();
        private int times;

        Nobody() {
            try {
                silent.bind(new InetSocketAddress("127.0.0.1", 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        synchronized void answers(int times) {
            this.times = times;
        }

        @Override
        public synchronized List<Proxy> select(URI address) {
            if (times == 0) {
                return List.of(Proxy.NO_PROXY);
            }
            times--;
            return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", silent.getLocalPort())));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {}

        @Override
        public void close() {
            try {
                silent.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A server that cannot be reached now and then. */
    private record RefusingServer(FaultyServer server, Nobody nobody) implements FaultyServer {
        @Override
        public String baseUrl() {
            return server.baseUrl();
        }

        @Override
        public void plan(int times, WireFault fault) {
            nobody.answers(times);
        }

        @Override
        public void heal() {
            nobody.answers(0);
        }

        @Override
        public int requests() {
            return server.requests();
        }

        @Override
        public boolean awaitNoConnections() throws InterruptedException {
            return server.awaitNoConnections();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
