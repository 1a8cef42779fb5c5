package dev.polyrun.conformance;

import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.Response;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.HttpUrl;
import okio.Buffer;

/**
 * One exchange as it went over the wire, in the words of the validator.
 *
 * @param path the path as it was sent, still percent-encoded
 * @param requestBody the body as text, "" when there was none
 * @param responseBody the body as text, "" when there was none
 */
record Recorded(String path, Request request, String requestBody, Response response, String responseBody) {
    static final String EVENTS = "text/event-stream";
    /** What the validator takes an event for. */
    static final String EVENT = "application/event+json";

    // Far more than any answer of a simulator.
    private static final long WHOLE_BODY = 16L << 20;

    static Recorded of(okhttp3.Request sent, okhttp3.Response received) throws IOException {
        String requestBody = text(sent);
        String responseBody = received.peekBody(WHOLE_BODY).string();
        return new Recorded(
                sent.url().encodedPath(),
                request(sent, requestBody),
                requestBody,
                response(received, responseBody),
                responseBody);
    }

    int status() {
        return response.getStatus();
    }

    /** The answer; of a stream of events, each event as an answer of its own. */
    List<Recorded> events() {
        if (!response.getHeaderValue("Content-Type").orElse("").startsWith(EVENTS)) {
            return List.of(this);
        }
        return responseBody.lines().filter(line -> line.startsWith("data:")).map(line -> line.substring(5).strip())
                .map(data -> new Recorded(path, request, requestBody,
                        SimpleResponse.Builder.status(status()).withHeader("Content-Type", EVENT).withBody(data).build(), data))
                .toList();
    }

    private static Request request(okhttp3.Request sent, String body) {
        HttpUrl url = sent.url();
        SimpleRequest.Builder request = new SimpleRequest.Builder(sent.method(), url.encodedPath());
        url.queryParameterNames().forEach(name -> request.withQueryParam(name, url.queryParameterValues(name)));
        sent.headers().names().forEach(name -> request.withHeader(name,
                sent.headers().values(name).stream().map(value -> value.equals(EVENTS) ? EVENT : value).toList()));
        if (!body.isEmpty()) {
            request.withBody(body);
        }
        return request.build();
    }

    private static Response response(okhttp3.Response received, String body) {
        SimpleResponse.Builder response = SimpleResponse.Builder.status(received.code());
        received.headers().names().forEach(name -> response.withHeader(name, received.headers().values(name)));
        if (!body.isEmpty()) {
            response.withBody(body);
        }
        return response.build();
    }

    private static String text(okhttp3.Request sent) throws IOException {
        if (sent.body() == null) {
            return "";
        }
        Buffer buffer = new Buffer();
        sent.body().writeTo(buffer);
        return buffer.readString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return request.getMethod() + " " + path + " " + requestBody + " -> " + response.getStatus() + " " + responseBody;
    }
}
