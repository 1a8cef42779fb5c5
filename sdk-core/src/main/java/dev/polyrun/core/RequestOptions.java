package dev.polyrun.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What differs for one call from what the client was built with. Immutable and thread-safe. */
public final class RequestOptions {
    private static final RequestOptions NONE = builder().build();

    private final @Nullable Duration timeout;
    private final @Nullable Duration idleTimeout;
    private final @Nullable Integer maxRetries;
    private final Map<String, String> headers;
    private final Map<String, String> query;
    private final boolean awaitRateLimit;

    private RequestOptions(Builder builder) {
        this.timeout = builder.timeout;
        this.idleTimeout = builder.idleTimeout;
        this.maxRetries = builder.maxRetries;
        this.headers = Map.copyOf(builder.headers);
        this.query = Map.copyOf(builder.query);
        this.awaitRateLimit = builder.awaitRateLimit;
    }

    /** Nothing differs. */
    public static RequestOptions none() {
        return NONE;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** How long the whole call may take, retries included; null for the client's timeout. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** How long a download or an event stream may be silent; null for the usual. */
    public @Nullable Duration idleTimeout() {
        return idleTimeout;
    }

    /** How often the call is repeated at most; null for the client's policy. */
    public @Nullable Integer maxRetries() {
        return maxRetries;
    }

    /** Headers to add or to replace. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Query parameters to add or to replace. */
    public Map<String, String> query() {
        return query;
    }

    /** Whether a read waits for the client's {@link RateLimiter}. */
    public boolean awaitRateLimit() {
        return awaitRateLimit;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private @Nullable Duration timeout;
        private @Nullable Duration idleTimeout;
        private @Nullable Integer maxRetries;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Map<String, String> query = new LinkedHashMap<>();
        private boolean awaitRateLimit = true;

        private Builder() {}

        /**
         * How long the whole call may take, retries included. For a {@link Download} or an {@link EventStream}, how long until its headers are there;
         * while files are sent, how long nothing may be sent, and then how long until the answer.
         *
         * @throws IllegalArgumentException when it is zero or negative
         */
        public Builder timeout(Duration timeout) {
            this.timeout = positive("timeout", timeout);
            return this;
        }

        /**
         * How long the body of a {@link Download} or an {@link EventStream} may be silent: from one byte to the next. By default the call's timeout for
         * a download, and five minutes for events. For other calls it means nothing.
         *
         * @throws IllegalArgumentException when it is zero or negative
         */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = positive("idleTimeout", idleTimeout);
            return this;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " is " + value + "; expected more than zero");
            }
            return value;
        }

        /**
         * How often the call is repeated at most; 0 for never. A call that is not safe to repeat is never repeated.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder maxRetries(int maxRetries) {
            if (maxRetries < 0) {
                throw new IllegalArgumentException("maxRetries is " + maxRetries + "; expected 0 or more");
            }
            this.maxRetries = maxRetries;
            return this;
        }

        /** Adds or replaces a header. */
        public Builder header(String name, String value) {
            headers.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Adds or replaces a query parameter. */
        public Builder query(String name, String value) {
            query.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Whether a read takes a token of the client's {@link RateLimiter} before each sending, and waits for it. By default true; false is for
         * a caller that has taken one already. What the vendor answers reaches the limiter in either case.
         */
        public Builder awaitRateLimit(boolean awaitRateLimit) {
            this.awaitRateLimit = awaitRateLimit;
            return this;
        }

        public RequestOptions build() {
            return new RequestOptions(this);
        }
    }
}
