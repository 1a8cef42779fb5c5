package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.FailureContract;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.FieldError;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.noxus.Runs.ListRunsParams;
import dev.polyrun.noxus.model.CreateRunRequest;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NoxusFailuresTest extends FailureContract<NoxusClient> {
    private static final String RUN = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

    private final NoxusSimulator noxus = NoxusSimulator.start();

    NoxusFailuresTest() {
        super(new Names("Noxus", "runs.create", "runs.get", "Check apiKey (NOXUS_API_KEY)", "running"));
    }

    @Override
    protected NoxusSimulator simulator() {
        return noxus;
    }

    @Override
    protected NoxusClient client(String baseUrl, String apiKey, RetryPolicy retryPolicy) {
        return NoxusClient.builder().baseUrl(baseUrl).apiKey(apiKey).retryPolicy(retryPolicy).build();
    }

    @Override
    protected String runId() {
        return RUN;
    }

    @Override
    protected Object start(NoxusClient client) {
        return client.runs().create(noxus.workflowId(), CreateRunRequest.builder().input(Map.of()).build());
    }

    @Override
    protected CompletableFuture<?> startAsync(NoxusClient client) {
        return client.runs().createAsync(noxus.workflowId(), CreateRunRequest.builder().input(Map.of()).build());
    }

    @Override
    protected Object get(NoxusClient client, String runId) {
        return client.runs().get(runId);
    }

    @Test
    void theTextUnderDetailIsInTheMessage() {
        NotFoundException e = thrown(NotFoundException.class, () -> client(ONCE).runs().stop(RUN));

        assertThat(e).hasMessage("Noxus runs.stop: status 404: Run not found");
    }

    @Test
    void fieldErrorsOfA422AreRead() {
        CreateRunRequest request =
                CreateRunRequest.builder().input(Map.of()).callbackUrl("nowhere").build();

        UnprocessableException e =
                thrown(UnprocessableException.class, () -> client(ONCE).runs().create(noxus.workflowId(), request));

        assertThat(e.response().fieldErrors())
                .containsExactly(new FieldError("body.callback_url", "Input should be a valid URL"));
        assertThat(e).hasMessage("Noxus runs.create: status 422: body.callback_url: Input should be a valid URL");
    }

    @Test
    void aPageSizeOutOfBoundsIsA422OfTheQuery() {
        UnprocessableException e = thrown(
                UnprocessableException.class, () -> client(ONCE).runs().list(new ListRunsParams().size(101)));

        assertThat(e).hasMessageContaining("query.size: Input should be between 1 and 100");
        assertSaysWhere(e, "runs.list");
    }

    @Test
    void forbiddenSaysWhichKeyToCheck() {
        noxus.failNext(Fault.status(403, "application/json", "{\"error\": \"No resource:delete_history\"}"));

        ForbiddenException e = thrown(ForbiddenException.class, () -> client(ONCE).runs().delete(RUN));

        assertThat(e).hasMessage("Noxus runs.delete: status 403: No resource:delete_history. Check apiKey (NOXUS_API_KEY)");
    }

    @Test
    void aConflictIsOne() {
        noxus.failNext(Fault.status(409, "application/json", "{\"message\": \"Count differs\"}"));

        ConflictException e = thrown(ConflictException.class, () -> client(ONCE).runs().stop(RUN));

        assertThat(e).hasMessageContaining("status 409: Count differs");
    }
}
