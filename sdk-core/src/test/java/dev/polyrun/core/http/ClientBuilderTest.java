package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.core.ErrorMeaning;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a builder accepts. Nothing is sent here. */
class ClientBuilderTest {
    private static AcmeClient.Builder builder() {
        return AcmeClient.builder().apiKey(AcmeClient.KEY);
    }

    @Test
    void aMissingCredentialNamesTheWaysToGiveIt() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> AcmeClient.builder().build())
                .withMessage("Acme needs a credential: give apiKey(…) or ACME_API_KEY, or token(…) or ACME_TOKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://api.acme.test", "http://10.0.0.1", "http://127.0.0.1.evil.test", "http://localhost.evil.test", "http://0.0.0.0", "http://[::2]",
        "http://127.0.0.999", "http://127.0.0.1.", "http://2130706433", "http://0x7f000001", "http://0177.0.0.1", "http://127.1", "http://localhost.",
        "http://evillocalhost", "http://[::ffff:10.0.0.1]"
    })
    void unencryptedHttpToAnotherMachineIsRefusedUnlessAllowed(String url) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> builder().baseUrl(url).build())
                .withMessageContaining("use https, or allowInsecureHttp()");
        assertThatCode(() -> builder().baseUrl(url).allowInsecureHttp().build()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "https://api.acme.test", "http://localhost:8080/api", "http://127.0.0.1", "http://127.1.2.3:1", "http://[::1]:80", "http://x.localhost",
        "HTTP://LOCALHOST", "http://[0:0:0:0:0:0:0:1]", "http://127.255.255.254", "http://[::ffff:127.0.0.1]"
    })
    void httpsAndThisMachineAreFine(String url) {
        assertThatCode(() -> builder().baseUrl(url).build()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "https://user:secret@api.acme.test", "https://secret@api.acme.test", "https://api.acme.test?key=secret", "https://api.acme.test#secret",
        "ftp://user:secret@host", "https://user:secret@ho st", "api.acme.test?key=secret", "api.acme.test#secret", "sk-acme-secret-0123456789",
        "http://127.0.0.1:secret@evil.test", "http://secret@evil.test", "http://localhost:secret@evil.test", "https:\\\\secret@evil.test"
    })
    void aBaseUrlWithASecretInItIsRefusedWithoutShowingIt(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().baseUrl(url))
                .withMessageStartingWith("baseUrl")
                .withMessageNotContaining("secret");
    }

    @Test
    void aBaseUrlThatIsNoneIsShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().baseUrl("localhost:8080"))
                .withMessage("baseUrl \"localhost:8080\" is no http or https URL; expected one like https://api.acme.test/v9");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().timeout(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().maxResponseBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().userId(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().token("t").wire("OLDER").build()).withMessageContaining("[OLD, NEW]");
    }

    @Test
    void theEnvironmentFillsWhatWasNotSet() {
        AcmeClient.Builder builder = AcmeClient.builder()
                .userId("mine")
                .environment(Map.of("ACME_API_KEY", "k", "ACME_USER_ID", "theirs", "ACME_WIRE", "OLD", "ACME_BASE_URL", "http://localhost:1"));

        assertThat(builder.hasCredential()).isTrue();
        AcmeClient client = builder.build();
        assertThat(client.transport.setting("userId")).isEqualTo("mine");
        assertThat(client.transport.setting("wire")).isEqualTo("OLD");
        assertThat(client.transport.requests().baseUrl()).hasToString("http://localhost:1/");
    }

    @Test
    void aBadBaseUrlFromTheEnvironmentIsNamedByItsVariableWhenTheClientIsBuilt() {
        AcmeClient.Builder builder = AcmeClient.builder().environment(Map.of("ACME_API_KEY", "k", "ACME_BASE_URL", "localhost"));

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageStartingWith("ACME_BASE_URL \"localhost\" is no http");
    }

    @Test
    void blankVariablesAreNone() {
        assertThat(AcmeClient.builder().environment(Map.of("ACME_API_KEY", " ", "ACME_BASE_URL", "")).hasCredential()).isFalse();
    }

    @Test
    void aCredentialThatWasSetWinsOverTheEnvironment() {
        AcmeClient client = builder().environment(Map.of("ACME_API_KEY", "theirs", "ACME_TOKEN", "theirs")).build();

        assertThat(client.transport.credential().value()).isEqualTo(AcmeClient.KEY);
        assertThat(client.transport.credential()).hasToString("Credential[apiKey]");
    }

    @Test
    void whatAClientNeedsIsTakenFromItsProfileInTheOrderGiven() {
        ClientProfile profile = new ClientProfile("Acme", "1", "https://api.acme.test", "ACME")
                .credential("apiKey", "ACME_API_KEY", "X-Api-Key", "", Map.of())
                .setting("userId", "ACME_USER_ID")
                .variants("wire", "ACME_WIRE", "NEW")
                .variant("NEW", "Authorization", "Bearer ")
                .errorCode(400, "GONE", ErrorMeaning.NOT_FOUND)
                .complete();

        assertThat(profile.credentials()).containsOnlyKeys("apiKey");
        assertThat(profile.settings()).containsExactly(Map.entry("userId", "ACME_USER_ID"), Map.entry("wire", "ACME_WIRE"));
        assertThat(profile.variants()).containsOnlyKeys(profile.defaultVariant());
        assertThat(profile.meaningOf(400, "GONE")).isEqualTo(ErrorMeaning.NOT_FOUND);
        assertThat(profile.meaningOf(400, null)).isEqualTo(ErrorMeaning.BAD_REQUEST);
    }

    @Test
    void clientsShareOnePoolUnlessGivenTheirOwn() {
        assertThat(HttpClients.derive(null)).isSameAs(HttpClients.derive(null));
    }
}
