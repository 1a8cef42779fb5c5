package dev.polyrun;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.core.TimeSource;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects the accounts of a {@link Polyrun}, and how it polls. Each vendor's client is configured through its own builder. Not thread-safe.
 */
public final class PolyrunBuilder {
    private final Map<Accounts.Key, Accounts.Factory> accounts = new LinkedHashMap<>();
    private final Map<Accounts.Key, Accounts.Factory> environmentAccounts = new LinkedHashMap<>();
    private final PollingPolicy.Builder polling = PollingPolicy.builder();
    private @Nullable PollingObserver observer;
    private TimeSource timeSource = TimeSource.system();
    private RandomGenerator random = new SplittableRandom();
    private Duration startTimeout = Duration.ofSeconds(30);

    PolyrunBuilder() {}

    /** Adds Gumloop. */
    public PolyrunBuilder gumloop(Consumer<GumloopClient.Builder> configuration) {
        return account("gumloop", null, configured(GumloopClient.builder(), configuration, PolyrunBuilder::gumloop));
    }

    /** Adds a further account with Gumloop, for references like {@code gumloop@name:…}. */
    public PolyrunBuilder gumloop(String account, Consumer<GumloopClient.Builder> configuration) {
        return account("gumloop", account, configured(GumloopClient.builder(), configuration, PolyrunBuilder::gumloop));
    }

    /** Adds Activepieces. */
    public PolyrunBuilder activepieces(Consumer<ActivepiecesClient.Builder> configuration) {
        return account("activepieces", null, configured(ActivepiecesClient.builder(), configuration, this::activepieces));
    }

    /** Adds a further account with Activepieces, for references like {@code activepieces@name:…}. */
    public PolyrunBuilder activepieces(String account, Consumer<ActivepiecesClient.Builder> configuration) {
        return account("activepieces", account, configured(ActivepiecesClient.builder(), configuration, this::activepieces));
    }

    /** Adds Retab. */
    public PolyrunBuilder retab(Consumer<RetabClient.Builder> configuration) {
        return account("retab", null, configured(RetabClient.builder(), configuration, PolyrunBuilder::retab));
    }

    /** Adds a further account with Retab, for references like {@code retab@name:…}. */
    public PolyrunBuilder retab(String account, Consumer<RetabClient.Builder> configuration) {
        return account("retab", account, configured(RetabClient.builder(), configuration, PolyrunBuilder::retab));
    }

    /** Adds Noxus. */
    public PolyrunBuilder noxus(Consumer<NoxusClient.Builder> configuration) {
        return account("noxus", null, configured(NoxusClient.builder(), configuration, PolyrunBuilder::noxus));
    }

    /** Adds a further account with Noxus, for references like {@code noxus@name:…}. */
    public PolyrunBuilder noxus(String account, Consumer<NoxusClient.Builder> configuration) {
        return account("noxus", account, configured(NoxusClient.builder(), configuration, PolyrunBuilder::noxus));
    }

    /** Adds Onepin. */
    public PolyrunBuilder onepin(Consumer<OnepinClient.Builder> configuration) {
        return account("onepin", null, configured(OnepinClient.builder(), configuration, PolyrunBuilder::onepin));
    }

    /** Adds a further account with Onepin, for references like {@code onepin@name:…}. */
    public PolyrunBuilder onepin(String account, Consumer<OnepinClient.Builder> configuration) {
        return account("onepin", account, configured(OnepinClient.builder(), configuration, PolyrunBuilder::onepin));
    }

    /**
     * Adds each vendor whose credential is among the variables, unless it was added before. One that lacks another setting says so when it is
     * used.
     */
    public PolyrunBuilder environment(Map<String, String> variables) {
        fromEnvironment("gumloop", GumloopClient.builder(), variables, PolyrunBuilder::gumloop);
        fromEnvironment("activepieces", ActivepiecesClient.builder(), variables, this::activepieces);
        fromEnvironment("retab", RetabClient.builder(), variables, PolyrunBuilder::retab);
        fromEnvironment("noxus", NoxusClient.builder(), variables, PolyrunBuilder::noxus);
        fromEnvironment("onepin", OnepinClient.builder(), variables, PolyrunBuilder::onepin);
        return this;
    }

    /** Sets how runs are polled, such as {@code polling(p -> p.schedule(PollSchedule.fixed(Duration.ofSeconds(2))))}. */
    public PolyrunBuilder polling(Consumer<PollingPolicy.Builder> configuration) {
        configuration.accept(polling);
        return this;
    }

