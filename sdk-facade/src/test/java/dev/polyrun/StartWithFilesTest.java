package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.StartRefusedException;
import dev.polyrun.core.json.JsonException;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.SimulatedRequest;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files given to a start: in one shape for whoever takes them, and refused by the others before anything is sent. */
class StartWithFilesTest {
    private static final byte[] CONTENT = "invoice".getBytes(StandardCharsets.UTF_8);
    private static final String IN_BASE64 = "aW52b2ljZQ==";
    private static final FileSource INVOICE = FileSource.of("invoice.pdf", CONTENT);

    private Simulators vendors;
    private Polyrun polyrun;

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

    private WorkflowRef workflow(String vendor) {
        return WorkflowRef.of(vendor, Facades.vendor(vendors, vendor).workflowId());
    }

    private static List<SimulatedRequest> posts(VendorSimulator vendor) {
        return vendor.requests().stream().filter(request -> request.method().equals("POST")).toList();
    }

    @Test
    void gumloopGetsFilesBeforeTheStartWhichNamesThem() {
        polyrun.start(
                workflow("gumloop"),
                StartRequest.input("topic", "tea").andFile("attachment", INVOICE));

        assertThat(vendors.gumloop().uploadedFiles()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("invoice.pdf");
            assertThat(file.bytes()).isEqualTo(CONTENT);
        });
        assertThat(posts(vendors.gumloop())).extracting(SimulatedRequest::path).containsExactly("/api/v1/upload_file", "/api/v1/start_pipeline");
        assertThat(posts(vendors.gumloop()).get(1).json()).asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("topic", "tea")
                .containsEntry("attachment", "invoice.pdf");
    }

    @Test
    void severalFilesAreUploadedOneAfterTheOther() {
        vendors.gumloop().addInput("appendix", "file");

        polyrun.start(
                workflow("gumloop"),
                StartRequest.file("attachment", INVOICE).andFile("appendix", FileSource.of("appendix.txt", new byte[3])));

        assertThat(vendors.gumloop().uploadedFiles()).extracting(file -> file.name()).containsExactly("invoice.pdf", "appendix.txt");
        assertThat(posts(vendors.gumloop())).hasSize(3);
    }

    @Test
    void aFileThatIsRefusedStartsNothing() {
        vendors.gumloop().failUploadsOf("invoice.pdf");

        assertThatThrownBy(() -> polyrun.start(workflow("gumloop"), StartRequest.file("attachment", INVOICE)))
                .isInstanceOf(ServerErrorException.class);
        assertThat(vendors.gumloop().runIds()).isEmpty();
    }

    @Test
    void aFileThatMayHaveArrivedLeavesNoDoubtAboutTheStart() {
        for (Fault fault : List.of(Fault.connectionReset().afterHandling(), Fault.garbage().afterHandling())) {
            vendors.gumloop().failNext(request -> request.path().endsWith("/upload_file"), fault);

            assertThatThrownBy(() -> polyrun.start(workflow("gumloop"), StartRequest.file("attachment", INVOICE)))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("nothing was started");
        }
        assertThat(vendors.gumloop().runIds()).isEmpty();
    }

    @Test
    void aStartThatIsRefusedAfterTheUploadCanBeTriedAgain() {
        vendors.gumloop().failNext(request -> request.path().endsWith("/start_pipeline"), Fault.tooManyRequests());

        assertThatThrownBy(() -> polyrun.start(workflow("gumloop"), StartRequest.file("attachment", INVOICE)))
                .isInstanceOf(StartRefusedException.class);
        polyrun.start(workflow("gumloop"), StartRequest.file("attachment", INVOICE));

        assertThat(vendors.gumloop().runIds()).hasSize(1);
    }

    @Test
    void aStartWhoseAnswerIsLostAfterTheUploadHasAnUnknownOutcome() {
        vendors.gumloop().failNext(request -> request.path().endsWith("/start_pipeline"), Fault.connectionReset().afterHandling());

        assertThatThrownBy(() -> polyrun.start(workflow("gumloop"), StartRequest.file("attachment", INVOICE)))
                .isInstanceOf(StartOutcomeUnknownException.class);
        assertThat(vendors.gumloop().runIds()).hasSize(1);
    }

    @Test
    void retabTakesDocumentsInTheStart() {
        polyrun.start(
                workflow("retab"),
                StartRequest.file("start-node-1", INVOICE).and("start-json-1", Map.of("customer", "Ada")));

        assertThat(posts(vendors.retab())).singleElement().satisfies(request -> assertThat(request.json()).isEqualTo(Map.of(
                "documents", Map.of("start-node-1", Map.of("filename", "invoice.pdf", "content", IN_BASE64, "mime_type", "application/pdf")),
                "json_inputs", Map.of("start-json-1", Map.of("customer", "Ada")))));
    }

    @Test
    void aFileWithoutAMediaTypeIsBytesToRetab() {
        polyrun.start(workflow("retab"), StartRequest.file("start-node-1", FileSource.of("invoice", CONTENT)));

        assertThat(posts(vendors.retab()).get(0).body()).contains("\"mime_type\":\"application/octet-stream\"");
    }

    @Test
    void retabOfTodayTakesDocumentsAsDataUrls() {
        try (RetabSimulator vendor = RetabSimulator.generation(Generation.C);
                Polyrun today = Facades.over(vendor, WireGeneration.C).build()) {
            today.start(
                    WorkflowRef.of("retab", vendor.workflowId()),
                    StartRequest.file("start-node-1", INVOICE).and("start-json-1", Map.of("customer", "Ada")));

            assertThat(posts(vendor)).singleElement().satisfies(request -> assertThat(request.json()).isEqualTo(Map.of(
                    "workflow_id", vendor.workflowId(),
                    "documents", Map.of("start-node-1", Map.of("filename", "invoice.pdf", "url", "data:application/pdf;base64," + IN_BASE64)),
                    "json_inputs", Map.of("start-json-1", Map.of("customer", "Ada")))));
        }
    }

    @Test
    void aStreamIsSentAsFilesAre() {
        polyrun.start(workflow("retab"), StartRequest.file("start-node-1", FileSource.of("invoice.pdf", new ByteArrayInputStream(CONTENT))));
        polyrun.start(workflow("gumloop"), StartRequest.file("attachment", FileSource.of("invoice.pdf", new ByteArrayInputStream(CONTENT))));

        assertThat(posts(vendors.retab()).get(0).body()).contains(IN_BASE64);
        assertThat(vendors.gumloop().uploadedFiles()).extracting(file -> file.length()).containsExactly((long) CONTENT.length);
    }

    @Test
    void aFileGivenAsAValueIsAFile() {
        polyrun.start(workflow("retab"), StartRequest.input("start-node-1", INVOICE));

        assertThat(posts(vendors.retab()).get(0).body()).contains("\"documents\"").contains(IN_BASE64);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "activepieces | any | give the address of the file, or its content as text",
        "noxus | User Question | Map.of(\"uri\", \"https://…\", \"name\", \"report.pdf\")",
        "onepin | script_text | give the script itself as script_text"
    })
    void whoeverTakesNoFilesSaysWhatToGiveInstead(String vendor, String input, String instead) {
        assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.file(input, INVOICE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the input \"" + input + "\" is a file")
                .hasMessageContaining(instead);
        assertThat(Facades.vendor(vendors, vendor).requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gumloop, attachment", "retab, start-json-1", "noxus, User Question", "activepieces, any"})
    void aFileWithinAValueHasNoPlaceThere(String vendor, String input) {
        assertThatThrownBy(() -> polyrun.start(workflow(vendor), StartRequest.input(input, Map.of("file", INVOICE))))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("FileSource");
        assertThat(Facades.vendor(vendors, vendor).runIds()).isEmpty();
    }

    @Test
    void aRequestWithAFileTellsItsNamesOnly() {
        assertThat(StartRequest.file("attachment", INVOICE)).hasToString("StartRequest[attachment]");
        assertThat(StartRequest.file("attachment", INVOICE).inputs()).containsExactly(Map.entry("attachment", INVOICE));
    }
}
