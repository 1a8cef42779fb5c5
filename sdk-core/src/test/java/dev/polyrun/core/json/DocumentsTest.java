package dev.polyrun.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole documents: their encodings, and those that are none. */
class DocumentsTest {
    private static final String DOCUMENT = "{\"name\":\"é 日本 😀\",\"input\":{\"😀\":\"\\ud83d\\ude00\"},\"unknown\":[\"ü😀\"],\"total\":7}";

    @Test
    void textBeyondTheBasicPlaneIsKeptWhereverItStands() {
        Sample sample = Sample.fromJson(DOCUMENT);

        assertThat(sample.name()).isEqualTo("é 日本 😀");
        assertThat(sample.input()).isEqualTo(Map.of("😀", "😀"));
        assertThat(sample.additionalProperties()).containsExactly(Map.entry("unknown", List.of("ü😀")));
        assertThat(Json.parse(sample.toJson())).isEqualTo(Json.parse(DOCUMENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void everyUnicodeEncodingIsReadWithAndWithoutByteOrderMark(String charset) {
        Sample expected = Sample.fromJson(DOCUMENT);

        assertThat(Sample.fromJson(DOCUMENT.getBytes(Charset.forName(charset)))).isEqualTo(expected);
        Sample marked = Sample.fromJson(("\uFEFF" + DOCUMENT).getBytes(Charset.forName(charset)));
        assertThat(marked).isEqualTo(expected);
        assertThat(marked.toJson()).isEqualTo(expected.toJson());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void aSingleDigitIsADocumentInEveryEncoding(String charset) {
        assertThat(JsonReader.<Object>readWhole("7".getBytes(Charset.forName(charset)), JsonReader::any)).isEqualTo(7L);
    }

    @Test
    void modelsWithinModelsAreReadHoweverDeepTheyAre() {
        String json = "{\"before\":1,\"inner\":".repeat(100) + "null" + ",\"after\":[2]}".repeat(100);

        assertThat(JsonReader.readWhole(json.getBytes(UTF_8), DocumentsTest::modelsWithProperties)).isEqualTo(100);
    }

    /** How many there are within each other, if each has what it came with. */
    private static int modelsWithProperties(JsonReader in) {
        if (!in.beginObject()) {
            return 0;
        }
        int inner = 0;
        while (in.nextProperty()) {
            if (in.name().equals("inner")) {
                inner = modelsWithProperties(in);
            } else {
                in.keep();
            }
        }
        Map<String, Object> own = in.endObject().asMap();
        assertThat(own).containsEntry("before", 1L).containsEntry("after", List.of(2L));
        return inner + 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "\uFEFF", "{", "{\"name\":\"n\"", "{\"name\":\"n\"}}", "{} {}", "{}x", "{\"name\":nul}", "{'name':1}", "{\"count\":01}",
        "{\"count\":NaN}", "{\"parts\":[{\"id\":\"a\"}", "{\"unknown\":[1,2", "<html></html>", "not json", "{\"name\":\"a\nb\"}"
    })
    void whatIsNotExactlyOneJsonValueIsRefused(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Sample.fromJson(text));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"text\"", "17"})
    void aDocumentThatIsNoObjectIsNoModel(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Sample.fromJson(text)).withMessage("Expected a JSON object");
    }

    @Test
    void anEmptyObjectIsAModelWithoutValues() {
        Sample sample = Sample.fromJson(" {\n} ");

        assertThat(sample.propertyValues()).containsOnlyNulls();
        assertThat(sample.additionalProperties()).isEmpty();
        assertThat(sample.toJson()).isEqualTo("{}");
        assertThat(sample).hasToString("Sample[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":sk_secret_key}", "{\"sk_secret_key\" 5}", "{\"a\":\"sk_secret_key", "sk_secret_key", "[\"sk_secret_key\\q\"]"})
    void anErrorGivesThePlaceButNoTextOfTheDocument(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Sample.fromJson(text)).satisfies(e -> {
            assertThat(e).hasMessageContaining("line 1").hasNoCause();
            assertThat(e.getMessage()).doesNotContain("secret", "sk_");
        });
    }

    @Test
    void invalidUtf8IsRefusedAsNotJson() {
        byte[] document = "{\"name\":\"?\"}".getBytes(UTF_8);
        document[9] = (byte) 0xFF;

        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Sample.fromJson(document));
    }

    @Test
    void deepNestingWithinReasonIsKept() {
        String deep = "[".repeat(400) + "{\"a\":1}" + "]".repeat(400);
        String json = "{\"anything\":" + deep + ",\"unknown\":" + deep + "}";
        Sample sample = Sample.fromJson(json);

        assertThat(sample.toJson()).isEqualTo(json);
        assertThat(sample).isEqualTo(Sample.fromJson(json.replace("[{", "[ {")));
    }

    @Test
    void nestingBeyondReasonIsRefusedInsteadOfOverflowingTheStack() {
        String deep = "[".repeat(100_000);

        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(deep)).withMessageContaining("nested");
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Sample.fromJson("{\"unknown\":" + deep));
    }

    @Test
    @Tag("big")
    void aTextOfManyMegabytesIsReadWhereverItStands() {
        String text = "x".repeat(101_000_000);

        assertThat(Sample.fromJson("{\"name\":\"" + text + "\"}").name()).hasSize(text.length());
        assertThat(Sample.fromJson("{\"anything\":\"" + text + "\"}").anything()).asString().hasSize(text.length());
    }

    @Test
    @Tag("big")
    void aNumberToTheLetterInADeepDocumentDoesNotCopyItAsOftenAsItIsDeep() {
        byte[] deep = ("[".repeat(450) + "\"" + "x".repeat(20_000_000) + "\",1E2" + "]".repeat(450)).getBytes(UTF_8);

        // Nine gigabytes, if each list within another were kept on its own.
        assertThat(allocatedBy(() -> Json.parse(deep))).isLessThan(1_000_000_000);
    }

    private static long allocatedBy(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
