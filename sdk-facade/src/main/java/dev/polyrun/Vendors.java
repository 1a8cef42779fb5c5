package dev.polyrun;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vendors that the environment may name: those that come with the facade, and those on the class path. Immutable. */
final class Vendors {
    private static final Logger LOG = LoggerFactory.getLogger("dev.polyrun.vendors");
    /** No class path has so many broken vendors: rather the class loader fails, and would do so for ever. */
    private static final int MOST_FAILURES = 100;

    /**
     * A vendor.
     *
     * @param variable the credential's, for messages
     * @param rival another provider that goes by the same name; null when there is none
     */
    record Known(String variable, VendorProvider provider, @Nullable VendorProvider rival) {}

    private final Map<String, Known> known = new LinkedHashMap<>();

    private Vendors() {}

    /**
     * Those that this loader finds.
     *
     * @param loader of class files and of {@code META-INF/services}
     */
    static Vendors of(ClassLoader loader) {
        Vendors vendors = new Vendors();
        InHouseVendor.ALL.forEach(vendor -> vendors.known.put(vendor.vendor(), new Known(vendor.credentialVariable(), vendor, null)));
        for (VendorProvider provider : loaded(loader)) {
            try {
                vendors.add(provider);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("{} on the class path is left out: {}", provider.getClass().getName(), e.toString());
            }
        }
        return vendors;
    }

    /** A jar that is broken must not take the others with it. */
    private static List<VendorProvider> loaded(ClassLoader loader) {
        List<VendorProvider> providers = new ArrayList<>();
        Iterator<VendorProvider> iterator = ServiceLoader.load(VendorProvider.class, loader).iterator();
        for (int failures = 0; failures < MOST_FAILURES; ) {
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                providers.add(iterator.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                // A class that was compiled for a newer Java, or against what is not there, is not the loader's error to the loader.
                LOG.warn("A vendor on the class path cannot be loaded, and is left out: {}", e.toString());
                failures++;
            }
        }
        return providers;
    }

    private void add(VendorProvider provider) {
        String vendor = RefText.checkName(provider.vendor(), "vendor", provider.vendor());
        String variable = provider.credentialVariable();
        if (variable == null || variable.isBlank()) {
            throw new IllegalArgumentException("its credentialVariable() is " + variable);
        }
        Known other = known.get(vendor);
        if (other == null) {
            known.put(vendor, new Known(variable, provider, null));
        } else if (other.provider() instanceof InHouseVendor<?>) {
            throw new IllegalArgumentException("its name, " + vendor + ", is taken by a vendor that comes with Polyrun");
        } else {
            // To pick one would send the credential of one vendor to the other, depending on the order of the class path.
            known.put(vendor, new Known(other.variable(), other.provider(), provider));
        }
    }

    Set<String> names() {
        return known.keySet();
    }

    List<String> variables() {
        return known.values().stream().map(Known::variable).toList();
    }

    /** What to do about a vendor that has no account; null when no provider goes by that name. */
    @Nullable String remedy(String vendor) {
        Known found = known.get(vendor);
        if (found == null) {
            return null;
        }
        String method = found.provider() instanceof InHouseVendor<?> ? vendor + "(…)" : "vendor(\"" + vendor + "\", …)";
        return "set " + found.variable() + " and use fromEnv(), or give " + method + " to the builder";
    }

    /** The factories of those whose credential is among the variables, by vendor. A factory throws what is wrong with its provider. */
    Map<String, VendorAdapter.Factory> fromEnvironment(Map<String, String> variables) {
        Map<String, VendorAdapter.Factory> factories = new LinkedHashMap<>();
        known.forEach((vendor, found) -> {
            VendorAdapter.Factory factory = found.provider() instanceof InHouseVendor<?> inHouse
                    ? inHouse.fromEnvironment(variables)
                    : fromEnvironment(vendor, found, variables);
            if (factory != null) {
                factories.put(vendor, factory);
            }
        });
        return factories;
    }

    private static VendorAdapter.@Nullable Factory fromEnvironment(String vendor, Known found, Map<String, String> variables) {
        try {
            VendorAdapter.Factory factory = found.provider().fromEnvironment(variables);
            if (found.rival() == null) {
                return factory == null ? null : GuardedAdapter.factory(vendor, factory);
            }
            boolean wanted = factory != null || found.rival().fromEnvironment(variables) != null;
            return wanted ? failing(twice(vendor, found.provider(), found.rival()), null) : null;
        } catch (RuntimeException | LinkageError e) {
            return failing(vendor + " cannot be taken from the environment: " + e, e);
        }
    }

    private static String twice(String vendor, VendorProvider one, VendorProvider other) {
        return "Two vendors on the class path are called " + vendor + ", " + one.getClass().getName() + " and " + other.getClass().getName()
                + "; remove one, or give vendor(\"" + vendor + "\", …) to the builder";
    }

    private static VendorAdapter.Factory failing(String why, @Nullable Throwable cause) {
        return context -> {
            throw new IllegalStateException(why, cause);
        };
    }
}
