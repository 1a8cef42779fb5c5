package dev.polyrun.examples;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.polyrun.Polyrun;
import dev.polyrun.RunRef;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartTest {
    @Test
    void theSnippetsRun(@TempDir Path folder) {
        try (NoxusSimulator noxus = NoxusSimulator.start();
                Polyrun polyrun = Polyrun.builder().noxus(n -> n.apiKey(noxus.apiKey()).baseUrl(noxus.baseUrl())).build()) {
            noxus.addRun("run-1", RunScript.perRead("completed"));
            noxus.addRun("run-2", RunScript.perRead("failed"));

            assertThatCode(() -> {
                QuickStart.watchStored(polyrun, "noxus:run-1");
                QuickStart.watchMany(polyrun, folder.resolve("watches.journal"), List.of(RunRef.parse("noxus:run-1")));
                QuickStart.watchChanges(polyrun, RunRef.parse("noxus:run-1"));
                QuickStart.virtualTime();
                QuickStart.oneClient(noxus.apiKey(), noxus.baseUrl(), "run-1");
                QuickStart.handleErrors(polyrun, RunRef.parse("noxus:run-1"));
                QuickStart.handleErrors(polyrun, RunRef.parse("noxus:run-2"));
                QuickStart.handleErrors(polyrun, RunRef.parse("noxus:unknown"));
            }).doesNotThrowAnyException();
        }
    }
}
