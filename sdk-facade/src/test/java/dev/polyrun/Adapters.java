package dev.polyrun;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.Simulators;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adapters over simulators, without an engine: they look, and start nothing. */
final class Adapters {
    private Adapters() {}

    static Map<String, VendorAdapter> over(Simulators vendors) {
        return Map.of(
                "gumloop", over(vendors.gumloop()),
                "activepieces", over(vendors.activepieces(), vendors.activepieces().projectId()),
                "retab", over(vendors.retab(), WireGeneration.A),
                "noxus", over(vendors.noxus()),
                "onepin", over(vendors.onepin()));
    }

    private static VendorAdapter over(GumloopSimulator vendor) {
        return new GumloopAdapter(GumloopClient.builder()
                .baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).userId(vendor.userId()).retryPolicy(RetryPolicy.none()).build());
    }

    static VendorAdapter over(ActivepiecesSimulator vendor, @Nullable String projectId) {
        ActivepiecesClient.Builder client =
                ActivepiecesClient.builder().baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).retryPolicy(RetryPolicy.none());
        // The engine is for starts.
        return new ActivepiecesAdapter((projectId == null ? client : client.projectId(projectId)).build(), null, Duration.ofSeconds(1));
    }

    static VendorAdapter over(RetabSimulator vendor, WireGeneration generation) {
        return new RetabAdapter(RetabClient.builder()
                .baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).wireGeneration(generation).retryPolicy(RetryPolicy.none()).build());
    }

    static VendorAdapter over(NoxusSimulator vendor) {
        return new NoxusAdapter(
                NoxusClient.builder().baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).retryPolicy(RetryPolicy.none()).build());
    }

    static VendorAdapter over(OnepinSimulator vendor) {
        return new OnepinAdapter(
                OnepinClient.builder().baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).retryPolicy(RetryPolicy.none()).build());
    }
}
