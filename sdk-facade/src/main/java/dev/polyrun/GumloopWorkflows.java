package dev.polyrun;

import dev.polyrun.WorkflowInput.Kind;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.gumloop.Flows;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.FlowInput;
import dev.polyrun.gumloop.model.FlowInputDataType;
import dev.polyrun.gumloop.model.FlowInputs;
import dev.polyrun.gumloop.model.SavedFlow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gumloop's saved flows. The list has all of them at once, without their inputs. */
final class GumloopWorkflows {
    private final GumloopClient client;

    GumloopWorkflows(GumloopClient client) {
        this.client = client;
    }

    CompletableFuture<WorkflowPage> page(WorkflowQuery query) {
        return Futures.map(
                flows(),
                flows -> WorkflowPage.of(flows.stream().map(flow -> listed(query.workflow(flow.savedItemId()), flow)).toList(), null)
                        .completedBy(this::withInputs));
    }

    private CompletableFuture<List<SavedFlow>> flows() {
        return Futures.map(client.flows().listAsync(), list -> Objects.requireNonNullElse(list.savedItems(), List.of()));
    }

    private static Workflow listed(WorkflowRef ref, SavedFlow flow) {
        return Workflow.builder(ref).name(flow.name()).description(flow.description()).documents(flow).build();
    }

    private CompletableFuture<Workflow> withInputs(Workflow listed) {
        return Futures.map(
                inputsCall(listed.ref()).executeAsync(),
                answer -> listed.toBuilder().inputs(inputs(answer)).documents(listed.raw(SavedFlow.class), answer).build());
    }

    /** The inputs are asked for first, because that call tells whether there is such a flow. */
    CompletableFuture<Workflow> workflow(WorkflowRef ref) {
        return Futures.then(inputsCall(ref).executeAsync(), answer -> Futures.map(flows(), flows -> {
            Workflow.Builder workflow = Workflow.builder(ref).documents(answer);
            for (SavedFlow flow : flows) {
                if (ref.workflowId().equals(flow.savedItemId())) {
                    workflow = listed(ref, flow).toBuilder().documents(flow, answer);
                }
            }
            return workflow.inputs(inputs(answer)).build();
        }));
    }

    private ApiCall<FlowInputs> inputsCall(WorkflowRef ref) {
        return client.flows().inputsCall(ref.workflowId(), new Flows.GetFlowInputsParams());
    }

    /** A flow without Input nodes may begin with a Webhook Input node, which takes whatever there is. */
    CompletableFuture<Optional<List<WorkflowInput>>> inputs(WorkflowRef ref, RequestOptions options) {
        return Futures.map(
                inputsCall(ref).with(options).executeAsync(), answer -> Optional.of(inputs(answer)).filter(inputs -> !inputs.isEmpty()));
    }

    private static List<WorkflowInput> inputs(FlowInputs answer) {
        return Objects.requireNonNullElse(answer.inputs(), List.<FlowInput>of()).stream()
                .filter(input -> input != null && input.name() != null)
                .map(input -> WorkflowInput.of(Objects.requireNonNull(input.name()), kind(input.dataType())).withDescription(input.description()))
                .toList();
    }

    private static Kind kind(@Nullable FlowInputDataType type) {
        if (type == null) {
            return Kind.ANY;
        }
        return switch (type.known()) {
            case STRING -> Kind.TEXT;
            case FILE -> Kind.FILE;
            case UNRECOGNIZED -> Kind.ANY;
        };
    }
}
