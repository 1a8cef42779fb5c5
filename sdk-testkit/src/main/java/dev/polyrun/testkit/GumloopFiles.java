package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.net.URLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The files of Gumloop: sent by clients or planted, and fetched by the name of a run and their own. Guarded by the simulator's lock. */
final class GumloopFiles {
    private final RunBook runs;
    private final Map<String, SimulatedFile> uploaded = new LinkedHashMap<>();
    private final Map<String, Supplier<AnswerStream>> contents = new LinkedHashMap<>();
    private final Set<String> failing = new LinkedHashSet<>();

    GumloopFiles(RunBook runs) {
        this.runs = runs;
    }

    void addRoutes(Router router, String basePath) {
        router.on("POST", basePath + "/upload_file", this::upload)
                .on("POST", basePath + "/upload_files", this::uploadMany)
                .on("POST", basePath + "/download_file", this::download)
                .on("POST", basePath + "/download_files", this::downloadMany);
    }

    void plant(String name, Supplier<AnswerStream> content) {
        contents.put(name, content);
    }

    void failUploadsOf(String name) {
        failing.add(name);
    }

    List<SimulatedFile> uploaded() {
        return List.copyOf(uploaded.values());
    }

    private Answer upload(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        SimulatedFile file = file(body);
        GumloopSimulator.checkOwner(body);
        if (!stored(file)) {
            throw new Refusal(GumloopSimulator.error(500, "File upload failed"));
        }
        return Answer.ok(document("success", true, "file_name", file.name()));
    }

    private Answer uploadMany(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        if (!(body.get("files") instanceof List<?> list) || list.isEmpty()) {
            throw missing("files");
        }
        List<SimulatedFile> files = new ArrayList<>();
        for (Object each : list) {
            Map<String, @Nullable Object> file = object(each);
            files.add(file(file == null ? Map.of() : file));
        }
        GumloopSimulator.checkOwner(body);
        List<String> stored = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        files.forEach(file -> (stored(file) ? stored : failed).add(file.name()));
        if (stored.isEmpty()) {
            throw new Refusal(GumloopSimulator.error(500, "All file uploads failed"));
        }
        return failed.isEmpty()
                ? Answer.ok(document("success", true, "uploaded_files", stored))
                : Answer.json(207, document("partial_success", true, "uploaded_files", stored, "failed_files", failed));
    }

    private boolean stored(SimulatedFile file) {
        if (failing.contains(file.name())) {
            return false;
        }
        uploaded.put(file.name(), file);
        contents.put(file.name(), () -> AnswerStream.of(file.kept()));
        return true;
    }

    private static SimulatedFile file(Map<String, @Nullable Object> upload) {
        String name = text(upload, "file_name");
        String content = text(upload, "file_content");
        SimulatedFile file = name == null || content == null ? null : SimulatedFile.of(name, content);
        if (file == null) {
            throw new Refusal(GumloopSimulator.error(400, "file_name and file_content in base64 are required"));
        }
        return file;
    }

    private Answer download(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        String name = text(body, "file_name");
        if (name == null) {
            throw missing("file_name");
        }
        if (text(body, "saved_item_id") == null) {
            throw missing("saved_item_id");
        }
        // The page calls user and project optional here.
        if (body.containsKey("user_id") || body.containsKey("project_id")) {
            GumloopSimulator.checkOwner(body);
        }
        checkRun(body);
        String type = URLConnection.guessContentTypeFromName(name);
        return attachment(name, type == null ? "application/octet-stream" : type, content(name));
    }

    private Answer downloadMany(Exchange exchange) {
        Map<String, @Nullable Object> body = body(exchange);
        if (!(body.get("file_names") instanceof List<?> names) || names.isEmpty()) {
            throw missing("file_names");
        }
        GumloopSimulator.checkOwner(body);
        checkRun(body);
        Map<String, AnswerStream> files = new LinkedHashMap<>();
        names.forEach(name -> files.put(String.valueOf(name), content(String.valueOf(name))));
        return attachment("files.zip", "application/zip", new ZipStream(files));
    }

    private static Answer attachment(String name, String type, AnswerStream content) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return Answer.of(200, type, content).with("Content-Disposition", "attachment; filename*=UTF-8''" + encoded);
    }

    /** Only 400 and 500 are documented for what is not there, and 500 would ask to be repeated. */
    private AnswerStream content(String name) {
        Supplier<AnswerStream> content = contents.get(name);
        if (content == null) {
            throw new Refusal(GumloopSimulator.error(400, "File not found"));
        }
        return content.get();
    }

    private void checkRun(Map<String, @Nullable Object> body) {
        String id = text(body, "run_id");
        SimulatedRun run = id == null ? null : runs.find(id);
        String flow = text(body, "saved_item_id");
        if (run == null || flow != null && !flow.equals(run.workflowId)) {
            throw new Refusal(GumloopSimulator.error(400, id == null ? "run_id is required" : "Flow run not found"));
        }
    }

    private static Map<String, @Nullable Object> body(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        return body == null ? Map.of() : body;
    }

    private static Refusal missing(String property) {
        return new Refusal(GumloopSimulator.error(400, property + " is required"));
    }
}
