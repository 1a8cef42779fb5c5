package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.Simulators;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts, given in code or by the environment. */
class PolyrunBuilderTest {
    private static final RunRef GUMLOOP_RUN = RunRef.of("gumloop", "run-1");

    @Test
    void twoAccountsWithOneVendorReachTheirOwnServers() {
        try (NoxusSimulator mine = NoxusSimulator.start();
                NoxusSimulator theirs = NoxusSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .noxus(client -> client.baseUrl(mine.baseUrl()).apiKey(mine.apiKey()))
                        .noxus("theirs", client -> client.baseUrl(theirs.baseUrl()).apiKey(theirs.apiKey()))
                        .build()) {
            RunRef here = polyrun.start(WorkflowRef.parse("noxus:" + mine.workflowId()), StartRequest.empty());
            RunRef there = polyrun.start(WorkflowRef.parse("noxus@theirs:" + theirs.workflowId()), StartRequest.empty());

            assertThat(here).hasToString("noxus:" + mine.runIds().get(0));
            assertThat(there).hasToString("noxus@theirs:" + theirs.runIds().get(0));
            assertThat(polyrun.get(there).ref()).isEqualTo(there);
            assertThat(mine.requests()).hasSize(1);
            assertThat(theirs.requests()).hasSize(2);
        }
    }

