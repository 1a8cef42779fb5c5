package dev.polyrun;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vendor that {@link Polyrun#fromEnv()} finds by itself. An implementation has a public constructor without parameters, and its class name
 * stands in {@code META-INF/services/dev.polyrun.VendorProvider} of its jar: a {@link java.util.ServiceLoader} looks for it from the class loader of
 * Polyrun. One that cannot be loaded or has an impossible name is left out, with a warning in the log. Where that is not wanted, an account is given
 * to the builder instead: {@link PolyrunBuilder#vendor(String, VendorAdapter.Factory)}.
 *
 * <p>Thread-safe. Making one must be cheap and have no effects.
 */
public interface VendorProvider {
    /** The vendor's name in references: lower-case letters, digits and hyphens, such as {@code retab}. */
    String vendor();

    /** The environment variable that usually holds the credential, such as {@code RETAB_API_KEY}. Messages name it to those who lack one. */
    String credentialVariable();

    /**
     * What makes the adapter of the account that these variables tell of.
     *
     * @param variables such as {@link System#getenv()}
     * @return null when no credential is among them; a setting that is missing besides is the factory's to complain about
     */
    VendorAdapter.@Nullable Factory fromEnvironment(Map<String, String> variables);
}
