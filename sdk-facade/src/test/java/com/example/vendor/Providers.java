package com.example.vendor;

import dev.polyrun.VendorAdapter;
import dev.polyrun.VendorProvider;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Good providers and bad ones, as a class path may have them. */
public final class Providers {
    private Providers() {}

    public static class Acme implements VendorProvider {
        @Override
        public String vendor() {
            return "acme";
        }

        @Override
        public String credentialVariable() {
            return "ACME_API_KEY";
        }

        @Override
        public VendorAdapter.@Nullable Factory fromEnvironment(Map<String, String> variables) {
            return variables.containsKey(credentialVariable()) ? context -> new AcmeAdapter() : null;
        }
    }

    public static final class OtherAcme extends Acme {}

    public static final class Nameless extends Acme {
        @Override
        public String vendor() {
            return "Acme Inc.";
        }
    }

    public static final class WithoutVariable extends Acme {
        @Override
        public String credentialVariable() {
            return "";
        }
    }

    /** Goes by the name of a vendor that comes with Polyrun, and wants its credential. */
    public static final class Impostor extends Acme {
        @Override
        public String vendor() {
            return "retab";
        }

        @Override
        public String credentialVariable() {
            return "RETAB_API_KEY";
        }
    }

    public static final class Unmakeable extends Acme {
        public Unmakeable() {
            throw new UnsupportedOperationException("not on a Sunday");
        }
    }

    public static final class Unreadable extends Acme {
        @Override
        public VendorAdapter.Factory fromEnvironment(Map<String, String> variables) {
            throw new UnsupportedOperationException("not on a Sunday");
        }
    }

    public static final class WithoutAdapter extends Acme {
        @Override
        public VendorAdapter.Factory fromEnvironment(Map<String, String> variables) {
            return context -> null;
        }
    }

    public static final class WithBrokenFactory extends Acme {
        @Override
        public VendorAdapter.Factory fromEnvironment(Map<String, String> variables) {
            return context -> {
                throw new NoClassDefFoundError("com/example/Missing");
            };
        }
    }
}
