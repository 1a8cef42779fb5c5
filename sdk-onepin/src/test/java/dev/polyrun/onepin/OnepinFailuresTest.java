package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.FailureContract;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.FieldError;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.StartRefusedException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.onepin.Runs.StartRunParams;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OnepinFailuresTest extends FailureContract<OnepinClient> {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final OnepinSimulator onepin = OnepinSimulator.start();

    OnepinFailuresTest() {
        super(new Names("Onepin", "runs.start", "runs.get", "Check apiKey (ONEPIN_API_KEY)", "running"));
    }

    @Override
    protected OnepinSimulator simulator() {
        return onepin;
    }

    @Override
    protected OnepinClient client(String baseUrl, String apiKey, RetryPolicy retryPolicy) {
        return OnepinClient.builder().baseUrl(baseUrl).apiKey(apiKey).retryPolicy(retryPolicy).build();
    }

    @Override
    protected String runId() {
        return RUN;
    }

    private static StartRunParams withScript() {
        return new StartRunParams().request(StartRunRequest.builder().scriptText("Hello").build());
    }

    @Override
    protected Object start(OnepinClient client) {
        return client.runs().start(onepin.workflowId(), withScript());
    }

    @Override
    protected CompletableFuture<?> startAsync(OnepinClient client) {
        return client.runs().startAsync(onepin.workflowId(), withScript());
    }

    @Override
    protected Object get(OnepinClient client, String runId) {
        return client.runs().get(onepin.workflowId(), runId);
    }

    @Test
    void anUnknownRunCarriesCodeMessageAndRequestId() {
        NotFoundException e = thrown(NotFoundException.class, () -> get(client(ONCE), RUN));

        assertThat(e.response().code()).isEqualTo("NOT_FOUND");
        assertThat(e.response().requestId()).isNotEmpty();
        assertThat(e).hasMessage("Onepin runs.get: status 404 NOT_FOUND: Workflow run not found. (request id "
                + e.response().requestId() + ")");
    }

    @Test
    void anIdThatIsNoUuidIsA422OfThePath() {
        UnprocessableException e = thrown(UnprocessableException.class, () -> get(client(ONCE), "run-1"));

        assertThat(e.response().fieldErrors()).containsExactly(new FieldError("path.run_id", "Input should be a valid UUID"));
        assertThat(e).hasMessageContaining("status 422: path.run_id: Input should be a valid UUID");
        assertSaysWhere(e, "runs.get");
    }

    @Test
    void fieldErrorsOfTheVendorsOwn422AreRead() {
        onepin.failNext(Fault.status(422, "application/json", """
                {"error": {"code": "VALIDATION_ERROR", "message": "Invalid script.",
                           "details": [{"field": "script_text", "message": "too short", "min_chars": 10}]},
                 "meta": {"request_id": "01J"}}"""));

        UnprocessableException e = thrown(UnprocessableException.class, () -> start(client(ONCE)));

        assertThat(e.response().fieldErrors()).containsExactly(new FieldError("script_text", "too short"));
        assertThat(e).hasMessageContaining("status 422 VALIDATION_ERROR: Invalid script.").hasMessageContaining("(request id 01J)");
        assertSaysWhere(e, "runs.start");
    }

    @Test
    void aSecondRunOfAWorkflowIsRefused() {
        onepin.addRun(RUN, RunScript.perRead("running"));

        StartRefusedException e = thrown(StartRefusedException.class, () -> start(client(TWO_QUICK_RETRIES)));

        assertThat(e).hasMessageContaining("status 409 CONFLICT: Another run of this workflow is already active.");
        assertSaysWhere(e, "runs.start");
        assertThat(onepin.requests()).hasSize(1);
    }

    @Test
    void anotherWorkspaceIsForbidden() {
        OnepinClient elsewhere = OnepinClient.builder()
                .baseUrl(onepin.baseUrl())
                .apiKey(onepin.apiKey())
                .workspaceId("another")
                .build();

        ForbiddenException e = thrown(ForbiddenException.class, () -> get(elsewhere, RUN));

        assertThat(e).hasMessageContaining("status 403 FORBIDDEN: The workspace does not match the API key.");
        assertSaysWhere(e, "runs.get");
    }

    @Test
    void aRefusedKeyUnder403IsUnauthorized() {
        onepin.failNext(Fault.status(403, "application/json", """
                {"error": {"code": "INVALID_API_KEY", "message": "bad"}, "meta": {}}"""));

        UnauthorizedException e = thrown(UnauthorizedException.class, () -> get(client(ONCE), RUN));

        assertThat(e).hasMessageContaining("status 403 INVALID_API_KEY: bad. Check apiKey (ONEPIN_API_KEY)");
    }

    @Test
    void aRunThatIsNotPausedCannotBeResumed() {
        onepin.addRun(RUN, RunScript.perRead("running"));

        ConflictException e =
                thrown(ConflictException.class, () -> client(ONCE).runs().resume(onepin.workflowId(), RUN));

        assertThat(e).hasMessageContaining("The run is not paused.");
        assertSaysWhere(e, "runs.resume");
    }
}
