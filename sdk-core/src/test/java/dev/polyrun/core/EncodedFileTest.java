package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonBody;
import dev.polyrun.core.json.JsonException;
import dev.polyrun.core.json.RawJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedFileTest {
    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static FileSource source(byte[] bytes) {
        return FileSource.of("a.pdf", bytes);
    }

    private static String written(JsonBody body) throws IOException {
        List<Long> lengths = new ArrayList<>();
        body.sources().forEach(source -> lengths.add(source.length()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.writeTo(out, lengths);
        assertThat(body.length(lengths)).isEqualTo(lengths.contains(null) ? -1 : out.size());
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 24_575, 24_576, 24_577, 24_578, 49_152, 100_000})
    void theTextIsTheBase64OfTheBytes(int length) throws IOException {
        byte[] bytes = random(length);
        String expected = Base64.getEncoder().encodeToString(bytes);

        assertThat(EncodedFile.base64(source(bytes)).text()).isEqualTo(expected);
        assertThat(EncodedFile.dataUrl(source(bytes)).text()).isEqualTo("data:application/pdf;base64," + expected);
        assertThat(written(JsonBody.of(Map.of("file", EncodedFile.base64(source(bytes)))))).isEqualTo("{\"file\":\"" + expected + "\"}");
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int count) {
                return super.read(into, offset, Math.min(7, count));
            }
        };
        assertThat(written(JsonBody.of(EncodedFile.base64(FileSource.of("a", slow))))).isEqualTo('"' + expected + '"');
        assertThat(EncodedFile.of(expected).bytes()).isEqualTo(bytes);
        assertThat(EncodedFile.dataUrl(source(bytes)).bytes()).isEqualTo(bytes);
    }

    @Test
    void filesStandAnywhereInABody() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a", EncodedFile.base64(source(new byte[] {1})));
        value.put("b", List.of(EncodedFile.of("as it is\n"), EncodedFile.dataUrl(source(new byte[] {2}).withMediaType("text/csv"))));
        value.put("c", Map.of("d", EncodedFile.base64(FileSource.of("s", new ByteArrayInputStream(new byte[0])))));
        value.put("e", 1);

        assertThat(written(JsonBody.of(value)))
                .isEqualTo("{\"a\":\"AQ==\",\"b\":[\"as it is\\n\",\"data:text/csv;base64,Ag==\"],\"c\":{\"d\":\"\"},\"e\":1}");
    }

    @Test
    void aBodyWithoutSourcesIsBytesFromTheStart() {
        assertThat(JsonBody.of(Map.of("a", EncodedFile.of("b"))).bytes()).asString().isEqualTo("{\"a\":\"b\"}");
        assertThat(JsonBody.of(Map.of("a", EncodedFile.base64(source(new byte[1])))).bytes()).isNull();
    }

    @Test
    void itIsWrittenInSmallPieces() throws IOException {
        List<Integer> pieces = new ArrayList<>();
        EncodedFile.base64(source(new byte[1_000_000])).writeTo(new OutputStream() {
            @Override
            public void write(int b) {
                pieces.add(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                pieces.add(length);
            }
        }, 1_000_000L);

        assertThat(pieces).allSatisfy(piece -> assertThat(piece).isLessThanOrEqualTo(32 * 1024)).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource({"10, 9, only 9", "10, 11, more", "0, 1, more", "24576, 24575, only 24575", "24576, 24577, more", "1, 0, only 0"})
    void aSourceOfAnotherLengthThanItSaidIsRefused(long said, int is, String words) {
        EncodedFile file = EncodedFile.base64(FileSource.of("a.pdf", said, () -> new ByteArrayInputStream(new byte[is])));

        assertThatExceptionOfType(FileSourceException.class).isThrownBy(file::text)
                .withMessage("The file \"a.pdf\" was to have " + said + " bytes, but has " + words);
    }

    @Test
    void aSourceThatThrowsIsNamed() {
        EncodedFile file = EncodedFile.base64(FileSource.of("a.pdf", 1, () -> {
            throw new IOException("gone");
        }));

        assertThatExceptionOfType(FileSourceException.class).isThrownBy(file::text)
                .withMessageContaining("\"a.pdf\"").withMessageContaining("gone").withCauseInstanceOf(IOException.class);
        assertThatExceptionOfType(FileSourceException.class).isThrownBy(file::bytes);
    }

    @ParameterizedTest
    @CsvSource({"AQI=", "AQI", "'AQ\r\nI='", "'data:a/b;base64,AQI='", "'DATA:;charset=x;BASE64,AQI='", "'data:,%01%02'", "'data:;base64,AQ%49%3D'", "'data:text/plain,\u0001%02'"})
    void whatCameIsDecoded(String text) throws IOException {
        assertThat(EncodedFile.of(text).bytes()).containsExactly(1, 2);
        try (InputStream in = EncodedFile.of(text).open()) {
            assertThat(in.readAllBytes()).containsExactly(1, 2);
        }
    }

    @Test
    void bothAlphabetsOfBase64AreKnown() {
        assertThat(EncodedFile.of("+_-/").bytes()).isEqualTo(EncodedFile.of("+/+/").bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "AQI=AQI=", "data:nothing", "data:a/b;base64,?"})
    void whatIsNeitherIsRefusedWithoutAWordOfIt(String text) {
        assertThatIllegalStateException().isThrownBy(() -> EncodedFile.of(text).bytes())
                .withMessage("The text, of " + text.length() + " letters, is neither base64 nor a data: URL; text() has it").withNoCause();
    }

    @Test
    void aDataUrlOfAFileOfNoTypeIsOfBytes() {
        assertThat(EncodedFile.dataUrl(FileSource.of("readme", new byte[] {1, 2})).text()).isEqualTo("data:application/octet-stream;base64,AQI=");
    }

    @Test
    void theBase64OfADataUrlMayBePercentEncoded() {
        assertThat(EncodedFile.of("data:;base64,%41QI%3D").bytes()).containsExactly(1, 2);
    }

    @Test
    void equalityLooksAtTextsButNotIntoSources() {
        FileSource source = source(new byte[1]);

        assertThat(EncodedFile.of("a")).doesNotHaveSameHashCodeAs(EncodedFile.of("b"));
        assertThat(EncodedFile.of("a")).isEqualTo(EncodedFile.of("a")).hasSameHashCodeAs(EncodedFile.of("a")).isNotEqualTo(EncodedFile.of("b"));
        assertThat(EncodedFile.base64(source)).isEqualTo(EncodedFile.base64(source)).hasSameHashCodeAs(EncodedFile.base64(source))
                .isNotEqualTo(EncodedFile.dataUrl(source)).isNotEqualTo(EncodedFile.base64(source(new byte[1])))
                .isNotEqualTo(EncodedFile.of(EncodedFile.base64(source).text()));
    }

    @Test
    void nothingOfTheContentIsInItsText() {
        assertThat(EncodedFile.of("c2VjcmV0")).hasToString("EncodedFile[8 letters]");
        assertThat(EncodedFile.base64(source("secret".getBytes()))).hasToString("EncodedFile[a.pdf]");
    }

    @Test
    void whatAsksForTextReadsTheSource() {
        FileSource once = FileSource.of("a", new ByteArrayInputStream(new byte[] {1}));

        assertThat(Json.write(Arrays.asList(EncodedFile.base64(once), null))).isEqualTo("[\"AQ==\",null]");
        assertThat(once.isSpent()).isTrue();
    }

    @Test
    void aFreeFormValueThatIsKeptTakesTextsOnly() {
        EncodedFile file = EncodedFile.base64(source(new byte[] {1}));

        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> RawJson.of(List.of(file)))
                .withMessageContaining("The file \"a.pdf\"").withMessageContaining("give its text() there");
        assertThat(RawJson.of(List.of(EncodedFile.of("b")))).hasToString("[\"b\"]");
    }

    @ParameterizedTest
    @CsvSource({"'data:text/plain,\u20ac+\u00e9', '\u20ac+\u00e9'", "'data:,%E2%82%AC%c3%a9', '\u20ac\u00e9'", "'data:,100%', 100%", "'data:,%zz%1', %zz%1"})
    void theTextOfADataUrlIsInUtf8AndAPercentSignMayStandForItself(String url, String content) {
        assertThat(EncodedFile.of(url).bytes()).asString(StandardCharsets.UTF_8).isEqualTo(content);
    }
}
