package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken out of texts. */
class SecretsTest {
    private static final String KEY = "sk/Live+0123456789=";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "you sent sk/Live+0123456789= twice: sk/Live+0123456789= | you sent *** twice: ***",
        "in lower case, sk/live+0123456789=. | in lower case, ***.",
        "in a URL, sk%2FLive%2B0123456789%3D. | in a URL, ***.",
        "in JSON, sk\\/Live+0123456789=. | in JSON, ***.",
        "without its end, sk/Live+01… | without its end, ***…",
        "without its beginning, 0123456789=. | without its beginning, ***.",
        "its middle, ve+01234567, too | its middle, ***, too",
        "with \u0130 before, sk/Live+0123456789=. | with \u0130 before, ***.",
        "less than half, sk/Live, is left | less than half, sk/Live, is left",
        "nothing | nothing",
    })
    void theCredentialIsCrossedOutInWhateverForm(String text, String masked) {
        assertThat(new Secrets().add(KEY).apply(text)).isEqualTo(masked);
    }

    @Test
    void everyHalfOfItIsFound() {
        Secrets secrets = new Secrets().add(KEY);
        for (int start = 0; start + 10 <= KEY.length(); start++) {
            for (int end = start + 10; end <= KEY.length(); end++) {
                assertThat(secrets.apply("<" + KEY.substring(start, end) + ">")).isEqualTo("<***>");
            }
        }
    }

    @Test
    void theShortestCredentialIsTakenOutAsAWhole() {
        assertThat(new Secrets().add("ab").apply("a b ab")).isEqualTo("a b ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "bytes=0-499", "start-000001", "short"})
    void whatIsNoSecretStays(String value) {
        Request request = new Request.Builder()
                .url("https://acme.test/")
                .header("Accept", "application/json")
                .header("Range", "bytes=0-499")
                .header("Idempotency-Key", "start-000001")
                .header("X-Mode", "short")
                .build();

        assertThat(new Secrets().addHeaders(request, List.of("idempotency-key")).areIn(value)).isFalse();
    }

    @Test
    void headersOfTheCallerAndOfHisProxyAreSecretsButForTheirScheme() {
        Request request = new Request.Builder()
                .url("https://acme.test/")
                .header("X-Trace", "trace-4711-0815")
                .header("Proxy-Authorization", "Basic dXNlcjp3b3Jk")
                .build();

        assertThat(new Secrets().addHeaders(request, List.of()).apply("trace-4711-0815, Basic dXNlcjp3b3Jk, my dXNlcjp3b3Jk"))
                .isEqualTo("***, Basic ***, my ***");
    }

    @Test
    void theQueryOfASignedUrlIsOneAsAWholeAndInItsParts() {
        Request request = new Request.Builder().url("https://storage.test/a?X-Signature=abc%2Fdef%3D%3D&X-Expires=60").build();

        assertThat(new Secrets().addQuery(request).apply("X-Signature=abc%2Fdef%3D%3D&X-Expires=60 abc/def== abc%2Fdef%3D%3D 60"))
                .isEqualTo("*** *** *** 60");
    }

    @Test
    void theyAreInNoTextOfTheirOwn() {
        assertThat(new Secrets().add(KEY)).hasToString("Secrets");
    }
}
