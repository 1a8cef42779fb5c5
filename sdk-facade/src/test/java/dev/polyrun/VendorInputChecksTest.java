package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.Simulators;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each vendor's published inputs can be relied on for, and what not. */
class VendorInputChecksTest {
    private Simulators vendors;
    private Polyrun polyrun;

    @BeforeEach
    void start() {
        vendors = Simulators.start();
        polyrun = Facades.over(vendors).build();
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendors.close();
    }

    private WorkflowRef workflow(String vendor) {
        return WorkflowRef.of(vendor, Facades.vendor(vendors, vendor).workflowId());
    }

    @ParameterizedTest
    @CsvSource({
        "gumloop, topics, topic", "retab, start-json-2, start-json-1", "noxus, User Qestion, User Question", "onepin, script-text, script_text"
    })
    void aNameThatIsNearlyRightIsRefused(String vendor, String given, String meant) {
        assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.input(given, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + given + "\" (did you mean \"" + meant + "\"?)");
        assertThat(Facades.vendor(vendors, vendor).runIds()).isEmpty();
    }

    @Test
    void aWebhookOfActivepiecesTakesWhateverThereIs() {
        polyrun.start(workflow("activepieces"), StartRequest.input("anything", "x"));

        assertThat(vendors.activepieces().runIds()).hasSize(1);
    }

    @Test
    void aFlowOfGumloopWithoutInputNodesTakesWhateverThereIs() {
        vendors.gumloop().removeInput("topic");
        vendors.gumloop().removeInput("recipient");
        vendors.gumloop().removeInput("attachment");

        polyrun.start(workflow("gumloop"), StartRequest.input("anything", "x"));

        assertThat(vendors.gumloop().runIds()).hasSize(1);
    }

    /** The draft is all that this generation shows, and runs are of what was published. */
    @Test
    void aDraftThatDiffersFromWhatIsPublishedRefusesNothing() {
        vendors.retab().addBlock("start-json-2", "start_json", "Not published yet");

        polyrun.start(workflow("retab"), StartRequest.input("start-json-of-old", Map.of()));

        assertThat(vendors.retab().runIds()).hasSize(1);
    }

    @Test
    void aDraftThatIsPublishedRefusesAgain() {
        vendors.retab().addBlock("start-json-2", "start_json", "Address");
        RetabClient.builder()
                .baseUrl(vendors.retab().baseUrl())
                .apiKey(vendors.retab().apiKey())
                .wireGeneration(WireGeneration.A)
                .build()
                .workflows()
                .publish(vendors.retab().workflowId());

        polyrun.start(workflow("retab"), StartRequest.input("start-json-2", Map.of()));
        assertThatThrownBy(() -> polyrun.start(workflow("retab"), StartRequest.input("start-json-3", Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void retabOfTodayIsHeldAgainstThePublishedVersion() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun today = Facades.over(vendor, WireGeneration.C).build()) {
            vendor.addBlock("start-json-2", "start_json", "Not published yet");
            WorkflowRef workflow = WorkflowRef.of("retab", vendor.workflowId());

            today.start(workflow, StartRequest.input("start-json-1", Map.of()));
            assertThatThrownBy(() -> today.start(workflow, StartRequest.input("start-json-2", Map.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"start-node-1\" (\"Invoice Input\", file), \"start-json-1\" (\"Customer\", json)");
        }
    }

    @Test
    void onepinsInputsTakeNoCall() {
        polyrun.start(workflow("onepin"), StartRequest.input("script_text", "Hello"));

        assertThat(vendors.onepin().requests()).hasSize(1);
    }

    @Test
    void aRetabWorkflowThatIsNotKnownIsStartedUnchecked() {
        polyrun.start(WorkflowRef.of("retab", "wf_9"), StartRequest.input("start-1", Map.of()));

        assertThat(vendors.retab().runIds()).hasSize(1);
    }
}
