package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The documents that runs of Retab were started with, and their signed addresses. */
final class RetabFiles {
    private static final String CONTENT = "%PDF-1.4 simulated";

    private final RunBook runs;
    private final SignedLinks links;

    RetabFiles(RunBook runs, Supplier<String> rootUrl) {
        this.runs = runs;
        this.links = new SignedLinks(rootUrl, this::find);
    }

    void addRoutes(Router router) {
        links.addRoutes(router);
    }

    /** Every run has a document at the first node, whether it was started with one or not; other nodes have those that it was started with. */
    Map<String, @Nullable Object> signedAddress(SimulatedRun run, String node) {
        Map<String, @Nullable Object> file = object(documentsOf(run).get(node));
        if (file == null && node.equals(RetabDocuments.NODES[0][0])) {
            file = RetabDocuments.file("id");
        }
        if (file == null) {
            throw RetabSimulator.notFound("Document not found");
        }
        String filename = String.valueOf(text(file, "filename"));
        return document("signed_url", links.link(run.id, filename, null), "filename", filename, "mime_type", text(file, "mime_type"));
    }

    /** The files that runs were started with, in the order of the runs. */
    List<SimulatedFile> uploaded() {
        List<SimulatedFile> files = new ArrayList<>();
        for (String id : runs.ids()) {
            SimulatedRun run = runs.find(id);
            if (run != null) {
                files.addAll(uploadedTo(run));
            }
        }
        return files;
    }

    private static List<SimulatedFile> uploadedTo(SimulatedRun run) {
        List<SimulatedFile> files = new ArrayList<>();
        documentsOf(run).values().forEach(value -> {
            SimulatedFile file = file(object(value));
            if (file != null) {
                files.add(file);
            }
        });
        return files;
    }

    private static Map<String, @Nullable Object> documentsOf(SimulatedRun run) {
        Map<String, @Nullable Object> documents = object(run.input.get("documents"));
        return documents == null ? Map.of() : documents;
    }

    /** What a document holds, be it in base64 or in a data URL; null when it holds nothing, or nothing that can be decoded. */
    static @Nullable SimulatedFile file(@Nullable Map<String, @Nullable Object> document) {
        if (document == null) {
            return null;
        }
        String url = text(document, "url");
        String content = url == null ? text(document, "content") : url.startsWith("data:") ? url.substring(url.indexOf(',') + 1) : null;
        return content == null ? null : SimulatedFile.of(String.valueOf(text(document, "filename")), content);
    }

    private SignedLinks.@Nullable Stored find(String runId, String filename) {
        SimulatedRun run = runs.find(runId);
        if (run == null) {
            return null;
        }
        byte[] content = CONTENT.getBytes(StandardCharsets.UTF_8);
        String type = "application/pdf";
        for (Object value : documentsOf(run).values()) {
            Map<String, @Nullable Object> document = object(value);
            SimulatedFile file = file(document);
            if (document != null && file != null && file.name().equals(filename)) {
                content = file.kept();
                type = String.valueOf(text(document, "mime_type"));
            }
        }
        return new SignedLinks.Stored(run.look().script().now(), Answer.of(200, type, content));
    }
}
