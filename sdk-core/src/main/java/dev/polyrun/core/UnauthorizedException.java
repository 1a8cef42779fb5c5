package dev.polyrun.core;

/** The vendor does not accept the credential (401). */
public final class UnauthorizedException extends ApiException {
    private static final long serialVersionUID = 1L;

    UnauthorizedException(ErrorResponse response, String message) {
        super(response, message);
    }
}
