package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workflows that are shown as they do not run, or without what they should have. */
class UnusualWorkflowsTest {
    private final Simulators vendors = Simulators.start();
    private final Polyrun polyrun = Facades.over(vendors).build();

    @AfterEach
    void stop() {
        polyrun.close();
        vendors.close();
    }

    private static void answersNext(VendorSimulator vendor, String path, String parameter, @Nullable String value, String json) {
        vendor.failNext(
                request -> request.path().endsWith(path) && Objects.equals(request.queryValue(parameter), value),
                Fault.status(200, "application/json", json));
    }

    private WorkflowRef ref(String vendor) {
        return WorkflowRef.of(vendor, Facades.vendor(vendors, vendor).workflowId());
    }

    private void showsFlow(@Nullable String asked, String version, String name, String piece) {
        String path = "/flows/" + vendors.activepieces().workflowId();
        answersNext(vendors.activepieces(), path, "versionId", asked, """
                {"id":"flow","status":"ENABLED","publishedVersionId":"live","version":{"id":"%s","displayName":"%s",
                 "trigger":{"type":"PIECE_TRIGGER","settings":{"pieceName":"@activepieces/piece-%s"}}}}""".formatted(version, name, piece));
    }

    @Test
    void aFlowOfActivepiecesOfWhichADraftIsShownIsReadAsItRuns() {
        showsFlow(null, "draft", "Draft", "schedule");
        showsFlow("live", "live", "Live", "webhook");

        Workflow flow = polyrun.workflow(ref("activepieces"));

        assertThat(flow.name()).isEqualTo("Live");
        assertThat(flow.canStart()).isTrue();
    }

    @Test
    void aFlowOfActivepiecesThatIsShownAsItRunsIsReadOnce() {
        showsFlow(null, "live", "Live", "webhook");

        assertThat(polyrun.workflow(ref("activepieces")).name()).isEqualTo("Live");
        assertThat(vendors.activepieces().requests()).hasSize(1);
    }

    @Test
    void aFlowOfActivepiecesThatBeginsOtherwiseCannotBeStarted() {
        showsFlow(null, "live", "Live", "schedule");

        assertThat(polyrun.workflow(ref("activepieces")).canStart()).isFalse();
    }

    @Test
    void anInputOfGumloopWithoutATypeTakesAnythingAndOneWithoutANameIsNone() {
        answersNext(vendors.gumloop(), "/get_inputs", "", null, """
                {"inputs":[null,{"data_type":"string"},{"name":"what"},{"name":"text","data_type":"string"}]}""");

        assertThat(polyrun.workflow(ref("gumloop")).inputs())
                .extracting(input -> input.name() + " " + input.kind())
                .containsExactly("what ANY", "text TEXT");
    }

    @Test
    void aListOfRetabThatDoesNotSayWhetherItGoesOnEnds() {
        String workflow = "{\"data\":[{\"id\":\"" + vendors.retab().workflowId() + "\",\"is_published\":true}]";
        answersNext(vendors.retab(), "/workflows", "after", null, workflow + ",\"list_metadata\":{\"before\":null,\"after\":\"one\"}}");
        answersNext(vendors.retab(), "/workflows", "after", "one", workflow + "}");

        assertThat(polyrun.workflows("retab")).hasSize(2);
        assertThat(vendors.retab().requests().stream().map(SimulatedRequest::path).filter(path -> path.endsWith("/workflows"))).hasSize(2);
    }
}
