package dev.polyrun.core;

/** The vendor's server failed (5xx). */
public final class ServerErrorException extends ApiException {
    private static final long serialVersionUID = 1L;

    ServerErrorException(ErrorResponse response, String message) {
        super(response, message);
    }
}
