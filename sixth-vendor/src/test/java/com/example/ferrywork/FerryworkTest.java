package com.example.ferrywork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.ferrywork.model.Job;
import dev.polyrun.CancelResult.Outcome;
import dev.polyrun.Pause;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunCompletion;
import dev.polyrun.RunError;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.StartOutcomeUnknownException;
import dev.polyrun.StartRequest;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ferrywork through the facade, as the five vendors are used. */
class FerryworkTest {
    private static final RunRef JOB = RunRef.of("ferrywork", "j_1");

    private final VirtualTime time = VirtualTime.create();
    private final FerryworkSimulator ferrywork = FerryworkSimulator.start();
    private final WorkflowRef flow = WorkflowRef.of("ferrywork", ferrywork.workflowId());
    private final Polyrun polyrun = facade();

    private Polyrun facade() {
        return Polyrun.builder().vendor("ferrywork", FerryworkAdapter.over(client(ferrywork.apiKey()))).timeSource(time).build();
    }

    private FerryworkClient.Builder client(String apiKey) {
        return FerryworkClient.builder().apiKey(apiKey).baseUrl(ferrywork.baseUrl()).okHttpClient(ferrywork.inMemoryClient(time)).timeSource(time);
    }

    @AfterEach
    void close() {
        polyrun.close();
        ferrywork.close();
    }

    @Test
    void aStartedRunIsNamedByTheEndOfItsAddressAndWaitedFor() {
        ferrywork.onStart(RunScript.timed(time.clock(), Duration.ofHours(1), "MOORED", "SAILING", "LANDED").withOutputs(Map.of("crates", 3)));

        RunRef ref = polyrun.start(flow, StartRequest.input("ship", "Ada"));
        Run end = polyrun.poller(ref).waitForCompletion();

        assertThat(ref).hasToString("ferrywork:" + ferrywork.runIds().get(0));
        assertThat(ferrywork.requests().get(0).body()).isEqualTo("{\"arguments\":{\"ship\":\"Ada\"}}");
        assertThat(end.requireSucceeded().outputsJson()).isEqualTo("{\"crates\":3}");
        assertThat(end.raw(Job.class).cargo()).containsKey("crates");
        assertThat(time.elapsed()).isGreaterThanOrEqualTo(Duration.ofHours(2));
    }

