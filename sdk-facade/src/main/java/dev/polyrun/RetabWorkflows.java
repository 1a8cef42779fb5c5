package dev.polyrun;

import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.Workflows;
import dev.polyrun.retab.model.WorkflowBlock;
import dev.polyrun.retab.model.WorkflowEntities;
import dev.polyrun.retab.model.WorkflowPublication;
import dev.polyrun.retab.model.WorkflowVersion;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Retab's workflows. Inputs are the blocks that runs start at. Generation C shows the graph of the published version, which is what a start runs;
 * the older ones show only that of the draft.
 */
final class RetabWorkflows {
    private static final int PAGE_SIZE = 100;

    private final RetabClient client;

    RetabWorkflows(RetabClient client) {
        this.client = client;
    }

    private boolean isOfGenerationA() {
        return client.wireGeneration() == RetabClient.WireGeneration.A;
    }

    CompletableFuture<WorkflowPage> page(WorkflowQuery query) {
        Workflows.ListWorkflowsParams params = new Workflows.ListWorkflowsParams().limit(PAGE_SIZE);
        if (query.cursor() != null) {
            params.after(query.cursor());
        }
        return Futures.map(client.workflows().listCall(params).executeAsync(), page -> {
            List<Workflow> workflows = Objects.requireNonNullElse(page.data(), List.<dev.polyrun.retab.model.Workflow>of()).stream()
                    .map(workflow -> listed(query.workflow(workflow.id()), workflow))
                    .toList();
            return WorkflowPage.of(workflows, page.listMetadata() == null ? null : page.listMetadata().after()).completedBy(this::withInputs);
        });
    }

    private static Workflow listed(WorkflowRef ref, dev.polyrun.retab.model.Workflow workflow) {
        return Workflow.builder(ref)
                .name(workflow.name())
                .description(workflow.description())
                .canStart(Objects.equals(workflow.isPublished(), true) || workflow.published() != null)
                .documents(workflow)
                .build();
    }

    private CompletableFuture<Workflow> withInputs(Workflow listed) {
        return isOfGenerationA()
                ? workflow(listed.ref())
                : ofVersion(listed.ref(), listed.raw(dev.polyrun.retab.model.Workflow.class), RequestOptions.none());
    }

    CompletableFuture<Workflow> workflow(WorkflowRef ref) {
        if (isOfGenerationA()) {
            return Futures.map(entities(ref, RequestOptions.none()), entities -> ofDraft(ref, entities));
        }
        return Futures.then(
                client.workflows().getCall(ref.workflowId()).executeAsync(), workflow -> ofVersion(ref, workflow, RequestOptions.none()));
    }

    private CompletableFuture<WorkflowEntities> entities(WorkflowRef ref, RequestOptions options) {
        return client.workflows().entitiesCall(ref.workflowId()).with(options).executeAsync();
    }

    private static Workflow ofDraft(WorkflowRef ref, WorkflowEntities entities) {
        dev.polyrun.retab.model.Workflow workflow = entities.workflow();
        Workflow.Builder builder = workflow == null
                ? Workflow.builder(ref).canStart(false).documents(entities)
                : listed(ref, workflow).toBuilder().documents(workflow, entities);
        return entities.blocks() == null ? builder.build() : builder.inputs(inputs(entities.blocks())).build();
    }

    /** The inputs of what is published; an unpublished workflow has none that a start could name. */
    private CompletableFuture<Workflow> ofVersion(WorkflowRef ref, dev.polyrun.retab.model.Workflow workflow, RequestOptions options) {
        Workflow listed = listed(ref, workflow);
        WorkflowPublication published = workflow.published();
        if (published == null || published.versionId() == null) {
            return CompletableFuture.completedFuture(listed);
        }
        return Futures.map(version(ref, published.versionId(), options), version -> version.blocks() == null
                ? listed
                : listed.toBuilder().inputs(inputs(version.blocks())).documents(workflow, version).build());
    }

    private CompletableFuture<WorkflowVersion> version(WorkflowRef ref, String versionId, RequestOptions options) {
        return client.workflows().getVersionCall(versionId, ref.workflowId()).with(options).executeAsync();
    }

    CompletableFuture<Optional<List<WorkflowInput>>> inputs(WorkflowRef ref, RequestOptions options) {
        if (isOfGenerationA()) {
            return Futures.map(
                    entities(ref, options),
                    entities -> isAsPublished(entities) ? checkable(ofDraft(ref, entities)) : Optional.empty());
        }
        return Futures.then(
                client.workflows().getCall(ref.workflowId()).with(options).executeAsync(),
                workflow -> Futures.map(ofVersion(ref, workflow, options), RetabWorkflows::checkable));
    }

    private static Optional<List<WorkflowInput>> checkable(Workflow workflow) {
        return workflow.publishesInputs() ? Optional.of(workflow.inputs()) : Optional.empty();
    }

    /** Whether the draft is what starts run: starts must not be refused for what has been taken out of a draft only. */
    private static boolean isAsPublished(WorkflowEntities entities) {
        dev.polyrun.retab.model.Workflow workflow = entities.workflow();
        if (workflow == null || workflow.publishedAt() == null || entities.blocks() == null) {
            return false;
        }
        OffsetDateTime published = workflow.publishedAt();
        return !isAfter(workflow.updatedAt(), published) && entities.blocks().stream().noneMatch(block -> isAfter(block.updatedAt(), published));
    }

    private static boolean isAfter(@Nullable OffsetDateTime time, OffsetDateTime other) {
        return time == null || time.isAfter(other);
    }

    private static List<WorkflowInput> inputs(List<WorkflowBlock> blocks) {
        return blocks.stream()
                .filter(block -> block != null && block.id() != null && isStart(block.type()))
                .map(block -> WorkflowInput.of(Objects.requireNonNull(block.id()), kind(block.type())).withLabel(block.label()))
                .toList();
    }

    /** The beginnings of loops end in start, too, but do not begin with it. */
    private static boolean isStart(@Nullable String type) {
        return type != null && (type.equals("start") || type.startsWith("start_"));
    }

    private static Kind kind(@Nullable String type) {
        return switch (Objects.requireNonNullElse(type, "")) {
            case "start", "start_document" -> Kind.FILE;
            case "start_json" -> Kind.JSON;
            case "start_text" -> Kind.TEXT;
            default -> Kind.ANY;
        };
    }
}
