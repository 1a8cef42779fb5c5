package dev.polyrun;

import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.onepin.Workflows;
import dev.polyrun.onepin.model.GraphNode;
import dev.polyrun.onepin.model.NodeType;
import dev.polyrun.onepin.model.WorkflowDefinition;
import dev.polyrun.onepin.model.WorkflowListItem;
import dev.polyrun.onepin.model.WorkflowListResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Onepin's workflows. Their inputs are always the same two, but only workflows with one place for a script take them. */
final class OnepinWorkflows {
    static final List<WorkflowInput> INPUTS = List.of(
            WorkflowInput.of("script_text", Kind.TEXT).withDescription("The script, in place of the workflow's own"),
            WorkflowInput.of("source_language", Kind.TEXT).withDescription("The language of the script, as a BCP 47 tag such as en-GB"));

    private static final int PAGE_SIZE = 100;

    private final OnepinClient client;

    OnepinWorkflows(OnepinClient client) {
        this.client = client;
    }

    CompletableFuture<WorkflowPage> page(WorkflowQuery query) {
        long offset = query.cursor() == null ? 0 : Long.parseLong(query.cursor());
        Workflows.ListWorkflowsParams params =
                new Workflows.ListWorkflowsParams().offset(offset).limit(PAGE_SIZE).includeDefinition(true);
        return Futures.map(client.workflows().listCall(params).executeAsync(), page -> WorkflowPage.of(
                items(page).stream().map(item -> listed(query.workflow(item.id()), item)).toList(), next(page, offset)));
    }

    private static List<WorkflowListItem> items(WorkflowListResponse page) {
        return Objects.requireNonNullElse(page.data(), List.of());
    }

    /** A server that does not count its workflows ends with an empty page. */
    private static @Nullable String next(WorkflowListResponse page, long offset) {
        long reached = offset + items(page).size();
        Long total = page.pagination() == null ? null : page.pagination().total();
        return reached > offset && (total == null || reached < total) ? String.valueOf(reached) : null;
    }

    private static Workflow listed(WorkflowRef ref, WorkflowListItem item) {
        return Workflow.builder(ref)
                .name(item.name())
                .description(item.description())
                .inputs(inputs(item.definition()))
                .documents(item)
                .build();
    }

    CompletableFuture<Workflow> workflow(WorkflowRef ref) {
        return Futures.map(client.workflows().getAsync(ref.workflowId()), answer -> {
            dev.polyrun.onepin.model.Workflow workflow = answer.data();
            return workflow == null
                    ? Workflow.builder(ref).inputs(INPUTS).documents(answer).build()
                    : Workflow.builder(ref)
                            .name(workflow.name())
                            .description(workflow.description())
                            .inputs(inputs(workflow.definition()))
                            .documents(workflow)
                            .build();
        });
    }

    /** Older servers do not show the graph in lists; then it is not said that the workflow has no place for a script. */
    private static List<WorkflowInput> inputs(@Nullable WorkflowDefinition definition) {
        if (definition == null || definition.graph() == null || definition.graph().nodes() == null) {
            return INPUTS;
        }
        List<GraphNode> nodes = definition.graph().nodes();
        long sources = nodes.stream().filter(node -> node != null && NodeType.SOURCE_SCRIPT.equals(node.type())).count();
        return sources == 1 ? INPUTS : List.of();
    }
}
