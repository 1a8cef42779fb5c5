package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One list call looks at many runs, as if it had looked at each. */
class BatchTest {
    private static Simulators vendors;
    private static Map<String, VendorAdapter> adapters;

    @BeforeAll
    static void start() {
        vendors = Simulators.start();
        adapters = Adapters.over(vendors);
    }

    @AfterAll
    static void stop() {
        vendors.close();
    }

    /** Runs that show these steps for ever, and have been looked at once. */
    private static List<RunSnapshot> seen(String vendor, RunStep... steps) {
        List<RunSnapshot> seen = new ArrayList<>();
        for (RunStep step : steps) {
            seen.add(look(Facades.plant(Facades.vendor(vendors, vendor), step)));
        }
        return seen;
    }

    private static List<RunSnapshot> seen(String vendor, String... statuses) {
        return seen(vendor, Arrays.stream(statuses).map(RunStep::of).toArray(RunStep[]::new));
    }

    private static RunSnapshot look(RunRef ref) {
        return Facades.end(adapters.get(ref.vendor()).snapshot(ref, RequestOptions.none()));
    }

    private static RunBatch batch(RunSnapshot run) {
        RunBatch batch = adapters.get(run.ref().vendor()).batch(run);
        assertThat(batch).isNotNull();
        return batch;
    }

    private static Map<RunRef, RunSnapshot> snapshots(List<RunSnapshot> runs) {
        return Facades.end(batch(runs.get(0)).snapshots(runs, RequestOptions.none()));
    }

    @ParameterizedTest
    @CsvSource({
        "activepieces, QUEUED, RUNNING, SUCCEEDED",
        "retab, queued, running, completed",
        "noxus, queued, running, completed",
        "onepin, pending, running, completed",
    })
    void oneCallAnswersForManyRunsAsALookAtEachWould(String name, String queued, String running, String ended) {
        VendorSimulator vendor = Facades.vendor(vendors, name);
        List<RunSnapshot> runs = seen(name, queued, running, ended);
        vendor.clearRequests();

        Map<RunRef, RunSnapshot> answer = snapshots(runs);

        assertThat(vendor.requests()).hasSize(1);
        assertThat(answer).hasSize(3).allSatisfy((ref, snapshot) -> assertThat(snapshot).isEqualTo(look(ref)));
    }

    @ParameterizedTest
    @CsvSource({
        "activepieces, TIMEOUT", "activepieces, FAILED", "activepieces, CANCELED", "activepieces, HIBERNATING",
        "retab, waiting_for_human", "retab, error", "retab, failed", "retab, cancelled", "retab, hibernating",
        "noxus, awaiting_event", "noxus, failed", "noxus, stopped", "noxus, hibernating",
        "onepin, paused", "onepin, hibernating",
    })
    void everyStatusReadsTheSameInAListAndAlone(String vendor, String status) {
        List<RunSnapshot> runs = seen(vendor, status);

        assertThat(snapshots(runs)).containsOnly(Map.entry(runs.get(0).ref(), runs.get(0)));
    }

    @ParameterizedTest
    @CsvSource({"activepieces, RUNNING", "retab, running", "noxus, running", "onepin, running"})
    void nothingIsSaidOfARunThatTheListDoesNotShow(String vendor, String status) {
        RunSnapshot shown = seen(vendor, status).get(0);
        RunRef gone = RunRef.of(vendor, "nobody000000000000000");
        RunSnapshot hidden = RunSnapshot.builder(gone, RunPhase.RUNNING, status).workflowId(shown.workflowId()).build();

        assertThat(snapshots(List.of(shown, hidden))).containsOnlyKeys(shown.ref());
    }

    @ParameterizedTest
    @CsvSource({"activepieces, RUNNING", "retab, running", "noxus, running", "onepin, running"})
    void aRunThatNobodyAskedForIsNoAnswer(String vendor, String status) {
        List<RunSnapshot> runs = seen(vendor, status, status, status);

        assertThat(snapshots(runs.subList(1, 2))).containsOnlyKeys(runs.get(1).ref());
    }

    @ParameterizedTest
    @CsvSource({"activepieces, RUNNING", "retab, running", "noxus, running", "onepin, running"})
    void aRunThatHasNotChangedIsTheSnapshotThatIsThere(String vendor, String status) {
        RunSnapshot before = seen(vendor, status).get(0);

        assertThat(snapshots(List.of(before)).get(before.ref())).isSameAs(before);
    }

    @ParameterizedTest
    @CsvSource({"activepieces, RUNNING", "retab, running", "noxus, running"})
    void anItemWithoutItsIdOrOfNoRunIsPassedOver(String vendor, String status) {
        List<RunSnapshot> runs = seen(vendor, RunStep.of(status).with("id", null), RunStep.of(status).with("id", 7), RunStep.of(status));

        assertThat(snapshots(runs)).containsOnlyKeys(runs.get(2).ref());
    }

    @ParameterizedTest
    @ValueSource(strings = {"activepieces", "retab", "noxus", "onepin"})
    void aListThatFailsFails(String vendor) {
        List<RunSnapshot> runs = seen(vendor, "x");
        Facades.vendor(vendors, vendor).failNext(Fault.htmlError(503));

        assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> snapshots(runs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"activepieces", "retab", "noxus", "onepin"})
    void anAnswerThatIsNoListShowsNothing(String vendor) {
        List<RunSnapshot> runs = seen(vendor, "x");
        for (String list : List.of("null", "7", "{}", "[]", "[null,7]", "[{}]")) {
            String body = "{\"data\":" + list + ",\"items\":" + list + "}";
            Facades.vendor(vendors, vendor).failNext(Fault.status(200, "application/json", body));

            assertThat(snapshots(runs)).as(body).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"activepieces", "retab", "noxus", "onepin"})
    void whatOneListCanAnswerForIsOneBatch(String vendor) {
        List<RunSnapshot> runs = seen(vendor, "x", "y");

        RunBatch first = batch(runs.get(0));

        assertThat(first).isEqualTo(batch(runs.get(1))).hasSameHashCodeAs(batch(runs.get(1)));
        assertThat(first.limit()).isEqualTo(100);
        assertThat(first.price()).isEqualTo(1);
        assertThat(first.toString()).containsIgnoringCase(vendor).contains(" list");
        VendorAdapter otherAccount = Adapters.over(vendors).get(vendor);
        assertThat(otherAccount.batch(runs.get(0))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"activepieces, true", "retab, false", "noxus, true", "onepin, false"})
    void someListsAreOfOneWorkflow(String vendor, boolean ofAll) {
        RunSnapshot one = seen(vendor, "x").get(0);
        RunRef other = RunRef.of(vendor, "7c9e6679-7425-40de-944b-000000000002", one.ref().runId());
        RunSnapshot ofOther = RunSnapshot.builder(other, RunPhase.RUNNING, "x").workflowId("7c9e6679-7425-40de-944b-000000000002").build();

        assertThat(batch(one).equals(batch(ofOther))).isEqualTo(ofAll);
    }

    @Test
    void gumloopHasNoSuchList() {
        RunSnapshot run = seen("gumloop", "RUNNING").get(0);

        assertThat(adapters.get("gumloop").batch(run)).isNull();
    }
}
