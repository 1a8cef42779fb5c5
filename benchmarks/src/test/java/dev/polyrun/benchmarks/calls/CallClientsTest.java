package dev.polyrun.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.RunPhase;
import dev.polyrun.RunSnapshot;
import dev.polyrun.core.json.Json;
import dev.polyrun.retab.model.WorkflowRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compared must do the same work. */
class CallClientsTest {
    private static RunServer server;

    @BeforeAll
    static void serve() throws IOException {
        server = new RunServer();
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    private static Object read(CallClients client, RunDocument document) throws IOException, InterruptedException {
        return client.connect("http://127.0.0.1:" + server.port()).get(document.name());
    }

    @ParameterizedTest
    @EnumSource
    void decodersWrittenByHandReadAllThatDatabindReads(RunDocument document) throws IOException, InterruptedException {
        Object whole = read(CallClients.DATABIND2, document);

        assertThat(whole).isInstanceOf(HandRun.class);
        for (CallClients client : List.of(
                CallClients.HAND, CallClients.DATABIND2_DATES, CallClients.DATABIND3, CallClients.DATABIND3_DATES)) {
            assertThat(read(client, document)).as(client.title()).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsFreeFormValuesRawWhereItSaysSo(RunDocument document) throws IOException, InterruptedException {
        HandRun run = (HandRun) read(CallClients.HAND_RAW, document);

        Object free = run.inputs() == null ? run.finalOutputs() : run.inputs().jsonData();
        assertThat(Json.write(Json.parse((byte[]) free))).isSubstringOf(new String(document.bytes(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void ourClientReadsTheWholeDocument(RunDocument document) throws IOException, InterruptedException {
        WorkflowRun run = (WorkflowRun) read(CallClients.POLYRUN, document);

        assertThat(run.toMap()).isEqualTo(Json.parse(document.bytes()));
        assertThat((byte[]) read(CallClients.POLYRUN_RAW, document)).isEqualTo(document.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void generatedClientsReadTheRun(RunDocument document) throws IOException, InterruptedException {
        assertThat(((dev.polyrun.benchmarks.stock.gson.model.WorkflowRun) read(CallClients.OKHTTP_GSON, document)).getId())
                .isEqualTo("run_8Xk2mQ4vT7pL1nRw");
        assertThat(((dev.polyrun.benchmarks.stock.jdk.model.WorkflowRun) read(CallClients.NATIVE, document)).getId())
                .isEqualTo("run_8Xk2mQ4vT7pL1nRw");
    }

    @ParameterizedTest
    @EnumSource
    void aPollLearnsAllThatASnapshotHas(RunDocument document) throws IOException, InterruptedException {
        RunSnapshot run = (RunSnapshot) read(CallClients.POLYRUN_POLL, document);

        assertThat(run.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(run.createdAt()).isNotNull();
        assertThat(run.finishedAt()).isNotNull();
        assertThat(run.workflowId()).isEqualTo("wf_3Jd9sB6yZ0cHfKe5");
    }
}
