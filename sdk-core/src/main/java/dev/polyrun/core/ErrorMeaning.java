package dev.polyrun.core;

/** What an error answer means to the caller. One exception type for each. */
public enum ErrorMeaning {
    BAD_REQUEST,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    UNPROCESSABLE,
    TOO_MANY_REQUESTS,
    /** A run was not started because of those that are active. No status says so by itself. */
    START_REFUSED,
    SERVER_ERROR,
    UNEXPECTED;

    /** What the status alone says. */
    public static ErrorMeaning ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404, 410 -> NOT_FOUND;
            case 409 -> CONFLICT;
            case 422 -> UNPROCESSABLE;
            case 429 -> TOO_MANY_REQUESTS;
            default -> status >= 500 ? SERVER_ERROR : status >= 400 ? BAD_REQUEST : UNEXPECTED;
        };
    }
}
