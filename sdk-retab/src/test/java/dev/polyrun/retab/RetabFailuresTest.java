package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.FailureContract;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FieldError;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.Runs.CreateRunParams;
import dev.polyrun.retab.Runs.GetRunParams;
import dev.polyrun.retab.model.CreateRunRequest;
import dev.polyrun.retab.model.CreateWorkflowRunRequest;
import dev.polyrun.retab.model.UrlDocument;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RetabFailuresTest {
    /** What the generations have in common. */
    abstract static class OfAnyGeneration extends FailureContract<RetabClient> {
        final RetabSimulator retab;
        private final WireGeneration generation;

        OfAnyGeneration(RetabSimulator.Generation simulated, WireGeneration generation, String start) {
            super(new Names("Retab", start, "runs.get", "Check apiKey (RETAB_API_KEY)", "running"));
            this.retab = RetabSimulator.generation(simulated);
            this.generation = generation;
        }

        @Override
        protected RetabSimulator simulator() {
            return retab;
        }

        @Override
        protected RetabClient client(String baseUrl, String apiKey, RetryPolicy retryPolicy) {
            return RetabClient.builder()
                    .baseUrl(baseUrl)
                    .apiKey(apiKey)
                    .wireGeneration(generation)
                    .retryPolicy(retryPolicy)
                    .build();
        }

        @Override
        protected String runId() {
            return "run_abc123xyz";
        }

        @Override
        protected Object get(RetabClient client, String runId) {
            return client.runs().get(runId);
        }

        @Test
        void anUnknownRunHasTheServersWordsAndTheRequestId() {
            NotFoundException e = thrown(NotFoundException.class, () -> get(client(ONCE), runId()));

            assertThat(e.response().requestId()).startsWith("req_");
            assertThat(e).hasMessage("Retab runs.get: status 404: Workflow run not found (request id " + e.response().requestId() + ")");
        }

        @Test
        void aQueryTokenIsInNoMessage() {
            retab.failNext(Fault.htmlError(500));

            var e = thrown(
                    ServerErrorException.class,
                    () -> client(ONCE).runs().get(runId(), new GetRunParams().accessToken("token-4711")));

            assertThat(e).hasMessageNotContaining("token-4711");
        }

        @Test
        void fieldErrorsThatTheServerWrapsInTextAreRead() {
            retab.failNext(Fault.status(422, "application/json", """
                    {"status_code": 422, "message": "[{\\"loc\\": [\\"body\\", \\"limit\\"], \\"msg\\": \\"too big\\"}]", "data": null}"""));

            UnprocessableException e = thrown(UnprocessableException.class, () -> get(client(ONCE), runId()));

            assertThat(e.response().fieldErrors()).containsExactly(new FieldError("body.limit", "too big"));
            assertThat(e).hasMessageContaining("status 422: body.limit: too big");
        }

        @Test
        void codeAndReasonUnderDetailAreRead() {
            retab.failNext(Fault.status(409, "application/json", """
                    {"detail": {"code": "HTTP_EXCEPTION", "message": "An HTTP exception occurred.",
                                "details": {"error": "Run has already ended."}}}"""));

            ConflictException e = thrown(ConflictException.class, () -> get(client(ONCE), runId()));

            assertThat(e.response().code()).isEqualTo("HTTP_EXCEPTION");
            assertThat(e).hasMessageContaining("status 409 HTTP_EXCEPTION").hasMessageContaining("Run has already ended.");
        }
    }

    @Nested
    class InGenerationA extends OfAnyGeneration {
        InGenerationA() {
            super(RetabSimulator.Generation.A, WireGeneration.A, "runs.createInWorkflow");
        }

        @Override
        protected Object start(RetabClient client) {
            return client.runs().createInWorkflow(retab.workflowId(), CreateRunRequest.builder().build());
        }

        @Override
        protected CompletableFuture<?> startAsync(RetabClient client) {
            return client.runs().createInWorkflowAsync(retab.workflowId(), CreateRunRequest.builder().build());
        }

        @Test
        void fieldErrorsOfA422AreRead() {
            CreateRunRequest request = CreateRunRequest.builder()
                    .additionalProperty("documents", Map.of("start-node-1", Map.of("filename", "a.pdf", "content", "AA==")))
                    .build();

            UnprocessableException e = thrown(
                    UnprocessableException.class, () -> client(ONCE).runs().createInWorkflow(retab.workflowId(), request));

            assertThat(e.response().fieldErrors())
                    .containsExactly(new FieldError("body.documents.start-node-1.mime_type", "Field required"));
            assertThat(e).hasMessageContaining("status 422: body.documents.start-node-1.mime_type: Field required");
            assertSaysWhere(e, "runs.createInWorkflow");
        }
    }

    @Nested
    class InGenerationC extends OfAnyGeneration {
        InGenerationC() {
            super(RetabSimulator.Generation.C, WireGeneration.C, "runs.create");
        }

        private CreateWorkflowRunRequest request() {
            return CreateWorkflowRunRequest.builder().workflowId(retab.workflowId()).build();
        }

        @Override
        protected Object start(RetabClient client) {
            return client.runs().create(request());
        }

        @Override
        protected CompletableFuture<?> startAsync(RetabClient client) {
            return client.runs().createAsync(request());
        }

        @Test
        void fieldErrorsOfA422AreRead() {
            CreateWorkflowRunRequest request = request().toBuilder()
                    .documents(Map.of("block_1", UrlDocument.builder().filename("a.pdf").url(EncodedFile.of("http://elsewhere/a.pdf")).build()))
                    .build();

            UnprocessableException e = thrown(UnprocessableException.class, () -> client(ONCE).runs().create(request));

            assertThat(e.response().fieldErrors()).singleElement().satisfies(
                    error -> assertThat(error.field()).isEqualTo("body.documents.block_1.url"));
            assertSaysWhere(e, "runs.create");
        }

        @Test
        void aStartWithAnIdempotencyKeyMayBeRepeatedByTheCaller() {
            retab.failNext(Fault.connectionReset().afterHandling());
            CreateRunParams params = new CreateRunParams().idempotencyKey("order-1");
            thrown(OutcomeUnknownException.class, () -> client(ONCE).runs().create(request(), params));

            String id = client(ONCE).runs().create(request(), params).id();

            assertThat(retab.runIds()).containsExactly(id);
        }
    }
}
