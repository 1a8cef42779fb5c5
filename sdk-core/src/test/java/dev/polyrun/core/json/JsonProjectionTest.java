package dev.polyrun.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a few properties of a document as if the others were not there. */
class JsonProjectionTest {
    private static final String RUN = """
            {"id": "r", "lifecycle": {"status": "error", "message": "no", "details": {"at": 100, "trace": "long"}},
             "steps": [{"status": "done", "output": {"status": "deep"}}, {"output": []}, null, 5, [{"status": "x", "output": 1}]],
             "status": [1, {"status": 2}], "outputs": {"id": "other", "steps": [{}]}}""";

    private static @Nullable Object only(String document, String... paths) {
        return JsonProjection.of(paths).read(document.getBytes(UTF_8), JsonReader::any);
    }

    private static String written(String document, String... paths) {
        return Json.write(only(document, paths));
    }

    @Test
    void aPropertyComesWithAllThatItHolds() {
        assertThat(written(RUN, "lifecycle")).isEqualTo(
                "{\"lifecycle\":{\"status\":\"error\",\"message\":\"no\",\"details\":{\"at\":100,\"trace\":\"long\"}}}");
        assertThat(written(RUN, "status", "id")).isEqualTo("{\"id\":\"r\",\"status\":[1,{\"status\":2}]}");
    }

    @Test
    void aPathLeadsIntoObjects() {
        assertThat(written(RUN, "lifecycle.details.at", "lifecycle.status"))
                .isEqualTo("{\"lifecycle\":{\"status\":\"error\",\"details\":{\"at\":100}}}");
    }

    @Test
    void aPathLeadsThroughListsWhichKeepTheirLength() {
        assertThat(written(RUN, "steps.status"))
                .isEqualTo("{\"steps\":[{\"status\":\"done\"},{},null,5,[{\"status\":\"x\"}]]}");
    }

    @Test
    void whatIsNotThereIsNotThere() {
        assertThat(written(RUN, "nothing", "lifecycle.nothing", "id.nothing")).isEqualTo("{\"id\":\"r\",\"lifecycle\":{}}");
        assertThat(written("{}", "id")).isEqualTo("{}");
        assertThat(written("{\"steps\":[ ]}", "steps.id")).isEqualTo("{\"steps\":[]}");
    }

    @Test
    void aProjectionOfOneFitsEachOfAList() {
        JsonProjection page = JsonProjection.of("id").within("data");

        Object read = page.read("{\"data\":[{\"id\":1,\"x\":2},{\"id\":3}],\"next\":null}".getBytes(UTF_8), JsonReader::any);

        assertThat(Json.write(read)).isEqualTo("{\"data\":[{\"id\":1},{\"id\":3}]}");
    }

    @Test
    void aNameIsKnownHoweverItIsWritten() {
        assertThat(written("{\"\\u0069d\":1, \"é\\\"\":2, \"\\u00e9\\\"\":3}", "id", "é\"")).isEqualTo("{\"id\":1,\"é\\\"\":3}");
    }

