package consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.PackageVersion;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.RunNoIO;
import java.io.IOException;

/** Fetches a model, and writes and reads it with a plain mapper of Jackson 2. */
public final class Main {
    private Main() {}

    /**
     * @param args where the vendor is, and the name of this consumer
     */
    public static void main(String[] args) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        check(("jackson-" + PackageVersion.VERSION).startsWith(args[1] + "."), "databind is " + PackageVersion.VERSION);

        NoxusClient noxus = NoxusClient.builder().apiKey("key").baseUrl(args[0]).build();
        ApiResponse<RunNoIO> response = noxus.runs().getCall("run-1").executeForResponse();

        String written = mapper.writeValueAsString(response.body());
        check(mapper.readTree(written).equals(mapper.readTree(response.rawBody())), "written otherwise than it came: " + written);
        check(mapper.readValue(response.rawBody(), RunNoIO.class).equals(response.body()), "read otherwise than by the client");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
