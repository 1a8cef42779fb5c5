package dev.polyrun.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.VendorSimulator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived, without what OkHttp adds to every request.
 *
 * @param line method and path, the path still percent-encoded
 * @param query the decoded query
 * @param headers names in lower case
 * @param json the body as plain Java, null for none
 */
public record Sent(String line, Map<String, List<String>> query, Map<String, String> headers, @Nullable Object json) {
    private static final Set<String> OKHTTPS_OWN = Set.of("host", "connection", "accept-encoding", "content-length");

    /** The only request that has arrived; fails when there were more, or none. */
    public static Sent onlyTo(VendorSimulator simulator) {
        assertThat(simulator.requests()).hasSize(1);
        return of(simulator.requests().get(0));
    }

    /** The last request that has arrived. */
    public static Sent lastTo(VendorSimulator simulator) {
        List<SimulatedRequest> requests = simulator.requests();
        return of(requests.get(requests.size() - 1));
    }

    private static Sent of(SimulatedRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((name, values) -> {
            if (!OKHTTPS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values));
            }
        });
        // Its own test in FailureContract; it changes with each version.
        headers.remove("user-agent");
        return new Sent(request.method() + " " + request.path(), request.query(), headers, request.json());
    }
}
