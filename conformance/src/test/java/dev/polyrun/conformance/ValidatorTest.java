package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Runs.ListRunsParams;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.model.SortOrder;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Plants faults in requests and answers: a validator that accepts everything would let the other tests pass as well. */
@DisplayName("The validator sees what is wrong")
class ValidatorTest {
    private static final String NOXUS_RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String ACTIVEPIECES_RUN = "run000000000000000001";

    private static List<String> answerOfNoxus(String property, @Nullable Object value) throws Exception {
        Recording recording = NoxusConformanceTest.NOXUS.play(Drive.<NoxusSimulator, NoxusClient>of("getRun", stage -> {
            stage.server().addRun(NOXUS_RUN, RunScript.perRead(RunStep.of("running").with(property, value)));
            stage.client().runs().get(NOXUS_RUN);
        }));
        return NoxusConformanceTest.NOXUS.contract().problemsOfResponse(recording.last());
    }

    private static List<String> answerOfRetab(RunStep step) throws Exception {
        Recording recording = RetabConformanceTest.A.play(Drive.<RetabSimulator, RetabClient>of("getRun", stage -> {
            stage.server().addRun("run_1", RunScript.perRead(step));
            stage.client().runs().get("run_1");
        }));
        return RetabConformanceTest.A.contract().problemsOfResponse(recording.last());
    }

    private static List<String> answerOfActivepieces(boolean old, String property, Object value) throws Exception {
        var flavour = old ? ActivepiecesConformanceTest.OLD : ActivepiecesConformanceTest.NEW;
        Recording recording = flavour.play(Drive.of("getRun", stage -> {
            stage.server().addRun(ACTIVEPIECES_RUN, RunScript.perRead(RunStep.of("RUNNING").with(property, value)));
            stage.client().runs().get(ACTIVEPIECES_RUN);
        }));
        return flavour.contract().problemsOfResponse(recording.last());
    }

    private static List<String> requestToGumloop(String method, String path, String body) throws Exception {
        Recording recording = GumloopConformanceTest.GUMLOOP.play(Drive.<GumloopSimulator, GumloopClient>of("", stage ->
                send(stage, method, path, body, "Authorization", "Bearer " + stage.server().accessToken())));
        return GumloopConformanceTest.GUMLOOP.contract().problemsOfRequest(recording.last());
    }

    private static List<String> fileOfGumloop(String path, String type) throws Exception {
        Recording recording = GumloopConformanceTest.GUMLOOP.play(Drive.<GumloopSimulator, GumloopClient>malformed("", 0, stage -> {
            stage.server().failNext(Fault.status(200, type, "\u0000bytes"));
            send(stage, "POST", path, "{}", "Authorization", "Bearer " + stage.server().accessToken());
        }));
        return GumloopConformanceTest.GUMLOOP.contract().problemsOfResponse(recording.last());
    }

    @Test
    @DisplayName("A declared property of another type in an answer")
    void wrongTypeInAnAnswer() throws Exception {
        assertThat(answerOfNoxus("progress", 50)).isEmpty();
        assertThat(answerOfNoxus("progress", "fifty")).singleElement().asString().contains("/progress", "integer");
        assertThat(answerOfNoxus("created_at", "yesterday")).singleElement().asString().contains("date-time");
        assertThat(answerOfNoxus("group_id", "nobody")).singleElement().asString().contains("UUID");
    }