    @Test
    void valuesStayAsTheyAreWritten() {
        Part part = JsonProjection.of("size", "id").read("{\"id\": 1.50, \"x\": 1, \"size\": 1e2}".getBytes(UTF_8), Part::read);

        assertThat(part).isNotNull();
        assertThat(part.size()).isEqualTo(100);
        assertThat(part.toJson()).isEqualTo("{\"id\":1.50,\"size\":1e2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[1, {\"id\": 2}]", "\"text\"", "17", " -1.5e3 ", "true"})
    void aDocumentThatIsNoObjectIsReadAsItIs(String document) {
        Part whole = JsonReader.readWhole(document.getBytes(UTF_8), Part::read);

        assertThat(JsonProjection.of("id").read(document.getBytes(UTF_8), Part::read)).isEqualTo(whole).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "\uFEFF", "{", "{\"id\":1", "{\"id\":1}}", "{} {}", "{}x", "{\"x\":nul}", "{'x':1}", "{\"x\":01}", "[1 2]", "17 18",
        "{\"x\":NaN}", "{\"steps\":[{\"id\":1}", "{\"x\":[1,2", "{\"x\":{]}", "<html></html>", "not json", "{\"x\":\"a\nb\"}"
    })
    void whatIsNotJsonIsRefusedAlsoWhereItIsLeftOut(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> only(text, "id", "steps.id"));
    }

    @Test
    void anErrorDoesNotQuoteTheDocument() {
        Throwable error = catchThrowable(() -> only("{\"x\": secret}", "id"));

        assertThat(error).isInstanceOf(JsonException.class).hasNoCause();
        assertThat(error.getMessage()).doesNotContain("secret").contains("line 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void everyUnicodeEncodingIsReadWithAndWithoutByteOrderMark(String charset) {
        for (String mark : List.of("", "\uFEFF")) {
            byte[] document = (mark + "{\"x\":\"ü\",\"id\":\"é😀\",\"y\":[]}").getBytes(Charset.forName(charset));

            assertThat(JsonProjection.of("id").read(document, JsonReader::any)).isEqualTo(Map.of("id", "é😀"));
        }
    }

    @Test
    void aDeepDocumentIsGoneOver() {
        String deep = "{\"x\":" + "[".repeat(400) + "]".repeat(400) + ",\"id\":1}";

        assertThat(only(deep, "id")).isEqualTo(Map.of("id", 1L));
        assertThat(written(deep, "x.id")).isEqualTo("{\"x\":" + "[".repeat(400) + "]".repeat(400) + "}");
    }

    private static String sufficing(String document, String... names) {
        return Json.write(JsonProjection.of("id", "status", "steps.status").sufficientWith(names).read(document.getBytes(UTF_8), JsonReader::any));
    }

    @Test
    void itGoesNoFurtherThanThatWhichSuffices() {
        String run = "{\"status\":{\"a\":1},\"x\":[1],\"id\":\"r\",\"steps\":[{\"status\":\"late\"}], and whatever comes";

        assertThat(sufficing(run, "id", "status")).isEqualTo("{\"status\":{\"a\":1},\"id\":\"r\"}");
        assertThat(sufficing(run, "status")).isEqualTo("{\"status\":{\"a\":1}}");
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> sufficing(run.replace("id", "no"), "id", "status"));
    }

    @Test
    void theBeginningOfADocumentSufficesOrNot() {
        byte[] run = "{\"id\":\"r\",\"status\":1,\"steps\":[".getBytes(UTF_8);
        JsonProjection both = JsonProjection.of("id", "status").sufficientWith("id", "status");

        assertThat(both.<Object>readBeginning(run, run.length, JsonReader::any)).isEqualTo(Map.of("id", "r", "status", 1L));
        assertThat(both.<Object>readBeginning(run, 15, JsonReader::any)).isNull();
        assertThat(JsonProjection.of("id").<Object>readBeginning(run, run.length, JsonReader::any)).isNull();
    }

    @Test
    void itGoesToTheEndWhenNotAllOfThatCame() {
        assertThat(sufficing("{\"id\":1,\"status\":null,\"steps\":[{\"status\":2,\"x\":3}]}", "id", "status"))
                .isEqualTo("{\"id\":1,\"status\":null,\"steps\":[{\"status\":2}]}");
        assertThat(sufficing("{\"id\":1,\"id\":2,\"steps\":[]}", "id", "status")).isEqualTo("{\"id\":2,\"steps\":[]}");
        assertThat(sufficing("{\"steps\":[{\"id\":1,\"status\":2}],\"id\":3}", "id", "status")).isEqualTo("{\"steps\":[{\"status\":2}],\"id\":3}");
    }

    @Test
    void ofEachOfAListNothingIsLeftOut() {
        JsonProjection page = JsonProjection.of("id", "status").sufficientWith("id").within("data");

        Object read = page.read("{\"data\":[{\"id\":1,\"status\":2},{\"id\":3,\"status\":4}]}".getBytes(UTF_8), JsonReader::any);

        assertThat(Json.write(read)).isEqualTo("{\"data\":[{\"id\":1,\"status\":2},{\"id\":3,\"status\":4}]}");
    }

    @Test
    void onlyWhatIsWantedOfTheRootCanSuffice() {
        JsonProjection wanted = JsonProjection.of("id", "steps.status");

        assertThatIllegalArgumentException().isThrownBy(() -> wanted.sufficientWith("status")).withMessageContaining("\"status\" is not wanted");
        assertThatIllegalArgumentException().isThrownBy(wanted::sufficientWith).withMessageContaining("at least one");
    }

    @Test
    void itemsThatAreWrittenAlikeAreAllThere() {
        String steps = "[{\"status\":\"a\"},{\"status\":\"a\"},{\"status\":\"a\"},{\"status\":\"ab\"},{\"status\":\"ab\"},{},{},{\"status\":\"a\"},null,null,"
                + "[{\"status\":1e2},{\"status\":1e2}],{\"status\":[]},{\"status\":[]}]";

        assertThat(written("{\"steps\":" + steps + "}", "steps.status")).isEqualTo("{\"steps\":" + steps.replace("1e2", "1E+2") + "}");
        assertThat(written("{\"steps\":[{\"status\":1} ,{\"status\":1}, {\"status\":1}]}", "steps")).isEqualTo("{\"steps\":[{\"status\":1},{\"status\":1},{\"status\":1}]}");
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> only("{\"steps\":[{\"status\":1},{\"status\":1}", "steps.status"));
    }

    @Test
    void aDocumentMayBeTheBeginningOfAnArray() {
        byte[] bytes = "{\"id\":1,\"x\":2}{\"id\":3}".getBytes(UTF_8);

        assertThat(JsonProjection.of("id").<Object>read(bytes, 14, JsonReader::any)).isEqualTo(Map.of("id", 1L));
        assertThat(JsonReader.<Object>readWhole(bytes, 14, JsonReader::any)).isEqualTo(Map.of("id", 1L, "x", 2L));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonReader.readWhole(bytes, 13, JsonReader::any));
    }

    @ParameterizedTest
    @CsvSource({"''", ".id", "id.", "a..b"})
    void aPathWithAnEmptyNameIsRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonProjection.of("id", path)).withMessageContaining("empty name");
    }

    @Test
    void aPathThatHoldsAnotherIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonProjection.of("a.b", "a")).withMessageContaining("\"a\" is asked for as a whole");
        assertThatIllegalArgumentException().isThrownBy(() -> JsonProjection.of("a", "a")).withMessageContaining("once more");
        assertThatIllegalArgumentException().isThrownBy(() -> JsonProjection.of()).withMessageContaining("No path");
    }

    @Test
    void whateverADocumentHoldsTheWantedPropertiesAreThoseOfTheWholeModel() {
        Random random = new Random(20260305);
        RandomDocuments documents = new RandomDocuments(random);
        for (int i = 0; i < 2_000; i++) {
            String json = documents.next();
            Sample whole = Sample.fromJson(json);
            List<String> wanted = new ArrayList<>(List.of(whole.propertyNames()));
            wanted.removeIf(name -> random.nextBoolean());
            wanted.add("unknown");

            Sample some = JsonProjection.of(wanted.toArray(String[]::new)).read(json.getBytes(UTF_8), Sample::read);

            assertThat(some).isNotNull();
            String[] names = whole.propertyNames();
            for (int p = 0; p < names.length; p++) {
                Object expected = wanted.contains(names[p]) ? whole.propertyValues()[p] : null;
                assertThat(some.propertyValues()[p]).as("%s of %s", names[p], json).isEqualTo(expected);
            }
            Map<String, @Nullable Object> kept = whole.toMap();
            assertThat(some.toMap()).as(json).allSatisfy((name, value) -> assertThat(value).isEqualTo(kept.get(name)))
                    .containsOnlyKeys(wanted.stream().filter(kept::containsKey).toList());
        }
    }
}