    @Test
    void watchingGoesOnElsewhereWithTheTextOfTheReference() {
        ferrywork.onStart(RunScript.timed(time.clock(), Duration.ofHours(1), "MOORED", "LANDED"));
        String text = polyrun.start(flow, StartRequest.empty()).toString();
        polyrun.close();

        try (Polyrun another = facade()) {
            assertThat(another.poller(RunRef.parse(text)).waitForCompletion().phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }

    @Test
    void manyRunsAreWatchedThroughTheList() {
        List<RunRef> refs = IntStream.range(0, 40).mapToObj(number -> RunRef.of("ferrywork", "j_many-" + number)).toList();
        refs.forEach(ref -> ferrywork.addRun(ref.runId(), RunScript.timed(time.clock(), Duration.ofMinutes(30), "SAILING", "LANDED")));

        List<RunCompletion> ends = polyrun.watchAll(refs).waitForAll();

        assertThat(ends).hasSize(40).allSatisfy(end -> assertThat(end.get().phase()).isEqualTo(RunPhase.SUCCEEDED));
        assertThat(ferrywork.requests()).extracting(SimulatedRequest::path).contains("/v2/jobs");
    }

    @ParameterizedTest
    @CsvSource({
        "MOORED, QUEUED", "SAILING, RUNNING", "ANCHORED, PAUSED", "TURNING_BACK, CANCELLING", "LANDED, SUCCEEDED", "SUNK, FAILED",
        "RETURNED, CANCELLED", "IN_DRY_DOCK, UNKNOWN"
    })
    void eachStageIsAPhase(String stage, RunPhase phase) {
        ferrywork.addRun("j_1", RunScript.perRead(stage));

        Run run = polyrun.get(JOB);

        assertThat(run.phase()).isEqualTo(phase);
        assertThat(run.snapshot().vendorStatus()).isEqualTo(stage);
        assertThat(run.snapshot().workflowId()).isEqualTo("night-crossing");
        assertThat(run.snapshot().pause()).isEqualTo(phase == RunPhase.PAUSED ? Pause.of(Pause.Kind.UNKNOWN) : null);
    }

    @Test
    void aRunThatFailedSaysWhyAndWhere() {
        ferrywork.addRun("j_1", RunScript.perRead("SAILING", "SUNK").withError("Fog"));

        assertThat(polyrun.poller(JOB).waitForCompletion().snapshot().error()).isEqualTo(new RunError("Fog", "leg-2"));
    }

    @Test
    void aRunIsCancelledUnlessTheVendorRefuses() {
        ferrywork.addRun("j_1", RunScript.perRead("SAILING"));
        ferrywork.addRun("j_2", RunScript.perRead("ANCHORED"));
        ferrywork.addRun("j_3", RunScript.perRead("LANDED"));

        assertThat(polyrun.cancel(JOB).outcome()).isEqualTo(Outcome.REQUESTED);
        assertThat(polyrun.poller(JOB).waitForCompletion().phase()).isEqualTo(RunPhase.CANCELLED);
        assertThat(polyrun.cancel(RunRef.of("ferrywork", "j_2")).outcome()).isEqualTo(Outcome.NOT_POSSIBLE);
        assertThat(polyrun.cancel(RunRef.of("ferrywork", "j_3")).outcome()).isEqualTo(Outcome.ALREADY_ENDED);
    }

    @Test
    void aJobThatIsNotThereIsNotFoundThoughTheVendorSays400() {
        assertThatThrownBy(() -> polyrun.get(JOB)).isInstanceOfSatisfying(NotFoundException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void aWrongKeyIsNamed() {
        try (Polyrun wrong = Polyrun.builder().vendor("ferrywork", FerryworkAdapter.over(client("wrong"))).timeSource(time).build()) {
            assertThatThrownBy(() -> wrong.get(JOB)).isInstanceOf(UnauthorizedException.class).hasMessageContaining("FERRYWORK_API_KEY");
        }
    }

    @Test
    void aStartThatDoesNotNameItsRunIsNotRepeated() {
        for (Fault fault : List.of(Fault.connectionReset().afterHandling(), Fault.status(201, "application/json", "{}"))) {
            ferrywork.clearRequests();
            ferrywork.failNext(fault);

            assertThatThrownBy(() -> polyrun.start(flow, StartRequest.empty())).isInstanceOf(StartOutcomeUnknownException.class);
            assertThat(ferrywork.requests()).hasSize(1);
        }
    }

    @Test
    void theEnvironmentIsEnough() {
        ferrywork.addRun("j_1", RunScript.perRead("SAILING"));
        Map<String, String> environment = Map.of("FERRYWORK_API_KEY", ferrywork.apiKey(), "FERRYWORK_BASE_URL", ferrywork.baseUrl());

        try (Polyrun found = Polyrun.builder().environment(environment).build()) {
            assertThat(found.get(JOB).phase()).isEqualTo(RunPhase.RUNNING);
        }
    }

    @Test
    void withoutItsKeyMessagesNameItsVariable() {
        try (Polyrun other = Polyrun.builder().noxus(client -> client.apiKey("k")).build()) {
            assertThatThrownBy(() -> other.get(JOB)).isInstanceOf(IllegalStateException.class).hasMessageContaining("FERRYWORK_API_KEY");
            assertThatThrownBy(() -> other.get(RunRef.of("ferryman", "1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("onepin, ferrywork]");
        }
    }

    @Test
    void itsClientGoesThroughPagesByCursor() {
        IntStream.range(0, 45).forEach(number -> ferrywork.addRun("j_" + number, RunScript.perRead("SAILING")));

        assertThat(client(ferrywork.apiKey()).build().jobs().listAll().stream().map(Job::jobId)).hasSize(45).doesNotHaveDuplicates();
        assertThat(ferrywork.requests()).hasSize(3);
    }
}
