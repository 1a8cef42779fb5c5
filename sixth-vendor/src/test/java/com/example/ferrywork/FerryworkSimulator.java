package com.example.ferrywork;

import dev.polyrun.testkit.Answer;
import dev.polyrun.testkit.CustomSimulator;
import dev.polyrun.testkit.Exchange;
import dev.polyrun.testkit.Refusal;
import dev.polyrun.testkit.Router;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.SimulatedRun;
import dev.polyrun.testkit.WireState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ferrywork's server: start, get, list, and turn back. */
final class FerryworkSimulator extends CustomSimulator {
    private static final int LEGS = 4;
    private static final int USUAL_PAGE = 20;

    private FerryworkSimulator() {
        super(FerryworkSimulator::meaning, RunScript.perRead("MOORED", "SAILING", "LANDED"));
    }

    static FerryworkSimulator start() {
        FerryworkSimulator simulator = new FerryworkSimulator();
        simulator.open();
        return simulator;
    }

    @Override
    public String baseUrl() {
        return rootAddress() + "/v2";
    }

    @Override
    public String apiKey() {
        return "ferry-key";
    }

    @Override
    public String workflowId() {
        return "night-crossing";
    }

    @Override
    protected void routes(Router router) {
        router.on("POST", "/v2/flows/{flow}/jobs", this::started)
                .on("GET", "/v2/jobs", this::page)
                .on("GET", "/v2/jobs/{job}", exchange -> Answer.ok(document(existingRun(exchange.path("job")).read(), true)))
                .on("POST", "/v2/jobs/{job}/turn-back", this::turnedBack);
    }

    @Override
    protected boolean isAuthorized(SimulatedRequest request) {
        return apiKey().equals(request.header("X-Ferry-Key"));
    }

    @Override
    protected Answer error(int status) {
        return switch (status) {
            case 404 -> fault(400, "There is no such job", "NO_SUCH_JOB");
            case 409 -> fault(409, "A job at anchor cannot be turned back", "AT_ANCHOR");
            default -> fault(status, "The harbour master says no", null);
        };
    }

    private static Answer fault(int status, String text, @Nullable String code) {
        return Answer.json(status, code == null ? Map.of("fault", text) : Map.of("fault", text, "errorCode", code));
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private Answer started(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null || !(body.get("arguments") instanceof Map<?, ?> arguments)) {
            throw new Refusal(fault(400, "The arguments are missing", "BAD_BOOKING"));
        }
        SimulatedRun run = startRun(exchange.path("flow"), "j_" + nextSerial(), (Map<String, @Nullable Object>) arguments);
        return Answer.json(201, Map.of("job_url", baseUrl() + "/jobs/" + run.id()));
    }

    private Answer page(Exchange exchange) {
        List<SimulatedRun> all = newestFirst();
        int from = Integer.parseInt(Objects.requireNonNullElse(exchange.query("cursor"), "0"));
        int limit = Integer.parseInt(Objects.requireNonNullElse(exchange.query("limit"), String.valueOf(USUAL_PAGE)));
        int to = Math.min(from + limit, all.size());
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("jobs", all.subList(from, to).stream().map(run -> document(run.read(), false)).toList());
        page.put("next_cursor", to < all.size() ? String.valueOf(to) : null);
        return Answer.ok(page);
    }

    private Answer turnedBack(Exchange exchange) {
        SimulatedRun run = existingRun(exchange.path("job"));
        WireState state = run.look().state();
        if (state == WireState.PAUSED || state.ended()) {
            throw new Refusal(error(409));
        }
        run.turnTo(RunStep.of("TURNING_BACK"), RunStep.of("RETURNED"));
        return Answer.json(202, document(run.look(), true));
    }

    private static Map<String, @Nullable Object> document(SimulatedRun.Moment now, boolean whole) {
        Map<String, @Nullable Object> job = new LinkedHashMap<>();
        job.put("job_id", now.run().id());
        job.put("flow_key", now.run().workflowId());
        job.put("stage", now.status());
        job.put("legs_done", now.progress(LEGS));
        job.put("legs_total", LEGS);
        job.put("booked_at", now.run().createdAt().toString());
        job.put("departed_at", Objects.toString(now.startedAt(), null));
        job.put("ended_at", Objects.toString(now.endedAt(), null));
        boolean sunk = now.state() == WireState.FAILED;
        job.put("distress", sunk ? now.errorOr("Rocks") : null);
        job.put("distress_leg", sunk ? "leg-" + now.progress(LEGS) : null);
        if (whole) {
            job.put("cargo", now.state() == WireState.SUCCEEDED ? now.outputsOr(Map.of("crates", 7)) : null);
        }
        return now.applyTo(job);
    }

    private static WireState meaning(String stage) {
        return switch (stage) {
            case "MOORED" -> WireState.WAITING;
            case "SAILING", "TURNING_BACK" -> WireState.ACTIVE;
            case "ANCHORED" -> WireState.PAUSED;
            case "LANDED" -> WireState.SUCCEEDED;
            case "SUNK" -> WireState.FAILED;
            case "RETURNED" -> WireState.CANCELLED;
            default -> WireState.UNKNOWN;
        };
    }
}
