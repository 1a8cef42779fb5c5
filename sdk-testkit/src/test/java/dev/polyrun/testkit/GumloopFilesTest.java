package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GumloopFilesTest {
    private final GumloopSimulator gumloop = GumloopSimulator.start();
    private final Wire wire = Wire.of(gumloop, "Authorization", "Bearer " + gumloop.accessToken());

    @AfterEach
    void close() {
        gumloop.close();
    }

    private Map<String, Object> upload(String name, String content) {
        return Map.of("file_name", name, "file_content", content, "user_id", gumloop.userId());
    }

    private Map<String, Object> download(String name) {
        gumloop.addRun("run1", RunScript.perRead("DONE"));
        return new LinkedHashMap<>(Map.of("file_name", name, "run_id", "run1", "saved_item_id", gumloop.workflowId()));
    }

    @Test
    void anUploadedFileIsDecodedAndKept() throws IOException {
        Reply reply = wire.post("/upload_file", upload("a.txt", "SGVsbG8="));

        assertThat(reply.at()).isEqualTo(Map.of("success", true, "file_name", "a.txt"));
        assertThat(gumloop.uploadedFiles()).singleElement().satisfies(file -> {
            assertThat(file.bytes()).asString().isEqualTo("Hello");
            assertThat(file.length()).isEqualTo(5);
            assertThat(file.sha256()).isEqualTo("185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969");
            assertThat(file).hasToString("SimulatedFile[a.txt, 5 bytes]");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"file_name\": \"a\"}", "{\"file_content\": \"AA==\"}", "{\"file_name\": \"a\", \"file_content\": \"no base64!\"}", "[", ""})
    void anUploadWithoutNameOrContentIs400(String body) throws IOException {
        assertThat(wire.send("POST", "/upload_file", body).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"files\": []}", "{\"files\": [{}]}", "{\"files\": [1]}"})
    void anUploadOfNoFilesIs400(String body) throws IOException {
        assertThat(wire.send("POST", "/upload_files", body).status()).isEqualTo(400);
    }

    @Test
    void filesWantAUserOrAProjectOfTheirOwn() throws IOException {
        assertThat(wire.post("/upload_file", Map.of("file_name", "a", "file_content", "AA==")).status()).isEqualTo(400);
        assertThat(wire.post("/upload_file", Map.of("file_name", "a", "file_content", "AA==", "user_id", "someone")).status()).isEqualTo(403);
        assertThat(wire.post("/upload_file", Map.of("file_name", "a", "file_content", "AA==", "project_id", gumloop.projectId())).status())
                .isEqualTo(200);
    }

    @Test
    void uploadsThatAreToFailFailAloneOrTogether() throws IOException {
        gumloop.failUploadsOf("b");
        Map<String, Object> a = Map.of("file_name", "a", "file_content", "AA==");
        Map<String, Object> b = Map.of("file_name", "b", "file_content", "AA==");

        Reply some = wire.post("/upload_files", Map.of("files", List.of(a, b), "user_id", gumloop.userId()));
        Reply none = wire.post("/upload_files", Map.of("files", List.of(b), "user_id", gumloop.userId()));

        assertThat(some.status()).isEqualTo(207);
        assertThat(some.at()).isEqualTo(Map.of("partial_success", true, "uploaded_files", List.of("a"), "failed_files", List.of("b")));
        assertThat(none.status()).isEqualTo(500);
        assertThat(gumloop.uploadedFiles()).extracting(SimulatedFile::name).containsExactly("a");
    }

    @Test
    void aDownloadIsBytesWithTypeAndName() throws IOException {
        gumloop.addFile("a.pdf", "%PDF".getBytes());

        Reply reply = wire.post("/download_file", download("a.pdf"));

        assertThat(reply.body()).isEqualTo("%PDF");
        assertThat(reply.headers().get("Content-Type")).isEqualTo("application/pdf");
        assertThat(reply.headers().get("Content-Length")).isEqualTo("4");
        assertThat(reply.headers().get("Content-Disposition")).isEqualTo("attachment; filename*=UTF-8''a.pdf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_name", "run_id", "saved_item_id"})
    void aDownloadThatLacksSomethingIs400(String property) throws IOException {
        gumloop.addFile("a.pdf", new byte[1]);
        Map<String, Object> request = download("a.pdf");
        request.remove(property);

        assertThat(wire.post("/download_file", request).status()).isEqualTo(400);
    }

    @Test
    void whatIsNotThereIs400() throws IOException {
        Map<String, Object> request = download("a.pdf");

        assertThat(wire.post("/download_file", request).text("error")).isEqualTo("File not found");
        request.put("run_id", "nobody");
        assertThat(wire.post("/download_file", request).text("error")).isEqualTo("Flow run not found");
    }

    @Test
    void aDownloadForSomebodyElseIs403() throws IOException {
        gumloop.addFile("a.pdf", new byte[1]);
        Map<String, Object> request = download("a.pdf");
        request.put("user_id", "someone");

        assertThat(wire.post("/download_file", request).status()).isEqualTo(403);
    }

    @Test
    void aFileInAVeryLargeRequestIsCountedAndHashedInsteadOfKept() throws IOException {
        byte[] content = new byte[25 << 20];
        SimulatedFile whole = SimulatedFile.of("big.bin", Base64.getEncoder().encodeToString(content));

        assertThat(wire.post("/upload_file", upload("big.bin", Base64.getEncoder().encodeToString(content))).status()).isEqualTo(200);

        assertThat(gumloop.requests().get(0).body()).hasSizeLessThan(300).contains("\"big.bin\"");
        assertThat(gumloop.uploadedFiles()).singleElement().satisfies(file -> {
            assertThat(file.length()).isEqualTo(content.length);
            assertThat(whole).isNotNull();
            assertThat(file.sha256()).isEqualTo(whole.sha256());
            assertThatIllegalStateException().isThrownBy(file::bytes).withMessageContaining("big.bin").withMessageContaining("not kept");
        });
    }

    @Test
    void afterAVeryLargeRequestTheNextIsAsUsual() throws IOException {
        wire.post("/upload_file", upload("big.bin", "A".repeat(40 << 20)));

        wire.post("/upload_file", upload("a.txt", "SGVsbG8="));

        assertThat(gumloop.uploadedFiles().get(1).bytes()).asString().isEqualTo("Hello");
    }
}
