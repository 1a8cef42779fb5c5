package dev.polyrun;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A vendor that comes with the facade.
 *
 * @param clients gives a new builder each time
 * @param adapters builds the client
 */
record InHouseVendor<B extends ClientBuilder<B>>(String vendor, Supplier<B> clients, BiFunction<B, VendorContext, VendorAdapter> adapters)
        implements VendorProvider {
    static final InHouseVendor<GumloopClient.Builder> GUMLOOP =
            new InHouseVendor<>("gumloop", GumloopClient::builder, (client, context) -> new GumloopAdapter(client.build()));

    static final InHouseVendor<ActivepiecesClient.Builder> ACTIVEPIECES = new InHouseVendor<>(
            "activepieces",
            ActivepiecesClient::builder,
            (client, context) -> new ActivepiecesAdapter(client.build(), context.engine(), context.startTimeout()));

    static final InHouseVendor<RetabClient.Builder> RETAB =
            new InHouseVendor<>("retab", RetabClient::builder, (client, context) -> new RetabAdapter(client.build()));

    static final InHouseVendor<NoxusClient.Builder> NOXUS =
            new InHouseVendor<>("noxus", NoxusClient::builder, (client, context) -> new NoxusAdapter(client.build()));

    static final InHouseVendor<OnepinClient.Builder> ONEPIN =
            new InHouseVendor<>("onepin", OnepinClient::builder, (client, context) -> new OnepinAdapter(client.build()));

    /** In the order in which they are shown. */
    static final List<InHouseVendor<?>> ALL = List.of(GUMLOOP, ACTIVEPIECES, RETAB, NOXUS, ONEPIN);

    @Override
    public String credentialVariable() {
        return vendor.toUpperCase(Locale.ROOT) + "_API_KEY";
    }

    @Override
    public VendorAdapter.@Nullable Factory fromEnvironment(Map<String, String> variables) {
        B client = clients.get().environment(variables);
        return client.hasCredential() ? factory(client) : null;
    }

    VendorAdapter.Factory configured(Consumer<B> configuration) {
        B client = clients.get();
        configuration.accept(client);
        return factory(client);
    }

    private VendorAdapter.Factory factory(B client) {
        return context -> adapters.apply(client.timeSource(context.timeSource()), context);
    }
}
