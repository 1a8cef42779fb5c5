package consumer;

import dev.polyrun.core.NotFoundException;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.noxus.model.RunStatus;

/** Reads a run and meets an error, on the module path. */
public final class Main {
    private Main() {}

    /**
     * @param args where the vendor is
     */
    public static void main(String[] args) {
        NoxusClient noxus = NoxusClient.builder().apiKey("key").baseUrl(args[0]).build();

        RunNoIO run = noxus.runs().get("run-1");
        check(RunStatus.COMPLETED.equals(run.status()), "status " + run.status());
        check(run.equals(noxus.runs().getAsync("run-1").join()), "the same run, read asynchronously");

        try {
            noxus.runs().get("unknown");
            throw new AssertionError("an unknown run was found");
        } catch (NotFoundException expected) {
            check(expected.status() == 404, "status " + expected.status());
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
