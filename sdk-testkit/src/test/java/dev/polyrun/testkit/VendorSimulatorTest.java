package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VendorSimulatorTest {
    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final Wire wire = Wire.of(noxus, "X-API-Key", noxus.apiKey());

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void recordsWhatArrived() throws IOException {
        wire.send("POST", "/v1/workflows/a%20b/runs?tag=x&tag=y&empty", "{\"input\":{}}");

        SimulatedRequest request = noxus.requests().get(0);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/workflows/a%20b/runs");
        assertThat(request.queryValues("tag")).containsExactly("x", "y");
        assertThat(request.queryValue("tag")).isEqualTo("x");
        assertThat(request.queryValue("empty")).isEmpty();
        assertThat(request.queryValue("absent")).isNull();
        assertThat(request.header("x-api-KEY")).isEqualTo(noxus.apiKey());
        assertThat(request.json()).isEqualTo(Map.of("input", Map.of()));
    }

    @Test
    void requestNamesItselfWithoutSecrets() throws IOException {
        wire.get("/v1/runs?access_token=secret");

        assertThat(noxus.requests().get(0)).hasToString("GET /v1/runs");
    }

    @Test
    void aStartedRunNeverTakesTheIdOfAPlantedOne() throws IOException {
        try (GumloopSimulator gumloop = GumloopSimulator.start()) {
            Wire owner = Wire.of(gumloop, "Authorization", "Bearer " + gumloop.apiKey(), "x-auth-key", gumloop.userId());
            Map<String, Object> start = Map.of("user_id", gumloop.userId(), "saved_item_id", gumloop.workflowId());
            String first = owner.post("/start_pipeline", start).text("run_id");
            long number = Long.parseLong(first.replaceAll("\\D", ""));
            for (int i = 1; i <= 5; i++) {
                gumloop.addRun(String.format(Locale.ROOT, "GumloopRun%012d", number + i), RunScript.perRead("DONE"));
            }

            assertThat(owner.post("/start_pipeline", start).text("run_id")).isNotEqualTo(first);
            assertThat(gumloop.runIds()).hasSize(7);
        }
    }

    @Test
    void requestsCanBeForgotten() throws IOException {
        wire.get("/v1/runs");
        noxus.clearRequests();

        assertThat(noxus.requests()).isEmpty();
    }

    @Test
    void awaitsRequestsOfOtherThreads() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> call = other.submit(() -> wire.get("/v1/runs"));
            assertThat(noxus.awaitRequests(1, Duration.ofSeconds(10))).hasSize(1);
            call.get();
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void awaitGivesUpInTime() {
        assertThatIllegalStateException()
                .isThrownBy(() -> noxus.awaitRequests(1, Duration.ofMillis(20)))
                .withMessageContaining("got 0");
    }

    @Test
    void sameRunCannotBePlantedTwice() {
        noxus.addRun("run-1", RunScript.perRead("queued"));

        assertThatIllegalArgumentException().isThrownBy(() -> noxus.addRun("run-1", RunScript.perRead("queued")));
    }

    @Test
    void unknownRunCannotBeChanged() {
        assertThatIllegalArgumentException().isThrownBy(() -> noxus.changeRun("nobody", RunScript.perRead("queued")));
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        try (Simulators simulators = Simulators.start()) {
            for (VendorSimulator vendor : simulators.all()) {
                assertThat(InetAddress.getByName(URI.create(vendor.baseUrl()).getHost()).isLoopbackAddress()).isTrue();
            }
        }
    }

    @Test
    void closedSimulatorListensNoMore() {
        noxus.close();
        noxus.close();

        assertThatThrownBy(() -> wire.get("/v1/runs")).isInstanceOf(IOException.class);
    }

    @Test
    void manyThreadsMoveARunOneStepPerRead() throws Exception {
        String[] statuses = new String[200];
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = "step-" + i;
        }
        noxus.addRun("run-1", RunScript.perRead(statuses));
        ExecutorService readers = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> reads = new ArrayList<>();
            for (int i = 0; i < statuses.length; i++) {
                reads.add(readers.submit(() -> wire.get("/v1/runs/run-1").text("status")));
            }
            HashSet<String> seen = new HashSet<>();
            for (Future<String> read : reads) {
                seen.add(read.get());
            }
            assertThat(seen).containsExactlyInAnyOrder(statuses);
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void openSimulatorsDoNotKeepTheProcessAlive() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForgetsToClose.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended by itself").isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program whose main method returns while its simulators are open and have answered. */
    static final class ForgetsToClose {
        public static void main(String[] arguments) throws IOException {
            Simulators simulators = Simulators.start();
            // The client of the JDK: its threads are daemons, so that only the simulators could hold the process.
            for (VendorSimulator vendor : simulators.all()) {
                URI.create(vendor.baseUrl() + "/any").toURL().openConnection().getHeaderField(0);
            }
        }
    }
}
