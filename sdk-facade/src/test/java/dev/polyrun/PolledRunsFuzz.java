package dev.polyrun;

import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonException;
import dev.polyrun.core.json.JsonModel;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.core.json.JsonReader;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.onepin.model.WorkflowRunResponse;
import dev.polyrun.retab.model.WorkflowRun;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** Any bytes as a vendor's run, whose the first one says: nothing is lost of it, and a poll sees in it what the whole shows. */
public final class PolledRunsFuzz {
    private static final RunRef REF = RunRef.of("onepin", "wf", "run");

    private PolledRunsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] json = Arrays.copyOfRange(input, 1, input.length);
        try {
            switch (Math.floorMod(input[0], 5)) {
                case 0 -> check(json, GumloopAdapter.POLLED, dev.polyrun.gumloop.model.FlowRun::read, GumloopAdapter::isPolledEnough,
                        run -> GumloopAdapter.snapshot(REF, run));
                case 1 -> check(json, ActivepiecesRuns.POLLED, FlowRun::read, ActivepiecesRuns::isPolledEnough,
                        run -> ActivepiecesRuns.snapshot(REF, run));
                case 2 -> check(json, RetabRuns.POLLED, WorkflowRun::read, run -> true, run -> RetabRuns.snapshot(REF, run));
                case 3 -> check(json, NoxusAdapter.POLLED, RunNoIO::read, run -> true, run -> NoxusAdapter.snapshot(REF, run));
                default -> check(json, OnepinAdapter.POLLED, WorkflowRunResponse::read, run -> true, run -> OnepinAdapter.snapshot(REF, run.data()));
            }
        } catch (JsonException e) {
            return;
        }
    }

    private static <M extends JsonModel> void check(
            byte[] json, JsonProjection polled, JsonReader.Element<M> model, Predicate<M> isEnough, Function<M, RunSnapshot> snapshot) {
        M whole = JsonReader.readWhole(json, model);
        M part = polled.read(json, model);
        require((whole == null) == (part == null), "one of the two sees no run");
        if (whole == null || part == null) {
            return;
        }
        RunSnapshot seen = snapshot.apply(whole);
        RunSnapshot looked = isEnough.test(part) ? snapshot.apply(part) : seen;
        require(facts(seen).equals(facts(looked)), "a poll sees " + facts(looked) + ", the whole shows " + facts(seen));

        byte[] written = Json.writeBytes(whole);
        require(Objects.equals(Json.parse(written), Json.parse(json)), "something is lost");
        require(whole.equals(JsonReader.readWhole(written, model)), "the model is not what was written of it");
    }

    private static String facts(RunSnapshot seen) {
        return seen + " " + seen.workflowId() + " " + seen.reason() + " " + seen.error() + " " + seen.pause() + " " + seen.progress();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
