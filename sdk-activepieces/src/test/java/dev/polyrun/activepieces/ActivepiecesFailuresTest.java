package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.model.FlowRetryStrategy;
import dev.polyrun.activepieces.model.RetryFlowRunRequest;
import dev.polyrun.contract.FailureContract;
import dev.polyrun.core.ApiException;
import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.StartRefusedException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.Fault;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ActivepiecesFailuresTest {
    /** What both families of servers have in common. */
    abstract static class OnAnyServer extends FailureContract<ActivepiecesClient> {
        final ActivepiecesSimulator activepieces;

        OnAnyServer(String version) {
            super(new Names("Activepieces", "webhooks.trigger", "runs.get", "Check apiKey (ACTIVEPIECES_API_KEY)", "RUNNING"));
            activepieces = ActivepiecesSimulator.version(version);
        }

        @Override
        protected ActivepiecesSimulator simulator() {
            return activepieces;
        }

        @Override
        protected ActivepiecesClient client(String baseUrl, String apiKey, RetryPolicy retryPolicy) {
            return ActivepiecesClient.builder().baseUrl(baseUrl).apiKey(apiKey).retryPolicy(retryPolicy).build();
        }

        @Override
        protected String runId() {
            return "AAAAAAAAAAAAAAAAAAAAA";
        }

        /** It is the limit of concurrent runs. */
        @Override
        protected Class<? extends ApiException> tooManyStarts() {
            return StartRefusedException.class;
        }

        @Override
        protected Object start(ActivepiecesClient client) {
            return client.webhooks().trigger(activepieces.workflowId());
        }

        @Override
        protected CompletableFuture<?> startAsync(ActivepiecesClient client) {
            return client.webhooks().triggerAsync(activepieces.workflowId());
        }

        @Override
        protected Object get(ActivepiecesClient client, String runId) {
            return client.runs().get(runId);
        }

        @Test
        void anIdOfAnotherFormIsABadRequest() {
            BadRequestException e = thrown(BadRequestException.class, () -> client(ONCE).runs().get("not-an-id"));

            assertThat(e).hasMessageContaining("status 400 FST_ERR_VALIDATION").hasMessageContaining("[0-9a-zA-Z]{21}");
            assertSaysWhere(e, "runs.get");
        }

        @Test
        void aFlowThatIsGoneIsNotFound() {
            activepieces.deleteFlow(activepieces.workflowId());

            NotFoundException e = thrown(NotFoundException.class, () -> start(client(ONCE)));

            assertThat(e.status()).isEqualTo(410);
            assertSaysWhere(e, "webhooks.trigger");
        }
    }

    @Nested
    class OnServer086 extends OnAnyServer {
        OnServer086() {
            super("0.86.0");
        }

        @Test
        void anUnknownRunIs404WithItsCode() {
            NotFoundException e = thrown(NotFoundException.class, () -> get(client(ONCE), runId()));

            assertThat(e).hasMessageStartingWith("Activepieces runs.get: status 404 ENTITY_NOT_FOUND");
        }

        @Test
        void aRetryOfAnUnknownRunIsNotFound() {
            RetryFlowRunRequest request = RetryFlowRunRequest.builder()
                    .projectId(activepieces.projectId())
                    .strategy(FlowRetryStrategy.FROM_FAILED_STEP)
                    .build();

            NotFoundException e = thrown(NotFoundException.class, () -> client(ONCE).runs().retry(runId(), request));

            assertSaysWhere(e, "runs.retry");
        }

        @Test
        void fieldErrorsOfA422AreRead() {
            activepieces.failNext(Fault.status(422, "application/json", """
                    {"statusCode": 422, "code": "FST_ERR_VALIDATION", "message": "body is wrong",
                     "details": [{"path": "body/strategy", "message": "Required"}]}"""));

            UnprocessableException e = thrown(UnprocessableException.class, () -> get(client(ONCE), runId()));

            assertThat(e).hasMessageContaining("status 422 FST_ERR_VALIDATION: body is wrong");
            assertThat(e.response().fieldErrors()).singleElement().satisfies(error -> {
                assertThat(error.field()).isEqualTo("body/strategy");
                assertThat(error.message()).isEqualTo("Required");
            });
        }

        @Test
        void codesOfTheVendorChangeWhatAStatusMeans() {
            answerOnce(403, "SESSION_EXPIRED");
            thrown(UnauthorizedException.class, () -> get(client(ONCE), runId()));
            answerOnce(402, "QUOTA_EXCEEDED");
            thrown(ForbiddenException.class, () -> get(client(ONCE), runId()));
            answerOnce(410, "FLOW_RUN_RETRY_OUTSIDE_RETENTION");
            thrown(ConflictException.class, () -> get(client(ONCE), runId()));
            answerOnce(500, "22007");
            thrown(BadRequestException.class, () -> get(client(ONCE), runId()));
        }

        private void answerOnce(int status, String code) {
            activepieces.failNext(Fault.status(status, "application/json", "{\"code\":\"" + code + "\",\"params\":{}}"));
        }
    }

    @Nested
    class OnServer071 extends OnAnyServer {
        OnServer071() {
            super("0.71.0");
        }

        @Test
        void anUnknownRunIs400WithItsCode() {
            NotFoundException e = thrown(NotFoundException.class, () -> get(client(ONCE), runId()));

            assertThat(e).hasMessageStartingWith("Activepieces runs.get: status 400 FLOW_RUN_NOT_FOUND");
        }
    }
}
