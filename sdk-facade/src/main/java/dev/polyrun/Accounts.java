package dev.polyrun;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The accounts that a facade was built with, by vendor and name. Immutable. */
final class Accounts {
    record Key(String vendor, @Nullable String account) {
        @Override
        public String toString() {
            return account == null ? vendor : vendor + "@" + account;
        }
    }

    /** An account, or why it cannot be used. */
    record Account(@Nullable VendorAdapter adapter, @Nullable String problem) {}

    private final Map<Key, Account> accounts;
    private final Vendors vendors;

    /**
     * @param vendors those that there might be accounts with as well, for messages
     */
    Accounts(Map<Key, Account> accounts, Vendors vendors) {
        this.accounts = Map.copyOf(accounts);
        this.vendors = vendors;
    }

    /**
     * The adapter that a reference leads to.
     *
     * @param reference for the message
     */
    VendorAdapter adapter(String vendor, @Nullable String name, Object reference) {
        Account account = accounts.get(new Key(vendor, name));
        if (account != null && account.adapter() != null) {
            return account.adapter();
        }
        if (account != null) {
            throw new IllegalStateException(account.problem());
        }
        String remedy = vendors.remedy(vendor);
        boolean hasAccounts = accounts.keySet().stream().anyMatch(key -> key.vendor().equals(vendor));
        if (remedy == null && !hasAccounts) {
            throw new IllegalArgumentException("\"" + reference + "\" names the vendor \"" + vendor + "\"; expected one of " + names());
        }
        if (name != null) {
            throw new IllegalStateException(
                    "\"" + reference + "\" names the account \"" + name + "\", which is not configured; there are " + accounts.keySet());
        }
        throw new IllegalStateException(
                remedy == null ? "\"" + reference + "\" names no account; there are " + accounts.keySet() : vendor + " is not configured: " + remedy);
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(vendors.names());
        accounts.keySet().stream().map(Key::vendor).sorted().forEach(names::add);
        return names;
    }
}
