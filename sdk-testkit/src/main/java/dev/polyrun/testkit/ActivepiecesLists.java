package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The list of flow runs and its filters. */
final class ActivepiecesLists {
    private static final Set<String> STATUSES_OF_OLD = Set.of(
            "FAILED",
            "QUOTA_EXCEEDED",
            "INTERNAL_ERROR",
            "PAUSED",
            "QUEUED",
            "RUNNING",
            "SUCCEEDED",
            "MEMORY_LIMIT_EXCEEDED",
            "TIMEOUT");
    private static final Set<String> STATUSES_SINCE = Set.of("CANCELED", "LOG_SIZE_EXCEEDED");

    private final boolean old;
    private final ActivepiecesErrors errors;
    private final ActivepiecesDocuments documents;
    private final ActivepiecesPages pages;
    private final ActivepiecesPages.Order<SimulatedRun.Moment> order;

    ActivepiecesLists(boolean old, ActivepiecesErrors errors, ActivepiecesDocuments documents, ActivepiecesPages pages) {
        this.old = old;
        this.errors = errors;
        this.documents = documents;
        this.pages = pages;
        // 0.71 puts only the time into a cursor, 0.86 also the id.
        this.order = new ActivepiecesPages.Order<>(item -> place(item.run()), true);
    }

    /** The document as the server lets it out: 0.71 holds every answer against its schema, 0.86 does not. */
    Answer served(SimulatedRun.Moment now, Map<String, @Nullable Object> document) {
        return old && !STATUSES_OF_OLD.contains(now.status()) ? errors.statusOutsideSchema() : Answer.ok(document);
    }

    /** One page of these runs, which are in the order of the list. */
    Answer page(SimulatedRequest request, List<SimulatedRun> newestFirst) {
        // Refused before anything is read, since a read may move a run on.
        pages.limit(request);
        Set<String> statuses = statuses(request);
        Set<String> ids = ids(request, "flowRunIds");
        Set<String> flows = ids(request, "flowId");
        Instant after = time(request.queryValue("createdAfter"), Instant.MIN);
        Instant before = time(request.queryValue("createdBefore"), Instant.MAX);

        boolean archivedToo = "true".equals(request.queryValue("includeArchived"));
        String step = request.queryValue("failedStepName");
        String message = request.queryValue("failedStepMessage");

        List<SimulatedRun.Moment> found = new ArrayList<>();
        for (SimulatedRun run : newestFirst) {
            boolean wanted = (ids.isEmpty() || ids.contains(run.id))
                    && (flows.isEmpty() || flows.contains(run.workflowId))
                    && !run.createdAt.isBefore(after)
                    && !run.createdAt.isAfter(before)
                    && (archivedToo || !run.notes.containsKey(ActivepiecesDocuments.ARCHIVED_AT))
                    && !ActivepiecesDocuments.isTest(run.look());
            if (!wanted) {
                continue;
            }
            // A list that names its runs is how many of them are polled with one request.
            SimulatedRun.Moment now = ids.isEmpty() ? run.look() : run.read();
            if ((statuses.isEmpty() || statuses.contains(now.status()))
                    && ActivepiecesDocuments.failedAt(now, step, message)) {
                found.add(now);
            }
        }
        return pages.page(request, found, order, this::listItem);
    }

    private List<String> place(SimulatedRun run) {
        return old
                ? List.of("created", String.valueOf(run.createdAt.toEpochMilli()))
                : List.of("created", String.valueOf(ActivepiecesDocuments.time(run.createdAt)), "id", run.id);
    }

    private Map<String, @Nullable Object> listItem(SimulatedRun.Moment item) {
        if (old && !STATUSES_OF_OLD.contains(item.status())) {
            throw new Refusal(errors.statusOutsideSchema());
        }
        return documents.listItem(item);
    }

    /** How many runs there are of each status that occurs. */
    Answer countByStatus(SimulatedRequest request, List<SimulatedRun> newestFirst) {
        Instant after = time(request.queryValue("createdAfter"), Instant.MIN);
        Instant before = time(request.queryValue("createdBefore"), Instant.MAX);
        Map<String, Integer> counts = new TreeMap<>();
        for (SimulatedRun run : newestFirst) {
            if (!run.createdAt.isBefore(after) && !run.createdAt.isAfter(before)) {
                counts.merge(run.look().status(), 1, Integer::sum);
            }
        }
        List<Object> data = new ArrayList<>();
        counts.forEach((status, count) -> data.add(document("status", status, "count", count)));
        return Answer.ok(document("data", data));
    }

    private Set<String> statuses(SimulatedRequest request) {
        Set<String> statuses = new HashSet<>(ActivepiecesRequests.values(request, "status"));
        for (String status : statuses) {
            boolean known = STATUSES_OF_OLD.contains(status) || (!old && STATUSES_SINCE.contains(status));
            if (!known) {
                throw new Refusal(errors.invalid("querystring/status/0 must be equal to one of the allowed values"));
            }
        }
        return statuses;
    }

    private Set<String> ids(SimulatedRequest request, String name) {
        Set<String> ids = new HashSet<>(ActivepiecesRequests.values(request, name));
        for (String id : ids) {
            if (!ActivepiecesSimulator.ID.matcher(id).matches()) {
                throw new Refusal(errors.badId("querystring/" + name + "/0"));
            }
        }
        return ids;
    }

    Instant time(@Nullable String text, Instant otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Refusal(errors.badTime(text));
        }
    }
}
