package com.example.ferrywork;

import dev.polyrun.VendorAdapter;
import dev.polyrun.VendorProvider;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a facade find Ferrywork when {@code FERRYWORK_API_KEY} is in the environment. */
public final class FerryworkProvider implements VendorProvider {
    @Override
    public String vendor() {
        return "ferrywork";
    }

    @Override
    public String credentialVariable() {
        return "FERRYWORK_API_KEY";
    }

    @Override
    public VendorAdapter.@Nullable Factory fromEnvironment(Map<String, String> variables) {
        FerryworkClient.Builder client = FerryworkClient.builder().environment(variables);
        return client.hasCredential() ? FerryworkAdapter.over(client) : null;
    }
}
