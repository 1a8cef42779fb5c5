package dev.polyrun.gumloop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.gumloop.model.DownloadFilesRequest;
import dev.polyrun.gumloop.model.FileUpload;
import dev.polyrun.gumloop.model.UploadFileRequest;
import dev.polyrun.gumloop.model.UploadFilesRequest;
import dev.polyrun.gumloop.model.UploadFilesResponse;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.SimulatedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GumloopFilesTest {
    private static final String RUN = "B7uiXDngvzFvUWxHRKQFAD";

    private final GumloopSimulator gumloop = GumloopSimulator.start();
    private final GumloopClient client = client(RetryPolicy.defaults());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        gumloop.close();
    }

    private GumloopClient client(RetryPolicy retries) {
        return GumloopClient.builder()
                .baseUrl(gumloop.baseUrl())
                .apiKey(gumloop.apiKey())
                .userId(gumloop.userId())
                .retryPolicy(retries)
                .build();
    }

    private UploadFileRequest upload(FileSource source) {
        return UploadFileRequest.builder()
                .fileName(source.name())
                .fileContent(EncodedFile.base64(source))
                .userId(client.userId())
                .build();
    }

    private UploadFilesRequest uploads(String... names) {
        List<FileUpload> files = Stream.of(names)
                .map(name -> FileUpload.builder().fileName(name).fileContent(EncodedFile.base64(FileSource.of(name, name.getBytes(UTF_8)))).build())
                .toList();
        return UploadFilesRequest.builder().files(files).userId(client.userId()).build();
    }

    private DownloadFileRequest download(String name) {
        return DownloadFileRequest.builder().fileName(name).runId(RUN).savedItemId(gumloop.workflowId()).userId(client.userId()).build();
    }

    @Test
    void anUploadIsAFileInBase64BesideItsName() {
        assertThat(client.files().upload(upload(FileSource.of("note.txt", "Hello, files".getBytes(UTF_8)))).success()).isTrue();

        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("POST /api/v1/upload_file");
        assertThat(sent.headers()).containsEntry("authorization", "Bearer " + gumloop.apiKey()).containsEntry("content-type", "application/json");
        assertThat(sent.json()).isEqualTo(Map.of("file_name", "note.txt", "file_content", "SGVsbG8sIGZpbGVz", "user_id", gumloop.userId()));
    }

    @Test
    void aPathAStreamAndBytesArriveAsTheyAre() throws IOException {
        byte[] content = new byte[100_000];
        new java.util.Random(7).nextBytes(content);
        Path file = Files.write(folder.resolve("on disk.bin"), content);

        client.files().upload(upload(FileSource.of(file)));
        client.files().upload(upload(FileSource.of("streamed.bin", new ByteArrayInputStream(content))));
        client.files().upload(upload(FileSource.of("in memory.bin", content)));

        assertThat(gumloop.uploadedFiles()).extracting(SimulatedFile::name).containsExactly("on disk.bin", "streamed.bin", "in memory.bin");
        assertThat(gumloop.uploadedFiles()).allSatisfy(arrived -> assertThat(arrived.bytes()).isEqualTo(content));
    }

    @Test
    void anUploadWhoseAnswerIsLostIsNotRepeated() {
        gumloop.failNext(Fault.connectionReset().afterHandling());

        assertThatThrownBy(() -> client.files().upload(upload(FileSource.of("note.txt", new byte[3])))).isInstanceOf(OutcomeUnknownException.class);

        assertThat(gumloop.requests()).hasSize(1);
    }

    @Test
    void severalFilesAreStoredInOneCall() {
        UploadFilesResponse stored = client.files().uploadMany(uploads("a.txt", "b.txt"));

        assertThat(Sent.onlyTo(gumloop).line()).isEqualTo("POST /api/v1/upload_files");
        assertThat(stored.success()).isTrue();
        assertThat(stored.uploadedFiles()).containsExactly("a.txt", "b.txt");
        assertThat(stored.failedFiles()).isNull();
    }

    @Test
    void aPartialSuccessNamesTheFilesThatFailed() {
        gumloop.failUploadsOf("b.txt");

        ApiResponse<UploadFilesResponse> answer = client.files().uploadManyCall(uploads("a.txt", "b.txt")).executeForResponse();

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body().success()).isNull();
        assertThat(answer.body().partialSuccess()).isTrue();
        assertThat(answer.body().uploadedFiles()).containsExactly("a.txt");
        assertThat(answer.body().failedFiles()).containsExactly("b.txt");
    }

    @Test
    void whenNoFileCouldBeStoredTheCallFails() {
        gumloop.failUploadsOf("a.txt");

        assertThatThrownBy(() -> client(RetryPolicy.none()).files().uploadMany(uploads("a.txt")))
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("All file uploads failed");
    }

    @Test
    void aDownloadIsAskedForByNameAndRunAndSavedUnderItsName() throws IOException {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));
        gumloop.addFile("Bericht für März.pdf", "%PDF".getBytes(UTF_8));

        Path saved;
        try (Download download = client.files().download(download("Bericht für März.pdf"))) {
            assertThat(download.mediaType()).isEqualTo("application/pdf");
            assertThat(download.length()).isEqualTo(4);
            saved = download.saveIn(folder);
        }

        assertThat(saved).isEqualTo(folder.resolve("Bericht für März.pdf")).hasContent("%PDF");
        Sent sent = Sent.onlyTo(gumloop);
        assertThat(sent.line()).isEqualTo("POST /api/v1/download_file");
        assertThat(sent.headers()).containsEntry("accept", "*/*");
        assertThat(sent.json()).isEqualTo(Map.of(
                "file_name", "Bericht für März.pdf", "run_id", RUN, "saved_item_id", gumloop.workflowId(), "user_id", gumloop.userId()));
    }

    @Test
    void whatWasUploadedCanBeDownloaded() throws IOException {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));
        client.files().upload(upload(FileSource.of("note.txt", "Hello".getBytes(UTF_8))));

        try (Download download = client.files().download(download("note.txt"))) {
            assertThat(download.stream()).hasContent("Hello");
        }
    }

    @Test
    void aDownloadIsRepeatedWhenItsAnswerIsLost() throws IOException {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));
        gumloop.addFile("a.txt", "Hello".getBytes(UTF_8));
        gumloop.failNext(Fault.connectionReset());

        try (Download download = client.files().download(download("a.txt"))) {
            assertThat(download.stream()).hasContent("Hello");
        }

        assertThat(gumloop.requests()).hasSize(2);
    }

    @Test
    void aRefusedDownloadIsATypedError() {
        GumloopClient stranger = GumloopClient.builder().baseUrl(gumloop.baseUrl()).apiKey("wrong").userId(gumloop.userId()).build();

        assertThatThrownBy(() -> stranger.files().download(download("a.txt")))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("Invalid API key");
    }

    @Test
    void severalFilesComeAsOneArchive() throws IOException {
        gumloop.addRun(RUN, RunScript.perRead("DONE"));
        gumloop.addFile("a.txt", "first".getBytes(UTF_8));
        gumloop.addFile("b.txt", new byte[0]);
        gumloop.addLargeFile("c.bin", 300_000);
        DownloadFilesRequest request =
                DownloadFilesRequest.builder().fileNames(List.of("a.txt", "b.txt", "c.bin")).runId(RUN).userId(client.userId()).build();

        Map<String, Integer> lengths = new LinkedHashMap<>();
        try (Download download = client.files().downloadMany(request);
                ZipInputStream zip = new ZipInputStream(download.stream())) {
            assertThat(download.mediaType()).isEqualTo("application/zip");
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                lengths.put(entry.getName(), zip.readAllBytes().length);
            }
        }

        assertThat(lengths).isEqualTo(Map.of("a.txt", 5, "b.txt", 0, "c.bin", 300_000));
        assertThat(Sent.onlyTo(gumloop).line()).isEqualTo("POST /api/v1/download_files");
    }

    @Test
    void aRequestShowsNothingOfItsFile() {
        UploadFileRequest request = upload(FileSource.of("note.txt", "Hello, files".getBytes(UTF_8)));

        assertThat(request.toString()).contains("note.txt").doesNotContain("SGVsbG8").doesNotContain("Hello");
        assertThat(request.toBuilder().fileContent(EncodedFile.of("SGVsbG8sIGZpbGVz")).build().toString()).doesNotContain("SGVsbG8");
    }
}
