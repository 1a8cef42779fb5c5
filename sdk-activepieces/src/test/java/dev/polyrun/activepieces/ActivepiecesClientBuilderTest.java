package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.polyrun.activepieces.model.BulkCancelFlowRunsRequest;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.RetryFlowRunRequest;
import dev.polyrun.contract.Sent;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivepiecesClientBuilderTest {
    @Test
    void withoutCredentialTheMessageNamesMethodAndVariable() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ActivepiecesClient.builder().build())
                .withMessage("Activepieces needs a credential: give apiKey(…) or ACTIVEPIECES_API_KEY");
    }

    @Test
    void theEnvironmentFillsBaseUrlKeyAndProject() {
        try (ActivepiecesSimulator activepieces = ActivepiecesSimulator.start()) {
            activepieces.addRun("AAAAAAAAAAAAAAAAAAAAA", RunScript.perRead("SUCCEEDED"));
            ActivepiecesClient client = ActivepiecesClient.builder()
                    .environment(Map.of(
                            "ACTIVEPIECES_BASE_URL", activepieces.baseUrl(),
                            "ACTIVEPIECES_API_KEY", activepieces.apiKey(),
                            "ACTIVEPIECES_PROJECT_ID", activepieces.projectId()))
                    .build();

            client.runs().get("AAAAAAAAAAAAAAAAAAAAA");

            assertThat(client.projectId()).isEqualTo(activepieces.projectId());
            assertThat(Sent.onlyTo(activepieces).headers()).containsEntry("authorization", "Bearer " + activepieces.apiKey());
        }
    }

    @Test
    void aRequestNamesTheMissingProperty() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RetryFlowRunRequest.builder().projectId("p").build())
                .withMessage("`strategy` is required to build a RetryFlowRunRequest, but was not set");
        assertThatIllegalStateException()
                .isThrownBy(() -> BulkCancelFlowRunsRequest.builder().build())
                .withMessageContaining("`projectId`");
    }

    @Test
    void nullIsNoValueOfAPropertyThatCannotBeNull() {
        assertThatNullPointerException().isThrownBy(() -> RetryFlowRunRequest.builder().projectId(null)).withMessage("projectId");
    }

    @Test
    void whatIsNotSetIsNotInTheBodyAndAnExplicitNullIs() {
        assertThat(BulkCancelFlowRunsRequest.builder().projectId("p").build().toJson()).isEqualTo("{\"projectId\":\"p\"}");
        assertThat(BulkCancelFlowRunsRequest.builder().projectId("p").additionalProperty("flowId", null).build().toJson())
                .isEqualTo("{\"projectId\":\"p\",\"flowId\":null}");
    }

    @Test
    void aSetterOfANullablePropertyTakesNullForAnExplicitNull() {
        FlowRun run = FlowRun.fromJson(Capture.of("0.86.0-get-run-succeeded").body()).toBuilder().parentRunId("p").build();

        assertThat(run.toJson()).contains("\"parentRunId\":\"p\"");
        assertThat(run.toBuilder().parentRunId(null).build().toJson()).contains("\"parentRunId\":null");
    }
}
