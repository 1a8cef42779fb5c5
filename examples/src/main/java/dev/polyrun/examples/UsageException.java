package dev.polyrun.examples;

/** The program was asked for something that it cannot do. The message is one line for the user. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
