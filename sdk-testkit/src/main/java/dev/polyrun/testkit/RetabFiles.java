package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** The documents that runs of Retab were started with: their signed addresses, and what is there for everybody who knows the signature. */
final class RetabFiles {
    private static final String SIGNATURE = "simulated-signature";
    private static final String CONTENT = "%PDF-1.4 simulated";

    private final Supplier<String> rootUrl;

    RetabFiles(Supplier<String> rootUrl) {
        this.rootUrl = rootUrl;
    }

    void addRoutes(Router router) {
        router.open("GET", "/storage/{runId}/{filename}", RetabFiles::content);
    }

    /** Every run has a document at the first node, whether it was started with one or not; other nodes have those that it was started with. */
    Map<String, @Nullable Object> signedAddress(SimulatedRun run, String node) {
        Map<String, @Nullable Object> given = object(run.input.get("documents"));
        Map<String, @Nullable Object> file = given == null ? null : object(given.get(node));
        if (file == null && node.equals(RetabDocuments.NODES[0][0])) {
            file = RetabDocuments.file("id");
        }
        if (file == null) {
            throw RetabSimulator.notFound("Document not found");
        }
        String filename = String.valueOf(text(file, "filename"));
        HttpUrl address = HttpUrl.get(rootUrl.get())
                .newBuilder()
                .addPathSegment("storage")
                .addPathSegment(run.id)
                .addPathSegment(filename)
                .addQueryParameter("signature", SIGNATURE)
                .build();
        return document("signed_url", address.toString(), "filename", filename, "mime_type", text(file, "mime_type"));
    }

    private static Answer content(Exchange exchange) {
        return SIGNATURE.equals(exchange.query("signature"))
                ? Answer.of(200, "application/pdf", CONTENT.getBytes(StandardCharsets.UTF_8))
                : Answer.empty(403);
    }
}
