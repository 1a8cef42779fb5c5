package dev.polyrun.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the handler of a request by method and path. The first route that fits wins. */
public final class Router {
    /** Answers the requests of a route; throws a {@link Refusal} for the vendor's error. */
    @FunctionalInterface
    public interface Handler {
        /** The answer to a request. */
        Answer handle(Exchange exchange);
    }

    record Match(Exchange exchange, boolean needsCredential, Handler handler) {}

    private record Route(String method, String[] segments, boolean needsCredential, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    Router() {}

    /**
     * A route that needs a credential.
     *
     * @param method an HTTP method, or "*" for any
     * @param template a path in which {name} stands for any one segment
     */
    public Router on(String method, String template, Handler handler) {
        return add(method, template, true, handler);
    }

    /** A route that anybody may use. */
    public Router open(String method, String template, Handler handler) {
        return add(method, template, false, handler);
    }

    private Router add(String method, String template, boolean needsCredential, Handler handler) {
        routes.add(new Route(method, template.split("/", -1), needsCredential, handler));
        return this;
    }

    @Nullable Match find(SimulatedRequest request) {
        String[] path = request.path().split("/", -1);
        for (Route route : routes) {
            Map<String, String> names = match(route, request.method(), path);
            if (names != null) {
                return new Match(new Exchange(request, names), route.needsCredential, route.handler);
            }
        }
        return null;
    }

    private static @Nullable Map<String, String> match(Route route, String method, String[] path) {
        if (path.length != route.segments.length || !(route.method.equals("*") || route.method.equals(method))) {
            return null;
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < path.length; i++) {
            String wanted = route.segments[i];
            if (wanted.startsWith("{")) {
                // "+" stands for itself in a path; URLDecoder is made for queries.
                String literal = path[i].replace("+", "%2B");
                names.put(wanted.substring(1, wanted.length() - 1), URLDecoder.decode(literal, StandardCharsets.UTF_8));
            } else if (!wanted.equals(path[i])) {
                return null;
            }
        }
        return names;
    }
}
