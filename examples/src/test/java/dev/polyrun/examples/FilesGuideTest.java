package dev.polyrun.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.polyrun.core.EncodedFile;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.gumloop.model.FileUpload;
import dev.polyrun.gumloop.model.UploadFilesRequest;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "files.md");
    private static final Path SOURCE = Path.of("src/main/java/dev/polyrun/examples/FilesGuide.java");
    private static final String ONEPIN_RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    @TempDir
    Path folder;

    private static String withoutIndent(List<String> lines) {
        return lines.stream().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void everyJavaBlockOfTheGuideIsCodeThatCompiles() throws IOException {
        assumeThat(GUIDE).exists();
        String code = withoutIndent(Files.readAllLines(SOURCE));
        String[] blocks = withoutIndent(Files.readAllLines(GUIDE)).split("```java\n");

        assertThat(blocks).hasSizeGreaterThan(5);
        for (int i = 1; i < blocks.length; i++) {
            assertThat(code).contains(blocks[i].substring(0, blocks[i].indexOf("```")));
        }
    }

    @Test
    void theSnippetsForGumloopRun() throws IOException {
        try (GumloopSimulator server = GumloopSimulator.start()) {
            GumloopClient gumloop = GumloopClient.builder().baseUrl(server.baseUrl()).apiKey(server.apiKey()).userId(server.userId()).build();
            server.addRun("run1", RunScript.perRead("DONE"));
            server.addFile("report.pdf", "made by a run".getBytes(UTF_8));
            DownloadFileRequest download =
                    DownloadFileRequest.builder().fileName("report.pdf").runId("run1").savedItemId(server.workflowId()).build();
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            FilesGuide.stream(gumloop, download, out);
            Path saved = FilesGuide.download(gumloop, download, folder);
            FilesGuide.upload(gumloop, saved);
            FilesGuide.uploadMany(gumloop, UploadFilesRequest.builder()
                    .files(FilesGuide.sources(saved, new byte[3], new ByteArrayInputStream(new byte[3])).stream()
                            .map(source -> FileUpload.builder().fileName(source.name()).fileContent(EncodedFile.base64(source)).build())
                            .toList())
                    .userId(server.userId())
                    .build());

            assertThat(out.toString(UTF_8)).isEqualTo("made by a run");
            assertThat(saved).hasContent("made by a run");
            assertThat(server.uploadedFiles()).extracting(SimulatedFile::name).containsExactly("report.pdf");
        }
    }

    @Test
    void theSnippetsForRetabAndOnepinRun() throws IOException {
        try (RetabSimulator retab = RetabSimulator.start();
                OnepinSimulator onepin = OnepinSimulator.start()) {
            retab.addRun("run_1", RunScript.perRead("completed"));
            onepin.addRun(ONEPIN_RUN, RunScript.perRead("completed"));

            FilesGuide.signed(
                    RetabClient.builder().baseUrl(retab.baseUrl()).apiKey(retab.apiKey()).wireGeneration(RetabClient.WireGeneration.A).build(),
                    OnepinClient.builder().baseUrl(onepin.baseUrl()).apiKey(onepin.apiKey()).build(),
                    "run_1",
                    onepin.workflowId(),
                    ONEPIN_RUN,
                    folder);

            assertThat(folder.toFile().list()).hasSize(2).contains("export.zip");
        }
    }

    @Test
    void theDocumentsForRetabHoldTheFile() throws IOException {
        Path file = Files.write(folder.resolve("a.pdf"), "%PDF".getBytes(UTF_8));

        assertThat(FilesGuide.documentOfGenerationA(file).content()).isNotNull().extracting(EncodedFile::text).isEqualTo("JVBERg==");
        assertThat(FilesGuide.documentOfGenerationC(file).url()).isNotNull()
                .extracting(EncodedFile::text).isEqualTo("data:application/pdf;base64,JVBERg==");
    }
}
