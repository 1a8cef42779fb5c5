package dev.polyrun.conformance;

import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Runs.CreateRunSyncParams;
import dev.polyrun.noxus.Runs.GetRunDataParams;
import dev.polyrun.noxus.Runs.GetRunNodeIoParams;
import dev.polyrun.noxus.Runs.GetWorkflowRunParams;
import dev.polyrun.noxus.Runs.ListRunsParams;
import dev.polyrun.noxus.Runs.ListWorkflowRunsParams;
import dev.polyrun.noxus.Runs.SearchRunsParams;
import dev.polyrun.noxus.Runs.StreamRunEventsParams;
import dev.polyrun.noxus.model.BulkDeleteRunsFilters;
import dev.polyrun.noxus.model.BulkDeleteRunsRequest;
import dev.polyrun.noxus.model.CreateRunRequest;
import dev.polyrun.noxus.model.RunEvent;
import dev.polyrun.noxus.model.RunSearchScope;
import dev.polyrun.noxus.model.SearchRunRequest;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Noxus: client, simulator and spec agree")
class NoxusConformanceTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String ANOTHER = "3fa85f64-5717-4562-b3fc-2c963f66afa7";
    static final CreateRunRequest START = CreateRunRequest.builder().input(Map.of("Question", "Why?")).build();

    static final Flavour<NoxusSimulator, NoxusClient> NOXUS = new Flavour<>(
            "", Contract.of("noxus.yaml"), NoxusSimulator::start, (server, http) -> client(server, server.apiKey(), http));

    static final List<Drive<NoxusSimulator, NoxusClient>> OPERATIONS = List.of(
            Drive.of("listRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().list(new ListRunsParams().page(1).size(1));
            }),
            Drive.of("getRun", stage -> {
                twoRuns(stage.server());
                stage.client().runs().get(RUN);
            }),
            Drive.of("deleteRun", stage -> {
                twoRuns(stage.server());
                stage.client().runs().delete(RUN);
            }),
            Drive.of("deleteRun", "which goes on", stage -> {
                twoRuns(stage.server());
                stage.client().runs().delete(ANOTHER);
            }),
            Drive.of("stopRun", stage -> {
                twoRuns(stage.server());
                stage.client().runs().stop(ANOTHER);
            }),
            Drive.of("getRunData", stage -> {
                twoRuns(stage.server());
                stage.client().runs().data(RUN, new GetRunDataParams().fetchStructuredData(true));
            }),
            Drive.of("getRunNodeIo", stage -> {
                twoRuns(stage.server());
                stage.client().runs().io(RUN, "output-1", new GetRunNodeIoParams().iteration(1));
            }),
            Drive.of("streamRunEvents", stage -> listen(stage, RunScript.perRead("completed"), new StreamRunEventsParams())),
            Drive.of("streamRunEvents", "after an event", stage -> {
                Event<RunEvent> first = listen(stage, RunScript.perRead("failed"), new StreamRunEventsParams()).get(0);
                try (EventStream<RunEvent> rest =
                        stage.client().runs().events(RUN, new StreamRunEventsParams().etag(first.data().redisId()))) {
                    rest.forEach(event -> {});
                }
            }),
            Drive.of("searchRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().search(SearchRunRequest.builder()
                        .query("3fa85f64")
                        .limit(10)
                        .offset(0)
                        .exact(true)
                        .searchIn(List.of(RunSearchScope.of("run_id"), RunSearchScope.of("input")))
                        .similarityThreshold(new BigDecimal("0.5"))
                        .build());
            }),
            Drive.of("searchRuns", "in numbered pages", stage -> {
                twoRuns(stage.server());
                stage.client().runs().search(SearchRunRequest.builder().build(), new SearchRunsParams().page(1).size(1));
            }),
            Drive.of("bulkDeleteRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().bulkDelete(BulkDeleteRunsRequest.builder()
                        .runIds(List.of(RUN, ANOTHER))
                        .expectedCount(1L)
                        .dryRun(false)
                        .build());
            }),
            Drive.of("bulkDeleteRuns", "only counted", stage -> {
                twoRuns(stage.server());
                BulkDeleteRunsFilters filters = BulkDeleteRunsFilters.builder()
                        .toDate(OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
                        .workflowId(stage.server().workflowId())
                        .build();
                stage.client().runs().bulkDelete(BulkDeleteRunsRequest.builder().dryRun(true).filters(filters).build());
            }),
            Drive.of("listWorkflowRuns", stage -> {
                twoRuns(stage.server());
                stage.client().runs().listForWorkflow(stage.server().workflowId(), new ListWorkflowRunsParams().page(1).size(2));
            }),
            Drive.of("createRun", stage -> stage.client().runs().create(
                    stage.server().workflowId(),
                    CreateRunRequest.builder()
                            .input(Map.of("Question", "Why?", "File", Map.of("uri", "https://example.com/a.pdf", "name", "a.pdf")))
                            .nodeIds(List.of("agent-1"))
                            .workflowVersionId(ANOTHER)
                            .tracing(true)
                            .callbackUrl("https://example.com/done")
                            .build())),
            Drive.of("createRunSync", stage -> stage.client().runs()
                    .createSync(stage.server().workflowId(), START, new CreateRunSyncParams().useOutputIds(true))),
            Drive.of("getWorkflowRun", stage -> {
                twoRuns(stage.server());
                stage.client().runs()
                        .getForWorkflow(stage.server().workflowId(), RUN, new GetWorkflowRunParams().useOutputIds(true));
            }));

    static final List<Drive<NoxusSimulator, NoxusClient>> STATES = Stream.of(
                    "queued", "running", "failed", "completed", "stopped", "awaiting_human_feedback", "awaiting_event")
            .flatMap(status -> Stream.of(
                    Drive.<NoxusSimulator, NoxusClient>of("getRun", status, stage -> {
                        stage.server().addRun(RUN, RunScript.perRead(status));
                        stage.client().runs().get(RUN);
                    }),
                    Drive.<NoxusSimulator, NoxusClient>of("getWorkflowRun", status, stage -> {
                        stage.server().addRun(RUN, RunScript.perRead(status));
                        stage.client().runs().getForWorkflow(stage.server().workflowId(), RUN);
                    })))
            .toList();

    static final List<Drive<NoxusSimulator, NoxusClient>> ERRORS = List.of(
            Drive.refused("getRun", 401, stage -> client(stage.server(), "wrong", stage.http()).runs().get(RUN)),
            Drive.refused("getRun", 404, stage -> stage.client().runs().get(RUN)),
            Drive.refused("getRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().get(RUN);
            }),
            Drive.refused("getWorkflowRun", 401, stage -> client(stage.server(), "wrong", stage.http()).runs()
                    .getForWorkflow(stage.server().workflowId(), RUN)),
            Drive.refused("getWorkflowRun", 404, stage -> stage.client().runs().getForWorkflow(stage.server().workflowId(), RUN)),
            Drive.refused("getWorkflowRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().getForWorkflow(stage.server().workflowId(), RUN);
            }),
            Drive.refused("createRun", 401, stage -> client(stage.server(), "wrong", stage.http()).runs()
                    .create(stage.server().workflowId(), START)),
            Drive.refused("createRun", 422, stage -> stage.client().runs()
                    .create(stage.server().workflowId(), START.toBuilder().callbackUrl("nowhere").build())),
            Drive.refused("createRun", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().create(stage.server().workflowId(), START);
            }),
            Drive.refused("createRunSync", 401, stage -> client(stage.server(), "wrong", stage.http()).runs()
                    .createSync(stage.server().workflowId(), START)),
            Drive.refused("createRunSync", 422, stage -> stage.client().runs()
                    .createSync(stage.server().workflowId(), START.toBuilder().callbackUrl("nowhere").build())),
            Drive.refused("createRunSync", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().createSync(stage.server().workflowId(), START);
            }),
            Drive.refused("getRunNodeIo", 404, stage -> {
                twoRuns(stage.server());
                stage.client().runs().io(RUN, "nobody");
            }),
            Drive.refused("streamRunEvents", 401, stage -> client(stage.server(), "wrong", stage.http()).runs().events(RUN)),
            Drive.refused("streamRunEvents", 404, stage -> stage.client().runs().events(RUN)),
            Drive.refused("streamRunEvents", 422, stage ->
                    listen(stage, RunScript.perRead("completed"), new StreamRunEventsParams().etag("yesterday"))),
            Drive.refused("streamRunEvents", 429, stage -> {
                stage.server().failNext(Fault.tooManyRequests());
                stage.client().runs().events(RUN);
            }),
            Drive.refused("deleteRun", 403, stage ->
                    client(stage.server(), stage.server().apiKeyWithoutDeletion(), stage.http()).runs().delete(RUN)),
            Drive.refused("bulkDeleteRuns", 409, stage -> stage.client().runs()
                    .bulkDelete(BulkDeleteRunsRequest.builder().runIds(List.of(RUN)).expectedCount(1L).build())),
            Drive.refused("bulkDeleteRuns", 422, stage -> stage.client().runs()
                    .bulkDelete(BulkDeleteRunsRequest.builder().dryRun(true).build())));

    static final List<Drive<NoxusSimulator, NoxusClient>> WORKFLOWS = NoxusWorkflowDrives.OPERATIONS;
    static final List<Drive<NoxusSimulator, NoxusClient>> ERRORS_OF_WORKFLOWS = NoxusWorkflowDrives.ERRORS;

    @ParameterizedTest(name = "{0}")
    @FieldSource({"OPERATIONS", "STATES", "ERRORS", "WORKFLOWS", "ERRORS_OF_WORKFLOWS"})
    @DisplayName("On each operation, on a run in each of its states, on each error that the simulator gives")
    void agree(Drive<NoxusSimulator, NoxusClient> drive) throws Exception {
        NOXUS.agreesOn(drive);
    }

    /** To the end; a run that stays as it is would be listened to for ever. */
    private static List<Event<RunEvent>> listen(
            Drive.Stage<NoxusSimulator, NoxusClient> stage, RunScript script, StreamRunEventsParams params) {
        stage.server().addRun(RUN, script);
        List<Event<RunEvent>> events = new ArrayList<>();
        try (EventStream<RunEvent> stream = stage.client().runs().events(RUN, params)) {
            stream.forEach(events::add);
        }
        return events;
    }

    private static void twoRuns(NoxusSimulator server) {
        server.addRun(RUN, RunScript.perRead("completed"));
        server.addRun(ANOTHER, RunScript.perRead("running"));
    }

    static NoxusClient client(NoxusSimulator server, String key, OkHttpClient http) {
        return NoxusClient.builder()
                .baseUrl(server.baseUrl())
                .apiKey(key)
                .retryPolicy(RetryPolicy.none())
                .okHttpClient(http)
                .build();
    }
}
