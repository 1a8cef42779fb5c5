package dev.polyrun.gumloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.contract.FailureContract;
import dev.polyrun.core.ApiException;
import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.StartRefusedException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.gumloop.model.KillFlowRequest;
import dev.polyrun.gumloop.model.StartFlowRequest;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GumloopFailuresTest extends FailureContract<GumloopClient> {
    private final GumloopSimulator gumloop = GumloopSimulator.start();

    GumloopFailuresTest() {
        super(new Names("Gumloop", "runs.start", "runs.get", "Check apiKey (GUMLOOP_API_KEY)", "RUNNING"));
    }

    @Override
    protected GumloopSimulator simulator() {
        return gumloop;
    }

    @Override
    protected GumloopClient client(String baseUrl, String apiKey, RetryPolicy retryPolicy) {
        return GumloopClient.builder()
                .baseUrl(baseUrl)
                .apiKey(apiKey)
                .userId(gumloop.userId())
                .retryPolicy(retryPolicy)
                .build();
    }

    @Override
    protected String runId() {
        return "B7uiXDngvzFvUWxHRKQFAD";
    }

    /** It is the limit of concurrent runs. */
    @Override
    protected Class<? extends ApiException> tooManyStarts() {
        return StartRefusedException.class;
    }

    @Override
    protected Object start(GumloopClient client) {
        return client.runs().start(startRequest());
    }

    @Override
    protected CompletableFuture<?> startAsync(GumloopClient client) {
        return client.runs().startAsync(startRequest());
    }

    @Override
    protected Object get(GumloopClient client, String runId) {
        return client.runs().get(runId);
    }

    private StartFlowRequest startRequest() {
        return StartFlowRequest.builder().userId(gumloop.userId()).savedItemId(gumloop.workflowId()).build();
    }

    @Test
    void aPersonalKeyWithoutItsUserIsUnauthorized() {
        GumloopClient client = GumloopClient.builder()
                .baseUrl(gumloop.baseUrl())
                .apiKey(gumloop.apiKey())
                .projectId(gumloop.projectId())
                .build();

        UnauthorizedException e = thrown(UnauthorizedException.class, () -> client.runs().get(runId()));

        assertThat(e).hasMessageContaining("Missing x-auth-key header");
    }

    @Test
    void aKeyOfAnotherUserIsForbidden() {
        GumloopClient client = GumloopClient.builder()
                .baseUrl(gumloop.baseUrl())
                .apiKey(gumloop.apiKey())
                .userId("somebody-else")
                .build();

        ForbiddenException e = thrown(ForbiddenException.class, () -> client.runs().get(runId()));

        assertThat(e).hasMessageContaining("status 403: API key does not match. Check apiKey (GUMLOOP_API_KEY)");
        assertSaysWhere(e, "runs.get");
    }

    @Test
    void theTextOfAFlatErrorIsInTheMessage() {
        gumloop.addRun(runId(), RunScript.perRead("RUNNING"));
        KillFlowRequest nobodys = KillFlowRequest.builder().runId(runId()).build();

        BadRequestException e = thrown(BadRequestException.class, () -> client(ONCE).runs().kill(nobodys));

        assertThat(e).hasMessage("Gumloop runs.kill: status 400: user_id or project_id is required");
        assertThat(e.response().code()).isNull();
    }

    @Test
    void codeAndMessageOfAnErrorObjectAreRead() {
        gumloop.failNext(Fault.status(422, "application/json", """
                {"error": {"code": "invalid_input", "message": "topic is not an input", "type": "invalid_request_error",
                           "param": "topic", "details": [{"field": "topic", "message": "unknown"}]}}"""));

        UnprocessableException e = thrown(UnprocessableException.class, () -> start(client(ONCE)));

        assertThat(e.response().code()).isEqualTo("invalid_input");
        assertThat(e).hasMessageContaining("status 422 invalid_input: topic is not an input");
        assertThat(e.response().fieldErrors()).singleElement().satisfies(error -> assertThat(error.field()).isEqualTo("topic"));
        assertSaysWhere(e, "runs.start");
    }

    @Test
    void neitherUserNorProjectIsSaidBeforeAnythingIsSent() {
        GumloopClient client = GumloopClient.builder().baseUrl(gumloop.baseUrl()).apiKey(gumloop.apiKey()).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.runs().get(runId()))
                .withMessageContaining("runs.get")
                .withMessageContaining("user_id, project_id");
        assertThat(gumloop.requests()).isEmpty();
    }
}
