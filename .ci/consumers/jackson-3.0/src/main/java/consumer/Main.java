package consumer;

import dev.polyrun.core.ApiResponse;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.RunNoIO;
import tools.jackson.core.Version;
import tools.jackson.databind.cfg.PackageVersion;
import tools.jackson.databind.json.JsonMapper;

/** Fetches a model, and writes and reads it with a plain mapper of Jackson 3. */
public final class Main {
    private Main() {}

    /**
     * @param args where the vendor is, and the name of this consumer
     */
    public static void main(String[] args) {
        JsonMapper mapper = new JsonMapper();
        check(("jackson-" + PackageVersion.VERSION).startsWith(args[1] + "."), "databind is " + PackageVersion.VERSION);
        check(("jackson-" + coreVersion()).startsWith(args[1] + "."), "jackson-core is " + coreVersion());

        NoxusClient noxus = NoxusClient.builder().apiKey("key").baseUrl(args[0]).build();
        ApiResponse<RunNoIO> response = noxus.runs().getCall("run-1").executeForResponse();

        String written = mapper.writeValueAsString(response.body());
        check(mapper.readTree(written).equals(mapper.readTree(response.rawBody())), "written otherwise than it came: " + written);
        check(mapper.readValue(response.rawBody(), RunNoIO.class).equals(response.body()), "read otherwise than by the client");
    }

    private static Version coreVersion() {
        return tools.jackson.core.json.PackageVersion.VERSION;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
