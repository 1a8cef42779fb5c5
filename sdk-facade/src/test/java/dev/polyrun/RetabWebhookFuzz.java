package dev.polyrun;

import java.nio.charset.StandardCharsets;

/** Any bytes as a webhook's body, and as its signature: a run or none, and no signature is right. */
public final class RetabWebhookFuzz {
    private static final RetabWebhook WEBHOOK = RetabWebhook.withSecret("whsec_fuzz");

    private RetabWebhookFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        RunRef ref = RetabWebhook.runOf(input);
        if (ref != null && !RunRef.parse(ref.toString()).equals(ref)) {
            throw new AssertionError(ref);
        }
        try {
            WEBHOOK.verify(new String(input, StandardCharsets.UTF_8), input);
        } catch (WebhookSignatureException e) {
            return;
        }
        throw new AssertionError("a signature was guessed");
    }
}