    /** Who is told what polling does. By default only the log, at debug level. */
    public PolyrunBuilder pollingObserver(PollingObserver observer) {
        this.observer = Objects.requireNonNull(observer, "observer");
        return this;
    }

    /** What time it is, for polling as for calls. By default the real one; tests that wait give one that they move themselves. */
    public PolyrunBuilder timeSource(TimeSource timeSource) {
        this.timeSource = Objects.requireNonNull(timeSource, "timeSource");
        return this;
    }

    /** Where the jitter of polls comes from, used by one thread. By default a new source each time; a seeded one makes polling repeatable. */
    public PolyrunBuilder random(RandomGenerator random) {
        this.random = Objects.requireNonNull(random, "random");
        return this;
    }

    /**
     * How long {@link Polyrun#start} looks for the run that an Activepieces webhook started. By default 30 seconds.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public PolyrunBuilder startTimeout(Duration startTimeout) {
        if (startTimeout.isZero() || startTimeout.isNegative()) {
            throw new IllegalArgumentException("startTimeout is " + startTimeout + "; expected more than zero");
        }
        this.startTimeout = startTimeout;
        return this;
    }

    /**
     * The facade.
     *
     * @throws IllegalStateException when there is no vendor, or one of them lacks its credential or a setting
     */
    public Polyrun build() {
        // No thread starts before something is polled. Each facade has a timer of its own, since closing the facade closes it.
        PollingEngine engine = new PollingEngine(timeSource, polling.build(), observer, random);
        Map<Accounts.Key, Accounts.Account> built = new LinkedHashMap<>();
        environmentAccounts.forEach((key, factory) -> built.put(key, createOrExplain(factory, engine)));
        accounts.forEach((key, factory) -> built.put(key, new Accounts.Account(factory.create(engine), null)));
        if (built.isEmpty()) {
            throw new IllegalStateException("No vendor is configured: give one to the builder, such as retab(r -> r.apiKey(…)), or set one of "
                    + "GUMLOOP_API_KEY, ACTIVEPIECES_API_KEY, RETAB_API_KEY, NOXUS_API_KEY, ONEPIN_API_KEY");
        }
        return new Polyrun(new Accounts(built), engine);
    }

    /** A stray variable of one vendor must not keep the others from working. */
    private static Accounts.Account createOrExplain(Accounts.Factory factory, PollingEngine engine) {
        try {
            return new Accounts.Account(factory.create(engine), null);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return new Accounts.Account(null, e.getMessage());
        }
    }

    private PolyrunBuilder account(String vendor, @Nullable String name, Accounts.Factory factory) {
        Accounts.Key key = new Accounts.Key(vendor, name == null ? null : RefText.checkName(name, "account", name));
        if (accounts.put(key, factory) != null) {
            throw new IllegalArgumentException(key + " was added twice; give the second account a name");
        }
        return this;
    }

    private static <B> Accounts.Factory configured(B builder, Consumer<B> configuration, Function<B, Accounts.Factory> factory) {
        configuration.accept(builder);
        return factory.apply(builder);
    }

    private <B extends ClientBuilder<B>> void fromEnvironment(
            String vendor, B builder, Map<String, String> variables, Function<B, Accounts.Factory> factory) {
        Accounts.Key key = new Accounts.Key(vendor, null);
        if (builder.environment(variables).hasCredential()) {
            environmentAccounts.put(key, factory.apply(builder));
        }
    }

    private static Accounts.Factory gumloop(GumloopClient.Builder client) {
        return engine -> new GumloopAdapter(client.timeSource(engine.time()).build());
    }

    private Accounts.Factory activepieces(ActivepiecesClient.Builder client) {
        return engine -> new ActivepiecesAdapter(client.timeSource(engine.time()).build(), engine, startTimeout);
    }

    private static Accounts.Factory retab(RetabClient.Builder client) {
        return engine -> new RetabAdapter(client.timeSource(engine.time()).build());
    }

    private static Accounts.Factory noxus(NoxusClient.Builder client) {
        return engine -> new NoxusAdapter(client.timeSource(engine.time()).build());
    }

    private static Accounts.Factory onepin(OnepinClient.Builder client) {
        return engine -> new OnepinAdapter(client.timeSource(engine.time()).build());
    }
}
