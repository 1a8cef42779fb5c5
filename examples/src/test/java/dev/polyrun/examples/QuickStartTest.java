package dev.polyrun.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.polyrun.Polyrun;
import dev.polyrun.RunRef;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    @Test
    void theSnippetOfFilesRuns(@TempDir Path folder) throws IOException {
        Path invoice = Files.writeString(folder.resolve("invoice.pdf"), "%PDF");
        Path results = Files.createDirectory(folder.resolve("results"));
        try (RetabSimulator retab = RetabSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .retab(r -> r.apiKey(retab.apiKey()).baseUrl(retab.baseUrl()).wireGeneration(WireGeneration.A))
                        .build()) {
            Map<String, Object> output = Map.of("document", Map.of("filename", "summary.pdf", "mime_type", "application/pdf"));
            retab.onStart(RunScript.perRead(RunStep.of("completed").with("final_outputs", Map.of("start-node-1", output))));

            QuickStart.findAndHandOverFiles(polyrun, invoice, results);
        }
        try (Stream<Path> saved = Files.list(results)) {
            assertThat(saved).hasSize(1);
        }
    }
}
