package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The list of flow runs: filters, pages and cursors. */
final class ActivepiecesLists {
    private static final int USUAL_LIMIT = 10;
    private static final String NEXT = "next_";
    private static final String PREVIOUS = "prev_";
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

    ActivepiecesLists(boolean old, ActivepiecesErrors errors, ActivepiecesDocuments documents) {
        this.old = old;
        this.errors = errors;
        this.documents = documents;
    }

    /** The document as the server lets it out: 0.71 holds every answer against its schema, 0.86 does not. */
    Answer served(SimulatedRun.Moment now, Map<String, @Nullable Object> document) {
        return old && !STATUSES_OF_OLD.contains(now.status()) ? errors.statusOutsideSchema() : Answer.ok(document);
    }

    /** One page of these runs, which are in the order of the list. */
    Answer page(SimulatedRequest request, List<SimulatedRun> newestFirst) {
        int limit = limit(request.queryValue("limit"));
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
        return page(found, limit, request.queryValue("cursor"));
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

    private Answer page(List<SimulatedRun.Moment> found, int limit, @Nullable String cursor) {
        int from = 0;
        int to = Math.min(limit, found.size());
        Instant boundary = boundary(cursor);
        if (boundary != null && cursor != null && decoded(cursor).startsWith(NEXT)) {
            from = (int) found.stream().filter(item -> !item.run().createdAt.isBefore(boundary)).count();
            to = Math.min(from + limit, found.size());
        } else if (boundary != null) {
            to = (int) found.stream().filter(item -> item.run().createdAt.isAfter(boundary)).count();
            from = Math.max(0, to - limit);
        }
        List<SimulatedRun.Moment> items = found.subList(from, to);
        List<Object> data = new ArrayList<>();
        for (SimulatedRun.Moment item : items) {
            if (old && !STATUSES_OF_OLD.contains(item.status())) {
                return errors.statusOutsideSchema();
            }
            data.add(documents.listItem(item));
        }
        String next = to < found.size() && !items.isEmpty() ? cursor(NEXT, items.get(items.size() - 1).run()) : null;
        String previous = from > 0 && !items.isEmpty() ? cursor(PREVIOUS, items.get(0).run()) : null;
        return Answer.ok(old
                ? document("data", data, "next", next, "previous", previous)
                : document("next", next, "previous", previous, "data", data));
    }

    /** 0.71 puts only the time into a cursor, 0.86 also the id. */
    private String cursor(String direction, SimulatedRun run) {
        String key = old
                ? "created:" + run.createdAt.toEpochMilli()
                : Json.write(document("created", ActivepiecesDocuments.time(run.createdAt), "id", run.id));
        return base64(direction + base64(key));
    }

    /** The creation time in a cursor; null for garbage, which the vendor takes for the first page. */
    private @Nullable Instant boundary(@Nullable String cursor) {
        String outer = cursor == null ? "" : decoded(cursor);
        if (!outer.startsWith(NEXT) && !outer.startsWith(PREVIOUS)) {
            return null;
        }
        String key = decoded(outer.substring(NEXT.length()));
        try {
            if (old) {
                return Instant.ofEpochMilli(Long.parseLong(key.substring("created:".length())));
            }
            Map<String, @Nullable Object> parsed = Documents.object(Json.parse(key));
            String created = parsed == null ? null : Documents.text(parsed, "created");
            return created == null ? null : Instant.parse(created);
        } catch (JsonException | DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private int limit(@Nullable String text) {
        if (text == null) {
            return USUAL_LIMIT;
        }
        Integer limit = Documents.number(text);
        if (limit == null || limit < 0) {
            throw new Refusal(errors.invalid("querystring/limit must be number"));
        }
        return limit == 0 ? USUAL_LIMIT : limit;
    }

    private Set<String> statuses(SimulatedRequest request) {
        Set<String> statuses = new HashSet<>(values(request, "status"));
        for (String status : statuses) {
            boolean known = STATUSES_OF_OLD.contains(status) || (!old && STATUSES_SINCE.contains(status));
            if (!known) {
                throw new Refusal(errors.invalid("querystring/status/0 must be equal to one of the allowed values"));
            }
        }
        return statuses;
    }

    private Set<String> ids(SimulatedRequest request, String name) {
        Set<String> ids = new HashSet<>(values(request, name));
        for (String id : ids) {
            if (!ActivepiecesSimulator.ID.matcher(id).matches()) {
                throw new Refusal(errors.badId("querystring/" + name + "/0"));
            }
        }
        return ids;
    }

    /** {@code name=a&name=b}, {@code name[]=a} and {@code name[0]=a} all mean the same. */
    private static List<String> values(SimulatedRequest request, String name) {
        List<String> values = new ArrayList<>();
        request.query().forEach((key, sent) -> {
            if (key.equals(name) || (key.startsWith(name + "[") && key.endsWith("]"))) {
                values.addAll(sent);
            }
        });
        return Collections.unmodifiableList(values);
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

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
