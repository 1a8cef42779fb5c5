package dev.polyrun.testkit;

/** Thrown in a route: ends the handling of a request with the vendor's error answer. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    public Refusal(Answer answer) {
        // A refusal is an ordinary answer here, so it needs no stack trace.
        super("refused with " + answer.status(), null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
