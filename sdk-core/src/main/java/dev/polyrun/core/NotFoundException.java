package dev.polyrun.core;

/** What was asked for does not exist, or not for this credential (404, 410). */
public final class NotFoundException extends ApiException {
    private static final long serialVersionUID = 1L;

    NotFoundException(ErrorResponse response, String message) {
        super(response, message);
    }
}
