package dev.polyrun.reliability.threads;

import dev.polyrun.RunRef;
import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.OkHttpClient;

/** The five vendors, as far as the tests of this package treat them alike. */
enum Vendor {
    GUMLOOP(Simulators::gumloop, "DONE") {
        @Override
        Reading client(Consumer<ClientBuilder<?>> configuration, String key) {
            GumloopClient.Builder builder = GumloopClient.builder().apiKey(key).userId("anyone");
            configuration.accept(builder);
            GumloopClient client = builder.build();
            return (workflow, run, options) -> client.runs().getCall(run, new dev.polyrun.gumloop.Runs.GetRunParams()).with(options).execute().runId();
        }
    },
    ACTIVEPIECES(Simulators::activepieces, "SUCCEEDED") {
        @Override
        Reading client(Consumer<ClientBuilder<?>> configuration, String key) {
            ActivepiecesClient.Builder builder = ActivepiecesClient.builder().apiKey(key);
            configuration.accept(builder);
            ActivepiecesClient client = builder.build();
            return (workflow, run, options) -> client.runs().getCall(run).with(options).execute().id();
        }
    },
    RETAB(Simulators::retab, "completed") {
        @Override
        Reading client(Consumer<ClientBuilder<?>> configuration, String key) {
            RetabClient.Builder builder = RetabClient.builder().apiKey(key).wireGeneration(RetabClient.WireGeneration.A);
            configuration.accept(builder);
            RetabClient client = builder.build();
            return (workflow, run, options) -> client.runs().getCall(run, new dev.polyrun.retab.Runs.GetRunParams()).with(options).execute().id();
        }
    },
    NOXUS(Simulators::noxus, "completed") {
        @Override
        Reading client(Consumer<ClientBuilder<?>> configuration, String key) {
            NoxusClient.Builder builder = NoxusClient.builder().apiKey(key);
            configuration.accept(builder);
            NoxusClient client = builder.build();
            return (workflow, run, options) -> client.runs().getCall(run).with(options).execute().id();
        }
    },
    ONEPIN(Simulators::onepin, "completed") {
        @Override
        Reading client(Consumer<ClientBuilder<?>> configuration, String key) {
            OnepinClient.Builder builder = OnepinClient.builder().apiKey(key);
            configuration.accept(builder);
            OnepinClient client = builder.build();
            return (workflow, run, options) -> client.runs().statusCall(workflow, run, new dev.polyrun.onepin.Runs.GetRunStatusParams()).with(options).execute().data().id();
        }
    };

    private static final AtomicLong SERIAL = new AtomicLong();

    private final Function<Simulators, VendorSimulator> simulator;
    /** How a run that went well stands in the end. */
    final String done;

    Vendor(Function<Simulators, VendorSimulator> simulator, String done) {
        this.simulator = simulator;
        this.done = done;
    }

    /** Reads a run with a blocking call. */
    interface Reading {
        /** @return the id that the answer names */
        String read(String workflowId, String runId, RequestOptions options);
    }

    /**
     * A client.
     *
     * @param configuration at least the base URL
     */
    abstract Reading client(Consumer<ClientBuilder<?>> configuration, String key);

    Reading client(VendorSimulator at, String key, OkHttpClient http) {
        return client(builder -> {
            builder.baseUrl(at.baseUrl());
            builder.okHttpClient(http);
            if (builder instanceof GumloopClient.Builder gumloop && at instanceof GumloopSimulator simulator) {
                gumloop.userId(simulator.userId());
            }
        }, key);
    }

    VendorSimulator of(Simulators simulators) {
        return simulator.apply(simulators);
    }

    /** A run that lives by this script. */
    RunRef plant(Simulators simulators, RunScript script) {
        return plant(of(simulators), script);
    }

    RunRef plant(VendorSimulator vendor, RunScript script) {
        long number = SERIAL.incrementAndGet();
        String name = name().toLowerCase(Locale.ROOT);
        if (this == ONEPIN) {
            String id = new UUID(0x3fa85f6457174562L, 0xa000000000000000L + number).toString();
            vendor.addRun(id, script);
            return RunRef.of(name, vendor.workflowId(), id);
        }
        String id = String.format(Locale.ROOT, "sharing%014d", number);
        vendor.addRun(id, script);
        return RunRef.of(name, id);
    }
}
