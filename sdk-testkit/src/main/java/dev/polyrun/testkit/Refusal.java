package dev.polyrun.testkit;

/** Ends the handling of a request with the vendor's error answer. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    Refusal(Answer answer) {
        // A refusal is an ordinary answer here, so it needs no stack trace.
        super("refused with " + answer.status(), null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
