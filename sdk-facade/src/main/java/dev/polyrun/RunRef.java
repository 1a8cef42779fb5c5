package dev.polyrun;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name of a run, wherever it runs. Its text form, {@code vendor[@account]:[workflow/]run}, is made to be stored: with it, watching goes on
 * in another process. It holds no secrets. Immutable and thread-safe.
 *
 * <p>Onepin names runs under their workflow ({@code onepin:WORKFLOW/RUN}); the other vendors need the run's id alone.
 */
public final class RunRef {
    private static final String EXPECTED = "vendor[@account]:[workflow/]run, such as gumloop:B7uiXDng or onepin:7c9e6679/3fa85f64";

    private final String vendor;
    private final @Nullable String account;
    private final @Nullable String workflowId;
    private final String runId;

    private RunRef(String vendor, @Nullable String account, @Nullable String workflowId, String runId) {
        // One text for all references to a vendor: there may be a hundred thousand.
        this.vendor = RefText.checkName(vendor, "vendor", vendor).intern();
        this.account = account == null ? null : RefText.checkName(account, "account", account);
        this.workflowId = workflowId == null ? null : RefText.checkId(workflowId, "workflow id");
        this.runId = RefText.checkId(runId, "run id");
    }

    /**
     * The reference to a run.
     *
     * @param vendor the vendor's name in lower case, such as {@code retab}
     * @throws IllegalArgumentException when an id is blank or has half of a surrogate pair, or the vendor is no such name
     */
    public static RunRef of(String vendor, String runId) {
        return new RunRef(vendor, null, null, runId);
    }

    /** The reference to a run that is named under its workflow. */
    public static RunRef of(String vendor, String workflowId, String runId) {
        return new RunRef(vendor, null, workflowId, runId);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text is no reference; the message says what is expected
     */
    public static RunRef parse(String text) {
        RefText.Split split = RefText.split(text, EXPECTED);
        String[] ids = split.rest().split("/", -1);
        if (ids.length > 2 || ids[ids.length - 1].isBlank() || ids[0].isBlank()) {
            throw new IllegalArgumentException("\"" + text + "\" is no reference to a run; expected " + EXPECTED);
        }
        String workflowId = ids.length == 2 ? RefText.decode(ids[0], text) : null;
        return new RunRef(split.vendor(), split.account(), workflowId, RefText.decode(ids[ids.length - 1], text));
    }

    /** The same run, reached through another account of its vendor; null for the one without a name. */
    public RunRef withAccount(@Nullable String account) {
        return new RunRef(vendor, account, workflowId, runId);
    }

    /** The vendor's name in lower case. */
    public String vendor() {
        return vendor;
    }

    /** Which of several accounts with the vendor; null for the one without a name. */
    public @Nullable String account() {
        return account;
    }

    /** The vendor's id of the workflow; null where the run's id is enough. */
    public @Nullable String workflowId() {
        return workflowId;
    }

    /** The vendor's id of the run. */
    public String runId() {
        return runId;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunRef that
                && vendor.equals(that.vendor)
                && Objects.equals(account, that.account)
                && Objects.equals(workflowId, that.workflowId)
                && runId.equals(that.runId);
    }

    @Override
    public int hashCode() {
        return runId.hashCode() * 31 + vendor.hashCode();
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return RefText.head(vendor, account) + (workflowId == null ? "" : RefText.encode(workflowId) + "/") + RefText.encode(runId);
    }
}
