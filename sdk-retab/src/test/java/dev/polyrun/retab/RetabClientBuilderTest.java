package dev.polyrun.retab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.model.Base64Document;
import dev.polyrun.retab.model.CancelWorkflowRequest;
import dev.polyrun.retab.model.CreateWorkflowRunRequest;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetabClientBuilderTest {
    @Test
    void withoutCredentialTheMessageNamesMethodAndVariable() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RetabClient.builder().build())
                .withMessage("Retab needs a credential: give apiKey(…) or RETAB_API_KEY");
    }

    @Test
    void todaysGenerationIsTheUsualOne() {
        assertThat(RetabClient.builder().apiKey("k").build().wireGeneration()).isEqualTo(WireGeneration.C);
    }

    @Test
    void theEnvironmentFillsBaseUrlKeyAndGeneration() {
        try (RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.A)) {
            retab.addRun("run_1", RunScript.perRead("completed"));
            RetabClient client = RetabClient.builder()
                    .environment(Map.of(
                            "RETAB_BASE_URL", retab.baseUrl(), "RETAB_API_KEY", retab.apiKey(), "RETAB_WIRE_GENERATION", "A"))
                    .build();

            client.runs().get("run_1");

            assertThat(client.wireGeneration()).isEqualTo(WireGeneration.A);
            assertThat(Sent.onlyTo(retab).headers())
                    .isEqualTo(Map.of("accept", "application/json", "api-key", retab.apiKey()));
        }
    }

    @Test
    void anUnknownGenerationIsRefusedWithTheChoices() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetabClient.builder()
                        .environment(Map.of("RETAB_API_KEY", "k", "RETAB_WIRE_GENERATION", "B"))
                        .build())
                .withMessage("wireGeneration (RETAB_WIRE_GENERATION) is \"B\"; expected one of [A, C]");
    }

    @Test
    void aRequestNamesTheMissingProperty() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CreateWorkflowRunRequest.builder().version("1").build())
                .withMessage("`workflow_id` is required to build a CreateWorkflowRunRequest, but was not set");
        assertThatIllegalStateException()
                .isThrownBy(() -> Base64Document.builder().filename("a").content(EncodedFile.of("AA==")).build())
                .withMessageContaining("`mime_type`");
    }

    @Test
    void nullIsNoValueOfAPropertyThatCannotBeNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> CreateWorkflowRunRequest.builder().workflowId(null))
                .withMessage("workflow_id");
    }

    @Test
    void whatIsNotSetIsNotInTheBodyAndAnExplicitNullIs() {
        assertThat(CancelWorkflowRequest.builder().build().toJson()).isEqualTo("{}");
        assertThat(CancelWorkflowRequest.builder().commandId(null).build().toJson()).isEqualTo("{\"command_id\":null}");
    }
}
