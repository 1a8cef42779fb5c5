package dev.polyrun.reliability.credentials;

import dev.polyrun.core.json.Json;
import dev.polyrun.reliability.credentials.EchoServer.Got;
import dev.polyrun.reliability.credentials.EchoServer.Script;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;

/** The ways in which a server, or what stands before it, repeats what it was sent. */
final class Answers {
    private static final String JSON = "application/json";

    private Answers() {}

    /** By their names; {@code other} is an origin that is not the vendor's. */
    static Map<String, Script> all(String other) {
        Map<String, Script> scripts = new LinkedHashMap<>();
        for (int status : new int[] {400, 401, 403, 404, 409, 418, 429, 503}) {
            scripts.put(status + " with a message", json(status, got -> Map.of("message", "You sent " + got.head())));
        }
        scripts.put("400 with an error's code", json(400, got -> Map.of("error", Map.of("code", secrets(got), "message", got.head()))));
        scripts.put("422 with fields", json(422, got ->
                Map.of("detail", List.of(Map.of("loc", List.of("header", secrets(got)), "msg", secrets(got))))));
        scripts.put("422 with errors", json(422, got -> Map.of("errors", List.of(Map.of("field", secrets(got), "message", secrets(got))))));
        scripts.put("400 with JSON in JSON", json(400, got -> Map.of("message", Json.write(got.headers()).replace("/", "\\/"))));
        scripts.put("400 with a text", got -> answer(400, "text/plain", "No good: " + got.head()));
        scripts.put("400 with an unfinished JSON", got -> answer(400, JSON, "{\"message\": \"" + got.head()));
        scripts.put("502 with a page", got -> answer(502, "text/html", "<html><title>" + got.head() + "</title></html>"));
        scripts.put("400 with its id in the body", json(400, got -> Map.of("meta", Map.of("request_id", secrets(got)))));
        scripts.put("a success that is none", got -> answer(200, "text/html", "<html>" + got.head()));
        scripts.put("a success whose type says it", got -> answer(200, "text/" + secrets(got), "oops"));
        scripts.put("a success of another kind", got -> answer(200, JSON, Json.write(got.head())));
        scripts.put("a success of another kind, too", json(200, got -> List.of(got.head())));
        scripts.put("a success without a body", got -> answer(204, JSON, ""));
        scripts.put("a success that says more than asked", json(200, got -> Map.of("debug", Map.of("request", got.head()))));
        scripts.put("events", got -> answer(200, "text/event-stream",
                "id: " + secrets(got) + "\nevent: x\ndata: {\"a\": \"" + secrets(got) + "\n\n"));
        scripts.put("a body that ends early", got -> answer(200, JSON, "{\"id\": 1}").replace("Content-Length: 9", "Content-Length: 99")
                .replace("keep-alive", "close"));
        scripts.put("chunks that are none", got -> "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + secrets(got) + "\r\n");
        scripts.put("no HTTP at all", got -> got.head() + "\r\n\r\n");
        scripts.put("a status that is none", got -> "HTTP/1.1 " + secrets(got) + "\r\n\r\n");
        scripts.put("a header without a name", got -> "HTTP/1.1 200 OK\r\n: " + secrets(got) + "\r\n\r\n");
        scripts.put("a reason that says it", got -> "HTTP/1.1 400 " + got.head() + "\r\nContent-Length: 0\r\n\r\n");
        scripts.put("a reset", got -> "");
        scripts.put("an end before anything", got -> "HTTP/1.1 200");
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            scripts.put(status + " elsewhere", got -> redirect(status, other + "/there"));
        }
        scripts.put("302 to a host that says it", got -> redirect(302, "http://" + own(got) + ".invalid/"));
        scripts.put("302 to an address that says it", got -> redirect(302, "http://x:1/?" + secrets(got)));
        scripts.put("307 to a user that says it", got -> redirect(307, "http://" + own(got) + "@127.0.0.3:1/"));
        scripts.put("302 to no place", got -> redirect(302, "no://" + secrets(got)));
        scripts.put("a proxy that wants a password", got -> answer(407, "text/plain", "You are " + got.head())
                .replace("\r\n\r\n", "\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"));
        scripts.replaceAll((name, script) -> inHeaders(script));
        return scripts;
    }

    /** What is secret of a request, each as it came: what else it says would only fill a message that is cut. */
    static String secrets(Got got) {
        StringBuilder all = new StringBuilder();
        got.headers().forEach((name, value) -> {
            if (value.length() > 30 && !name.equals("user-agent")) {
                all.append(value).append(' ');
            }
        });
        return all.append(got.line()).toString();
    }

    /** The one that can be a host. */
    private static String own(Got got) {
        return got.headers().get("x-own-secret");
    }

    private static Script json(int status, Function<Got, Object> body) {
        return got -> answer(status, JSON, Json.write(body.apply(got)));
    }

    static String redirect(int status, String place) {
        return "HTTP/1.1 " + status + " Moved\r\nLocation: " + place + "\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n";
    }

    static String answer(int status, String type, String body) {
        return "HTTP/1.1 " + status + " Status\r\nContent-Type: " + type + "\r\nContent-Length: " + body.getBytes(StandardCharsets.ISO_8859_1).length
                + "\r\nConnection: keep-alive\r\n\r\n" + body;
    }

    /** The same with the request's secrets in each header that a client may look at. */
    private static Script inHeaders(Script script) {
        return got -> script.answer(got).replaceFirst("(HTTP/1.1 [0-9]{3}.*\r\n)", "$1" + Matcher.quoteReplacement("X-Request-Id: " + secrets(got)
                + "\r\nRetry-After: " + secrets(got) + "\r\nContent-Disposition: attachment; filename=\"" + secrets(got) + "\"\r\n"));
    }
}
