package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.Runs.CancelRunParams;
import dev.polyrun.retab.Runs.CreateRunInWorkflowParams;
import dev.polyrun.retab.Runs.CreateRunParams;
import dev.polyrun.retab.Runs.GetRunParams;
import dev.polyrun.retab.Runs.ListRunsParams;
import dev.polyrun.retab.Steps.ListStepsParams;
import dev.polyrun.retab.model.Base64Document;
import dev.polyrun.retab.model.CancelWorkflowRequest;
import dev.polyrun.retab.model.CancelWorkflowResponse;
import dev.polyrun.retab.model.CancellationStatus;
import dev.polyrun.retab.model.CreateRunRequest;
import dev.polyrun.retab.model.CreateWorkflowRunRequest;
import dev.polyrun.retab.model.StepStatus;
import dev.polyrun.retab.model.UrlDocument;
import dev.polyrun.retab.model.WorkflowRun;
import dev.polyrun.retab.model.WorkflowRunStatus;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RetabRequestsTest {
    private static final String RUN = "run_abc123xyz";
    private static final FileSource PDF = FileSource.of("a.pdf", new byte[] {0});
    private static final String RUNS = "/v1/workflows/runs";

    private static RetabClient client(RetabSimulator retab, WireGeneration generation) {
        return RetabClient.builder().baseUrl(retab.baseUrl()).apiKey(retab.apiKey()).wireGeneration(generation).build();
    }

    @Nested
    class InGenerationA {
        private final RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.A);
        private final RetabClient client = client(retab, WireGeneration.A);
        private final Map<String, String> headers = Map.of("accept", "application/json", "api-key", retab.apiKey());

        @AfterEach
        void close() {
            retab.close();
        }

        @Test
        void aStartSendsDocumentsAndTheKeyInApiKey() {
            CreateRunRequest request = CreateRunRequest.builder()
                    .documents(Map.of(
                            "start-node-1",
                            Base64Document.builder().filename("a.pdf").content(EncodedFile.base64(PDF)).mimeType("application/pdf").build()))
                    .build();

            WorkflowRun run = client.runs().createInWorkflow(
                    retab.workflowId(), request, new CreateRunInWorkflowParams().idempotencyKey("order-1"));

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST /v1/workflows/" + retab.workflowId() + "/run");
            assertThat(sent.query()).isEmpty();
            assertThat(sent.headers()).isEqualTo(Map.of(
                    "accept", "application/json",
                    "api-key", retab.apiKey(),
                    "content-type", "application/json",
                    "idempotency-key", "order-1"));
            assertThat(sent.json()).isEqualTo(Map.of(
                    "documents",
                    Map.of("start-node-1", Map.of("filename", "a.pdf", "content", "AA==", "mime_type", "application/pdf"))));
            assertThat(run.id()).isEqualTo(retab.runIds().get(0));
            assertThat(run.status()).isEqualTo(WorkflowRunStatus.RUNNING);
        }

        @Test
        void getNamesTheRunInThePath() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            assertThat(client.runs().get(RUN).finalOutputs()).isNotEmpty();

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET " + RUNS + "/" + RUN);
            assertThat(sent.query()).isEmpty();
            assertThat(sent.headers()).isEqualTo(headers);
        }

        @Test
        void theAccessTokenOfAGetGoesIntoTheQuery() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            client.runs().get(RUN, new GetRunParams().accessToken("t&1"));

            assertThat(Sent.onlyTo(retab).query()).isEqualTo(Map.of("access_token", List.of("t&1")));
        }

        @Test
        void reservedCharactersInAPathArriveEncoded() {
            retab.failNext(Fault.status(200, "application/json", "{}"));

            client.runs().get("a b/c?d#e%2Fä");

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("GET " + RUNS + "/a%20b%2Fc%3Fd%23e%252F%C3%A4");
        }

        @Test
        void theStepsOfARunAreABareList() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            assertThat(client.runs().steps(RUN)).isNotEmpty().allSatisfy(step -> assertThat(step.runId()).isEqualTo(RUN));

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("GET " + RUNS + "/" + RUN + "/steps");
        }

        @Test
        void aRestartIsANewRun() {
            retab.addRun(RUN, RunScript.perRead("error"));

            assertThat(client.runs().restart(RUN).id()).isNotEqualTo(RUN);

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("POST " + RUNS + "/" + RUN + "/restart");
        }

        @Test
        void aDeleteMayAnswerNothing() {
            retab.failNext(Fault.status(204, "application/json", ""));

            client.runs().delete(RUN);

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("DELETE " + RUNS + "/" + RUN);
        }
    }

    @Nested
    class InGenerationC {
        private final RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.C);
        private final RetabClient client = client(retab, WireGeneration.C);
        private final Map<String, String> headers =
                Map.of("accept", "application/json", "authorization", "Bearer " + retab.apiKey());

        @AfterEach
        void close() {
            retab.close();
        }

        private CreateWorkflowRunRequest request() {
            return CreateWorkflowRunRequest.builder()
                    .workflowId(retab.workflowId())
                    .documents(Map.of("block_1", UrlDocument.builder().filename("a.pdf").url(EncodedFile.dataUrl(PDF)).build()))
                    .metadata(Map.of("order", "4711"))
                    .build();
        }

        @Test
        void aStartSendsTheWorkflowInTheBodyAndTheKeyAsBearer() {
            WorkflowRun run = client.runs().create(request());

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST " + RUNS);
            assertThat(sent.headers()).isEqualTo(Map.of(
                    "accept", "application/json",
                    "authorization", "Bearer " + retab.apiKey(),
                    "content-type", "application/json"));
            assertThat(sent.json()).isEqualTo(Map.of(
                    "workflow_id", retab.workflowId(),
                    "documents", Map.of("block_1", Map.of("filename", "a.pdf", "url", "data:application/pdf;base64,AA==")),
                    "metadata", Map.of("order", "4711")));
            assertThat(run.lifecycle().status()).isEqualTo(WorkflowRunStatus.PENDING);
            assertThat(run.metadata()).isEqualTo(Map.of("order", "4711"));
        }

        @Test
        void twoStartsOfOneIdempotencyKeyAreOneRun() {
            CreateRunParams params = new CreateRunParams().idempotencyKey("order-1");

            String first = client.runs().create(request(), params).id();
            String second = client.runs().create(request(), params).id();

            assertThat(second).isEqualTo(first);
            assertThat(retab.runIds()).containsExactly(first);
        }

        @Test
        void theCallFormOfAStartHasStatus202AndTheRequestId() {
            ApiResponse<WorkflowRun> response =
                    client.runs().createCall(request(), new CreateRunParams()).executeForResponse();

            assertThat(response.status()).isEqualTo(202);
            assertThat(response.header("X-Request-Id")).startsWith("req_");
        }

        @Test
        void getSendsTheKeyAsBearer() {
            retab.addRun(RUN, RunScript.perRead("running"));

            assertThat(client.runs().get(RUN).lifecycle().status()).isEqualTo(WorkflowRunStatus.RUNNING);

            assertThat(Sent.onlyTo(retab).line()).isEqualTo("GET " + RUNS + "/" + RUN);
            assertThat(Sent.onlyTo(retab).headers()).isEqualTo(headers);
        }

        @Test
        void listSendsItsFilters() {
            retab.addRun(RUN, RunScript.perRead("running"));

            client.runs().list(new ListRunsParams()
                    .workflowId(retab.workflowId())
                    .status(WorkflowRunStatus.RUNNING)
                    .minCost(new BigDecimal("0.50"))
                    .limit(5));

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET " + RUNS);
            assertThat(sent.query()).isEqualTo(Map.of(
                    "workflow_id", List.of(retab.workflowId()),
                    "status", List.of("running"),
                    "min_cost", List.of("0.50"),
                    "limit", List.of("5")));
            assertThat(sent.headers()).isEqualTo(headers);
        }

        @Test
        void cancelSaysWhatBecameOfIt() {
            retab.addRun(RUN, RunScript.perRead("running"));

            CancelWorkflowResponse answer = client.runs().cancel(
                    RUN, new CancelRunParams().request(CancelWorkflowRequest.builder().commandId("c1").build()));

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("POST " + RUNS + "/" + RUN + "/cancel");
            assertThat(sent.json()).isEqualTo(Map.of("command_id", "c1"));
            assertThat(answer.cancellationStatus()).isEqualTo(CancellationStatus.CANCELLATION_REQUESTED);
            assertThat(answer.run().id()).isEqualTo(RUN);
        }

        @Test
        void stepsAreAResourceOfTheirOwn() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            assertThat(client.steps().list(new ListStepsParams().runId(RUN).status(List.of(StepStatus.COMPLETED))).data()).isNotEmpty();

            Sent sent = Sent.onlyTo(retab);
            assertThat(sent.line()).isEqualTo("GET /v1/workflows/steps");
            assertThat(sent.query()).isEqualTo(Map.of("run_id", List.of(RUN), "status", List.of("completed")));
        }

        @Test
        void theAsynchronousFormSendsTheSame() {
            retab.addRun(RUN, RunScript.perRead("completed"));

            assertThat(client.runs().getAsync(RUN).join().lifecycle().status()).isEqualTo(WorkflowRunStatus.COMPLETED);
            assertThat(Sent.onlyTo(retab).headers()).isEqualTo(headers);
        }
    }
}
