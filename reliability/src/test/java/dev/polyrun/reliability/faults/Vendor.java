package dev.polyrun.reliability.faults;

import dev.polyrun.PolyrunBuilder;
import dev.polyrun.RunRef;
import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.activepieces.Webhooks;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.TimeSource;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.StartFlowRequest;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.onepin.Runs.StartRunParams;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.onepin.model.WorkflowRunDetailResponse;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.Runs;
import dev.polyrun.retab.model.CreateRunRequest;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.VendorSimulator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import okhttp3.OkHttpClient;

/** What differs between vendors. */
enum Vendor {
    GUMLOOP("RUNNING", "DONE") {
        @Override
        VendorSimulator simulator() {
            return GumloopSimulator.start();
        }

        @Override
        Calls calls(VendorSimulator simulator, Reach reach, String runId) {
            String user = ((GumloopSimulator) simulator).userId();
            GumloopClient client = reach.over(GumloopClient.builder().apiKey(simulator.apiKey()).userId(user)).build();
            StartFlowRequest request = StartFlowRequest.builder().userId(user).savedItemId(simulator.workflowId()).build();
            return new Calls(
                    client.runs().getCall(runId, new dev.polyrun.gumloop.Runs.GetRunParams()),
                    client.runs().startCall(request));
        }

        @Override
        PolyrunBuilder facade(PolyrunBuilder builder, VendorSimulator simulator, Reach reach) {
            String user = ((GumloopSimulator) simulator).userId();
            return builder.gumloop(client -> reach.over(client.apiKey(simulator.apiKey()).userId(user)));
        }
    },

    ACTIVEPIECES("RUNNING", "SUCCEEDED") {
        @Override
        VendorSimulator simulator() {
            return ActivepiecesSimulator.start();
        }

        @Override
        Calls calls(VendorSimulator simulator, Reach reach, String runId) {
            ActivepiecesClient client = reach.over(ActivepiecesClient.builder().apiKey(simulator.apiKey())).build();
            return new Calls(
                    client.runs().getCall(runId),
                    client.webhooks().triggerCall(simulator.workflowId(), new Webhooks.TriggerFlowParams().request(Map.of("a", 1))));
        }

        @Override
        PolyrunBuilder facade(PolyrunBuilder builder, VendorSimulator simulator, Reach reach) {
            return builder.activepieces(client -> reach.over(client.apiKey(simulator.apiKey())));
        }
    },

    RETAB("running", "completed") {
        @Override
        VendorSimulator simulator() {
            return RetabSimulator.start();
        }

        @Override
        Calls calls(VendorSimulator simulator, Reach reach, String runId) {
            RetabClient client = reach.over(RetabClient.builder().apiKey(simulator.apiKey()).wireGeneration(RetabClient.WireGeneration.A)).build();
            return new Calls(
                    client.runs().getCall(runId, new Runs.GetRunParams()),
                    client.runs().createInWorkflowCall(
                            simulator.workflowId(), CreateRunRequest.builder().build(), new Runs.CreateRunInWorkflowParams()));
        }

        @Override
        PolyrunBuilder facade(PolyrunBuilder builder, VendorSimulator simulator, Reach reach) {
            return builder.retab(client -> reach.over(client.apiKey(simulator.apiKey()).wireGeneration(RetabClient.WireGeneration.A)));
        }
    },

    NOXUS("running", "completed") {
        @Override
        VendorSimulator simulator() {
            return NoxusSimulator.start();
        }

        @Override
        Calls calls(VendorSimulator simulator, Reach reach, String runId) {
            NoxusClient client = reach.over(NoxusClient.builder().apiKey(simulator.apiKey())).build();
            var input = dev.polyrun.noxus.model.CreateRunRequest.builder().input(Map.of()).build();
            return new Calls(
                    client.runs().getCall(runId),
                    client.runs().createCall(simulator.workflowId(), input));
        }

        @Override
        PolyrunBuilder facade(PolyrunBuilder builder, VendorSimulator simulator, Reach reach) {
            return builder.noxus(client -> reach.over(client.apiKey(simulator.apiKey())));
        }
    },

    ONEPIN("running", "completed") {
        /** Of a workflow that has an active run, no other is started. */
        private static final String ANOTHER_WORKFLOW = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

        @Override
        VendorSimulator simulator() {
            return OnepinSimulator.start();
        }

        @Override
        Calls calls(VendorSimulator simulator, Reach reach, String runId) {
            OnepinClient client = reach.over(OnepinClient.builder().apiKey(simulator.apiKey())).build();
            StartRunRequest request = StartRunRequest.builder().scriptText("Hello").build();
            return new Calls(
                    client.runs().getCall(simulator.workflowId(), runId, new dev.polyrun.onepin.Runs.GetRunParams()),
                    client.runs().startCall(ANOTHER_WORKFLOW, new StartRunParams().request(request)));
        }

        @Override
        PolyrunBuilder facade(PolyrunBuilder builder, VendorSimulator simulator, Reach reach) {
            return builder.onepin(client -> reach.over(client.apiKey(simulator.apiKey())));
        }

        /** Around it stands when it was answered. */
        @Override
        Object lasting(Object answer) {
            return answer instanceof WorkflowRunDetailResponse response
                    ? Arrays.asList(response.data(), response.additionalProperties())
                    : answer;
        }
    };

    /** One read and one start of a client. */
    record Calls(ApiCall<?> read, ApiCall<?> start) {}

    /** How a client reaches a server. */
    record Reach(String baseUrl, OkHttpClient http, TimeSource time) {
        /** Far more than any document of a run has, and far less than what would hurt. */
        static final long MAX_RESPONSE_BYTES = 1 << 20;

        /** Two retries without a pause of their own. */
        private static final RetryPolicy RETRIES = new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(60));

        <B extends ClientBuilder<B>> B over(B builder) {
            return builder.baseUrl(baseUrl)
                    .okHttpClient(http)
                    .timeSource(time)
                    .retryPolicy(RETRIES)
                    .maxResponseBytes(MAX_RESPONSE_BYTES);
        }
    }

    private final String running;
    private final String ended;

    Vendor(String running, String ended) {
        this.running = running;
        this.ended = ended;
    }

    abstract VendorSimulator simulator();

    abstract Calls calls(VendorSimulator simulator, Reach reach, String runId);

    abstract PolyrunBuilder facade(PolyrunBuilder builder, VendorSimulator simulator, Reach reach);

    /** What of an answer is the same each time. */
    Object lasting(Object answer) {
        return answer;
    }

    /** What a run that goes on is called. */
    String running() {
        return running;
    }

    /** What a run that has succeeded is called. */
    String ended() {
        return ended;
    }

    /** The n-th id of a run, as the vendor forms them. */
    String runId(int number) {
        return this == ONEPIN ? "3fa85f64-5717-4562-b3fc-%012d".formatted(number) : "planted%014d".formatted(number);
    }

    RunRef ref(VendorSimulator simulator, String runId) {
        return this == ONEPIN ? RunRef.of(key(), simulator.workflowId(), runId) : RunRef.of(key(), runId);
    }

    /** In references and in the table. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
