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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects the accounts of a {@link Polyrun}, and how it polls. Each vendor's client is configured through its own builder. Not thread-safe.
 */
public final class PolyrunBuilder {
    private final Map<Accounts.Key, VendorAdapter.Factory> accounts = new LinkedHashMap<>();
    private final Map<Accounts.Key, VendorAdapter.Factory> environmentAccounts = new LinkedHashMap<>();
    private final PollingPolicy.Builder polling = PollingPolicy.builder();
    private @Nullable PollingObserver observer;
    private TimeSource timeSource = TimeSource.system();
    private RandomGenerator random = new SplittableRandom();
    private Duration startTimeout = Duration.ofSeconds(30);
    private boolean checkInputs = true;
    private final Vendors vendors;

    PolyrunBuilder(Vendors vendors) {
        this.vendors = vendors;
    }

    /** Adds Gumloop. */
    public PolyrunBuilder gumloop(Consumer<GumloopClient.Builder> configuration) {
        return inHouse(InHouseVendor.GUMLOOP, null, configuration);
    }

    /** Adds a further account with Gumloop, for references like {@code gumloop@name:…}. */
    public PolyrunBuilder gumloop(String account, Consumer<GumloopClient.Builder> configuration) {
        return inHouse(InHouseVendor.GUMLOOP, account, configuration);
    }

    /** Adds Activepieces. */
    public PolyrunBuilder activepieces(Consumer<ActivepiecesClient.Builder> configuration) {
        return inHouse(InHouseVendor.ACTIVEPIECES, null, configuration);
    }

    /** Adds a further account with Activepieces, for references like {@code activepieces@name:…}. */
    public PolyrunBuilder activepieces(String account, Consumer<ActivepiecesClient.Builder> configuration) {
        return inHouse(InHouseVendor.ACTIVEPIECES, account, configuration);
    }

    /** Adds Retab. */
    public PolyrunBuilder retab(Consumer<RetabClient.Builder> configuration) {
        return inHouse(InHouseVendor.RETAB, null, configuration);
    }

    /** Adds a further account with Retab, for references like {@code retab@name:…}. */
    public PolyrunBuilder retab(String account, Consumer<RetabClient.Builder> configuration) {
        return inHouse(InHouseVendor.RETAB, account, configuration);
    }

    /** Adds Noxus. */
    public PolyrunBuilder noxus(Consumer<NoxusClient.Builder> configuration) {
        return inHouse(InHouseVendor.NOXUS, null, configuration);
    }

    /** Adds a further account with Noxus, for references like {@code noxus@name:…}. */
    public PolyrunBuilder noxus(String account, Consumer<NoxusClient.Builder> configuration) {
        return inHouse(InHouseVendor.NOXUS, account, configuration);
    }

    /** Adds Onepin. */
    public PolyrunBuilder onepin(Consumer<OnepinClient.Builder> configuration) {
        return inHouse(InHouseVendor.ONEPIN, null, configuration);
    }

    /** Adds a further account with Onepin, for references like {@code onepin@name:…}. */
    public PolyrunBuilder onepin(String account, Consumer<OnepinClient.Builder> configuration) {
        return inHouse(InHouseVendor.ONEPIN, account, configuration);
    }

    /**
     * Adds a vendor that does not come with Polyrun, or an adapter of your own in place of one that does.
     *
     * @param vendor the vendor's name in references, such as {@code acme}
     * @param factory makes the adapter, once in each {@link #build()}
     * @throws IllegalArgumentException when the name has other than lower-case letters, digits and hyphens, or was added before
     */
    public PolyrunBuilder vendor(String vendor, VendorAdapter.Factory factory) {
        return stranger(vendor, null, factory);
    }

    /** As {@link #vendor(String, VendorAdapter.Factory)}, for a further account, for references like {@code acme@name:…}. */
    public PolyrunBuilder vendor(String vendor, String account, VendorAdapter.Factory factory) {
        return stranger(vendor, Objects.requireNonNull(account, "account"), factory);
    }

    /**
     * Adds each vendor whose credential is among the variables, unless it was added before. One that lacks another setting says so when it is
     * used. Vendors that do not come with Polyrun are found on the class path, see {@link VendorProvider}.
     */
    public PolyrunBuilder environment(Map<String, String> variables) {
        vendors.fromEnvironment(variables).forEach((vendor, factory) -> environmentAccounts.put(new Accounts.Key(vendor, null), factory));
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
     * How long {@link Polyrun#start} looks for the run where the vendor does not say which it started, as an Activepieces webhook. By default 30
     * seconds.
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
     * Whether {@link Polyrun#start} compares the names of inputs with those that the vendor publishes, and refuses what the workflow does not take
     * before it is sent. By default true. It costs a read of the workflow (two with Retab of today) before the first start of it with inputs, and
     * again when the last was five minutes ago, and before a start is refused. When the vendor does not answer within five seconds, answers with
     * an error, or does not publish inputs for certain, starts go on without. Up to 1000 workflows are remembered.
     */
    public PolyrunBuilder checkInputs(boolean checkInputs) {
        this.checkInputs = checkInputs;
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
        VendorContext context = new VendorContext(engine, startTimeout);
        Map<Accounts.Key, Accounts.Account> built = new LinkedHashMap<>();
        environmentAccounts.forEach((key, factory) -> built.put(key, createOrExplain(factory, context)));
        accounts.forEach((key, factory) -> built.put(key, new Accounts.Account(factory.create(context), null)));
        if (built.isEmpty()) {
            throw new IllegalStateException("No vendor is configured: give one to the builder, such as retab(r -> r.apiKey(…)), or set one of "
                    + String.join(", ", vendors.variables()));
        }
        return new Polyrun(new Accounts(built, vendors), engine, checkInputs ? new InputChecks(timeSource) : null);
    }

    /** A stray variable of one vendor must not keep the others from working. */
    private static Accounts.Account createOrExplain(VendorAdapter.Factory factory, VendorContext context) {
        try {
            return new Accounts.Account(factory.create(context), null);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return new Accounts.Account(null, e.getMessage());
        }
    }

    private <B extends ClientBuilder<B>> PolyrunBuilder inHouse(InHouseVendor<B> vendor, @Nullable String account, Consumer<B> configuration) {
        return account(vendor.vendor(), account, vendor.configured(configuration));
    }

    private PolyrunBuilder stranger(String vendor, @Nullable String account, VendorAdapter.Factory factory) {
        Objects.requireNonNull(factory, "factory");
        return account(RefText.checkName(vendor, "vendor", vendor), account, GuardedAdapter.factory(vendor, factory));
    }

    private PolyrunBuilder account(String vendor, @Nullable String name, VendorAdapter.Factory factory) {
        Accounts.Key key = new Accounts.Key(vendor, name == null ? null : RefText.checkName(name, "account", name));
        if (accounts.put(key, factory) != null) {
            throw new IllegalArgumentException(key + " was added twice; give the second account a name");
        }
        return this;
    }
}
