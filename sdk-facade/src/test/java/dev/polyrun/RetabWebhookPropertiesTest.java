package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/** Whatever a stranger sends to a webhook, the answer is yes, or one kind of no. */
class RetabWebhookPropertiesTest {
    @Provide
    Arbitrary<String> signatures() {
        Arbitrary<String> hex = Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofMinLength(60).ofMaxLength(68);
        return Arbitraries.oneOf(
                hex, hex.map(digits -> "t=1,v1=" + digits), Arbitraries.strings().ofMaxLength(80), Arbitraries.strings().numeric().ofLength(64));
    }

    private static String signed(String secret, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    @Property
    void onlyTheSignatureOfTheseBytesIsRight(@ForAll("signatures") String signature, @ForAll byte[] body, @ForAll @NotBlank String secret)
            throws GeneralSecurityException {
        RetabWebhook webhook = RetabWebhook.withSecret(secret);
        webhook.verify(signed(secret, body), body);

        assertThatExceptionOfType(WebhookSignatureException.class).isThrownBy(() -> webhook.verify(signature, body));
        assertThatExceptionOfType(WebhookSignatureException.class).isThrownBy(() -> webhook.verify(signed(secret + "x", body), body));
        byte[] longer = Arrays.copyOf(body, body.length + 1);
        assertThatExceptionOfType(WebhookSignatureException.class).isThrownBy(() -> webhook.verify(signed(secret, body), longer));
    }

    /** Texts of the shapes that name a run, with any id, one that is none included. */
    @Provide
    Arbitrary<Object> ids() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(6).map(text -> text), Arbitraries.of("run_1", "../x", "", " ", "half \ud83d", 5L, true));
    }

    @Property
    void anyIdInABodyIsARunOrNone(@ForAll("ids") Object id, @ForAll("ids") Object other, @ForAll boolean typed, @ForAll boolean nested) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", typed ? "workflow.run.completed" : other);
        body.put("data", nested ? Map.of("run", Map.of("id", id)) : Map.of("id", id, "run_id", other));
        body.put("run_id", other);

        RunRef ref = RetabWebhook.runOf(Json.writeBytes(body));

        if (ref != null) {
            assertThat(RunRef.parse(ref.toString())).isEqualTo(ref);
            assertThat(ref.runId()).isIn(id, other);
        } else {
            assertThat(name(other)).isNull();
        }
    }

    private static @Nullable String name(Object id) {
        return id instanceof String text && !text.isBlank() && StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text : null;
    }

    @Property
    void anyBytesNameARunOrNone(@ForAll byte[] body) {
        RunRef ref = RetabWebhook.runOf(body);

        assertThat(ref == null || ref.vendor().equals("retab")).isTrue();
    }
}
