package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Activepieces' webhooks, the only way to start a flow. Guarded by the simulator's lock. */
final class ActivepiecesWebhooks {
    /** What runs of webhooks remember: how many more list reads they stay hidden. */
    private static final String HIDDEN_FOR = "hidden for";

    private final boolean old;
    private final RunBook runs;
    private final ActivepiecesFlows flows;
    private int appearAfter = 1;
    private boolean silent;
    /** What the response step answers; null for the outputs of the script. */
    private @Nullable Answer response;

    ActivepiecesWebhooks(boolean old, RunBook runs, ActivepiecesFlows flows) {
        this.old = old;
        this.runs = runs;
        this.flows = flows;
    }

    void appearAfter(int listReads) {
        appearAfter = listReads;
    }

    void flowsAnswer(int status, @Nullable Object body) {
        silent = false;
        response = body == null ? Answer.empty(status) : Answer.json(status, body);
    }

    void flowsAnswerNothing() {
        silent = true;
    }

    static boolean hides(SimulatedRun run) {
        return run.notes.get(HIDDEN_FOR) instanceof Integer reads && reads > 0;
    }

    void listWasRead() {
        for (SimulatedRun run : runs.newestFirst()) {
            run.notes.computeIfPresent(HIDDEN_FOR, (name, reads) -> reads instanceof Integer left ? left - 1 : 0);
        }
    }

    Answer start(Exchange exchange, String flow) {
        started(exchange, flow);
        return named(Answer.ok(Map.of()));
    }

    Answer startAndWait(Exchange exchange, String flow) {
        SimulatedRun run = started(exchange, flow);
        if (silent) {
            return named(old ? Answer.empty(204) : Answer.json(408, Map.of()));
        }
        return named(response == null ? Answer.ok(ActivepiecesDocuments.outputs(run.look())) : response);
    }

    private SimulatedRun started(Exchange exchange, String flow) {
        if (flows.isDeleted(flow)) {
            throw new Refusal(Answer.json(410, Map.of()));
        }
        if (flows.isDisabled(flow)) {
            throw new Refusal(Answer.json(404, Map.of()));
        }
        SimulatedRun run = runs.start(flow, ActivepiecesSimulator::newId, trigger(exchange));
        run.notes.put(HIDDEN_FOR, appearAfter);
        return run;
    }

    private static Answer named(Answer answer) {
        return answer.with("x-webhook-id", String.format(Locale.ROOT, "hook%017d", RunBook.nextSerial()));
    }

    /** What the trigger step of the run will show. */
    private static Map<String, @Nullable Object> trigger(Exchange exchange) {
        SimulatedRequest request = exchange.request();
        Map<String, @Nullable Object> headers = new TreeMap<>();
        request.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        headers.put("x-request-id", String.format(Locale.ROOT, "req_%021d", RunBook.nextSerial()));
        Map<String, @Nullable Object> query = new LinkedHashMap<>();
        request.query().forEach((name, values) -> query.put(name, values.get(0)));
        String type = request.header("Content-Type");
        boolean json = type != null && type.toLowerCase(Locale.ROOT).contains("json");
        return document(
                "method", request.method(),
                "headers", headers,
                "body", json ? exchange.bodyOrNull() : request.body(),
                "queryParams", query,
                "rawBody", request.body());
    }
}
