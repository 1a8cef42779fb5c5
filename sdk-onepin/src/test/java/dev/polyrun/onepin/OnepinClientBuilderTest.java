package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.polyrun.contract.Fixtures;
import dev.polyrun.contract.Sent;
import dev.polyrun.onepin.model.StartRunRequest;
import dev.polyrun.onepin.model.TriggeredBy;
import dev.polyrun.onepin.model.WorkflowRunDetail;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnepinClientBuilderTest {
    @Test
    void withoutCredentialTheMessageNamesMethodsAndVariables() {
        assertThatIllegalStateException()
                .isThrownBy(() -> OnepinClient.builder().workspaceId("w").build())
                .withMessage("Onepin needs a credential: give apiKey(…) or ONEPIN_API_KEY, or accessToken(…) or ONEPIN_ACCESS_TOKEN");
    }

    @Test
    void theEnvironmentFillsBaseUrlTokenAndWorkspace() {
        try (OnepinSimulator onepin = OnepinSimulator.start()) {
            onepin.addRun("3fa85f64-5717-4562-b3fc-2c963f66afa6", RunScript.perRead("completed"));
            OnepinClient client = OnepinClient.builder()
                    .environment(Map.of(
                            "ONEPIN_BASE_URL", onepin.baseUrl(),
                            "ONEPIN_ACCESS_TOKEN", onepin.jwt(),
                            "ONEPIN_WORKSPACE_ID", onepin.workspaceId()))
                    .build();

            client.runs().get(onepin.workflowId(), "3fa85f64-5717-4562-b3fc-2c963f66afa6");

            assertThat(client.workspaceId()).isEqualTo(onepin.workspaceId());
            assertThat(Sent.onlyTo(onepin).headers())
                    .containsEntry("authorization", "Bearer " + onepin.jwt())
                    .containsEntry("x-workspace-id", onepin.workspaceId());
        }
    }

    @Test
    void aModelNamesTheMissingProperty() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TriggeredBy.builder().userId("u").build())
                .withMessage("`user_name` is required to build a TriggeredBy, but was not set");
    }

    @Test
    void nullIsNoValueOfAPropertyThatCannotBeNull() {
        assertThatNullPointerException().isThrownBy(() -> TriggeredBy.builder().userId(null)).withMessage("user_id");
    }

    @Test
    void whatIsNotSetIsNotInTheBodyAndAnExplicitNullIs() {
        assertThat(StartRunRequest.builder().build().toJson()).isEqualTo("{}");
        assertThat(StartRunRequest.builder().scriptText(null).build().toJson()).isEqualTo("{\"script_text\":null}");
    }

    @Test
    void aValueTakesThePlaceOfAnExplicitNull() {
        assertThat(StartRunRequest.builder().scriptText(null).scriptText("Hi").build().toJson()).isEqualTo("{\"script_text\":\"Hi\"}");
    }

    @Test
    void aRunThatWasReadCanBeChangedAndPrinted() {
        WorkflowRunDetail run = WorkflowRunDetail.fromJson(Fixtures.document("run-of-the-docs"));

        WorkflowRunDetail changed = run.toBuilder().error("boom").completedAt(null).build();

        assertThat(changed.error()).isEqualTo("boom");
        assertThat(changed.toJson()).contains("\"completed_at\":null", "\"run_number\":42");
    }
}
