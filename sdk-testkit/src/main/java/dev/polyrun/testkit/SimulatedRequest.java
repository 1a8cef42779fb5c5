package dev.polyrun.testkit;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived at a simulator. Immutable.
 *
 * <p>Of a JSON body larger than 32 MiB that came over a socket, texts of more than a million letters are not kept: in place of base64 stands how many
 * bytes it was and their SHA-256, in place of other text nothing.
 *
 * @param method the HTTP method in upper case
 * @param path the path as sent, still percent-encoded, without the query
 * @param query the decoded query parameters in the order they were sent; a name without {@code =} has the value ""
 * @param headers the headers; looked up without regard to case
 * @param body the body as UTF-8 text, "" when there was none
 */
public record SimulatedRequest(
        String method, String path, Map<String, List<String>> query, Map<String, List<String>> headers, String body) {

    /** Copies the maps, so that later changes to them do not show. */
    public SimulatedRequest {
        query = frozen(query, new LinkedHashMap<>());
        headers = frozen(headers, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    }

    static SimulatedRequest of(String method, HttpUrl url, Headers sent, String body) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (int i = 0; i < url.querySize(); i++) {
            String value = url.queryParameterValue(i);
            query.computeIfAbsent(url.queryParameterName(i), name -> new ArrayList<>()).add(value == null ? "" : value);
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            headers.computeIfAbsent(sent.name(i), name -> new ArrayList<>()).add(sent.value(i));
        }
        return new SimulatedRequest(method, url.encodedPath(), query, headers, body);
    }

    /** The first value of a query parameter, or null when it was not sent. */
    public @Nullable String queryValue(String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
    }

    /** All values of a query parameter in the order they were sent; empty when it was not sent. */
    public List<String> queryValues(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** The first value of a header, whatever the case of its name, or null when it was not sent. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
    }

    /**
     * The body as JSON: maps, lists, text, numbers, booleans and null.
     *
     * @return null when the body is empty or the JSON text {@code null}
     * @throws JsonException when the body is not JSON
     */
    public @Nullable Object json() {
        return body.isEmpty() ? null : Json.parse(body);
    }

    /** Names the request without its headers, query and body, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }

    private static Map<String, List<String>> frozen(Map<String, List<String>> from, Map<String, List<String>> into) {
        from.forEach((name, values) -> into.computeIfAbsent(name, key -> new ArrayList<>()).addAll(values));
        into.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(into);
    }
}
