package dev.polyrun.onepin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.contract.Sent;
import dev.polyrun.core.Download;
import dev.polyrun.core.ForbiddenException;
import dev.polyrun.onepin.model.DownloadUrl;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is behind the links that runs answer with. */
class OnepinDownloadsTest {
    private static final String RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final VirtualTime time = VirtualTime.create();
    private final OnepinSimulator onepin = OnepinSimulator.start();
    private final String workflow = onepin.workflowId();
    private final OnepinClient client = OnepinClient.builder().baseUrl(onepin.baseUrl()).apiKey(onepin.apiKey()).build();

    @TempDir
    Path folder;

    @BeforeEach
    void plantARun() {
        onepin.addRun(RUN, RunScript.timed(time.clock(), Duration.ofMinutes(1), "completed"));
    }

    @AfterEach
    void close() {
        onepin.close();
    }

    private static List<String> namesIn(Download download) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(download.stream())) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void theExportOfARunIsFetchedFromItsLinkWithoutTheKey() throws IOException {
        DownloadUrl link = client.runs().downloadUrl(workflow, RUN).data();

        try (Download download = client.download(link.url()).execute()) {
            assertThat(download.mediaType()).isEqualTo("application/zip");
            assertThat(namesIn(download)).contains("en-US/line-0.mp3", "ko-KR/line-2.mp3");
        }

        assertThat(Sent.lastTo(onepin).headers()).doesNotContainKey("authorization").doesNotContainKey("x-workspace-id");
    }

    @Test
    void theOutputOfANodeIsFetchedFromItsLink() throws IOException {
        DownloadUrl link = client.runs().nodeDownloadUrl(workflow, RUN, "node3").data();

        try (Download download = client.download(link.url()).execute()) {
            assertThat(namesIn(download)).hasSize(6);
        }
    }

    @Test
    void aPieceOfAudioIsSavedFromItsLink() {
        String card = client.runs().data(workflow, RUN).data().rows().get(0).cards().get(0).id();
        DownloadUrl link = client.runs().audioUrl(workflow, RUN, card.substring("card-".length())).data();

        Path file = folder.resolve(link.filename());
        client.download(link.url()).execute().saveTo(file);

        assertThat(file).content(UTF_8).startsWith("ID3");
    }

    @Test
    void aLinkThatHasExpiredIsATypedErrorThatDoesNotTellTheLink() {
        DownloadUrl link = client.runs().downloadUrl(workflow, RUN).data();
        time.advance(Duration.ofMinutes(15));

        assertThatExceptionOfType(ForbiddenException.class)
                .isThrownBy(() -> client.download(link.url()).execute())
                .satisfies(e -> assertThat(e).hasMessageContaining("403"))
                .satisfies(e -> assertThat(e.toString() + e.response()).doesNotContain("signature").doesNotContain("expires").doesNotContain("export.zip"));
    }

    @Test
    void aLinkWorksUntilItExpires() {
        DownloadUrl link = client.runs().downloadUrl(workflow, RUN).data();
        time.advance(Duration.ofMinutes(15).minusMillis(1));

        client.download(link.url()).execute().saveTo(folder.resolve(link.filename()));

        assertThat(folder.resolve(link.filename())).isNotEmptyFile();
    }

    @Test
    void aNewLinkReplacesOneThatHasExpired() {
        client.runs().downloadUrl(workflow, RUN);
        time.advance(Duration.ofHours(1));

        DownloadUrl link = client.runs().downloadUrl(workflow, RUN).data();

        assertThat(client.download(link.url()).execute().saveIn(folder)).isNotEmptyFile();
    }

    @Test
    void aLinkThatSomebodyChangedIsRefused() {
        DownloadUrl link = client.runs().downloadUrl(workflow, RUN).data();

        assertThatExceptionOfType(ForbiddenException.class)
                .isThrownBy(() -> client.download(link.url().replace("export.zip", "node3.zip")).execute());
    }
}
