package dev.polyrun.core;

/** The credential may not do this (403). */
public final class ForbiddenException extends ApiException {
    private static final long serialVersionUID = 1L;

    ForbiddenException(ErrorResponse response, String message) {
        super(response, message);
    }
}
