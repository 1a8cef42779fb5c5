package dev.polyrun;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a webhook comes from Retab, and reads which run it is about:
 *
 * <pre>{@code
 * RetabWebhook webhook = RetabWebhook.withSecret(System.getenv("RETAB_WEBHOOK_SECRET"));
 * // in the handler, with the body's bytes as they came:
 * webhook.verify(request.header(RetabWebhook.SIGNATURE_HEADER), body);
 * }</pre>
 *
 * <p>Supported is the signature of a workflow's End (Webhook) node: the HMAC-SHA256 of the body, in hexadecimal digits. The webhooks of environments
 * are signed otherwise ({@code t=…,v1=…}), and Retab does not document which text that signature is of, so that they are refused here. To follow them
 * as a hint nothing needs to be verified, since {@link Polyrun#hint} believes nobody:
 *
 * <pre>{@code
 * RunRef ref = RetabWebhook.runOf(body);
 * if (ref != null) {
 *     polyrun.hint(ref);
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class RetabWebhook {
    /** The request header that has the signature. */
    public static final String SIGNATURE_HEADER = "X-Retab-Signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final SecretKeySpec secret;

    private RetabWebhook(SecretKeySpec secret) {
        this.secret = secret;
    }

    /**
     * @param secret the webhook secret of Retab's dashboard
     * @throws IllegalArgumentException when it is blank
     */
    public static RetabWebhook withSecret(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("the webhook secret is blank; expected the one of Retab's dashboard");
        }
        return new RetabWebhook(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    }

    /**
     * Returns when the signature is Retab's for exactly these bytes. Takes as long for a wrong signature as for a right one.
     *
     * @param signature the value of {@link #SIGNATURE_HEADER}; null when the request has none
     * @param body the body as it came, before anything parses it
     * @throws WebhookSignatureException when it is not, or is of a kind that cannot be checked
     */
    public void verify(@Nullable String signature, byte[] body) {
        Objects.requireNonNull(body, "body");
        if (signature == null || signature.isBlank()) {
            throw new WebhookSignatureException("the request has no " + SIGNATURE_HEADER + " header");
        }
        String given = signature.strip();
        if (given.startsWith("t=") || given.contains(",v1=")) {
            throw new WebhookSignatureException("the signature is that of an environment's webhook (t=…,v1=…), which cannot be checked: Retab does not "
                    + "document what it is computed of. Take such a request for a hint alone, see Polyrun.hint");
        }
        if (!HEX.matcher(given).matches()) {
            throw new WebhookSignatureException(
                    "the signature has " + given.length() + " characters; expected an HMAC-SHA256 in 64 hexadecimal digits");
        }
        if (!MessageDigest.isEqual(HexFormat.of().parseHex(given), hmac(body))) {
            throw new WebhookSignatureException("the signature does not match the body: either the request is not from Retab, or the secret is "
                    + "another environment's, or the body was changed on the way, as by parsing and writing it again");
        }
    }

    private byte[] hmac(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            // Every Java platform has it.
            throw new IllegalStateException(e);
        }
    }

    /**
     * The run that a body names, for {@link Polyrun#hint}. An End node's body names none unless the workflow itself writes a {@code run_id} into its
     * output; what an environment's event holds is not documented, and read with good will. Trusts nothing and needs no signature.
     *
     * @return null when the body names no run, or is no JSON
     */
    public static @Nullable RunRef runOf(byte[] body) {
        Object event;
        try {
            event = Json.parse(body);
        } catch (JsonException e) {
            return null;
        }
        String id = text(event, "run_id");
        for (String part : new String[] {"data", "json"}) {
            id = id == null ? text(value(event, part), "run_id") : id;
        }
        String type = text(event, "type");
        if (id == null && type != null && type.startsWith("workflow.run.")) {
            Object data = value(event, "data");
            id = text(data, "id") == null ? text(value(data, "run"), "id") : text(data, "id");
        }
        return id == null ? null : RunRef.of("retab", id);
    }

    private static @Nullable Object value(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static @Nullable String text(@Nullable Object object, String name) {
        return value(object, name) instanceof String text && RefText.isId(text) ? text : null;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RetabWebhook[" + SIGNATURE_HEADER + "]";
    }
}
