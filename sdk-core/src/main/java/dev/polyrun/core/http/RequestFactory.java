package dev.polyrun.core.http;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Turns a call into an OkHttp request. */
final class RequestFactory {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final RequestBody EMPTY = RequestBody.create(new byte[0], null);

    /** What is shorter, as in tests, may well be part of an id. */
    private static final int SHORTEST_CREDENTIAL = 8;

    private final HttpUrl baseUrl;
    private final String userAgent;

    RequestFactory(HttpUrl baseUrl, String userAgent) {
        this.baseUrl = baseUrl;
        this.userAgent = userAgent;
    }

    HttpUrl baseUrl() {
        return baseUrl;
    }

    static String origin(HttpUrl url) {
        return url.scheme() + "://" + url.host() + ":" + url.port();
    }

    /** @param onProgress told of each piece of a body with files; null when there are none */
    Request.Builder request(ApiCall<?> call, @Nullable Runnable onProgress) {
        HttpUrl elsewhere = call.elsewhere;
        if (elsewhere != null) {
            HttpUrl.Builder url = elsewhere.newBuilder();
            call.options.query().forEach((name, value) -> query(call, url, name, value));
            Request.Builder request = elsewhere(url.build());
            call.options.headers().forEach((name, value) -> header(request, name, value));
            return request;
        }
        Request.Builder request = new Request.Builder()
                .url(url(call))
                .method(call.method, body(call, onProgress))
                .header("Accept", accepted(call))
                .header("User-Agent", userAgent);
        if (call.opens()) {
            unpacked(request);
        }
        for (Map.Entry<String, Object> header : both(call.headers, call.options.headers()).entrySet()) {
            for (Object value : values(header)) {
                header(request, header.getKey(), OperationParams.text(value));
            }
        }
        return request;
    }

    /** A request for bytes that have nothing to do with the client. */
    static Request.Builder elsewhere(HttpUrl url) {
        return unpacked(new Request.Builder().url(url).header("Accept", "*/*"));
    }

    /** OkHttp would ask for gzip on its own, and unpack it: then nobody knew how many bytes there are, and events might wait to be packed. */
    private static Request.Builder unpacked(Request.Builder request) {
        return request.header("Accept-Encoding", "identity");
    }

    private static String accepted(ApiCall<?> call) {
        return switch (call.resultKind) {
            case BYTES -> "*/*";
            case EVENTS -> "text/event-stream";
            case NONE, ANY, VALUE -> "application/json";
        };
    }

    static void header(Request.Builder request, String name, String value) {
        try {
            request.header(name, value);
        } catch (IllegalArgumentException e) {
            // OkHttp's message would quote the value.
            throw new IllegalArgumentException("The value of header " + name + " has a character that cannot stand in a header", null);
        }
    }

    private HttpUrl url(ApiCall<?> call) {
        HttpUrl.Builder url = baseUrl.newBuilder();
        for (int start = 1; start > 0; start = call.path.indexOf('/', start) + 1) {
            int end = call.path.indexOf('/', start);
            url.addPathSegment(filledIn(call, call.path.substring(start, end < 0 ? call.path.length() : end)));
        }
        for (Map.Entry<String, Object> parameter : both(call.query, call.options.query()).entrySet()) {
            for (Object value : values(parameter)) {
                query(call, url, parameter.getKey(), OperationParams.text(value));
            }
        }
        return url.build();
    }

    /** Most often a placeholder is the whole segment, but it need not be. */
    private static String filledIn(ApiCall<?> call, String segment) {
        int open = segment.indexOf('{');
        int close = segment.indexOf('}', open);
        if (open < 0 || close < 0) {
            return segment;
        }
        String argument = argument(call, segment.substring(open + 1, close));
        if (close - open + 1 == segment.length()) {
            return argument;
        }
        return segment.substring(0, open) + argument + filledIn(call, segment.substring(close + 1));
    }

    /** A path argument becomes one segment, whatever is in it; those that a URL would resolve away are refused. */
    private static String argument(ApiCall<?> call, String name) {
        String value = call.pathParams.get(name);
        if (value == null || value.isBlank() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException(call.operation + ": " + name + " is \"" + value + "\"; expected an id");
        }
        if (!isText(value)) {
            throw new IllegalArgumentException(
                    call.operation + ": " + name + " is \"" + value + "\", which has half of a surrogate pair; expected an id");
        }
        return value;
    }

    /** A key in place of an id would stand in the address, which is logged all along its way, and in what others log of ours. */
    static void requireNotAmongIds(String credential, ApiCall<?> call) {
        if (credential.length() >= SHORTEST_CREDENTIAL) {
            requireNotAmong(call.query, credential, call);
            requireNotAmong(call.pathParams, credential, call);
        }
    }

    private static void requireNotAmong(Map<String, ?> arguments, String credential, ApiCall<?> call) {
        for (Map.Entry<String, ?> argument : arguments.entrySet()) {
            if (argument.getValue().toString().contains(credential)) {
                throw new IllegalArgumentException(call.operation + ": " + argument.getKey() + " is the credential of this client; expected an id");
            }
        }
    }

    private static void query(ApiCall<?> call, HttpUrl.Builder url, String name, String value) {
        if (!isText(name) || !isText(value)) {
            // Without the value, which may be secret.
            throw new IllegalArgumentException(
                    call.operation + ": the query parameter " + name + " has half of a surrogate pair; expected a text that UTF-8 can write");
        }
        url.addQueryParameter(name, value);
    }

    /** A URL would have a question mark in place of half a surrogate pair: another value, and the same one for all of them. */
    private static boolean isText(String value) {
        int at = 0;
        while (at < value.length()) {
            int character = value.codePointAt(at);
            if (Character.MIN_SURROGATE <= character && character <= Character.MAX_SURROGATE) {
                return false;
            }
            at += Character.charCount(character);
        }
        return true;
    }

    private static @Nullable RequestBody body(ApiCall<?> call, @Nullable Runnable onProgress) {
        if (call.body != null) {
            byte[] bytes = call.body.bytes();
            return bytes == null ? new StreamedBody(call.body, JSON, Objects.requireNonNull(onProgress)) : RequestBody.create(bytes, JSON);
        }
        return call.method.equals("POST") || call.method.equals("PUT") || call.method.equals("PATCH") ? EMPTY : null;
    }

    /** What a call's options say wins. */
    private static Map<String, Object> both(Map<String, Object> values, Map<String, String> overrides) {
        if (overrides.isEmpty()) {
            return values;
        }
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putAll(overrides);
        return all;
    }

    private static Collection<?> values(Map.Entry<String, Object> parameter) {
        return parameter.getValue() instanceof Collection<?> list ? list : List.of(parameter.getValue());
    }
}
