package dev.polyrun.conformance;

import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.FileSource;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.gumloop.model.UploadFileRequest;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.retab.RetabClient.WireGeneration;
import dev.polyrun.retab.model.Base64Document;
import dev.polyrun.retab.model.CreateRunRequest;
import dev.polyrun.retab.model.CreateWorkflowRunRequest;
import dev.polyrun.retab.model.UrlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** A process with little memory that sends or receives a large file. Prints what it took, and ends with an error when it cannot. */
final class BigFileClient {
    private BigFileClient() {}

    /** @param args what to do, the base URL, the API key, Gumloop's user or Retab's workflow, and a folder, or the number of bytes */
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        long bytes = switch (args[0]) {
            case "gumloop-download" -> download(gumloop(args), args[3], Path.of(args[4]));
            case "gumloop-upload" -> upload(gumloop(args), args[3], Long.parseLong(args[4]));
            case "retab-base64" -> base64(retab(args, WireGeneration.A), args[3], Long.parseLong(args[4]));
            case "retab-data-url" -> dataUrl(retab(args, WireGeneration.C), args[3], Long.parseLong(args[4]));
            default -> throw new IllegalArgumentException(args[0]);
        };
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT, "%s: %d bytes in %.1f s (%.0f MB/s) with a heap of %d MiB%n",
                args[0], bytes, seconds, bytes / 1e6 / seconds, Runtime.getRuntime().maxMemory() >> 20);
    }

    private static GumloopClient gumloop(String... args) {
        return GumloopClient.builder().baseUrl(args[1]).apiKey(args[2]).userId(args[3]).build();
    }

    private static RetabClient retab(String[] args, WireGeneration generation) {
        return RetabClient.builder().baseUrl(args[1]).apiKey(args[2]).wireGeneration(generation).build();
    }

    private static FileSource source(long length) {
        return FileSource.of("big.pdf", new Pattern(length));
    }

    private static long download(GumloopClient client, String user, Path folder) throws IOException {
        DownloadFileRequest request =
                DownloadFileRequest.builder().fileName("big.bin").runId("run1").savedItemId("GumloopSimulatedFlow01").userId(user).build();
        try (Download download = client.files().download(request)) {
            return Files.size(download.saveIn(folder));
        }
    }

    private static long upload(GumloopClient client, String user, long length) {
        client.files().upload(
                UploadFileRequest.builder().fileName("big.pdf").fileContent(EncodedFile.base64(source(length))).userId(user).build());
        return length;
    }

    private static long base64(RetabClient client, String workflow, long length) {
        Base64Document document = Base64Document.builder()
                .filename("big.pdf")
                .content(EncodedFile.base64(source(length)))
                .mimeType("application/pdf")
                .build();
        client.runs().createInWorkflow(workflow, CreateRunRequest.builder().documents(Map.of("start-node-1", document)).build());
        return length;
    }

    private static long dataUrl(RetabClient client, String workflow, long length) {
        UrlDocument document = UrlDocument.builder().filename("big.pdf").url(EncodedFile.dataUrl(source(length))).build();
        client.runs().create(CreateWorkflowRunRequest.builder().workflowId(workflow).documents(Map.of("start-1", document)).build());
        return length;
    }

    /** That many bytes from nowhere; the one at place {@code i} is the lowest of {@code i}, as in the simulators' large files. */
    static final class Pattern extends InputStream {
        private final long length;
        private long at;

        Pattern(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return at == length ? -1 : (int) (at++ & 0xff);
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            int some = (int) Math.min(length - at, count);
            for (int i = 0; i < some; i++) {
                into[offset + i] = (byte) at++;
            }
            return some == 0 && count > 0 ? -1 : some;
        }
    }
}
