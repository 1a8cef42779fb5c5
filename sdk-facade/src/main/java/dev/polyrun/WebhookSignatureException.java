package dev.polyrun;

import dev.polyrun.core.PolyrunException;

/** A request that claims to be a webhook is not shown to be one: answer it with 401, and do nothing that its body asks for. */
public final class WebhookSignatureException extends PolyrunException {
    private static final long serialVersionUID = 1L;

    WebhookSignatureException(String message) {
        super(message, null);
    }
}
