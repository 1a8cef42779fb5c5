package dev.polyrun.conformance;

import static dev.polyrun.conformance.Flavour.send;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.polyrun.conformance.Drive.Stage;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.gumloop.model.DownloadFilesRequest;
import dev.polyrun.gumloop.model.FileUpload;
import dev.polyrun.gumloop.model.UploadFileRequest;
import dev.polyrun.gumloop.model.UploadFilesRequest;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.RunScript;
import java.util.List;

/** How the operations on Gumloop's files are called. */
final class GumloopFileDrives {
    private static final EncodedFile CONTENT = EncodedFile.base64(FileSource.of("a.txt", "Hello".getBytes(UTF_8)));

    static final List<Drive<GumloopSimulator, GumloopClient>> OPERATIONS = List.of(
            Drive.of("uploadFile", stage -> stage.client().files().upload(upload(stage.server()).build())),
            Drive.of("uploadFile", "for a project", stage -> stage.client().files().upload(
                    UploadFileRequest.builder().fileName("a.txt").fileContent(CONTENT).projectId(stage.server().projectId()).build())),
            Drive.of("uploadFiles", stage -> stage.client().files().uploadMany(uploads(stage.server(), "a.txt", "b.txt"))),
            Drive.of("uploadFiles", "one of which fails", stage -> {
                stage.server().failUploadsOf("b.txt");
                stage.client().files().uploadMany(uploads(stage.server(), "a.txt", "b.txt"));
            }),
            Drive.of("downloadFile", stage -> {
                addRun(stage);
                stage.client().files().download(download(stage.server()).build()).close();
            }),
            Drive.of("downloadFile", "of a project", stage -> {
                addRun(stage);
                stage.client().files().download(download(stage.server()).projectId(stage.server().projectId()).build()).close();
            }),
            Drive.of("downloadFiles", stage -> {
                addRun(stage);
                stage.client().files().downloadMany(downloads(stage.server()).build()).close();
            }),
            Drive.of("downloadFiles", "with the id of the flow", stage -> {
                addRun(stage);
                stage.client().files().downloadMany(downloads(stage.server()).savedItemId(stage.server().workflowId()).build()).close();
            }));

    static final List<Drive<GumloopSimulator, GumloopClient>> ERRORS = List.of(
            Drive.malformed("uploadFile", 400, stage -> post(stage, "/upload_file")),
            Drive.refused("uploadFile", 401, stage -> wrong(stage).files().upload(upload(stage.server()).build())),
            Drive.refused("uploadFile", 403, stage -> stage.client().files().upload(upload(stage.server()).userId("someone").build())),
            Drive.refused("uploadFile", 500, stage -> {
                stage.server().failUploadsOf("a.txt");
                stage.client().files().upload(upload(stage.server()).build());
            }),
            Drive.malformed("uploadFiles", 400, stage -> post(stage, "/upload_files")),
            Drive.refused("uploadFiles", 500, stage -> {
                stage.server().failUploadsOf("a.txt");
                stage.client().files().uploadMany(uploads(stage.server(), "a.txt"));
            }),
            Drive.malformed("downloadFile", 400, stage -> post(stage, "/download_file")),
            Drive.refused("downloadFile", 400, stage -> stage.client().files().download(download(stage.server()).build())),
            Drive.refused("downloadFile", 401, stage -> wrong(stage).files().download(download(stage.server()).build())),
            Drive.refused("downloadFile", 403, stage -> stage.client().files().download(download(stage.server()).userId("someone").build())),
            Drive.malformed("downloadFiles", 400, stage -> post(stage, "/download_files")),
            Drive.refused("downloadFiles", 403, stage -> stage.client().files().downloadMany(downloads(stage.server()).userId("someone").build())));

    private GumloopFileDrives() {}

    private static UploadFileRequest.Builder upload(GumloopSimulator server) {
        return UploadFileRequest.builder().fileName("a.txt").fileContent(CONTENT).userId(server.userId());
    }

    private static UploadFilesRequest uploads(GumloopSimulator server, String... names) {
        return UploadFilesRequest.builder()
                .files(List.of(names).stream().map(name -> FileUpload.builder().fileName(name).fileContent(CONTENT).build()).toList())
                .userId(server.userId())
                .build();
    }

    private static void addRun(Stage<GumloopSimulator, GumloopClient> stage) {
        stage.server().addRun("run1", RunScript.perRead("DONE"));
        stage.server().addFile("a.pdf", "%PDF".getBytes(UTF_8));
    }

    private static DownloadFileRequest.Builder download(GumloopSimulator server) {
        return DownloadFileRequest.builder().fileName("a.pdf").runId("run1").savedItemId(server.workflowId());
    }

    private static DownloadFilesRequest.Builder downloads(GumloopSimulator server) {
        return DownloadFilesRequest.builder().fileNames(List.of("a.pdf")).runId("run1").userId(server.userId());
    }

    private static GumloopClient wrong(Stage<GumloopSimulator, GumloopClient> stage) {
        return GumloopConformanceTest.client(stage.server(), "wrong", stage.http());
    }

    private static void post(Stage<GumloopSimulator, GumloopClient> stage, String path) throws Exception {
        send(stage, "POST", path, "{}", "Authorization", GumloopConformanceTest.bearer(stage.server()));
    }
}
