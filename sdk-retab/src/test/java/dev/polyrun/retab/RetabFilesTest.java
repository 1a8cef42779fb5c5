package dev.polyrun.retab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.UnprocessableException;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.model.Base64Document;
import dev.polyrun.retab.model.CreateRunRequest;
import dev.polyrun.retab.model.CreateWorkflowRunRequest;
import dev.polyrun.retab.model.RunDocument;
import dev.polyrun.retab.model.UrlDocument;
import dev.polyrun.retab.model.WorkflowRun;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.SimulatedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that runs are started with, and what is behind their signed addresses. */
class RetabFilesTest {
    private static final byte[] CONTENT = "%PDF-1.7 of a test".getBytes(UTF_8);

    @TempDir
    Path folder;

    private static RetabClient client(RetabSimulator retab, WireGeneration generation) {
        return RetabClient.builder().baseUrl(retab.baseUrl()).apiKey(retab.apiKey()).wireGeneration(generation).build();
    }

    @Nested
    class InGenerationA {
        private final RetabSimulator retab = RetabSimulator.generation(Generation.A);
        private final RetabClient client = client(retab, WireGeneration.A);

        @AfterEach
        void close() {
            retab.close();
        }

        private Base64Document document(EncodedFile content) {
            return Base64Document.builder().filename("a.pdf").content(content).mimeType("application/pdf").build();
        }

        private RunDocument started(EncodedFile content) {
            WorkflowRun run = client.runs().createInWorkflow(
                    retab.workflowId(), CreateRunRequest.builder().documents(Map.of("start-2", document(content))).build());
            return client.runs().document(run.id(), "start-2");
        }

        @Test
        void aDocumentIsSentInBase64() throws IOException {
            started(EncodedFile.base64(FileSource.of(Files.write(folder.resolve("on disk.pdf"), CONTENT))));

            assertThat(retab.requests().get(0).body()).contains("\"content\":\"JVBERi0xLjcgb2YgYSB0ZXN0\"");
            assertThat(retab.uploadedFiles()).singleElement().satisfies(file -> {
                assertThat(file.name()).isEqualTo("a.pdf");
                assertThat(file.bytes()).isEqualTo(CONTENT);
            });
        }

        @Test
        void aDocumentIsFetchedFromItsSignedAddressWithoutTheKey() throws IOException {
            RunDocument document = started(EncodedFile.base64(FileSource.of("a.pdf", CONTENT)));

            try (Download download = client.download(document.signedUrl()).execute()) {
                assertThat(download.mediaType()).isEqualTo("application/pdf");
                assertThat(download.stream()).hasBinaryContent(CONTENT);
            }

            assertThat(Sent.lastTo(retab).headers()).doesNotContainKey("api-key").doesNotContainKey("authorization");
        }

        @Test
        void aWrongSignatureIsATypedErrorThatDoesNotTellTheAddress() {
            RunDocument document = started(EncodedFile.base64(FileSource.of("a.pdf", CONTENT)));

            assertThatExceptionOfType(ForbiddenException.class)
                    .isThrownBy(() -> client.download(document.signedUrl().replaceAll("signature=.", "signature=x")).execute())
                    .satisfies(e -> assertThat(e.toString() + e.response()).doesNotContain("signature=").doesNotContain("a.pdf"));
        }

        @Test
        void aSignedAddressIsNotInTheTextOfItsModel() {
            RunDocument document = started(EncodedFile.base64(FileSource.of("a.pdf", CONTENT)));

            assertThat(document).hasToString("RunDocument[filename=a.pdf, mime_type=application/pdf]");
        }

        @Test
        void theContentOfADocumentIsNotInTheTextOfItsModel() {
            assertThat(document(EncodedFile.base64(FileSource.of("a.pdf", CONTENT))))
                    .hasToString("Base64Document[filename=a.pdf, mime_type=application/pdf]");
            assertThat(document(EncodedFile.of("JVBERi0xLjcg"))).hasToString("Base64Document[filename=a.pdf, mime_type=application/pdf]");
        }

        @Test
        void whatIsNotBase64IsRefusedByItsPlace() {
            assertThatExceptionOfType(UnprocessableException.class)
                    .isThrownBy(() -> started(EncodedFile.of("no base64!")))
                    .satisfies(e -> assertThat(e.response().fieldErrors().get(0).field()).isEqualTo("body.documents.start-2.content"));
        }
    }

    @Nested
    class InGenerationC {
        private final RetabSimulator retab = RetabSimulator.generation(Generation.C);
        private final RetabClient client = client(retab, WireGeneration.C);

        @AfterEach
        void close() {
            retab.close();
        }

        private UrlDocument document(EncodedFile url) {
            return UrlDocument.builder().filename("a.pdf").url(url).build();
        }

        private void start(EncodedFile url) {
            client.runs().create(
                    CreateWorkflowRunRequest.builder().workflowId(retab.workflowId()).documents(Map.of("start-1", document(url))).build());
        }

        @Test
        void aStreamIsSentAsADataUrlWithItsMediaType() {
            start(EncodedFile.dataUrl(FileSource.of("a.pdf", new ByteArrayInputStream(CONTENT))));

            assertThat(retab.requests().get(0).body()).contains("\"url\":\"data:application/pdf;base64,JVBERi0xLjcgb2YgYSB0ZXN0\"");
            assertThat(retab.uploadedFiles()).extracting(SimulatedFile::length).containsExactly((long) CONTENT.length);
        }

        @Test
        void anAddressOfTheVendorsStorageIsSentAsItIs() {
            start(EncodedFile.of("https://storage.retab.com/a.pdf?token=s3cret"));

            assertThat(retab.requests().get(0).body()).contains("\"url\":\"https://storage.retab.com/a.pdf?token=s3cret\"");
            assertThat(retab.uploadedFiles()).isEmpty();
        }

        @Test
        void whatIsSentAsAUrlIsNotInTheTextOfItsModel() {
            assertThat(document(EncodedFile.dataUrl(FileSource.of("a.pdf", CONTENT)))).hasToString("UrlDocument[filename=a.pdf]");
            assertThat(document(EncodedFile.of("https://storage.retab.com/a.pdf?token=s3cret"))).hasToString("UrlDocument[filename=a.pdf]");
        }
    }
}
