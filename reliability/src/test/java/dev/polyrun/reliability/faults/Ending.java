package dev.polyrun.reliability.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.PolyrunException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** How a call ended: with a value, or with an exception of ours. */
record Ending(Object value, PolyrunException failure) {
    static final String TRUE_ANSWER = "the run";
    static final String ANOTHER_ANSWER = "what was sent";

    /** More says less. */
    private static final int LONGEST_MESSAGE = 1000;

    /**
     * Makes the call.
     *
     * @param secret what may stand in no exception
     * @throws AssertionError when it ends with anything that is not defined
     */
    static Ending of(Callable<?> call, String secret) {
        try {
            return new Ending(call.call(), null);
        } catch (ExecutionException e) {
            return of(e.getCause(), secret);
        } catch (Throwable e) {
            return of(e, secret);
        }
    }

    private static Ending of(Throwable thrown, String secret) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        if (!(thrown instanceof PolyrunException failure)) {
            throw new AssertionError("Not one of ours: " + text, thrown);
        }
        assertThat(failure.getClass()).matches(type -> Modifier.isFinal(type.getModifiers()), "is of a type that says what it means");
        assertThat(failure.getMessage()).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE).doesNotMatch("(?s).*\\p{Cntrl}.*");
        assertThat(text.toString()).doesNotContain(secret);
        return new Ending(null, failure);
    }

    /** For the table. */
    String inShort(Vendor vendor, Object truth) {
        if (failure != null) {
            return failure.getClass().getSimpleName().replace("Exception", "");
        }
        return Objects.equals(vendor.lasting(value), vendor.lasting(truth)) ? TRUE_ANSWER : ANOTHER_ANSWER;
    }
}
