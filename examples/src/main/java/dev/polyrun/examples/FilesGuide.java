package dev.polyrun.examples;

import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.gumloop.model.UploadFileRequest;
import dev.polyrun.gumloop.model.UploadFilesRequest;
import dev.polyrun.gumloop.model.UploadFilesResponse;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.onepin.model.DownloadUrl;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.model.Base64Document;
import dev.polyrun.retab.model.RunDocument;
import dev.polyrun.retab.model.UrlDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The snippets of docs/files.md, as code that compiles and that a test runs. */
final class FilesGuide {
    private FilesGuide() {}

    static List<FileSource> sources(Path path, byte[] bytes, InputStream stream) {
        FileSource onDisk = FileSource.of(path); // opened anew each time it is sent
        FileSource inMemory = FileSource.of("report.pdf", bytes);
        FileSource once = FileSource.of("report.pdf", stream); // can be read once
        FileSource elsewhere = FileSource.of("report.pdf", bytes.length, () -> streamFromYourStorage(bytes));
        return List.of(onDisk, inMemory, once, elsewhere);
    }

    private static InputStream streamFromYourStorage(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    static void upload(GumloopClient gumloop, Path path) {
        gumloop.files().upload(UploadFileRequest.builder()
                .fileName("report.pdf")
                .fileContent(EncodedFile.base64(FileSource.of(path)))
                .userId(gumloop.userId())
                .build());
    }

    static void uploadMany(GumloopClient gumloop, UploadFilesRequest request) {
        UploadFilesResponse stored = gumloop.files().uploadMany(request);
        if (!Boolean.TRUE.equals(stored.success())) {
            System.out.println("Not stored: " + stored.failedFiles());
        }
    }

    static Base64Document documentOfGenerationA(Path path) {
        FileSource source = FileSource.of(path);
        return Base64Document.builder().filename(source.name()).content(EncodedFile.base64(source)).mimeType("application/pdf").build();
    }

    static UrlDocument documentOfGenerationC(Path path) {
        FileSource source = FileSource.of(path).withMediaType("application/pdf");
        return UrlDocument.builder().filename(source.name()).url(EncodedFile.dataUrl(source)).build();
    }

    static Path download(GumloopClient gumloop, DownloadFileRequest request, Path folder) {
        return gumloop.files().download(request).saveIn(folder); // under the server's name for it, made safe
    }

    static void stream(GumloopClient gumloop, DownloadFileRequest request, OutputStream out) throws IOException {
        try (Download download = gumloop.files().download(request)) {
            download.stream().transferTo(out);
        }
    }

    static void signed(RetabClient retab, OnepinClient onepin, String run, String workflow, String onepinRun, Path folder) {
        RunDocument document = retab.runs().document(run, "start-node-1");
        retab.download(Objects.requireNonNull(document.signedUrl())).execute().saveIn(folder);

        DownloadUrl export = Objects.requireNonNull(onepin.runs().downloadUrl(workflow, onepinRun).data());
        onepin.download(Objects.requireNonNull(export.url())).execute().saveTo(folder.resolve("export.zip"));
    }
}
