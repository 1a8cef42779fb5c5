package dev.polyrun;

import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Workflows;
import dev.polyrun.noxus.model.WorkflowDefinition;
import dev.polyrun.noxus.model.WorkflowNode;
import dev.polyrun.noxus.model.WorkflowPage;
import dev.polyrun.noxus.model.WorkflowType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Noxus' workflows. Inputs are the input nodes of the definition, which the list shows as well. */
final class NoxusWorkflows {
    private static final int PAGE_SIZE = 50;

    private final NoxusClient client;

    NoxusWorkflows(NoxusClient client) {
        this.client = client;
    }

    CompletableFuture<dev.polyrun.WorkflowPage> page(WorkflowQuery query) {
        int number = query.cursor() == null ? 1 : Integer.parseInt(query.cursor());
        Workflows.ListWorkflowsParams params = new Workflows.ListWorkflowsParams().type(WorkflowType.FLOW).page(number).size(PAGE_SIZE);
        return Futures.map(client.workflows().listCall(params).executeAsync(), page -> dev.polyrun.WorkflowPage.of(
                items(page).stream().map(workflow -> workflow(query.workflow(workflow.id()), workflow)).toList(), next(page, number)));
    }

    private static List<dev.polyrun.noxus.model.Workflow> items(WorkflowPage page) {
        return Objects.requireNonNullElse(page.items(), List.of());
    }

    /** A server that does not count its pages ends with an empty one. */
    private static @Nullable String next(WorkflowPage page, int number) {
        boolean more = !items(page).isEmpty() && (page.pages() == null || number < page.pages());
        return more ? String.valueOf(number + 1) : null;
    }

    CompletableFuture<Workflow> workflow(WorkflowRef ref) {
        return Futures.map(client.workflows().getAsync(ref.workflowId()), workflow -> workflow(ref, workflow));
    }

    CompletableFuture<Optional<List<WorkflowInput>>> inputs(WorkflowRef ref, RequestOptions options) {
        return Futures.map(client.workflows().getCall(ref.workflowId()).with(options).executeAsync(), workflow -> {
            Workflow read = workflow(ref, workflow);
            return read.publishesInputs() ? Optional.of(read.inputs()) : Optional.empty();
        });
    }

    private static Workflow workflow(WorkflowRef ref, dev.polyrun.noxus.model.Workflow workflow) {
        boolean ordinary = workflow.type() == null || workflow.type().equals(WorkflowType.FLOW);
        Workflow.Builder builder = Workflow.builder(ref)
                .name(workflow.name())
                .description(workflow.description())
                .canStart(ordinary && workflow.deletedAt() == null)
                .documents(workflow);
        WorkflowDefinition definition = workflow.definition();
        return definition == null || definition.nodes() == null ? builder.build() : builder.inputs(inputs(definition.nodes())).build();
    }

    private static List<WorkflowInput> inputs(List<WorkflowNode> nodes) {
        return nodes.stream()
                .filter(node -> node != null && node.id() != null && ("InputNode".equals(node.type()) || "InputNodeV2".equals(node.type())))
                .map(NoxusWorkflows::input)
                .toList();
    }

    private static WorkflowInput input(WorkflowNode node) {
        String id = Objects.requireNonNull(node.id());
        Map<String, Object> config = Objects.requireNonNullElse(node.nodeConfig(), Map.of());
        boolean labelled = config.get("label") instanceof String label && !label.isBlank();
        // In the second format a text is what a node without a type takes.
        Object type = config.getOrDefault("type", "InputNodeV2".equals(node.type()) ? "str" : null);
        return WorkflowInput.of(labelled ? (String) config.get("label") : id, kind(type)).withId(id);
    }

    private static Kind kind(@Nullable Object type) {
        return switch (String.valueOf(type)) {
            case "str" -> Kind.TEXT;
            case "int", "float" -> Kind.NUMBER;
            case "bool" -> Kind.BOOLEAN;
            case "dict", "list" -> Kind.JSON;
            case "File", "Image", "Audio" -> Kind.FILE;
            default -> Kind.ANY;
        };
    }
}
