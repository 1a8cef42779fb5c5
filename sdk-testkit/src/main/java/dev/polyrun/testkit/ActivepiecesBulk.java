package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.text;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Activepieces does to all runs that a filter selects. */
final class ActivepiecesBulk {
    /** The note of a run that is too old for a retry. */
    static final String OUTSIDE_RETENTION = "outside retention";

    private static final String TOO_OLD = "FLOW_RUN_RETRY_OUTSIDE_RETENTION";

    private final RunBook runs;
    private final ActivepiecesErrors errors;
    private final ActivepiecesDocuments documents;
    private final ActivepiecesLists lists;

    ActivepiecesBulk(
            RunBook runs, ActivepiecesErrors errors, ActivepiecesDocuments documents, ActivepiecesLists lists) {
        this.runs = runs;
        this.errors = errors;
        this.documents = documents;
        this.lists = lists;
    }

    /** The run that a retry makes: the same one, or another one of its flow. */
    SimulatedRun again(SimulatedRun run, @Nullable String strategy) {
        boolean fromFailedStep = "FROM_FAILED_STEP".equals(strategy);
        if (!fromFailedStep && !"ON_LATEST_VERSION".equals(strategy)) {
            throw new Refusal(errors.missing("body", "strategy"));
        }
        if (run.notes.containsKey(OUTSIDE_RETENTION)) {
            throw new Refusal(errors.own(410, TOO_OLD, document("flowRunId", run.id)));
        }
        if (fromFailedStep) {
            // The same run lives again under its old id.
            run.startAgain(runs.nextLife(run.workflowId));
            return run;
        }
        return runs.start(run.workflowId, ActivepiecesSimulator::newId, run.input);
    }

    Answer retry(Map<String, @Nullable Object> body) {
        List<Object> retried = new ArrayList<>();
        for (SimulatedRun run : selected(body)) {
            if (run.notes.containsKey(OUTSIDE_RETENTION)) {
                Map<String, @Nullable Object> refused = documents.run(run.look());
                refused.put("error", document("errorCode", TOO_OLD, "errorMessage", "The run is too old for a retry"));
                retried.add(refused);
                continue;
            }
            SimulatedRun again = again(run, text(body, "strategy"));
            Map<String, @Nullable Object> document = documents.run(again.look());
            if (again != run) {
                // A run that was made just now lacks what only its worker writes.
                document.keySet().removeAll(List.of("startTime", "finishTime", "steps"));
            }
            retried.add(document);
        }
        return Answer.ok(retried);
    }

    Answer cancel(Map<String, @Nullable Object> body) {
        for (SimulatedRun run : selected(body)) {
            SimulatedRun.Moment now = run.look();
            if (now.status().equals("PAUSED") || now.status().equals("QUEUED")) {
                // The answer comes before the deed: the next read still shows the old status.
                run.turnTo(now.step(), RunStep.of("CANCELED"));
            }
        }
        return Answer.empty(200);
    }

    Answer archive(Map<String, @Nullable Object> body) {
        for (SimulatedRun run : selected(body)) {
            run.notes.putIfAbsent(ActivepiecesDocuments.ARCHIVED_AT, run.look().script().now());
        }
        return Answer.empty(200);
    }

    private List<SimulatedRun> selected(Map<String, @Nullable Object> filter) {
        Instant after = lists.time(text(filter, "createdAfter"), Instant.MIN);
        Instant before = lists.time(text(filter, "createdBefore"), Instant.MAX);
        String step = text(filter, "failedStepName");
        String message = text(filter, "failedStepMessage");
        return runs.newestFirst().stream()
                .filter(run -> !run.createdAt.isBefore(after) && !run.createdAt.isAfter(before))
                .filter(run -> !(filter.get("excludeFlowRunIds") instanceof List<?> ids) || !ids.contains(run.id))
                .filter(run -> allows(filter.get("flowRunIds"), run.id))
                .filter(run -> allows(filter.get("flowId"), run.workflowId))
                .filter(run -> allows(filter.get("status"), run.look().status()))
                .filter(run -> ActivepiecesDocuments.failedAt(run.look(), step, message))
                .toList();
    }

    /** An empty list is no filter at all. */
    private static boolean allows(@Nullable Object list, String value) {
        return !(list instanceof List<?> allowed) || allowed.isEmpty() || allowed.contains(value);
    }
}
