package dev.polyrun.reliability.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.RunRef;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One client of each vendor, shared by 64 threads over real HTTP: nobody gets what is another's, and nothing is lost. */
class SharedClientsTest {
    private static final int THREADS = 64;
    private static final int CALLS = 6;
    private static final String CALLER = "X-Caller";

    private static Simulators vendors;

    private final AtomicInteger connections = new AtomicInteger();
    private final ConnectionPool pool = new ConnectionPool(THREADS, 1, TimeUnit.MINUTES);
    private final OkHttpClient http = new OkHttpClient.Builder().connectionPool(pool).eventListener(new EventListener() {
        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            connections.incrementAndGet();
        }
    }).build();

    @BeforeAll
    static void start() {
        vendors = Simulators.start();
    }

    @AfterAll
    static void stop() {
        vendors.close();
    }

    private static RequestOptions options(String caller) {
        return RequestOptions.builder().header(CALLER, caller).query("caller", caller).build();
    }

    @ParameterizedTest
    @EnumSource
    void eachThreadGetsTheAnswerToItsOwnQuestion(Vendor vendor) throws InterruptedException {
        VendorSimulator simulator = vendor.of(vendors);
        simulator.clearRequests();
        RunRef[] runs = new RunRef[THREADS];
        for (int i = 0; i < THREADS; i++) {
            runs[i] = vendor.plant(vendors, RunScript.perRead(vendor.done));
        }
        Vendor.Reading shared = vendor.client(simulator, simulator.apiKey(), http);
        Vendor.Reading locked = vendor.client(simulator, "no-such-key", http);

        Crowd.together(THREADS, thread -> {
            for (int call = 0; call < CALLS; call++) {
                RequestOptions options = options(thread + "-" + call);
                String run = runs[thread].runId();
                if (thread % 8 == 7) {
                    assertThatThrownBy(() -> locked.read(simulator.workflowId(), run, options)).isInstanceOfAny(UnauthorizedException.class, ForbiddenException.class);
                } else {
                    assertThat(shared.read(simulator.workflowId(), run, options)).isEqualTo(run);
                }
            }
        });

        List<SimulatedRequest> requests = simulator.requests();
        assertThat(requests).hasSize(THREADS * CALLS);
        AtomicIntegerArray calls = new AtomicIntegerArray(THREADS);
        for (SimulatedRequest request : requests) {
            String caller = request.header(CALLER);
            int thread = Integer.parseInt(caller.substring(0, caller.indexOf('-')));
            calls.incrementAndGet(thread);
            assertThat(request.queryValues("caller")).containsExactly(caller);
            assertThat(request.path() + request.queryValue("run_id")).contains(runs[thread].runId());
            assertThat(request.headers().toString().contains("no-such-key")).isEqualTo(thread % 8 == 7);
        }
        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(calls.get(thread)).isEqualTo(CALLS);
        }
        assertThat(connections).as("no more than calls at once").hasValueLessThanOrEqualTo(THREADS);
        assertThat(pool.idleConnectionCount()).as("connections that were given back").isEqualTo(connections.get());
        pool.evictAll();
    }
}
