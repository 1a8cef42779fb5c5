package dev.polyrun.core.json;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of a vendor's named values, open to those that the vendor adds later: an unknown one is kept as its text.
 *
 * <p>Compare with {@code equals} or switch on {@code known()}. Immutable and thread-safe.
 */
public abstract class OpenEnum {
    private final String value;

    protected OpenEnum(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The value as it is on the wire. */
    @JsonValue
    public final String value() {
        return value;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other || other != null && getClass() == other.getClass() && value.equals(((OpenEnum) other).value);
    }

    @Override
    public final int hashCode() {
        return value.hashCode();
    }

    /** The value as it is on the wire. */
    @Override
    public final String toString() {
        return value;
    }
}
