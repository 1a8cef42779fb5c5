package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The errors of Activepieces: its own {code, params} and those of its web framework. */
final class ActivepiecesErrors {
    private final boolean old;

    ActivepiecesErrors(boolean old) {
        this.old = old;
    }

    Answer own(int status, String code, Map<String, ? extends @Nullable Object> params) {
        return Answer.json(status, document("code", code, "params", params));
    }

    Answer framework(int status, @Nullable String code, String error, String message) {
        Map<String, @Nullable Object> body = document("statusCode", status);
        if (code != null) {
            body.put("code", code);
        }
        body.put("error", error);
        body.put("message", message);
        return Answer.json(status, body);
    }

    Answer noPrincipal() {
        String message = old ? "invalid route for principal type" : "principal is not allowed for this route";
        return own(403, "AUTHORIZATION", document("message", message));
    }

    Answer badToken(boolean apiKey) {
        if (!old) {
            // A hook of 0.86 trips over the missing principal before the real reason is written.
            return framework(401, null, "Unauthorized", "Cannot read properties of undefined (reading 'type')");
        }
        return apiKey
                ? own(401, "AUTHENTICATION", document("message", "invalid api key"))
                : own(401, "INVALID_BEARER_TOKEN", document("message", "invalid access token or session expired"));
    }

    Answer noRun(String id) {
        return old
                ? own(400, "FLOW_RUN_NOT_FOUND", document("id", id))
                : own(404, "ENTITY_NOT_FOUND", document("entityId", id, "entityType", "flow_run"));
    }

    Answer noProject(String id) {
        return old
                ? own(403, "AUTHORIZATION", document("message", "invalid project id"))
                : own(404, "ENTITY_NOT_FOUND", document("entityId", id, "entityType", "project"));
    }

    /** @param type as 0.86 names it, for example {@code flow} */
    Answer noEntity(String type, @Nullable String id) {
        return own(404, "ENTITY_NOT_FOUND", old ? Map.of() : document("entityId", id, "entityType", type));
    }

    Answer noFolder(String id) {
        return old
                ? own(404, "ENTITY_NOT_FOUND", document("message", "Folder " + id + " is not found"))
                : noEntity("folder", id);
    }

    Answer badId(String where) {
        return invalid(old
                ? where + " must match pattern \"^[0-9a-zA-Z]{21}$\""
                : where + " Invalid string: must match pattern /^[0-9a-zA-Z]{21}$/");
    }

    Answer missing(String where, String property) {
        return invalid(old
                ? where + " must have required property '" + property + "'"
                : where + "/" + property + " Invalid input: expected string, received undefined");
    }

    Answer invalid(String message) {
        return framework(400, "FST_ERR_VALIDATION", "Bad Request", message);
    }

    Answer notJson() {
        return framework(
                400,
                old ? null : "FST_ERR_CTP_INVALID_JSON_BODY",
                "Bad Request",
                "Body is not valid JSON but content-type is set to 'application/json'");
    }

    Answer badTime(String text) {
        return framework(
                500,
                "22007",
                "Internal Server Error",
                "invalid input syntax for type timestamp with time zone: \"" + text + "\"");
    }

    Answer statusOutsideSchema() {
        return framework(
                500,
                null,
                "Internal Server Error",
                "The value of '#/properties/status' does not match schema definition.");
    }
}
