package dev.polyrun.core.json;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One of a vendor's known numbers, open to those that the vendor adds later: what {@link OpenEnum} is for texts.
 *
 * <p>Compare with {@code equals}, which takes 1 and 1.0 for the same, or switch on {@code known()}. Immutable and thread-safe.
 */
public abstract class OpenNumber {
    private final BigDecimal value;

    protected OpenNumber(Number value) {
        this.value = new BigDecimal(value.toString());
    }

    /** The one among constants that has a value; null when none has. */
    protected static <T extends OpenNumber> @Nullable T known(BigDecimal value, T[] constants) {
        for (T constant : constants) {
            if (constant.value().compareTo(value) == 0) {
                return constant;
            }
        }
        return null;
    }

    /** The value as it is on the wire. */
    @JsonValue
    public final BigDecimal value() {
        return value;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other || other != null && getClass() == other.getClass() && value.compareTo(((OpenNumber) other).value) == 0;
    }

    @Override
    public final int hashCode() {
        return Double.hashCode(value.doubleValue() + 0.0);
    }

    /** The value as it is on the wire. */
    @Override
    public final String toString() {
        return value.toString();
    }
}
