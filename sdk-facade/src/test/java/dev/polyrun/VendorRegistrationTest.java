package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.vendor.AcmeAdapter;
import com.example.vendor.Providers;
import dev.polyrun.core.TimeSource;
import dev.polyrun.testkit.VirtualTime;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vendors that do not come with Polyrun: given to the builder, or found on the class path. */
class VendorRegistrationTest {
    private static final Map<String, String> ACMES_KEY = Map.of("ACME_API_KEY", "key");
    private static final RunRef RUN = AcmeAdapter.ref(1);

    @TempDir
    Path services;

    private final AtomicReference<URLClassLoader> loader = new AtomicReference<>();

    @AfterEach
    void closeTheLoader() throws IOException {
        if (loader.get() != null) {
            loader.get().close();
        }
    }

    /** A builder in a world with these providers on the class path. */
    private PolyrunBuilder withProviders(Class<?>... providers) throws IOException {
        return withProviders(Stream.of(providers).map(Class::getName).collect(Collectors.joining("\n")));
    }

    private PolyrunBuilder withProviders(String lines) throws IOException {
        Path file = services.resolve("META-INF/services/dev.polyrun.VendorProvider");
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines);
        loader.set(new URLClassLoader(new URL[] {services.toUri().toURL()}, getClass().getClassLoader()));
        return new PolyrunBuilder(Vendors.of(loader.get()));
    }

    @Test
    void aVendorGivenToTheBuilderIsUsed() {
        try (Polyrun polyrun = Polyrun.builder().vendor("acme", context -> new AcmeAdapter()).build()) {
            RunRef ref = polyrun.start(WorkflowRef.parse("acme:workflow"), StartRequest.empty());

            assertThat(ref).isEqualTo(RUN);
            assertThat(polyrun.poller(ref).waitForCompletion().requireSucceeded().outputs()).isEqualTo(Map.of("answer", 42));
        }
    }

    @Test
    void aNamedAccountIsAnAdapterOfItsOwn() {
        AcmeAdapter eu = new AcmeAdapter();
        eu.read = ref -> AcmeAdapter.done(new Run(AcmeAdapter.snapshot(ref, RunPhase.CANCELLED), null));
        try (Polyrun polyrun = Polyrun.builder().vendor("acme", context -> new AcmeAdapter()).vendor("acme", "eu", context -> eu).build()) {
            assertThat(polyrun.get(RUN).phase()).isEqualTo(RunPhase.SUCCEEDED);
            assertThat(polyrun.get(RunRef.parse("acme@eu:run-1")).phase()).isEqualTo(RunPhase.CANCELLED);
        }
    }

    @Test
    void anAdapterIsToldTheFacadesTimeAndStartTimeout() {
        TimeSource time = VirtualTime.create();
        AtomicReference<VendorContext> told = new AtomicReference<>();
        PolyrunBuilder builder = Polyrun.builder().vendor("acme", context -> {
            told.set(context);
            return new AcmeAdapter();
        });

        builder.timeSource(time).startTimeout(Duration.ofSeconds(7)).build().close();

        assertThat(told.get().timeSource()).isSameAs(time);
        assertThat(told.get().startTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void anAdapterOfYourOwnMayStandInForAVendorThatComesWithPolyrun() {
        try (Polyrun polyrun = Polyrun.builder().vendor("retab", context -> new AcmeAdapter()).build()) {
            assertThat(polyrun.get(RunRef.of("retab", "run-1")).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
        PolyrunBuilder both = Polyrun.builder().vendor("retab", context -> new AcmeAdapter());
        assertThatThrownBy(() -> both.retab(client -> client.apiKey("k"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "acme inc", "", "1up", "acme@eu"})
    void aNameMustFitIntoReferences(String name) {
        assertThatThrownBy(() -> Polyrun.builder().vendor(name, context -> new AcmeAdapter()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected lower-case letters, digits and hyphens");
    }

    @Test
    void anAccountIsNotAddedTwice() {
        PolyrunBuilder builder = Polyrun.builder().vendor("acme", "eu", context -> new AcmeAdapter());

        assertThatThrownBy(() -> builder.vendor("acme", "eu", context -> new AcmeAdapter()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acme@eu was added twice");
    }

    @Test
    void anUnknownVendorIsAMistakeThatListsStrangersAsWell() {
        try (Polyrun polyrun = Polyrun.builder().vendor("acme", context -> new AcmeAdapter()).build()) {
            assertThatThrownBy(() -> polyrun.get(RunRef.parse("zapier:1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[gumloop, activepieces, retab, noxus, onepin, acme]");
        }
    }

    @Test
    void aReferenceWithoutAnAccountWhereAllHaveNamesIsAMistakeThatNamesThem() {
        try (Polyrun polyrun = Polyrun.builder().vendor("acme", "eu", context -> new AcmeAdapter()).build()) {
            assertThatThrownBy(() -> polyrun.get(RUN)).isInstanceOf(IllegalStateException.class).hasMessageContaining("[acme@eu]");
        }
    }

    @Test
    void aVendorOnTheClassPathIsFoundByItsVariable() throws IOException {
        try (Polyrun polyrun = withProviders(Providers.Acme.class).environment(ACMES_KEY).build()) {
            assertThat(polyrun.get(RUN).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }

    @Test
    void oneWithoutItsVariableSaysWhatToSet() throws IOException {
        try (Polyrun polyrun = withProviders(Providers.Acme.class).environment(Map.of("NOXUS_API_KEY", "k")).build()) {
            assertThatThrownBy(() -> polyrun.get(RUN))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("set ACME_API_KEY and use fromEnv(), or give vendor(\"acme\", …) to the builder");
        }
    }

    @Test
    void withoutAnyVendorTheVariablesOfThoseOnTheClassPathAreNamedToo() throws IOException {
        PolyrunBuilder builder = withProviders(Providers.Acme.class).environment(Map.of());

        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class).hasMessageContaining("ONEPIN_API_KEY, ACME_API_KEY");
    }

    @Test
    void whatIsGivenInCodeWinsOverTheClassPath() throws IOException {
        AcmeAdapter given = new AcmeAdapter();
        given.read = ref -> AcmeAdapter.done(new Run(AcmeAdapter.snapshot(ref, RunPhase.CANCELLED), null));
        try (Polyrun polyrun = withProviders(Providers.Acme.class).vendor("acme", context -> given).environment(ACMES_KEY).build()) {
            assertThat(polyrun.get(RUN).phase()).isEqualTo(RunPhase.CANCELLED);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {
        Providers.Nameless.class, Providers.WithoutVariable.class, Providers.Unmakeable.class, VendorRegistrationTest.class
    })
    void aProviderThatCannotBeUsedIsLeftOutAndTheNextOneIsNot(Class<?> bad) throws IOException {
        try (Polyrun polyrun = withProviders(bad, Providers.Acme.class).environment(ACMES_KEY).build()) {
            assertThat(polyrun.get(RUN).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }

    @Test
    void aProviderThatWasCompiledForANewerJavaIsLeftOutAndTheNextOneIsNot() throws IOException {
        Path file = services.resolve("com/example/vendor/TooNew.class");
        Files.createDirectories(file.getParent());
        Files.write(file, HexFormat.of().parseHex("cafebabe0000ffff000100000000000000000000000000000000"));
        PolyrunBuilder builder = withProviders("com.example.vendor.TooNew\n" + Providers.Acme.class.getName());

        try (Polyrun polyrun = builder.environment(ACMES_KEY).build()) {
            assertThat(polyrun.get(RUN).phase()).isEqualTo(RunPhase.SUCCEEDED);
        }
    }

    @Test
    void aClassLoaderThatFailsIsNotAskedForEver() {
        AtomicInteger asked = new AtomicInteger();
        ClassLoader failing = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                if (asked.incrementAndGet() > 10_000) {
                    throw new AssertionError("asked for ever");
                }
                throw new IOException("the disk is gone");
            }
        };

        assertThat(Vendors.of(failing).names()).contains("retab");
    }

    @Test
    void noProviderTakesTheNameAndTheCredentialOfAVendorThatComesWithPolyrun() throws IOException {
        PolyrunBuilder builder = withProviders(Providers.Impostor.class)
                .environment(Map.of("RETAB_API_KEY", "k", "RETAB_BASE_URL", "nonsense"));
        try (Polyrun polyrun = builder.build()) {
            assertThatThrownBy(() -> polyrun.get(RunRef.of("retab", "run-1")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("RETAB_BASE_URL");
        }
    }

    @Test
    void ofTwoProvidersWithOneNameNeitherGetsTheCredential() throws IOException {
        try (Polyrun polyrun = withProviders(Providers.Acme.class, Providers.OtherAcme.class).environment(ACMES_KEY).build()) {
            assertThatThrownBy(() -> polyrun.get(RUN))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Two vendors on the class path are called acme")
                    .hasMessageContaining(Providers.Acme.class.getName())
                    .hasMessageContaining(Providers.OtherAcme.class.getName());
        }
    }

    @Test
    void twoProvidersWithOneNameAndNoCredentialAreNoAccount() throws IOException {
        PolyrunBuilder builder = withProviders(Providers.Acme.class, Providers.OtherAcme.class).environment(Map.of());

        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class).hasMessageContaining("No vendor is configured");
    }

    @ParameterizedTest
    @ValueSource(classes = {Providers.Unreadable.class, Providers.WithoutAdapter.class, Providers.WithBrokenFactory.class})
    void aProviderThatFailsSaysSoWhenItIsUsedAndKeepsNoOtherFromWorking(Class<?> bad) throws IOException {
        Map<String, String> environment = Map.of("ACME_API_KEY", "k", "RETAB_API_KEY", "k");
        try (Polyrun polyrun = withProviders(bad).environment(environment).vendor("good", context -> new AcmeAdapter()).build()) {
            assertThat(polyrun.get(RunRef.of("good", "run-1")).phase()).isEqualTo(RunPhase.SUCCEEDED);
            assertThat(polyrun.poller(RunRef.of("retab", "run-1"))).isNotNull();
            assertThatThrownBy(() -> polyrun.get(RUN)).isInstanceOf(IllegalStateException.class).hasMessageContaining("acme");
        }
    }

    @Test
    void anAdapterThatCannotBeMadeIsAMistakeAtOnceWhenItIsGivenInCode() {
        for (VendorAdapter.Factory factory : List.<VendorAdapter.Factory>of(context -> null, context -> {
            throw new NullPointerException("settings");
        })) {
            PolyrunBuilder builder = Polyrun.builder().vendor("acme", factory);
            assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class).hasMessageContaining("acme");
        }
    }
}
