package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.noxus.Runs.GetWorkflowRunParams;
import dev.polyrun.noxus.Runs.ListRunsParams;
import dev.polyrun.noxus.Runs.ListWorkflowRunsParams;
import dev.polyrun.noxus.model.CreateRunRequest;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.noxus.model.RunPage;
import dev.polyrun.noxus.model.RunStatus;
import dev.polyrun.noxus.model.SearchRunRequest;
import dev.polyrun.noxus.model.SimplifiedRun;
import dev.polyrun.noxus.model.WorkflowRun;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoxusRequestsTest {
    private static final String RUN = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final NoxusClient client =
            NoxusClient.builder().baseUrl(noxus.baseUrl()).apiKey(noxus.apiKey()).build();
    private final Map<String, String> headers = Map.of("accept", "application/json", "x-api-key", noxus.apiKey());

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void createSendsTheInput() {
        CreateRunRequest request = CreateRunRequest.builder()
                .input(Map.of("node 1", Map.of("input", Arrays.asList("a", null))))
                .nodeIds(List.of("node 1"))
                .build();

        SimplifiedRun run = client.runs().create(noxus.workflowId(), request);

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("POST /v1/workflows/" + noxus.workflowId() + "/runs");
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(
                Map.of("accept", "application/json", "x-api-key", noxus.apiKey(), "content-type", "application/json"));
        assertThat(noxus.requests().get(0).body())
                .isEqualTo("{\"input\":{\"node 1\":{\"input\":[\"a\",null]}},\"node_ids\":[\"node 1\"]}");
        assertThat(run.id()).isEqualTo(noxus.runIds().get(0));
        assertThat(run.status()).isEqualTo(RunStatus.QUEUED);
    }

    @Test
    void getNamesTheRunInThePath() {
        noxus.addRun(RUN, RunScript.perRead("running"));

        RunNoIO run = client.runs().get(RUN);

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("GET /v1/runs/" + RUN);
        assertThat(sent.query()).isEmpty();
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void reservedCharactersInAPathArriveEncoded() {
        noxus.failNext(Fault.status(200, "application/json", "{}"));

        client.runs().getForWorkflow("w/1?", "r#ä %2F");

        assertThat(Sent.onlyTo(noxus).line()).isEqualTo("GET /v1/workflows/w%2F1%3F/runs/r%23%C3%A4%20%252F");
    }

    @Test
    void theSecondGetHasTheOutput() {
        noxus.addRun(RUN, RunScript.perRead("completed").withOutputs(Map.of("Answer", 42)));

        WorkflowRun run = client.runs().getForWorkflow(noxus.workflowId(), RUN, new GetWorkflowRunParams().useOutputIds(false));

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("GET /v1/workflows/" + noxus.workflowId() + "/runs/" + RUN);
        assertThat(sent.query()).isEqualTo(Map.of("use_output_ids", List.of("false")));
        assertThat(run.output()).containsEntry("Answer", 42L);
    }

    @Test
    void listSendsPageAndSize() {
        noxus.addRun(RUN, RunScript.perRead("running"));

        RunPage page = client.runs().list(new ListRunsParams().page(2).size(1));

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("GET /v1/runs");
        assertThat(sent.query()).isEqualTo(Map.of("page", List.of("2"), "size", List.of("1")));
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(page.items()).isEmpty();
        assertThat(page.total()).isEqualTo(1);
    }

    @Test
    void aListWithoutParametersSendsNone() {
        client.runs().list();

        assertThat(Sent.onlyTo(noxus).query()).isEmpty();
    }

    @Test
    void theListOfAWorkflowHasItsOwnPath() {
        noxus.addRun(RUN, RunScript.perRead("completed"));

        assertThat(client.runs().listForWorkflow(noxus.workflowId(), new ListWorkflowRunsParams().size(5)).items())
                .singleElement()
                .satisfies(run -> assertThat(run.output()).isNotNull());

        assertThat(Sent.onlyTo(noxus).line()).isEqualTo("GET /v1/workflows/" + noxus.workflowId() + "/runs");
    }

    @Test
    void stopSendsNoBody() {
        noxus.addRun(RUN, RunScript.perRead("running"));

        WorkflowRun run = client.runs().stop(RUN);

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("POST /v1/runs/" + RUN + "/stop");
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(sent.json()).isNull();
        assertThat(run.status()).isEqualTo(RunStatus.STOPPED);
    }

    @Test
    void stopIsRepeatedWhenItsAnswerIsLost() {
        noxus.addRun(RUN, RunScript.perRead("running"));
        noxus.failNext(Fault.connectionReset().afterHandling());

        assertThat(client.runs().stop(RUN).status()).isEqualTo(RunStatus.STOPPED);
        assertThat(noxus.requests()).hasSize(2);
    }

    @Test
    void deleteIsADelete() {
        noxus.failNext(Fault.status(200, "application/json", "{\"succeeded\":1,\"errors\":{}}"));

        assertThat(client.runs().delete(RUN).succeeded()).isEqualTo(1);
        assertThat(Sent.onlyTo(noxus).line()).isEqualTo("DELETE /v1/runs/" + RUN);
    }

    @Test
    void searchSendsItsQueryInTheBody() {
        noxus.failNext(Fault.status(200, "application/json", "{\"items\":[{\"id\":\"r\",\"score\":0.5}]}"));

        assertThat(client.runs().search(SearchRunRequest.builder().query("invoice").limit(3).build()).items().get(0).id())
                .isEqualTo("r");

        Sent sent = Sent.onlyTo(noxus);
        assertThat(sent.line()).isEqualTo("POST /v1/runs/search");
        assertThat(sent.json()).isEqualTo(Map.of("query", "invoice", "limit", 3L));
    }

    @Test
    void dataAndIoOfARunHaveTheirOwnPaths() {
        noxus.failNext(2, Fault.status(200, "application/json", "{\"a\":1.50}"));

        assertThat(client.runs().data(RUN)).containsKey("a");
        assertThat(Sent.lastTo(noxus).line()).isEqualTo("GET /v1/runs/" + RUN + "/data");
        client.runs().io(RUN, "node/1");
        assertThat(Sent.lastTo(noxus).line()).isEqualTo("GET /v1/runs/" + RUN + "/io/node%2F1");
    }

    @Test
    void theAsynchronousFormSendsTheSame() {
        noxus.addRun(RUN, RunScript.perRead("completed"));

        assertThat(client.runs().getAsync(RUN).join().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(Sent.onlyTo(noxus).headers()).isEqualTo(headers);
    }

    @Test
    void theCallFormTakesOptionsAndAnswersHeaders() {
        noxus.addRun(RUN, RunScript.perRead("completed"));

        ApiResponse<RunNoIO> response = client.runs().getCall(RUN)
                .with(RequestOptions.builder().header("X-Trace", "t1").build())
                .executeForResponse();

        assertThat(Sent.onlyTo(noxus).headers()).containsEntry("x-trace", "t1").containsEntry("x-api-key", noxus.apiKey());
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.status()).isEqualTo(200);
    }
}
