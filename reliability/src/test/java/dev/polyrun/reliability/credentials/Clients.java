package dev.polyrun.reliability.credentials;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The clients of all vendors, each with a canary for a key. */
final class Clients {
    static final Canary GUMLOOP = Canary.of("Gumloop's API key");
    static final Canary GUMLOOP_USER = Canary.plain("Gumloop's user, which goes with the key");
    static final Canary GUMLOOP_TOKEN = Canary.of("Gumloop's access token");
    static final Canary ACTIVEPIECES = Canary.of("Activepieces' API key");
    static final Canary RETAB = Canary.of("Retab's API key");
    static final Canary RETAB_BEARER = Canary.of("Retab's API key of today");
    static final Canary NOXUS = Canary.of("Noxus' API key");
    static final Canary ONEPIN = Canary.of("Onepin's API key");
    static final Canary ONEPIN_TOKEN = Canary.of("Onepin's access token");

    private Clients() {}

    static List<Canary> canaries() {
        return List.of(GUMLOOP, GUMLOOP_USER, GUMLOOP_TOKEN, ACTIVEPIECES, RETAB, RETAB_BEARER, NOXUS, ONEPIN, ONEPIN_TOKEN);
    }

    /** One client for each way of sending a credential. */
    static Map<String, Object> all(String baseUrl, Consumer<ClientBuilder<?>> configuration) {
        GumloopClient.Builder gumloop = GumloopClient.builder().apiKey(GUMLOOP.value()).userId(GUMLOOP_USER.value());
        GumloopClient.Builder gumloopToken = GumloopClient.builder().accessToken(GUMLOOP_TOKEN.value()).projectId("project");
        ActivepiecesClient.Builder activepieces = ActivepiecesClient.builder().apiKey(ACTIVEPIECES.value()).projectId("project");
        RetabClient.Builder retab = RetabClient.builder().apiKey(RETAB.value()).wireGeneration(RetabClient.WireGeneration.A);
        RetabClient.Builder retabToday = RetabClient.builder().apiKey(RETAB_BEARER.value()).wireGeneration(RetabClient.WireGeneration.C);
        Map<String, Object> clients = new LinkedHashMap<>();
        clients.put("Gumloop", with(gumloop, baseUrl, configuration).build());
        clients.put("Gumloop with a token", with(gumloopToken, baseUrl, configuration).build());
        clients.put("Activepieces", with(activepieces, baseUrl, configuration).build());
        clients.put("Retab", with(retab, baseUrl, configuration).build());
        clients.put("Retab of today", with(retabToday, baseUrl, configuration).build());
        clients.put("Noxus", with(NoxusClient.builder().apiKey(NOXUS.value()), baseUrl, configuration).build());
        clients.put("Onepin", with(OnepinClient.builder().apiKey(ONEPIN.value()), baseUrl, configuration).build());
        clients.put("Onepin with a token", with(OnepinClient.builder().accessToken(ONEPIN_TOKEN.value()), baseUrl, configuration).build());
        return clients;
    }

    private static <B extends ClientBuilder<B>> B with(B builder, String baseUrl, Consumer<ClientBuilder<?>> configuration) {
        builder.baseUrl(baseUrl);
        configuration.accept(builder);
        return builder;
    }
}
