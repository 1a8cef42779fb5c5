package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.BadRequestException;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.Download;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs put out as files, and how it is fetched. */
class RunFilesTest {
    private Simulators vendors;
    private Polyrun polyrun;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        vendors = Simulators.start();
        polyrun = Facades.over(vendors).build();
    }

    @AfterEach
    void stop() {
        polyrun.close();
        vendors.close();
    }

    private byte[] fetched(RunFile file) throws IOException {
        try (Download download = polyrun.download(file)) {
            return Files.readAllBytes(download.saveIn(folder));
        }
    }

    @Test
    void aCompletedRunOfOnepinHasAnExportAndOneForEachFinalNode() {
        Run run = polyrun.get(Facades.plant(vendors.onepin(), "completed"));

        List<RunFile> files = polyrun.files(run);

        assertThat(files).extracting(RunFile::id).containsExactly("export", "node:node3");
        assertThat(files).extracting(RunFile::name).containsExactly("export.zip", "node3.zip");
        assertThat(files).allSatisfy(file -> {
            assertThat(file.ref()).isEqualTo(run.ref());
            assertThat(file.mediaType()).isEqualTo("application/zip");
            assertThat(file.size()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "node:node3"})
    void whatARunOfOnepinMadeIsFetchedFromItsSignedAddressWithoutTheKey(String id) throws IOException {
        RunRef ref = Facades.plant(vendors.onepin(), "completed");

        assertThat(fetched(RunFile.of(ref, id))).startsWith('P', 'K');
        assertThat(storageRequests(vendors.onepin().requests())).singleElement().satisfies(request ->
                assertThat(request.header("Authorization")).isNull());
    }

    private static List<SimulatedRequest> storageRequests(List<SimulatedRequest> requests) {
        return requests.stream().filter(request -> request.path().startsWith("/storage/")).toList();
    }

    @Test
    void aRunOfOnepinThatHasNotEndedHasNoFilesYet() {
        RunRef ref = Facades.plant(vendors.onepin(), "running");

        assertThat(polyrun.files(polyrun.get(ref))).isEmpty();
        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "export"))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "node:node1"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "everything")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected export, or node:");
    }

    @Test
    void aDocumentOfRetabIsFetchedFromItsSignedAddressWithoutTheKey() throws IOException {
        RunRef ref = Facades.plant(vendors.retab(), RunScript.perRead(RunStep.of("completed").with("final_outputs", Map.of(
                "start-node-1", Map.of("document", Map.of("id", "file_1", "filename", "invoice.pdf", "mime_type", "application/pdf")),
                "end-node-1", Map.of("json_data", Map.of("total", 7))))));

        List<RunFile> files = polyrun.files(polyrun.get(ref));

        assertThat(files).containsExactly(RunFile.of(ref, "start-node-1").withName("invoice.pdf").withMediaType("application/pdf"));
        assertThat(fetched(files.get(0))).startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
        assertThat(storageRequests(vendors.retab().requests())).singleElement().satisfies(request ->
                assertThat(request.header("Api-Key")).isNull());
    }

    @Test
    void documentsOfStepsBeforeTheEndAreFilesToo() {
        RunRef ref = Facades.plant(vendors.retab(), RunScript.perRead(RunStep.of("completed").with("steps", List.of(
                Map.of("node_id", "split-1", "node_type", "split", "node_label", "Split", "status", "completed",
                        "output_document", Map.of("file_id", "file_2", "filename", "page.pdf")),
                Map.of("node_id", "end-node-1", "node_type", "end", "node_label", "End", "status", "completed")))));

        assertThat(polyrun.files(polyrun.get(ref))).containsExactly(RunFile.of(ref, "split-1").withName("page.pdf"));
    }

    @Test
    void aNodeOfRetabWithoutADocumentIsNotFound() {
        RunRef ref = Facades.plant(vendors.retab(), "completed");

        assertThat(polyrun.files(polyrun.get(ref))).isEmpty();
        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "end-node-1"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void retabOfTodayGivesNoDocuments() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun today = Facades.over(vendor, WireGeneration.C).build()) {
            RunRef ref = Facades.plant(vendor, "completed");

            assertThat(today.files(today.get(ref))).isEmpty();
            assertThatThrownBy(() -> today.download(RunFile.of(ref, "start-node-1")))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("no call that gives a document");
        }
    }

    @Test
    void aFileOfGumloopIsNamedByAnOutput() throws IOException {
        vendors.gumloop().addFile("report.pdf", new byte[] {1, 2, 3});
        RunRef ref = Facades.plant(vendors.gumloop(), "DONE");
        WorkflowRef flow = WorkflowRef.of("gumloop", vendors.gumloop().workflowId());

        assertThat(polyrun.files(polyrun.get(ref))).isEmpty();
        assertThat(fetched(RunFile.of(ref, "report.pdf").withWorkflow(flow))).containsExactly(1, 2, 3);
        assertThat(folder.resolve("report.pdf")).exists();
        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "other.pdf").withWorkflow(flow))).isInstanceOf(BadRequestException.class);
    }

    @Test
    void gumloopWantsToKnowTheFlow() {
        RunRef ref = Facades.plant(vendors.gumloop(), "DONE");

        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "report.pdf")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RunFile.of(ref, \"report.pdf\").withWorkflow(workflow)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"activepieces", "noxus"})
    void anOutputThatIsAnAddressIsNotTakenForAFile(String vendor) {
        RunRef ref = Facades.plant(Facades.vendor(vendors, vendor), vendor.equals("noxus") ? "completed" : "SUCCEEDED");

        assertThat(polyrun.files(polyrun.get(ref))).isEmpty();
        assertThatThrownBy(() -> polyrun.download(RunFile.of(ref, "report.pdf")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(vendor + " has no call that gives a file of a run");
    }

    @Test
    void aRunThatATestHasMadeHasNoFiles() {
        for (RunRef ref : List.of(RunRef.of("retab", "run_1"), RunRef.of("onepin", "w", UUID.randomUUID().toString()))) {
            Run made = new Run(RunSnapshot.builder(ref, RunPhase.SUCCEEDED, "completed").build(), Map.of());

            assertThat(polyrun.files(made)).isEmpty();
        }
    }

    @Test
    void filesDifferInWhateverTheySay() {
        RunFile file = RunFile.of(RunRef.of("retab", "run_1"), "end-1");
        List<RunFile> different = List.of(
                file,
                RunFile.of(RunRef.of("retab", "run_2"), "end-1"),
                RunFile.of(file.ref(), "end-2").withName("end-1"),
                file.withName("invoice.pdf"),
                file.withMediaType("application/pdf"),
                file.withSize(7L),
                file.withWorkflow(WorkflowRef.of("retab", "wf_1")));

        assertThat(different).doesNotHaveDuplicates();
        assertThat(different.subList(0, 3)).extracting(RunFile::hashCode).doesNotHaveDuplicates();
        assertThat(file.withMediaType("application/pdf").mediaType()).isEqualTo("application/pdf");
        assertThat(file.withWorkflow(WorkflowRef.of("retab", "wf_1")).workflow()).isEqualTo(WorkflowRef.of("retab", "wf_1"));
    }

    @Test
    void aFileTellsItsRunAndItsName() {
        RunFile file = RunFile.of(RunRef.of("retab", "run_1"), "end-1").withName(" ").withSize(7L);

        assertThat(file.name()).isEqualTo("end-1");
        assertThat(file.size()).isEqualTo(7);
        assertThat(file).hasToString("retab:run_1 \"end-1\"").isNotEqualTo(file.withSize(8L));
        assertThatThrownBy(() -> RunFile.of(file.ref(), " ")).isInstanceOf(IllegalArgumentException.class);
    }
}
