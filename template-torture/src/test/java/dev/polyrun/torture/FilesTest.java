package dev.polyrun.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.torture.model.Files;
import dev.polyrun.torture.model.ModelDownload;
import dev.polyrun.torture.model.ModelEncodedFile;
import dev.polyrun.torture.model.ModelEventStream;
import dev.polyrun.torture.model.NamedFile;
import dev.polyrun.torture.model.Nullables;
import dev.polyrun.torture.model.One;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Files within JSON, answers that are bytes or events, and nulls, as the templates make them")
class FilesTest {
    private final MockWebServer server = new MockWebServer();
    private TortureClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        client = TortureClient.builder().apiKey("secret").baseUrl(server.url("/v1").toString()).build();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static EncodedFile file(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return EncodedFile.base64(FileSource.of("a.pdf", new ByteArrayInputStream(content)));
    }

    private void answer(String type, String body) {
        server.enqueue(new MockResponse.Builder().addHeader("Content-Type", type).body(body).build());
    }

    private static String text(Download download) throws IOException {
        try (download) {
            return new String(download.stream().readAllBytes());
        }
    }

    @Test
    @DisplayName("Files in properties, lists, maps and nested models are sent from where they are, and the answer is bytes")
    void filesAreSent() throws Exception {
        answer("application/zip", "PK");
        Files files = Files.builder()
                .content(file(1))
                .url(EncodedFile.dataUrl(FileSource.of("a.pdf", new byte[] {2})))
                .contentOrNull(null)
                .contents(List.of(file(3), EncodedFile.of("as it is")))
                .contentsOrNull(Arrays.asList(null, file(4)))
                .urlsByName(Map.of("u", EncodedFile.of("data:,u")))
                .named(Map.of("n", NamedFile.builder().name("n").content(file(5)).build()))
                .build();

        assertThat(text(client.untold().answerZip(files))).isEqualTo("PK");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getBody().utf8()).isEqualTo("{\"content\":\"AQ==\",\"url\":\"data:application/pdf;base64,Ag==\","
                + "\"contents\":[\"Aw==\",\"as it is\"],\"contentsOrNull\":[null,\"BA==\"],\"urlsByName\":{\"u\":\"data:,u\"},"
                + "\"named\":{\"n\":{\"name\":\"n\",\"content\":\"BQ==\"}},\"contentOrNull\":null}");
        assertThat(request.getHeaders().get("Transfer-Encoding")).as("streamed").isEqualTo("chunked");
    }

    @Test
    @DisplayName("A model with files is built, compared and printed without reading them")
    void sourcesAreLeftAlone() {
        FileSource source = FileSource.of("a.pdf", new ByteArrayInputStream(new byte[] {1}));
        NamedFile model = NamedFile.builder().name("n").content(EncodedFile.base64(source)).build();

        assertThat(model.toBuilder().build()).isEqualTo(model).hasSameHashCodeAs(model).hasToString("NamedFile[name=n]");
        assertThat(source.isSpent()).isFalse();
        assertThat(model.toMap()).isEqualTo(Map.of("name", "n", "content", "AQ=="));
        assertThat(source.isSpent()).isTrue();
    }

    @Test
    @DisplayName("A file that came is its text, and decodes; one of another type is kept aside")
    void filesAreRead() {
        Files files = Files.fromJson("{\"content\":\"AQI=\",\"url\":\"data:text/plain,x\",\"byName\":{\"a\":\"Aw==\"},\"ofAlias\":\"data:,y\",\"optional\":7}");

        assertThat(files.content().bytes()).containsExactly(1, 2);
        assertThat(files.url().bytes()).asString().isEqualTo("x");
        assertThat(files.byName().get("a").text()).isEqualTo("Aw==");
        assertThat(files.ofAlias()).isEqualTo(EncodedFile.of("data:,y"));
        assertThat(files.optional()).isNull();
        assertThat(files.additionalProperties()).isEqualTo(Map.of("optional", 7L));
        assertThat(files.toBuilder().build()).isEqualTo(files);
    }

    @Test
    @DisplayName("Bytes come under any media type, with parameters, blocking or not, and errors are errors")
    void bytesAreAnswered() throws Exception {
        answer("image/png", "png");
        assertThat(text(client.untold().answerAnyBytes("a", new Untold.AnswerAnyBytesParams().part("1")))).isEqualTo("png");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/answer/answerAnyBytes/a?part=1");
        answer("application/octet-stream", "bytes");
        assertThat(text(client.untold().answerBinaryAsync().join())).isEqualTo("bytes");
        answer("application/pdf", "%PDF");
        assertThat(text(client.untold().answerBytesCall().executeForResponse().body())).isEqualTo("%PDF");
        server.enqueue(new MockResponse.Builder().code(404).body("{\"message\":\"gone\"}").build());
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> client.untold().answerAnyBytes("a")).withMessageEndingWith("gone");
    }

    @Test
    @DisplayName("A URL is fetched from the client, without its credential")
    void urlsAreFetched() throws Exception {
        answer("text/plain", "bytes");
        String url = server.url("/elsewhere?sig=1").toString();

        assertThat(text(client.download(url).execute())).isEqualTo("bytes");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/elsewhere?sig=1");
        assertThat(request.getHeaders().get("X-Key")).isNull();
    }

    @Test
    @DisplayName("Events are read as their model, with parameters, or as free-form values")
    void eventsAreAnswered() throws InterruptedException {
        answer("text/event-stream", "data: {\"id\":\"1\"}\n\ndata: {\"id\":\"2\"}\n\n");
        List<String> ids = new ArrayList<>();
        try (EventStream<One> events = client.untold().answerEvents("a", new Untold.AnswerEventsParams().etag("7"))) {
            for (Event<One> event : events) {
                ids.add(event.data().id());
            }
        }
        assertThat(ids).containsExactly("1", "2");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/answer/answerEvents/a?etag=7");
        answer("text/event-stream", "data: {\"a\":1}\n\n");
        try (EventStream<Object> events = client.untold().answerFreeEvents()) {
            assertThat(events.iterator().next().data()).isEqualTo(Map.of("a", 1L));
        }
    }

    @Test
    @DisplayName("Schemas called like the classes for files and events become models of other names")
    void names() {
        ModelDownload model = ModelDownload.builder()
                .eventStream(ModelEventStream.builder().encodedFile(ModelEncodedFile.builder().content(EncodedFile.of("AQ==")).build()).build())
                .build();
        assertThat(model.toJson()).isEqualTo("{\"eventStream\":{\"encodedFile\":{\"content\":\"AQ==\"}}}");
    }

    @Test
    @DisplayName("A property that is set to null is sent as null, one that is not set is not sent, and a rebuilt object keeps the difference")
    void nulls() {
        Nullables some = Nullables.fromJson("{\"text\":null,\"number\":1}").toBuilder().date(null).map(null).model(null).colour(null).free(null).build();
        assertThat(some.toJson()).isEqualTo("{\"number\":1,\"text\":null,\"date\":null,\"map\":null,\"model\":null,\"colour\":null,\"free\":null}");

        Nullables rebuilt = some.toBuilder().number(null).text("a").build();
        assertThat(rebuilt.toJson())
                .isEqualTo("{\"text\":\"a\",\"date\":null,\"map\":null,\"model\":null,\"colour\":null,\"free\":null,\"number\":null}");
        assertThat(Nullables.fromMap(rebuilt.toMap())).isEqualTo(rebuilt);
        assertThat(One.builder().build().toJson()).isEqualTo("{}");
    }
}
