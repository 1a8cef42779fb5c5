package dev.polyrun.core;

/** An answer that is neither a success nor an error that the vendor documents, such as a redirect to another host. */
public final class UnexpectedResponseException extends ApiException {
    private static final long serialVersionUID = 1L;

    UnexpectedResponseException(ErrorResponse response, String message) {
        super(response, message);
    }
}
