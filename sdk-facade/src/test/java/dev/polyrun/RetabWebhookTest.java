package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures made by {@code printf '%s' BODY | openssl dgst -sha256 -hmac SECRET}. */
class RetabWebhookTest {
    private static final String BODY = "{\"document\":null,\"json\":{\"invoice_number\":\"INV-2024-001\",\"total\":1250.00,\"note\":\"Grüße\"}}";
    private static final String SIGNATURE = "f7f35f413c8b22ec6f556b2dd354aa72f2f4e5625a8898018c65022af57d6ec4";
    private static final String SECRET = "whsec_test_1";

    private final RetabWebhook webhook = RetabWebhook.withSecret(SECRET);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertRefused(String signature, String body, String why) {
        assertThatThrownBy(() -> webhook.verify(signature, bytes(body)))
                .isInstanceOf(WebhookSignatureException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining(SIGNATURE);
    }

    @Test
    void aSignatureThatOpensslMadeIsRight() {
        assertThatCode(() -> webhook.verify(SIGNATURE, bytes(BODY))).doesNotThrowAnyException();
        assertThatCode(() -> webhook.verify(" " + SIGNATURE.toUpperCase(Locale.ROOT) + " ", bytes(BODY))).doesNotThrowAnyException();
        webhook.verify("613eef55b8183675b83b016f30e001e09d5dc7950381cc5c54091d561bfdfff5", new byte[0]);
    }

    @Test
    void aSecretMayHaveAnyCharacters() {
        RetabWebhook other = RetabWebhook.withSecret("schlüssel");

        assertThatCode(() -> other.verify("c661fc47919c927fb6740d6bd23655c80d779d348406e27a324c3ed0f4de4c30", bytes(BODY)))
                .doesNotThrowAnyException();
    }

    @Test
    void aBodyThatWasChangedIsRefused() {
        assertRefused(SIGNATURE, BODY.replace("1250.00", "1250.0"), "does not match the body");
        assertRefused(SIGNATURE, BODY + "\n", "does not match the body");
    }

    @Test
    void aSignatureOfAnotherSecretIsRefused() {
        assertRefused("c661fc47919c927fb6740d6bd23655c80d779d348406e27a324c3ed0f4de4c30", BODY, "the secret is another environment's");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void aRequestWithoutASignatureIsRefused(String signature) {
        assertRefused(signature, BODY, "no X-Retab-Signature header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f7f3", "sha256=f7f35f413c8b22ec6f556b2dd354aa72f2f4e5625a8898018c65022af57d6ec4", "zz"})
    void whatIsNoHmacIsRefused(String signature) {
        assertRefused(signature, BODY, "expected an HMAC-SHA256 in 64 hexadecimal digits");
    }

    @Test
    void theSignatureOfAnEnvironmentsWebhookIsRefusedSinceNobodySaysWhatItSigns() {
        assertRefused("t=1715000000,v1=" + SIGNATURE, BODY, "cannot be checked");
    }

    @Test
    void theSecretIsNeverShown() {
        assertThat(webhook).hasToString("RetabWebhook[X-Retab-Signature]");
        assertThat(webhook.toString()).doesNotContain(SECRET);
        assertThatThrownBy(() -> RetabWebhook.withSecret(" ")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("blank");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"id\":\"evt_1\",\"type\":\"workflow.run.completed\",\"data\":{\"id\":\"run_1\"}} | run_1",
        "{\"id\":\"evt_1\",\"type\":\"workflow.run.completed\",\"data\":{\"run_id\":\"run_2\",\"id\":\"x\"}} | run_2",
        "{\"id\":\"evt_1\",\"type\":\"workflow.run.failed\",\"data\":{\"run\":{\"id\":\"run_3\"}}} | run_3",
        "{\"document\":null,\"json\":{\"run_id\":\"run_4\"}} | run_4",
        "{\"run_id\":\"run_5\"} | run_5",
    })
    void theRunIsReadFromTheBody(String body, String runId) {
        assertThat(RetabWebhook.runOf(bytes(body))).isEqualTo(RunRef.of("retab", runId));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "no JSON", "null", "[]", "5", "{\"document\":null,\"json\":{\"id\":\"run_1\"}}", "{\"type\":\"workflow.run.completed\",\"data\":{ }}",
        "{\"type\":\"file.created\",\"data\":{\"id\":\"file_1\"}}", "{\"run_id\":\" \"}", "{\"run_id\":5}",
        "{\"run_id\":\"half a pair: \\ud83d\"}"
    })
    void aBodyThatNamesNoRunNamesNone(String body) {
        assertThat(RetabWebhook.runOf(bytes(body))).isNull();
    }
}
