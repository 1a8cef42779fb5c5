package dev.polyrun;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** For adapters: a page of a vendor's list of workflows. Immutable and thread-safe. */
public final class WorkflowPage {
    private final List<Workflow> workflows;
    private final @Nullable String next;
    private final Function<Workflow, CompletableFuture<Workflow>> completion;

    private WorkflowPage(List<Workflow> workflows, @Nullable String next, Function<Workflow, CompletableFuture<Workflow>> completion) {
        this.workflows = workflows;
        this.next = next;
        this.completion = completion;
    }

    /**
     * A page.
     *
     * @param workflows whether they can be started or not: those that cannot are left out later
     * @param next the {@link WorkflowQuery#cursor()} of the next page; null or empty on the last
     */
    public static WorkflowPage of(List<Workflow> workflows, @Nullable String next) {
        return new WorkflowPage(List.copyOf(workflows), next == null || next.isEmpty() ? null : next, CompletableFuture::completedFuture);
    }

    /**
     * The same page of a list that leaves something out, such as the inputs.
     *
     * @param completion reads the rest of one workflow; called when it is that workflow's turn, and not for those that nobody comes to
     */
    public WorkflowPage completedBy(Function<Workflow, CompletableFuture<Workflow>> completion) {
        return new WorkflowPage(workflows, next, Objects.requireNonNull(completion, "completion"));
    }

    /** The workflows, as the list shows them. */
    public List<Workflow> workflows() {
        return workflows;
    }

    /** Where the next page begins; null on the last. */
    public @Nullable String next() {
        return next;
    }

    /** A workflow of this page with what the list leaves out. */
    CompletableFuture<Workflow> completed(Workflow workflow) {
        return completion.apply(workflow);
    }
}
