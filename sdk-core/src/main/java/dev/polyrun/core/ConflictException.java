package dev.polyrun.core;

/** The request does not fit the state of what it addresses, such as a run that is already active (409). */
public final class ConflictException extends ApiException {
    private static final long serialVersionUID = 1L;

    ConflictException(ErrorResponse response, String message) {
        super(response, message);
    }
}
