package dev.polyrun.core;

/** The request is well-formed, but the vendor rejects a value in it (422); see {@link ErrorResponse#fieldErrors()}. */
public final class UnprocessableException extends ApiException {
    private static final long serialVersionUID = 1L;

    UnprocessableException(ErrorResponse response, String message) {
        super(response, message);
    }
}
