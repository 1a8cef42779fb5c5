package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.polyrun.contract.Fixtures;
import dev.polyrun.contract.Sent;
import dev.polyrun.noxus.model.CreateRunRequest;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.noxus.model.WorkflowRun;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoxusClientBuilderTest {
    @Test
    void whatTheServerLeftOutIsNotAskedForWhenAModelIsBuiltAnew() {
        assertThat(RunNoIO.fromJson("{\"id\":\"r\"}").toBuilder().progress(5).build().toJson()).isEqualTo("{\"id\":\"r\",\"progress\":5}");
    }

    @Test
    void aNullKeyIsRefusedAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> NoxusClient.builder().apiKey((String) null)).withMessage("apiKey");
    }

    @Test
    void withoutCredentialTheMessageNamesMethodAndVariable() {
        assertThatIllegalStateException()
                .isThrownBy(() -> NoxusClient.builder().build())
                .withMessage("Noxus needs a credential: give apiKey(…) or NOXUS_API_KEY");
    }

    @Test
    void theEnvironmentFillsBaseUrlAndKey() {
        try (NoxusSimulator noxus = NoxusSimulator.start()) {
            noxus.addRun("r", RunScript.perRead("completed"));
            NoxusClient client = NoxusClient.builder()
                    .environment(Map.of("NOXUS_BASE_URL", noxus.baseUrl(), "NOXUS_API_KEY", noxus.apiKey()))
                    .build();

            client.runs().get("r");

            assertThat(Sent.onlyTo(noxus).headers()).containsEntry("x-api-key", noxus.apiKey());
        }
    }

    @Test
    void whatIsSetWinsOverTheEnvironment() {
        try (NoxusSimulator noxus = NoxusSimulator.start()) {
            noxus.addRun("r", RunScript.perRead("completed"));
            NoxusClient client = NoxusClient.builder()
                    .baseUrl(noxus.baseUrl())
                    .apiKey(noxus.apiKey())
                    .environment(Map.of("NOXUS_BASE_URL", "https://elsewhere.example", "NOXUS_API_KEY", "another"))
                    .build();

            assertThat(client.runs().get("r").id()).isEqualTo("r");
        }
    }

    @Test
    void aRequestNamesTheMissingProperty() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CreateRunRequest.builder().tracing(true).build())
                .withMessage("`input` is required to build a CreateRunRequest, but was not set");
    }

    @Test
    void nullIsNoValueOfAPropertyThatCannotBeNull() {
        assertThatNullPointerException().isThrownBy(() -> CreateRunRequest.builder().input(null)).withMessage("input");
    }

    @Test
    void whatIsNotSetIsNotInTheBodyAndAnExplicitNullIs() {
        assertThat(CreateRunRequest.builder().input(Map.of()).build().toJson()).isEqualTo("{\"input\":{}}");
        assertThat(CreateRunRequest.builder().input(Map.of()).additionalProperty("debugger", null).build().toJson())
                .isEqualTo("{\"input\":{},\"debugger\":null}");
    }

    @Test
    void aSetterOfANullablePropertyTakesNullForAnExplicitNull() {
        WorkflowRun run = WorkflowRun.fromJson(Fixtures.document("workflow-run-of-the-sdk"));

        assertThat(run.toBuilder().finishedAt(null).build().toJson()).contains("\"finished_at\":null");
    }
}
