package dev.polyrun.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Links that whoever has one can fetch until it expires, as storage services sign them. What is wrong with a link is answered with 403; a credential
 * beside the signature with 400, as S3 does.
 */
final class SignedLinks {
    /**
     * What is behind a link.
     *
     * @param now the time by which its links expire
     */
    record Stored(Instant now, Answer answer) {}

    /** What knows the files. */
    interface Storage {
        /** The file; null when it is not there. */
        @Nullable Stored find(String folder, String file);
    }

    private static final String SIGNATURE = "signature";
    private static final String END = "expires";

    private final String secret = UUID.randomUUID().toString();
    private final Supplier<String> rootUrl;
    private final Storage storage;

    SignedLinks(Supplier<String> rootUrl, Storage storage) {
        this.rootUrl = rootUrl;
        this.storage = storage;
    }

    void addRoutes(Router router) {
        router.open("GET", "/storage/{folder}/{file}", this::fetch);
    }

    /** @param end null for a link that works for ever */
    String link(String folder, String file, @Nullable Instant end) {
        HttpUrl.Builder link = HttpUrl.get(rootUrl.get())
                .newBuilder()
                .addPathSegment("storage")
                .addPathSegment(folder)
                .addPathSegment(file)
                .addQueryParameter(SIGNATURE, signature(folder, file, end == null ? null : end.toString()));
        return (end == null ? link : link.addQueryParameter(END, end.toString())).toString();
    }

    private String signature(String folder, String file, @Nullable String end) {
        MessageDigest hash = SimulatedFile.hash();
        hash.update((secret + '\n' + folder + '\n' + file + '\n' + end).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash.digest());
    }

    private Answer fetch(Exchange exchange) {
        SimulatedRequest request = exchange.request();
        if (request.header("Authorization") != null || request.header("Api-Key") != null || request.header("X-API-Key") != null) {
            return refusal(400, "InvalidArgument", "Only one auth mechanism allowed");
        }
        String end = exchange.query(END);
        if (!signature(exchange.path("folder"), exchange.path("file"), end).equals(exchange.query(SIGNATURE))) {
            return refusal(403, "SignatureDoesNotMatch", "The signature is not that of this request");
        }
        Stored stored = storage.find(exchange.path("folder"), exchange.path("file"));
        if (stored == null) {
            return refusal(404, "NoSuchKey", "There is no such file");
        }
        return end != null && !stored.now().isBefore(Instant.parse(end)) ? refusal(403, "AccessDenied", "Request has expired") : stored.answer();
    }

    private static Answer refusal(int status, String code, String message) {
        String xml = "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>";
        return Answer.of(status, "application/xml", xml.getBytes(StandardCharsets.UTF_8));
    }
}
