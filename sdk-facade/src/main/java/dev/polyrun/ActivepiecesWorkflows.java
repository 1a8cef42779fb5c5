package dev.polyrun;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.Flows;
import dev.polyrun.activepieces.model.Flow;
import dev.polyrun.activepieces.model.FlowStatus;
import dev.polyrun.activepieces.model.FlowVersion;
import dev.polyrun.activepieces.model.FlowVersionState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Activepieces' flows. Which inputs they take is nowhere published: a webhook hands on any body. */
final class ActivepiecesWorkflows {
    private static final int PAGE_SIZE = 100;
    private static final String WEBHOOK_PIECE = "@activepieces/piece-webhook";

    private final ActivepiecesClient client;

    ActivepiecesWorkflows(ActivepiecesClient client) {
        this.client = client;
    }

    /** Enabled flows with their published versions: that is what runs. */
    CompletableFuture<WorkflowPage> page(WorkflowQuery query, String projectId) {
        Flows.ListFlowsParams params =
                new Flows.ListFlowsParams().status(List.of(FlowStatus.ENABLED)).versionState(FlowVersionState.LOCKED).limit(PAGE_SIZE);
        if (query.cursor() != null) {
            params.cursor(query.cursor());
        }
        return Futures.map(
                client.flows().listCall(projectId, params).executeAsync(),
                page -> WorkflowPage.of(
                        Objects.requireNonNullElse(page.data(), List.<Flow>of()).stream()
                                .map(flow -> workflow(query.workflow(flow.id()), flow))
                                .toList(),
                        page.next()));
    }

    CompletableFuture<Workflow> workflow(WorkflowRef ref) {
        return Futures.then(client.flows().getCall(ref.workflowId(), new Flows.GetFlowParams()).executeAsync(), flow -> {
            String published = flow.publishedVersionId();
            boolean isShown = published == null || flow.version() != null && published.equals(flow.version().id());
            if (isShown) {
                return CompletableFuture.completedFuture(workflow(ref, flow));
            }
            // A draft is shown; its trigger may be another than that of the version that runs.
            Flows.GetFlowParams params = new Flows.GetFlowParams().versionId(published);
            return Futures.map(client.flows().getCall(ref.workflowId(), params).executeAsync(), running -> workflow(ref, running));
        });
    }

    private static Workflow workflow(WorkflowRef ref, Flow flow) {
        FlowVersion version = flow.version();
        boolean runs = FlowStatus.ENABLED.equals(flow.status()) && flow.publishedVersionId() != null;
        return Workflow.builder(ref)
                .name(version == null ? null : version.displayName())
                .canStart(runs && version != null && beginsWithWebhook(version.trigger()))
                .documents(flow)
                .build();
    }

    private static boolean beginsWithWebhook(@Nullable Map<String, Object> trigger) {
        return trigger != null && trigger.get("settings") instanceof Map<?, ?> settings && WEBHOOK_PIECE.equals(settings.get("pieceName"));
    }
}
