package dev.polyrun;

import org.jspecify.annotations.Nullable;

/**
 * The name of something that can be started: a Gumloop saved flow, an Activepieces flow, a workflow of the other vendors. Its text form is
 * {@code vendor[@account]:workflow}. Immutable and thread-safe.
 *
 * @param vendor the vendor's name in lower case
 * @param account which of several accounts with the vendor; null for the one without a name
 * @param workflowId the vendor's id
 */
public record WorkflowRef(String vendor, @Nullable String account, String workflowId) {
    private static final String EXPECTED = "vendor[@account]:workflow, such as retab:wf_1";

    /**
     * @throws IllegalArgumentException when the id is blank or has half of a surrogate pair, or a name has other than lower-case letters, digits and
     *     hyphens
     */
    public WorkflowRef {
        RefText.checkName(vendor, "vendor", vendor);
        if (account != null) {
            RefText.checkName(account, "account", account);
        }
        RefText.checkId(workflowId, "workflow id");
    }

    /** A workflow of the account without a name. */
    public static WorkflowRef of(String vendor, String workflowId) {
        return new WorkflowRef(vendor, null, workflowId);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text is no reference; the message says what is expected
     */
    public static WorkflowRef parse(String text) {
        RefText.Split split = RefText.split(text, EXPECTED);
        if (split.rest().isBlank() || split.rest().indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no reference to a workflow; expected " + EXPECTED);
        }
        return new WorkflowRef(split.vendor(), split.account(), RefText.decode(split.rest(), text));
    }

    /** The reference to a run of this workflow, for vendors that name runs by their id alone. */
    RunRef run(String runId) {
        return RunRef.of(vendor, runId).withAccount(account);
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return RefText.head(vendor, account) + RefText.encode(workflowId);
    }
}
