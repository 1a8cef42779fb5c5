package dev.polyrun.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.polyrun.PollSchedule;
import dev.polyrun.Polyrun;
import dev.polyrun.RunRef;
import dev.polyrun.WebhookSignatureException;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class EventsGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "events.md");
    private static final Path SOURCE = Path.of("src/main/java/dev/polyrun/examples/EventsGuide.java");

    private static String withoutIndent(List<String> lines) {
        return lines.stream().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void everyJavaBlockOfTheGuideIsCodeThatCompiles() throws IOException {
        assumeThat(GUIDE).exists();
        String code = withoutIndent(Files.readAllLines(SOURCE));
        String[] blocks = withoutIndent(Files.readAllLines(GUIDE)).split("```java\n");

        assertThat(blocks).hasSize(5);
        for (int i = 1; i < blocks.length; i++) {
            assertThat(code).contains(blocks[i].substring(0, blocks[i].indexOf("```")));
        }
    }

    @Test
    void theSnippetsForNoxusRun() {
        try (NoxusSimulator server = NoxusSimulator.start();
                Polyrun polyrun = EventsGuide.withoutStreams(server.apiKey())) {
            NoxusClient noxus = NoxusClient.builder().baseUrl(server.baseUrl()).apiKey(server.apiKey()).build();
            server.addRun("run-1", RunScript.perRead("completed"));

            EventsGuide.listen(noxus, "run-1", "0-0");

            assertThat(server.requests()).singleElement().satisfies(request -> assertThat(request.queryValue("etag")).isEqualTo("0-0"));
            assertThat(EventsGuide.hint(polyrun, "run-1")).as("nobody waits for it").isFalse();
        }
    }

    @Test
    void aWebhookOfRetabBringsALookAtTheRun() throws GeneralSecurityException, InterruptedException {
        byte[] body = "{\"run_id\":\"run_1\"}".getBytes(UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body));
        try (RetabSimulator server = RetabSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .retab(r -> r.baseUrl(server.baseUrl()).apiKey(server.apiKey()).wireGeneration(RetabClient.WireGeneration.A))
                        .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofHours(1))))
                        .build()) {
            server.addRun("run_1", RunScript.perRead("running"));
            polyrun.poller(RunRef.of("retab", "run_1")).completion();
            server.awaitRequests(1, Duration.ofSeconds(20));

            EventsGuide.onRetabWebhook(polyrun, "secret", signature, body);

            assertThat(server.awaitRequests(2, Duration.ofSeconds(20))).hasSize(2);
            assertThatExceptionOfType(WebhookSignatureException.class)
                    .isThrownBy(() -> EventsGuide.onRetabWebhook(polyrun, "another", signature, body));
        }
    }
}
