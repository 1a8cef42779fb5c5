package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A simulator of a vendor that the test kit does not have. */
class CustomSimulatorTest {
    private static final class Acme extends CustomSimulator {
        private Acme() {
            super(status -> status.equals("over") ? WireState.SUCCEEDED : WireState.ACTIVE, RunScript.perRead("going", "over"));
        }

        static Acme start() {
            Acme acme = new Acme();
            acme.open();
            return acme;
        }

        @Override
        public String baseUrl() {
            return rootAddress() + "/api";
        }

        @Override
        public String apiKey() {
            return "acme-key";
        }

        @Override
        public String workflowId() {
            return "workflow-1";
        }

        @Override
        protected void routes(Router router) {
            router.on("POST", "/api/{workflow}/runs", this::started)
                    .on("GET", "/api/runs/{id}", exchange -> shown(existingRun(exchange.path("id")).read()))
                    .open("GET", "/api/health", exchange -> Answer.empty(204));
        }

        private Answer started(Exchange exchange) {
            return shown(startRun(exchange.path("workflow"), "run-" + nextSerial(), Map.of()).look());
        }

        private static Answer shown(SimulatedRun.Moment now) {
            return Answer.ok(now.applyTo(new LinkedHashMap<>(Map.of(
                    "id", now.run().id(), "of", now.run().workflowId(), "state", now.status(), "out", now.outputsOr(Map.of("answer", 42))))));
        }

        @Override
        protected boolean isAuthorized(SimulatedRequest request) {
            return apiKey().equals(request.header("X-Key"));
        }

        @Override
        protected Answer error(int status) {
            return Answer.json(status, Map.of("wrong", status));
        }
    }

    private final Acme acme = Acme.start();
    private final Wire wire = Wire.of(acme, "X-Key", acme.apiKey());

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void itsRunsLiveByTheirScripts() throws IOException {
        acme.addRun("run-1", RunScript.perRead(RunStep.of("going").with("more", true), RunStep.of("over")).withOutputs(Map.of("sum", 7)));

        assertThat(wire.get("/runs/run-1").at("more")).isEqualTo(true);
        Reply end = wire.get("/runs/run-1");
        assertThat(end.text("state")).isEqualTo("over");
        assertThat(end.text("out", "sum")).isEqualTo("7");
    }

    @Test
    void whatIsStartedThroughARouteIsARunLikeAnyOther() throws IOException {
        String id = wire.post("/workflow-7/runs").text("id");

        assertThat(acme.runIds()).containsExactly(id);
        assertThat(wire.get("/runs/" + id).text("of")).isEqualTo("workflow-7");
    }

    @Test
    void itsErrorsAreInItsOwnForm() throws IOException {
        assertThat(Wire.of(acme, "X-Key", "another").get("/runs/run-1").text("wrong")).isEqualTo("401");
        assertThat(wire.get("/runs/none").text("wrong")).isEqualTo("404");
        assertThat(wire.get("/nowhere").text("wrong")).isEqualTo("404");
        acme.failNext(Fault.tooManyRequests());
        assertThat(wire.get("/runs/none").text("wrong")).isEqualTo("429");
    }

    @Test
    void anOpenRouteNeedsNoCredential() throws IOException {
        assertThat(Wire.of(acme).get("/health").status()).isEqualTo(204);
    }

    @Test
    void itIsReachedInMemoryToo() throws IOException {
        acme.addRun("run-1", RunScript.perRead("over"));

        assertThat(wire.over(acme.inMemoryClient(VirtualTime.create())).get("/runs/run-1").text("state")).isEqualTo("over");
        assertThat(acme.requests()).hasSize(1);
    }
}
