package dev.polyrun.core.http;

import dev.polyrun.core.Download;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.json.JsonReader;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client as the generator writes it. */
final class AcmeClient {
    static final String KEY = "sk-acme-0123456789";

    private static final ClientProfile PROFILE = new ClientProfile("Acme", "1.2.3", "https://api.acme.test/v9", "ACME")
            .credential("apiKey", "ACME_API_KEY", "X-Api-Key", "", Map.of("X-User", "userId"))
            .credential("token", "ACME_TOKEN", null, "", Map.of())
            .setting("userId", "ACME_USER_ID")
            .variants("wire", "ACME_WIRE", "NEW")
            .variant("OLD", "Old-Key", "")
            .variant("NEW", "Authorization", "Bearer ")
            .errorCode(400, "RUN_NOT_FOUND", ErrorMeaning.NOT_FOUND)
            .errorCode(403, "SESSION_EXPIRED", ErrorMeaning.UNAUTHORIZED)
            .complete();

    final Transport transport;

    private AcmeClient(Transport transport) {
        this.transport = transport;
    }

    static Builder builder() {
        return new Builder();
    }

    ApiCall<Map<String, @Nullable Object>> get(String runId) {
        return transport.call("runs.get", "GET", "/runs/{run_id}").path("run_id", runId).returning(JsonReader::anyMap);
    }

    ApiCall<Map<String, @Nullable Object>> list(ListParams params) {
        return transport.call("runs.list", "GET", "/runs").query("userId", transport.setting("userId")).params(params).returning(JsonReader::anyMap);
    }

    ApiCall<Map<String, @Nullable Object>> start(Object body) {
        return transport.call("runs.start", "POST", "/runs").body(body).returning(JsonReader::anyMap);
    }

    ApiCall<Map<String, @Nullable Object>> startInTurn(Object body) {
        return transport.call("runs.start", "POST", "/runs").refusedBy(409, 429).body(body).returning(JsonReader::anyMap);
    }

    ApiCall<@Nullable Object> export(String runId) {
        return transport.call("runs.export", "GET", "/runs/{run_id}/export").path("run_id", runId).returningAny();
    }

    ApiCall<@Nullable Void> cancel(String runId) {
        return transport.call("runs.cancel", "POST", "/runs/{run_id}/cancel").path("run_id", runId).idempotent().returningNothing();
    }

    ApiCall<@Nullable Void> delete(String runId) {
        return transport.call("runs.delete", "DELETE", "/runs/{run_id}").path("run_id", runId).returningNothing();
    }

    ApiCall<Download> file(String id) {
        return transport.call("files.get", "GET", "/files/{id}").path("id", id).returningDownload();
    }

    ApiCall<EventStream<Map<String, @Nullable Object>>> events(String runId) {
        return transport.call("runs.events", "GET", "/runs/{run_id}/events").path("run_id", runId).returningEvents(JsonReader::anyMap);
    }

    ApiCall<@Nullable Void> put(Object body) {
        return transport.call("files.put", "PUT", "/files").body(body).returningNothing();
    }

    ApiCall<@Nullable Object> open(String path) {
        return transport.call("files.open", "GET", path).withoutCredential().returningAny();
    }

    static final class ListParams extends OperationParams<ListParams> {
        ListParams ids(Object ids) {
            return query("ids[]", ids);
        }

        ListParams userId(String userId) {
            return query("userId", userId);
        }

        ListParams trace(String trace) {
            return header("X-Trace", trace);
        }
    }

    static final class Builder extends ClientBuilder<Builder> {
        private Builder() {
            super(PROFILE);
        }

        Builder apiKey(String apiKey) {
            return credential("apiKey", () -> apiKey);
        }

        Builder apiKey(Supplier<String> apiKey) {
            return credential("apiKey", apiKey);
        }

        Builder token(String token) {
            return credential("token", token);
        }

        Builder userId(String userId) {
            return setting("userId", userId);
        }

        Builder wire(String wire) {
            return setting("wire", wire);
        }

        AcmeClient build() {
            return new AcmeClient(transport());
        }
    }
}
