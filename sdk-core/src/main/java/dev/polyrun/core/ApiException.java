package dev.polyrun.core;

/**
 * The vendor answered with an error. The subclasses say what it means, decided by the status and by the vendor's own code;
 * {@link #response()} has everything that came.
 */
public abstract sealed class ApiException extends PolyrunException
        permits BadRequestException,
                UnauthorizedException,
                ForbiddenException,
                NotFoundException,
                ConflictException,
                UnprocessableException,
                TooManyRequestsException,
                StartRefusedException,
                ServerErrorException,
                UnexpectedResponseException {
    private static final long serialVersionUID = 1L;

    // Exceptions are serialisable by inheritance only; nobody should send one anywhere.
    private final transient ErrorResponse response;

    ApiException(ErrorResponse response, String message) {
        super(message, null);
        this.response = response;
    }

    /** The answer as it came, and what could be read from it. */
    public final ErrorResponse response() {
        return response;
    }

    /** The HTTP status. */
    public final int status() {
        return response.status();
    }

    /** The exception for an answer, by what it means. */
    public static ApiException of(ErrorMeaning meaning, ErrorResponse response, String message) {
        return switch (meaning) {
            case BAD_REQUEST -> new BadRequestException(response, message);
            case UNAUTHORIZED -> new UnauthorizedException(response, message);
            case FORBIDDEN -> new ForbiddenException(response, message);
            case NOT_FOUND -> new NotFoundException(response, message);
            case CONFLICT -> new ConflictException(response, message);
            case UNPROCESSABLE -> new UnprocessableException(response, message);
            case START_REFUSED -> new StartRefusedException(response, message);
            case TOO_MANY_REQUESTS -> new TooManyRequestsException(response, message);
            case SERVER_ERROR -> new ServerErrorException(response, message);
            case UNEXPECTED -> new UnexpectedResponseException(response, message);
        };
    }
}
