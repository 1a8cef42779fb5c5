package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Download;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are read later, and come packed: storage that keeps a file so says so, whatever was asked for. */
@Timeout(30)
class PackedBodiesTest {
    @TempDir
    Path folder;

    private RawServer server;

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    /** A client of a server that sends this, and says of how many bytes it is the beginning. */
    private AcmeClient to(byte[] sent, int length) {
        server = new RawServer(exchange -> {
            exchange.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + length + "\r\n\r\n");
            exchange.write(sent);
            return sent.length == length;
        });
        return AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl(server.url()).build();
    }

    private AcmeClient to(byte[] packed) {
        return to(packed, packed.length);
    }

    @Test
    void whatIsPackedAlthoughNobodyAskedIsUnpacked() throws Exception {
        try (Download download = to(packed("0123456789")).file("f").execute()) {
            assertThat(download.length()).as("that of the packed bytes is another").isNull();
            assertThat(download.stream().readAllBytes()).asString().isEqualTo("0123456789");
        }
    }

    @Test
    void packedEventsAreReadToo() throws Exception {
        try (EventStream<? extends Map<String, ?>> events = to(packed("data: {\"a\":1}\n\n")).events("r").execute()) {
            assertThat(events.iterator().next().rawData()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void whatIsPackedSinceTheCallerAskedStaysAsItIs() throws Exception {
        byte[] packed = packed("0123456789");
        RequestOptions asking = RequestOptions.builder().header("Accept-Encoding", "gzip").build();

        try (Download download = to(packed).file("f").with(asking).execute()) {
            assertThat(download.length()).isEqualTo(packed.length);
            assertThat(download.stream().readAllBytes()).isEqualTo(packed);
        }
    }

    @Test
    void aPackedBodyThatIsCutIsAnErrorAndNoFile() throws Exception {
        byte[] packed = packed("0123456789");
        Download download = to(Arrays.copyOf(packed, packed.length - 4), packed.length).file("f").execute();

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> download.saveIn(folder));
        assertThat(folder).isEmptyDirectory();
    }
}
