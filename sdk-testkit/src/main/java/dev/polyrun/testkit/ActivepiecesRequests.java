package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Activepieces checks of every request that names a project, an id or a body. */
final class ActivepiecesRequests {
    private final ActivepiecesErrors errors;
    private final String projectId;

    ActivepiecesRequests(ActivepiecesErrors errors, String projectId) {
        this.errors = errors;
        this.projectId = projectId;
    }

    void checkProjectOfQuery(Exchange exchange) {
        checkProject(exchange.query("projectId"), "querystring");
    }

    /** The body, which names the project. */
    Map<String, @Nullable Object> bodyOfProject(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        checkProject(text(body, "projectId"), "body");
        return body;
    }

    Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        if (body == null) {
            throw new Refusal(errors.notJson());
        }
        return body;
    }

    /** A text that the body must have. */
    String required(Map<String, @Nullable Object> body, String property) {
        String text = text(body, property);
        if (text == null) {
            throw new Refusal(errors.missing("body", property));
        }
        return text;
    }

    /** An id in the path. */
    String id(Exchange exchange, String name) {
        String id = exchange.path(name);
        if (!ActivepiecesSimulator.ID.matcher(id).matches()) {
            throw new Refusal(errors.badId("params/" + name));
        }
        return id;
    }

    /** {@code name=a&name=b}, {@code name[]=a} and {@code name[0]=a} all mean the same. */
    static List<String> values(SimulatedRequest request, String name) {
        List<String> values = new ArrayList<>();
        request.query().forEach((key, sent) -> {
            if (key.equals(name) || (key.startsWith(name + "[") && key.endsWith("]"))) {
                values.addAll(sent);
            }
        });
        return Collections.unmodifiableList(values);
    }

    private void checkProject(@Nullable String project, String where) {
        if (project == null) {
            throw new Refusal(errors.missing(where, "projectId"));
        }
        if (!ActivepiecesSimulator.ID.matcher(project).matches()) {
            throw new Refusal(errors.badId(where + "/projectId"));
        }
        if (!project.equals(projectId)) {
            throw new Refusal(errors.noProject(project));
        }
    }
}
