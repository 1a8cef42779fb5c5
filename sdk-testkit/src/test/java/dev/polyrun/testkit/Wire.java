package dev.polyrun.testkit;

import dev.polyrun.core.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A plain HTTP client with the headers of one caller. */
record Wire(OkHttpClient client, String baseUrl, Map<String, String> headers) {
    private static final OkHttpClient CLIENT = new OkHttpClient();

    Wire {
        // Without retries of its own: a test that resets a connection wants to see it.
        client = client.newBuilder().retryOnConnectionFailure(false).readTimeout(Duration.ofSeconds(30)).build();
    }

    record Reply(int status, Headers headers, String body) {
        /** The value at this path of the JSON body; a number in the path is an index. */
        @Nullable Object at(Object... path) {
            Object value = Json.parse(body);
            for (Object step : path) {
                if (value instanceof Map<?, ?> object && object.containsKey(step)) {
                    value = object.get(step);
                } else if (value instanceof List<?> list && step instanceof Integer index) {
                    value = list.get(index);
                } else {
                    throw new AssertionError("No " + step + " in " + body);
                }
            }
            return value;
        }

        String text(Object... path) {
            return String.valueOf(at(path));
        }

        List<?> list(Object... path) {
            if (at(path) instanceof List<?> list) {
                return list;
            }
            throw new AssertionError("No list in " + body);
        }

        Collection<?> keys(Object... path) {
            if (at(path) instanceof Map<?, ?> object) {
                return object.keySet();
            }
            throw new AssertionError("No object in " + body);
        }
    }

    static Wire of(VendorSimulator simulator, String... headers) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new Wire(CLIENT, simulator.baseUrl(), map);
    }

    /** The same caller with a client of his own. */
    Wire over(OkHttpClient other) {
        return new Wire(other, baseUrl, headers);
    }

    Reply get(String path) throws IOException {
        return send("GET", path, null);
    }

    Reply post(String path) throws IOException {
        return send("POST", path, "");
    }

    Reply post(String path, Object body) throws IOException {
        return send("POST", path, Json.write(body));
    }

    Reply send(String method, String path, @Nullable String body) throws IOException {
        return send(client, method, path, body);
    }

    Reply send(OkHttpClient client, String method, String path, @Nullable String body) throws IOException {
        RequestBody requestBody = body == null ? null : RequestBody.create(body, MediaType.get("application/json"));
        Request.Builder request = new Request.Builder().url(baseUrl + path).method(method, requestBody);
        headers.forEach(request::header);
        try (Response response = client.newCall(request.build()).execute()) {
            return new Reply(response.code(), response.headers(), response.body().string());
        }
    }

    OkHttpClient impatient(Duration readTimeout) {
        return client.newBuilder().readTimeout(readTimeout).build();
    }
}
