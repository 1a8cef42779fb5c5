package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.Wire.Reply;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedLinksTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final VirtualTime time = VirtualTime.create();
    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final Wire anybody = Wire.of(onepin);
    private String path = "";

    @BeforeEach
    void askForALink() throws IOException {
        onepin.addRun(RUN, RunScript.timed(time.clock(), Duration.ofMinutes(1), "completed"));
        Wire owner = Wire.of(onepin, "Authorization", "Bearer " + onepin.apiKey());
        String link = owner.get("/api/v1/workflows/" + onepin.workflowId() + "/runs/" + RUN + "/download").text("data", "url");
        path = link.substring(onepin.baseUrl().length());
    }

    @AfterEach
    void close() {
        onepin.close();
    }

    @Test
    void aLinkNeedsNoKey() throws IOException {
        Reply reply = anybody.get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("Content-Type")).isEqualTo("application/zip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Api-Key", "X-API-Key"})
    void aCredentialBesideTheSignatureIs400(String header) throws IOException {
        assertThat(Wire.of(onepin, header, "Bearer " + onepin.apiKey()).get(path).status()).isEqualTo(400);
    }

    @Test
    void aChangedLinkIs403() throws IOException {
        assertThat(anybody.get(path.replace("export.zip", "node3.zip")).status()).isEqualTo(403);
        assertThat(anybody.get(path.replaceAll("expires=.*", "expires=2999-01-01T00:00:00Z")).status()).isEqualTo(403);
        assertThat(anybody.get(path.replaceAll("&expires=.*", "")).status()).isEqualTo(403);
        assertThat(anybody.get(path.replaceAll("\\?.*", "")).status()).isEqualTo(403);
    }

    @Test
    void aLinkThatHasExpiredIs403() throws IOException {
        time.advance(Duration.ofMinutes(15));

        Reply reply = anybody.get(path);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("expired");
    }

    @Test
    void aLinkOfAnUploadWorksAsWell() throws IOException {
        Wire owner = Wire.of(onepin, "Authorization", "Bearer " + onepin.apiKey());
        Reply uploads = owner.get("/api/v1/workflows/" + onepin.workflowId() + "/uploads");

        Reply upload = anybody.get(uploads.text("data", 0, "download_url").substring(onepin.baseUrl().length()));

        assertThat(upload.body()).hasSize(Integer.parseInt(uploads.text("data", 0, "size_bytes")));
    }
}