    @Test
    void anOnepinRunKeepsTheAccountItWasStartedThrough() {
        try (OnepinSimulator vendor = OnepinSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .onepin("eu", client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()))
                        .build()) {
            RunRef ref = polyrun.start(WorkflowRef.parse("onepin@eu:" + vendor.workflowId()), StartRequest.empty());

            assertThat(ref.account()).isEqualTo("eu");
            assertThat(polyrun.get(ref).ref()).isEqualTo(ref);
        }
    }

    @Test
    void anAccountThatIsNotConfiguredIsAMistakeThatNamesThoseThereAre() {
        try (Polyrun polyrun = Polyrun.builder().noxus("mine", client -> client.apiKey("k")).build()) {
            assertThatThrownBy(() -> polyrun.get(RunRef.parse("noxus@yours:1")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("yours")
                    .hasMessageContaining("noxus@mine");
        }
    }

    @ParameterizedTest
    @CsvSource({"gumloop", "activepieces", "retab", "noxus", "onepin"})
    void aVendorThatIsNotConfiguredNamesItsVariable(String vendor) {
        PolyrunBuilder builder = vendor.equals("noxus")
                ? Polyrun.builder().retab(client -> client.apiKey("k"))
                : Polyrun.builder().noxus(client -> client.apiKey("k"));
        try (Polyrun polyrun = builder.build()) {
            RunRef ref = vendor.equals("onepin") ? RunRef.of(vendor, "w", "r") : RunRef.of(vendor, "r");
            for (Runnable use : List.<Runnable>of(
                    () -> polyrun.get(ref),
                    () -> polyrun.poller(ref),
                    () -> polyrun.cancel(ref),
                    () -> polyrun.start(WorkflowRef.of(vendor, "w"), StartRequest.empty()))) {
                assertThatThrownBy(use::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(vendor.toUpperCase(java.util.Locale.ROOT) + "_API_KEY");
            }
        }
    }

    @Test
    void anUnknownVendorIsAMistakeThatListsTheKnownOnes() {
        try (Polyrun polyrun = Polyrun.builder().noxus(client -> client.apiKey("k")).build()) {
            assertThatThrownBy(() -> polyrun.poller(RunRef.parse("zapier:1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("zapier")
                    .hasMessageContaining("[gumloop, activepieces, retab, noxus, onepin]");
        }
    }

    @Test
    void withoutAnyVendorThereIsNoFacade() {
        assertThatThrownBy(() -> Polyrun.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GUMLOOP_API_KEY, ACTIVEPIECES_API_KEY, RETAB_API_KEY, NOXUS_API_KEY, ONEPIN_API_KEY");
        assertThatThrownBy(() -> Polyrun.builder().environment(Map.of("PATH", "/bin")).build()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneAccountIsNotAddedTwice() {
        PolyrunBuilder builder = Polyrun.builder().noxus(client -> client.apiKey("k")).retab("a", client -> client.apiKey("k"));

        assertThatThrownBy(() -> builder.noxus(client -> client.apiKey("k")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noxus");
        assertThatThrownBy(() -> builder.retab("a", client -> client.apiKey("k")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retab@a");
        assertThatThrownBy(() -> builder.retab("A b", client -> client.apiKey("k"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVendorGivenInCodeWithoutItsCredentialIsAMistakeAtOnce() {
        assertThatThrownBy(() -> Polyrun.builder().retab(client -> {}).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("RETAB_API_KEY");
    }

    @Test
    void gumloopWithoutAUserOrProjectNamesTheVariables() {
        assertThatThrownBy(() -> Polyrun.builder().gumloop(client -> client.apiKey("k")).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GUMLOOP_USER_ID")
                .hasMessageContaining("GUMLOOP_PROJECT_ID");
    }

    @Test
    void gumloopStartsNothingWithoutAUser() {
        try (GumloopSimulator vendor = GumloopSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .gumloop(client -> client.baseUrl(vendor.baseUrl()).accessToken(vendor.accessToken()).projectId(vendor.projectId()))
                        .build()) {
            assertThatThrownBy(() -> polyrun.start(WorkflowRef.of("gumloop", vendor.workflowId()), StartRequest.empty()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("GUMLOOP_USER_ID");
            assertThat(vendor.requests()).isEmpty();
            // … but watches and stops runs
            RunRef ref = Facades.plant(vendor, "RUNNING");
            assertThat(polyrun.cancel(ref).outcome()).isEqualTo(CancelResult.Outcome.REQUESTED);
        }
    }

    @Test
    void theEnvironmentConfiguresEveryVendorThatItHasACredentialFor() {
        try (Simulators vendors = Simulators.start(Generation.C)) {
            Map<String, String> environment = new HashMap<>();
            vendors.all().forEach(vendor -> {
                String prefix = vendor.getClass().getSimpleName().replace("Simulator", "").toUpperCase(java.util.Locale.ROOT);
                environment.put(prefix + "_API_KEY", vendor.apiKey());
                environment.put(prefix + "_BASE_URL", vendor.baseUrl());
            });
            environment.put("GUMLOOP_USER_ID", vendors.gumloop().userId());
            environment.put("ACTIVEPIECES_PROJECT_ID", vendors.activepieces().projectId());

            try (Polyrun polyrun = Polyrun.builder().environment(environment).build()) {
                vendors.all().forEach(vendor -> {
                    RunRef ref = Facades.plant(vendor, "anything");
                    assertThat(polyrun.get(ref).phase()).isEqualTo(RunPhase.UNKNOWN);
                });
                RunRef started = polyrun.start(
                        WorkflowRef.of("activepieces", vendors.activepieces().workflowId()), StartRequest.empty());
                assertThat(started.runId()).isNotBlank();
            }
        }
    }

    @Test
    void retabsWireGenerationComesFromTheEnvironmentToo() {
        try (RetabSimulator vendor = RetabSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .environment(Map.of(
                                "RETAB_API_KEY", vendor.apiKey(), "RETAB_BASE_URL", vendor.baseUrl(), "RETAB_WIRE_GENERATION", "A"))
                        .build()) {
            assertThat(polyrun.get(Facades.plant(vendor, "running")).phase()).isEqualTo(RunPhase.RUNNING);
        }
    }

    @Test
    void whatIsGivenInCodeWinsOverTheEnvironmentInAnyOrder() {
        try (NoxusSimulator vendor = NoxusSimulator.start()) {
            Map<String, String> environment = Map.of("NOXUS_API_KEY", "stale", "NOXUS_BASE_URL", "https://noxus.invalid");
            for (boolean environmentFirst : new boolean[] {true, false}) {
                PolyrunBuilder builder = Polyrun.builder();
                builder = environmentFirst ? builder.environment(environment) : builder;
                builder = builder.noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()));
                builder = environmentFirst ? builder : builder.environment(environment);
                try (Polyrun polyrun = builder.build()) {
                    assertThat(polyrun.get(Facades.plant(vendor, "running")).phase()).isEqualTo(RunPhase.RUNNING);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // a key without its user
        "GUMLOOP_API_KEY, key, GUMLOOP_USER_ID",
        // a credential over plain http
        "GUMLOOP_BASE_URL, http://gumloop.example, GUMLOOP_BASE_URL",
        // no URL at all
        "GUMLOOP_BASE_URL, nonsense, GUMLOOP_BASE_URL",
    })
    void aStrayVendorInTheEnvironmentKeepsNoOtherFromWorking(String variable, String value, String why) {
        try (NoxusSimulator vendor = NoxusSimulator.start()) {
            Map<String, String> environment = new HashMap<>(Map.of("NOXUS_API_KEY", vendor.apiKey(), "NOXUS_BASE_URL", vendor.baseUrl()));
            environment.put("GUMLOOP_API_KEY", "key");
            environment.put(variable, value);

            try (Polyrun polyrun = Polyrun.builder().environment(environment).build()) {
                assertThat(polyrun.get(Facades.plant(vendor, "running")).phase()).isEqualTo(RunPhase.RUNNING);
                assertThatThrownBy(() -> polyrun.get(GUMLOOP_RUN)).isInstanceOf(IllegalStateException.class).hasMessageContaining(why);
            }
        }
    }

    @Test
    void aWrongGenerationInTheEnvironmentKeepsNoOtherFromWorking() {
        Map<String, String> environment = Map.of("NOXUS_API_KEY", "k", "RETAB_API_KEY", "k", "RETAB_WIRE_GENERATION", "Z");
        try (Polyrun polyrun = Polyrun.builder().environment(environment).build()) {
            assertThatThrownBy(() -> polyrun.get(RunRef.of("retab", "1"))).isInstanceOf(IllegalStateException.class).hasMessageContaining("[A, C]");
        }
    }

    @Test
    void emptyVariablesAreNone() {
        assertThatThrownBy(() -> Polyrun.builder().environment(Map.of("NOXUS_API_KEY", "", "RETAB_API_KEY", " ")).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No vendor is configured");
    }

    @ParameterizedTest
    @CsvSource({"onepin:run, names no workflow", "retab:wf/run, names a workflow", "gumloop:wf/run, names a workflow"})
    void aReferenceOfAnotherVendorsFormIsAMistakeBeforeAnythingIsSent(String text, String why) {
        try (Polyrun polyrun = Polyrun.builder()
                .onepin(client -> client.apiKey("k"))
                .retab(client -> client.apiKey("k"))
                .gumloop(client -> client.apiKey("k").userId("u"))
                .build()) {
            RunRef ref = RunRef.parse(text);
            for (Runnable use : List.<Runnable>of(() -> polyrun.get(ref), () -> polyrun.poller(ref), () -> polyrun.cancel(ref))) {
                assertThatThrownBy(use::run).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
            }
        }
    }

    @Test
    void theStartTimeoutMustBePositive() {
        assertThatThrownBy(() -> Polyrun.builder().startTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Polyrun.builder().startTimeout(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
