package dev.polyrun.core;

/** The vendor could not make sense of the request (400, or another 4xx without a type of its own). */
public final class BadRequestException extends ApiException {
    private static final long serialVersionUID = 1L;

    BadRequestException(ErrorResponse response, String message) {
        super(response, message);
    }
}