    @Test
    @DisplayName("Another type inside a referenced object, a list, a map or a choice of types")
    void wrongTypeDeepInAnAnswer() throws Exception {
        assertThat(answerOfRetab(RunStep.of("error").with("error_details", Map.of("message", 1)))).isNotEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("waiting_for_node_ids", List.of(1)))).isNotEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("input_documents", Map.of("n", "no object")))).isNotEmpty();
        assertThat(answerOfNoxus("node_ids", List.of("a"))).isEmpty();
        assertThat(answerOfNoxus("node_ids", Map.of("a", 1))).isEmpty();
        assertThat(answerOfNoxus("node_ids", 1)).isNotEmpty();
    }

    @Test
    @DisplayName("A required property that an answer lacks, and a status that the spec does not know")
    void incompleteOrUnknownAnswer() throws Exception {
        assertThat(answerOfNoxus("status", "half_done")).isNotEmpty();
        Recording recording = NoxusConformanceTest.NOXUS.play(Drive.<NoxusSimulator, NoxusClient>of("getRun", stage -> {
            stage.server().addRun(NOXUS_RUN, RunScript.perRead(RunStep.of("running").without("workflow_id")));
            stage.client().runs().get(NOXUS_RUN);
        }));
        assertThat(NoxusConformanceTest.NOXUS.contract().problemsOfResponse(recording.last()))
                .singleElement().asString().contains("workflow_id");
    }

    @Test
    @DisplayName("A status, a content type or a body that is not documented")
    void undocumentedAnswer() throws Exception {
        for (Fault fault : List.of(
                Fault.status(418, "application/json", "{}"),
                Fault.status(200, "text/html", "<p>"),
                Fault.status(200, "application/json", "{"))) {
            Recording recording = NoxusConformanceTest.NOXUS.play(Drive.malformed("listRuns", 0, stage -> {
                stage.server().failNext(fault);
                send(stage, "GET", "/v1/runs", "", "X-API-Key", stage.server().apiKey());
            }));
            assertThat(NoxusConformanceTest.NOXUS.contract().problemsOfResponse(recording.last())).as(fault.toString()).isNotEmpty();
        }
    }

    @Test
    @DisplayName("A file of another type than documented; one of any type where none is")
    void typeOfAFile() throws Exception {
        assertThat(fileOfGumloop("/download_files", "application/zip")).isEmpty();
        assertThat(fileOfGumloop("/download_files", "application/json")).isNotEmpty();
        assertThat(fileOfGumloop("/download_file", "image/png")).isEmpty();
    }

    @Test
    @DisplayName("A file in a request that is no base64")
    void wrongFileInARequest() throws Exception {
        String body = "{\"file_name\": \"a\", \"user_id\": \"u\", \"file_content\": \"%s\"}";

        assertThat(requestToGumloop("POST", "/upload_file", body.formatted("SGVsbG8="))).isEmpty();
        assertThat(requestToGumloop("POST", "/upload_file", body.formatted("no base64!"))).isNotEmpty();
    }

    @Test
    @DisplayName("An event that does not fit, behind one that does, and a stream that is none")
    void wrongEvent() throws Exception {
        String good = "event: message\ndata: {\"type\":\"state\",\"data\":{\"status\":\"running\"},\"redisId\":\"1-0\"}\n\n";
        assertThat(answerToListening(Fault.status(200, "text/event-stream", good + good))).isEmpty();
        assertThat(answerToListening(Fault.status(200, "text/event-stream", good + "data: {\"type\":\"state\"}\n\n")))
                .singleElement().asString().contains("required", "data");
        assertThat(answerToListening(Fault.status(200, "text/event-stream", "data: {\"type\":\"state\",\"data\":{\"workflow_status\":\"half_done\"}}\n\n")))
                .isNotEmpty();
        assertThat(answerToListening(Fault.status(200, "application/json", "{\"type\":\"state\",\"data\":{}}"))).isNotEmpty();
    }

    private static List<String> answerToListening(Fault answer) throws Exception {
        Recording recording = NoxusConformanceTest.NOXUS.play(Drive.<NoxusSimulator, NoxusClient>malformed("streamRunEvents", 0, stage -> {
            stage.server().failNext(answer);
            send(stage, "GET", "/v1/runs/" + NOXUS_RUN + "/events", "", "X-API-Key", stage.server().apiKey(), "Accept", Recorded.EVENTS);
        }));
        return NoxusConformanceTest.NOXUS.contract().problemsOfResponse(recording.last());
    }

    @Test
    @DisplayName("A required query parameter that a request lacks, and one that no operation has")
    void wrongQuery() throws Exception {
        assertThat(requestToGumloop("GET", "/get_pl_run?user_id=u&run_id=r", "")).isEmpty();
        assertThat(requestToGumloop("GET", "/get_pl_run?user_id=u", "")).singleElement().asString().contains("'run_id' is required");
        assertThat(requestToGumloop("GET", "/get_pl_run?user_id=u&run_id=r&api_key=k", "")).singleElement().asString()
                .contains("'api_key' is unexpected");
    }

    @Test
    @DisplayName("A path or method that no operation has")
    void unknownPath() throws Exception {
        assertThat(requestToGumloop("GET", "/get_everything", "")).singleElement().asString().contains("No API path found");
        assertThat(requestToGumloop("POST", "/get_pl_run", "{}")).singleElement().asString().contains("not allowed");
    }

    @Test
    @DisplayName("A body that lacks a required property, has another type in one, or is not there")
    void wrongBody() throws Exception {
        assertThat(requestToGumloop("POST", "/kill_pipeline", "{\"run_id\": \"r\"}")).isEmpty();
        assertThat(requestToGumloop("POST", "/kill_pipeline", "{}")).singleElement().asString().contains("run_id");
        assertThat(requestToGumloop("POST", "/kill_pipeline", "{\"run_id\": 1}")).singleElement().asString().contains("string");
        assertThat(requestToGumloop("POST", "/kill_pipeline", "")).isNotEmpty();
    }

    @Test
    @DisplayName("A value that an enum does not have, and a number out of its bounds, from a client of ours")
    void wrongValueInARequest() throws Exception {
        Recording sideways = RetabConformanceTest.A.play(Drive.<RetabSimulator, RetabClient>refused("listRuns", 422, stage ->
                stage.client().runs().list(new dev.polyrun.retab.Runs.ListRunsParams().order(SortOrder.of("sideways")))));
        Recording tooMany = NoxusConformanceTest.NOXUS.play(Drive.<NoxusSimulator, NoxusClient>refused("listRuns", 422, stage ->
                stage.client().runs().list(new ListRunsParams().size(101))));

        assertThat(RetabConformanceTest.A.contract().problemsOfRequest(sideways.last())).singleElement().asString().contains("sideways");
        assertThat(NoxusConformanceTest.NOXUS.contract().problemsOfRequest(tooMany.last())).singleElement().asString().contains("101");
    }

    @Test
    @DisplayName("A request without any credential")
    void noCredential() throws Exception {
        Recording recording = NoxusConformanceTest.NOXUS.play(
                Drive.<NoxusSimulator, NoxusClient>of("listRuns", stage -> send(stage, "GET", "/v1/runs", "")));

        assertThat(NoxusConformanceTest.NOXUS.contract().problemsOfRequest(recording.last())).singleElement().asString()
                .contains("security");
    }

    @Test
    @DisplayName("What the spec does not name may be there, at any depth")
    void openWorld() throws Exception {
        assertThat(answerOfNoxus("brand_new", Map.of("any", Arrays.asList(1, null)))).isEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("error_details", Map.of("message", "no ink", "brand_new", 1)))).isEmpty();
    }

    @Test
    @DisplayName("A reference that may be null may be null; one that may not must not; neither takes another value")
    void nullableReferences() throws Exception {
        assertThat(answerOfRetab(RunStep.of("error").with("error_stage", null))).isEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("error_details", null))).isEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("error_stage", "backstage"))).isNotEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("error_stage", "null"))).isNotEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("error_details", ""))).isNotEmpty();
        assertThat(answerOfRetab(RunStep.of("error").with("trigger_type", null))).isNotEmpty();
        assertThat(answerOfNoxus("node_ids", null)).isEmpty();
        assertThat(answerOfNoxus("status", null)).isNotEmpty();
    }

    @Test
    @DisplayName("An empty text is no date, but for finishTime of an old Activepieces server")
    void emptyDate() throws Exception {
        assertThat(answerOfActivepieces(true, "finishTime", "")).isEmpty();
        assertThat(answerOfActivepieces(true, "finishTime", "soon")).isNotEmpty();
        assertThat(answerOfActivepieces(true, "finishTime", 0)).isNotEmpty();
        assertThat(answerOfActivepieces(true, "startTime", "")).isNotEmpty();
        assertThat(answerOfActivepieces(true, "created", "")).isNotEmpty();
        assertThat(answerOfActivepieces(false, "finishTime", "")).isNotEmpty();
    }
}
