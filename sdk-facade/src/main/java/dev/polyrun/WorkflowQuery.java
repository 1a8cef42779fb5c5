package dev.polyrun;

import org.jspecify.annotations.Nullable;

/** What an adapter is asked for by {@link VendorAdapter#workflows}: one page of an account's workflows. Immutable and thread-safe. */
public final class WorkflowQuery {
    private final Accounts.Key account;
    private final @Nullable String cursor;

    WorkflowQuery(Accounts.Key account, @Nullable String cursor) {
        this.account = account;
        this.cursor = cursor;
    }

    /** The vendor's name in references. */
    public String vendor() {
        return account.vendor();
    }

    /** Where to go on: what the page before this gave as {@link WorkflowPage#next()}; null for the first page. */
    public @Nullable String cursor() {
        return cursor;
    }

    /**
     * The reference to a workflow of the account.
     *
     * @param id the vendor's; when it is null or blank there is nothing to refer to, and the whole list fails
     * @throws IllegalStateException when there is none
     */
    public WorkflowRef workflow(@Nullable String id) {
        if (id == null || id.isBlank()) {
            throw new IllegalStateException(account + " listed a workflow without an id");
        }
        return new WorkflowRef(account.vendor(), account.account(), id);
    }
}
