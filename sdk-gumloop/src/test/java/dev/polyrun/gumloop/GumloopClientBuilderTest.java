package dev.polyrun.gumloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.polyrun.contract.Sent;
import dev.polyrun.gumloop.model.KillFlowRequest;
import dev.polyrun.gumloop.model.StartFlowRequest;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GumloopClientBuilderTest {
    @Test
    void withoutCredentialTheMessageNamesMethodsAndVariables() {
        assertThatIllegalStateException()
                .isThrownBy(() -> GumloopClient.builder().userId("u").build())
                .withMessage("Gumloop needs a credential: give apiKey(…) or GUMLOOP_API_KEY, or accessToken(…) or GUMLOOP_ACCESS_TOKEN");
    }

    @Test
    void theEnvironmentFillsWhatIsNotSet() {
        try (GumloopSimulator gumloop = GumloopSimulator.start()) {
            gumloop.addRun("r", RunScript.perRead("DONE"));
            GumloopClient client = GumloopClient.builder()
                    .userId(gumloop.userId())
                    .environment(Map.of(
                            "GUMLOOP_BASE_URL", gumloop.baseUrl(),
                            "GUMLOOP_API_KEY", gumloop.apiKey(),
                            "GUMLOOP_USER_ID", "not this one",
                            "GUMLOOP_PROJECT_ID", gumloop.projectId()))
                    .build();

            client.runs().get("r");

            assertThat(client.userId()).isEqualTo(gumloop.userId());
            assertThat(client.projectId()).isEqualTo(gumloop.projectId());
            assertThat(Sent.onlyTo(gumloop).query()).containsEntry("project_id", List.of(gumloop.projectId()));
            assertThat(Sent.onlyTo(gumloop).headers()).containsEntry("authorization", "Bearer " + gumloop.apiKey());
        }
    }

    @Test
    void blankVariablesCountAsAbsent() {
        assertThatIllegalStateException()
                .isThrownBy(() -> GumloopClient.builder().environment(Map.of("GUMLOOP_API_KEY", "  ")).build())
                .withMessageContaining("GUMLOOP_API_KEY");
    }

    @Test
    void aBlankSettingIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GumloopClient.builder().userId(" "))
                .withMessageContaining("userId");
    }

    @Test
    void aKeyIsNotSentUnencryptedToAnotherMachine() {
        assertThatIllegalStateException()
                .isThrownBy(() -> GumloopClient.builder().baseUrl("http://api.gumloop.com/api/v1").apiKey("k").build())
                .withMessageContaining("https");
    }

    @Test
    void aStartRequestNamesTheMissingProperty() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StartFlowRequest.builder().userId("u").build())
                .withMessage("`saved_item_id` is required to build a StartFlowRequest, but was not set");
        assertThatIllegalStateException()
                .isThrownBy(() -> KillFlowRequest.builder().userId("u").build())
                .withMessageContaining("`run_id`");
    }

    @Test
    void nullIsNoValueOfAPropertyThatCannotBeNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> StartFlowRequest.builder().userId(null))
                .withMessage("user_id");
    }

    @Test
    void whatIsNotSetIsNotInTheBody() {
        assertThat(KillFlowRequest.builder().runId("r").build().toJson()).isEqualTo("{\"run_id\":\"r\"}");
    }

    @Test
    void anExplicitNullIsInTheBody() {
        assertThat(KillFlowRequest.builder().runId("r").additionalProperty("project_id", null).build().toJson())
                .isEqualTo("{\"run_id\":\"r\",\"project_id\":null}");
    }
}
