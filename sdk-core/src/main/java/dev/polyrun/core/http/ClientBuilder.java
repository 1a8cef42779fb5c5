package dev.polyrun.core.http;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of all clients share. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class ClientBuilder<B extends ClientBuilder<B>> {
    /** A text with a user, a query or a fragment may hold a password or a key, and a long run of letters may be a key that was given in its place. */
    private static final String MAY_BE_SECRET = "[@?#]|[\\w-]{20}";

    /** 127.0.0.999 is no address but a name, and who knows whose. */
    private static final String LOOPBACK = "127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}";

    private final ClientProfile profile;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable String baseUrl;
    private String baseUrlSource = "baseUrl";
    private ClientProfile.@Nullable CredentialKind credentialKind;
    private @Nullable Supplier<String> credential;
    private @Nullable OkHttpClient okHttpClient;
    private Duration timeout = Duration.ofSeconds(60);
    private RetryPolicy retryPolicy = RetryPolicy.defaults();
    private long maxResponseBytes = 256L << 20;
    private boolean allowInsecureHttp;
    private @Nullable RateLimiter rateLimiter;
    private TimeSource timeSource = TimeSource.system();

    protected ClientBuilder(ClientProfile profile) {
        this.profile = profile;
    }

    /**
     * The server to talk to, with the path that its API stands under; by default the vendor's own.
     *
     * @throws IllegalArgumentException when it is no http or https URL, or carries a user, query or fragment
     */
    public final B baseUrl(String baseUrl) {
        checkedUrl(baseUrl, "baseUrl");
        this.baseUrl = baseUrl;
        this.baseUrlSource = "baseUrl";
        return self();
    }

    /**
     * How long a call may take, retries included; see {@link dev.polyrun.core.RequestOptions.Builder#timeout} for what is streamed. By default a minute.
     *
     * @throws IllegalArgumentException when it is zero or negative
     */
    public final B timeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is " + timeout + "; expected more than zero");
        }
        this.timeout = timeout;
        return self();
    }

    /** How calls that are safe to repeat are repeated. By default {@link RetryPolicy#defaults()}. */
    public final B retryPolicy(RetryPolicy retryPolicy) {
        this.retryPolicy = Objects.requireNonNull(retryPolicy, "retryPolicy");
        return self();
    }

    /**
     * How fast the client's reads follow each other: before each sending, repetitions too, they wait for a token, which counts against
     * {@link #timeout}. Clients that share a credential should share one. Writes never wait. By default {@link RateLimiter#adaptive()}, for this
     * client alone.
     */
    public final B rateLimiter(RateLimiter rateLimiter) {
        this.rateLimiter = Objects.requireNonNull(rateLimiter, "rateLimiter");
        return self();
    }

    /** Where the client has its time from. By default it is the real one; a test gives one that it moves itself. */
    public final B timeSource(TimeSource timeSource) {
        this.timeSource = Objects.requireNonNull(timeSource, "timeSource");
        return self();
    }

    /**
     * The HTTP client to send with, for a proxy, TLS settings or interceptors of your own. Its connection pool and dispatcher are used as they
     * are, and its connect, read and write timeouts hold besides {@link #timeout}, but for calls that send files or answer downloads or events, which
     * have a time of their own; redirects and retries stay with Polyrun, so that they are as
     * safe as without it. By default all clients share one.
     */
    public final B okHttpClient(OkHttpClient okHttpClient) {
        this.okHttpClient = Objects.requireNonNull(okHttpClient, "okHttpClient");
        return self();
    }

    /**
     * The longest body that is read, in bytes; a longer one ends the call. For a stream of events it is the longest event; a
     * {@link dev.polyrun.core.Download}, which is never in memory as a whole, has no limit. By default 256 MiB.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public final B maxResponseBytes(long maxResponseBytes) {
        if (maxResponseBytes <= 0) {
            throw new IllegalArgumentException("maxResponseBytes is " + maxResponseBytes + "; expected more than 0");
        }
        this.maxResponseBytes = maxResponseBytes;
        return self();
    }

    /** Allows {@code http://} to hosts other than this machine, for downloads by URL, too. The credential then travels unencrypted. */
    public final B allowInsecureHttp() {
        this.allowInsecureHttp = true;
        return self();
    }

    /**
     * Takes the base URL, the credential and the settings from variables, such as {@link System#getenv()}, as far as they are there and were
     * not set before.
     */
    public final B environment(Map<String, String> variables) {
        if (baseUrl == null && isGiven(variables.get(profile.baseUrlEnvironment()))) {
            // Checked when the client is built, so that the other clients of a facade can be.
            baseUrl = variables.get(profile.baseUrlEnvironment());
            baseUrlSource = profile.baseUrlEnvironment();
        }
        for (ClientProfile.CredentialKind kind : profile.credentials().values()) {
            String value = variables.get(kind.environment());
            if (credential == null && isGiven(value)) {
                credential(kind.name(), value);
            }
        }
        profile.settings().forEach((setting, variable) -> {
            if (isGiven(variables.get(variable))) {
                settings.putIfAbsent(setting, variables.get(variable));
            }
        });
        return self();
    }

    /** Whether a credential was given. */
    public final boolean hasCredential() {
        return credential != null;
    }

    /**
     * @throws NullPointerException when the value is null
     */
    protected final B credential(String name, String value) {
        Objects.requireNonNull(value, name);
        return credential(name, () -> value);
    }

    protected final B credential(String name, Supplier<String> value) {
        Objects.requireNonNull(value, name);
        credentialKind = profile.credentials().get(name);
        credential = value;
        return self();
    }

    protected final B setting(String name, String value) {
        if (Objects.requireNonNull(value, name).isBlank()) {
            throw new IllegalArgumentException(name + " is blank; leave it out, or give its value");
        }
        settings.put(name, value);
        return self();
    }

    /**
     * @throws IllegalStateException when there is no credential, or it would travel unencrypted without permission
     * @throws IllegalArgumentException when the base URL from the environment is none
     */
    protected final Transport transport() {
        HttpUrl url = checkedUrl(baseUrl == null ? profile.baseUrl() : baseUrl, baseUrlSource);
        if (!url.isHttps() && !allowInsecureHttp && !isLoopback(url.host())) {
            throw new IllegalStateException(baseUrlSource + " " + url + " would send the credential unencrypted; use https, or allowInsecureHttp()");
        }
        return new Transport(
                profile,
                url,
                credential(),
                Map.copyOf(settings),
                HttpClients.derive(okHttpClient),
                timeout,
                retryPolicy,
                maxResponseBytes,
                allowInsecureHttp,
                rateLimiter == null ? RateLimiter.adaptive() : rateLimiter,
                timeSource);
    }

    private Credential credential() {
        if (credential == null || credentialKind == null) {
            String ways = profile.credentials().values().stream()
                    .map(kind -> kind.name() + "(…) or " + kind.environment())
                    .collect(Collectors.joining(", or "));
            throw new IllegalStateException(profile.vendor() + " needs a credential: give " + ways);
        }
        Map<String, String> companions = new LinkedHashMap<>();
        for (Map.Entry<String, String> companion : credentialKind.companions().entrySet()) {
            String value = settings.get(companion.getValue());
            if (value != null) {
                companions.put(companion.getKey(), value);
            }
        }
        String header = credentialKind.header();
        ClientProfile.Variant variant =
                header == null ? chosenVariant() : new ClientProfile.Variant(header, credentialKind.prefix());
        return new Credential(profile, credentialKind, variant, Map.copyOf(companions), credential);
    }

    private ClientProfile.Variant chosenVariant() {
        String name = settings.computeIfAbsent(
                Objects.requireNonNull(profile.variantSetting()), setting -> Objects.requireNonNull(profile.defaultVariant()));
        ClientProfile.Variant variant = profile.variants().get(name);
        if (variant == null) {
            throw new IllegalArgumentException(profile.variantSetting() + " (" + profile.settings().get(profile.variantSetting()) + ") is \"" + name + "\"; expected one of " + profile.variants().keySet());
        }
        return variant;
    }

    private HttpUrl checkedUrl(String text, String source) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            String shown = Pattern.compile(MAY_BE_SECRET).matcher(text).find() ? "" : " \"" + text + "\"";
            throw new IllegalArgumentException(source + shown + " is no http or https URL; expected one like " + profile.baseUrl());
        }
        if (!url.username().isEmpty() || !url.password().isEmpty() || url.query() != null || url.fragment() != null) {
            throw new IllegalArgumentException(source + " for host " + url.host()
                    + " carries a user, query or fragment; expected only scheme, host, port and path, like " + profile.baseUrl());
        }
        return url;
    }

    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost") || name.equals("::1") || name.startsWith("127.") && name.matches(LOOPBACK);
    }

    private static boolean isGiven(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }
}
