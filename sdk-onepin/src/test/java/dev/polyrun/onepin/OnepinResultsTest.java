package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ConflictException;
import dev.polyrun.onepin.Runs.GetRunDataParams;
import dev.polyrun.onepin.Runs.PreviewRunParams;
import dev.polyrun.onepin.model.AuthKind;
import dev.polyrun.onepin.model.AvailabilityStatus;
import dev.polyrun.onepin.model.DownloadUrl;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.onepin.model.WorkflowRunDataResponse;
import dev.polyrun.onepin.model.WorkflowRunDataRow;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operations on results of runs send, and the one on the credential. */
class OnepinResultsTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final String workflow = onepin.workflowId();
    private final String runs = "/api/v1/workflows/" + workflow + "/runs";
    private final OnepinClient client = OnepinClient.builder().baseUrl(onepin.baseUrl()).apiKey(onepin.apiKey()).build();
    private final Map<String, String> headers =
            Map.of("accept", "application/json", "authorization", "Bearer " + onepin.apiKey());

    @BeforeEach
    void plantARun() {
        onepin.addRun(RUN, RunScript.perRead("completed"));
    }

    @AfterEach
    void close() {
        onepin.close();
    }

    @Test
    void previewTakesTheInputsOfAStartAndStartsNothing() {
        StartRunRequest inputs = StartRunRequest.builder().scriptText("Hello").build();

        assertThat(client.runs().preview(workflow, new PreviewRunParams().request(inputs)).data().minCredits()).isEqualTo(5);

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("POST " + runs + "/preview");
        assertThat(sent.json()).isEqualTo(Map.of("script_text", "Hello"));
        assertThat(onepin.runIds()).containsExactly(RUN);
    }

    @Test
    void overviewHasItsOwnPath() {
        assertThat(client.runs().overview(workflow, RUN).data().audioByLanguage()).hasSize(2);

        assertThat(Sent.onlyTo(onepin).line()).isEqualTo("GET " + runs + "/" + RUN + "/overview");
        assertThat(Sent.onlyTo(onepin).headers()).isEqualTo(headers);
    }

    @Test
    void dataSendsItsFilters() {
        WorkflowRunDataResponse page = client.runs().data(
                workflow, RUN, new GetRunDataParams().search("train").language("ko-KR").includeDropped(true).offset(0L).limit(10));

        Sent sent = Sent.onlyTo(onepin);
        assertThat(sent.line()).isEqualTo("GET " + runs + "/" + RUN + "/data");
        assertThat(sent.query()).isEqualTo(Map.of(
                "search", List.of("train"),
                "language", List.of("ko-KR"),
                "include_dropped", List.of("true"),
                "offset", List.of("0"),
                "limit", List.of("10")));
        assertThat(sent.headers()).isEqualTo(headers);
        assertThat(page.data().rows()).singleElement().satisfies(row -> assertThat(row.cards()).hasSize(1));
    }

    @Test
    void allRowsComeOncePageByPage() {
        List<String> lines = client.runs().dataAll(workflow, RUN, new GetRunDataParams().limit(2).language("en-US"))
                .stream()
                .map(WorkflowRunDataRow::script)
                .toList();

        assertThat(lines).containsExactly("Good morning.", "The train is on time.", "Good night.");
        assertThat(onepin.requests()).extracting(request -> request.queryValue("offset")).containsExactly(null, "2");
        assertThat(onepin.requests()).extracting(request -> request.queryValue("language")).containsOnly("en-US");
    }

    @Test
    void aPageWithoutDataHasNoRows() {
        onepin.failNext(Fault.status(200, "application/json", "{}"));

        assertThat(client.runs().dataAll(workflow, RUN)).isEmpty();
    }

    @Test
    void theLinesOfARunThatGoesOnAreMarkedAsNotReady() {
        onepin.changeRun(RUN, RunScript.perRead("running"));

        WorkflowRunDataResponse page = client.runs().data(workflow, RUN);

        assertThat(page.data().partial().status()).isEqualTo(AvailabilityStatus.NOT_READY);
        assertThat(page.data().rows().get(0).cards().get(0).audio().playbackUrl()).isNull();
    }

    @Test
    void linksToDownloadsHaveTheirOwnPaths() {
        DownloadUrl run = client.runs().downloadUrl(workflow, RUN).data();
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("GET " + runs + "/" + RUN + "/download");
        assertThat(Sent.lastTo(onepin).headers()).isEqualTo(headers);
        assertThat(run.filename()).isEqualTo("workflow_run_" + RUN + "_export.zip");
        assertThat(run.url()).startsWith(onepin.baseUrl());
        assertThat(run.expiresAt()).isNotNull();

        assertThat(client.runs().nodeDownloadUrl(workflow, RUN, "node3").data().url()).isNotEqualTo(run.url());
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("GET " + runs + "/" + RUN + "/nodes/node3/download");
    }

    @Test
    void theLinkToAPieceOfAudioIsAskedForByItsId() {
        String card = client.runs().data(workflow, RUN).data().rows().get(0).cards().get(0).id();
        String audio = card.substring("card-".length());

        assertThat(client.runs().audioUrl(workflow, RUN, audio).data().url()).contains(audio);
        assertThat(Sent.lastTo(onepin).line()).isEqualTo("GET " + runs + "/" + RUN + "/audio/" + audio + "/url");
    }

    @Test
    void aRunThatGoesOnHasNoDownloads() {
        onepin.changeRun(RUN, RunScript.perRead("running"));

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> client.runs().downloadUrl(workflow, RUN));
    }

    @Test
    void whoamiTellsWhoseKeyItIs() {
        assertThat(client.auth().whoami().data().authKind()).isEqualTo(AuthKind.API_KEY);

        assertThat(Sent.onlyTo(onepin).line()).isEqualTo("GET /api/v1/auth/whoami");
        assertThat(Sent.onlyTo(onepin).headers()).isEqualTo(headers);
    }
}
