package dev.polyrun;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts that a facade was built with, by vendor and name. Immutable. */
final class Accounts {
    /** In the order in which they are shown. */
    static final List<String> VENDORS = List.of("gumloop", "activepieces", "retab", "noxus", "onepin");

    /** Makes an adapter; throws {@link IllegalStateException} when a setting is missing. */
    interface Factory {
        RunAdapter create(PollingEngine engine);
    }

    record Key(String vendor, @Nullable String account) {
        @Override
        public String toString() {
            return account == null ? vendor : vendor + "@" + account;
        }
    }

    /** An account, or why it cannot be used. */
    record Account(@Nullable RunAdapter adapter, @Nullable String problem) {}

    private final Map<Key, Account> accounts;

    Accounts(Map<Key, Account> accounts) {
        this.accounts = Map.copyOf(accounts);
    }

    /**
     * The adapter that a reference leads to.
     *
     * @param reference for the message
     */
    RunAdapter adapter(String vendor, @Nullable String name, Object reference) {
        Account account = accounts.get(new Key(vendor, name));
        if (account != null && account.adapter() != null) {
            return account.adapter();
        }
        if (account != null) {
            throw new IllegalStateException(account.problem());
        }
        if (!VENDORS.contains(vendor)) {
            throw new IllegalArgumentException("\"" + reference + "\" names the vendor \"" + vendor + "\"; expected one of " + VENDORS);
        }
        if (name != null) {
            throw new IllegalStateException(
                    "\"" + reference + "\" names the account \"" + name + "\", which is not configured; there are " + accounts.keySet());
        }
        throw new IllegalStateException(vendor + " is not configured: set " + vendor.toUpperCase(Locale.ROOT) + "_API_KEY and use fromEnv(), or give "
                + vendor + "(…) to the builder");
    }
}
