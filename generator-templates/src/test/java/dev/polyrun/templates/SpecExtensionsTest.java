package dev.polyrun.templates;

import static dev.polyrun.templates.Spec.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the specs say beyond OpenAPI: where a fact is from, and what the templates need to know. See README.md of this module. */
@DisplayName("What specs say in extensions")
class SpecExtensionsTest {
    static final List<Spec> SPECS = Spec.all();

    private static final Set<String> KNOWN = Set.of(
            "x-client", "x-client-setting", "x-deviation", "x-event-stream", "x-idempotency-key", "x-idempotent", "x-internal", "x-java-name", "x-method", "x-paging",
            "x-requires-one-of", "x-sensitive", "x-source", "x-start-refused",
            "x-wire-generation");

    /** What a page is asked for with. A list operation without any of these gives all at once. */
    private static final Set<String> PAGES = Set.of("after", "before", "cursor", "limit", "offset", "page", "page_size", "size");

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("One operation is the seed; each other one says in x-source where it is from")
    void operationsNameTheirSource(Spec spec) {
        assertThat(spec.operations().stream().filter(operation -> !operation.value().has("x-source"))).as("the seed").hasSize(1);
        assertThat(spec.operations().stream().filter(operation -> operation.value().has("x-source")))
                .allSatisfy(operation -> assertThat(operation.value().path("x-source").asText()).isNotBlank());
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("x-client is complete and fits the module")
    void clientIsComplete(Spec spec) {
        JsonNode client = spec.root().path("x-client");
        assertThat(client.path("name").asText()).isEqualTo(spec.client().name());
        assertThat(client.path("environmentPrefix").asText()).isEqualTo(spec.client().name().toUpperCase(Locale.ROOT));
        assertThat(client.path("documentation").asText()).startsWith("https://");
        assertThat(client.path("settings").isArray()).as("settings, if only []").isTrue();
        assertThat(client.path("errorCodes").isArray()).as("errorCodes, if only []").isTrue();

        assertThat(client.path("credentials")).isNotEmpty().allSatisfy(credential -> {
            assertComplete(credential, "name", "title", "environment");
            assertThat(credential.has("header"))
                    .as("a header, unless the variant has it")
                    .isEqualTo(!credential.path("variant").asBoolean());
            assertThat(settings(spec)).containsAll(texts(credential.path("companions"), "setting"));
        });
        assertThat(client.path("settings")).allSatisfy(setting -> assertComplete(setting, "name", "title", "environment"));
        assertThat(client.path("errorCodes")).allSatisfy(error -> assertComplete(error, "status", "code", "meaning"));
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("Variants, where a spec has them, are complete, and the default is one of them")
    void variantsAreComplete(Spec spec) {
        JsonNode variants = spec.root().path("x-client").path("variants");
        if (!variants.isMissingNode()) {
            assertComplete(variants, "name", "title", "environment", "default");
            assertThat(texts(variants.path("values"), "name")).hasSizeGreaterThan(1).contains(variants.path("default").asText());
            assertThat(variants.path("values")).allSatisfy(variant -> assertComplete(variant, "title", "header"));
        }
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("x-client-setting names a setting of the client")
    void settingsAreDeclared(Spec spec) {
        assertThat(spec.places().stream().filter(place -> place.value().has("x-client-setting")))
                .allSatisfy(place -> assertThat(settings(spec)).contains(place.value().path("x-client-setting").asText()));
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("x-requires-one-of names parameters of its operation")
    void requiredParametersExist(Spec spec) {
        assertThat(spec.operations().stream().filter(operation -> operation.value().has("x-requires-one-of"))).allSatisfy(operation -> {
            List<String> parameters = texts(operation.value().path("parameters"), "name");
            assertThat(operation.value().at("/x-requires-one-of/parameters"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(parameters).contains(name.asText()));
        });
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("x-paging names a parameter of its operation, and every list operation that comes in pages has it")
    void listsCanBePagedThrough(Spec spec) {
        assertThat(spec.operations().stream().filter(operation -> operation.value().has("x-paging")))
                .allSatisfy(operation -> assertThat(texts(operation.value().path("parameters"), "name"))
                        .contains(operation.value().at("/x-paging/parameter").asText()));
        assertThat(spec.operations().stream()
                        .filter(operation -> operation.value().path("x-method").asText().startsWith("list"))
                        .filter(operation -> texts(operation.value().path("parameters"), "name").stream().anyMatch(PAGES::contains)))
                .allSatisfy(operation -> assertThat(operation.value().has("x-paging")).isTrue());
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("An operation is x-event-stream exactly when it answers text/event-stream, and then says what an event holds")
    void eventStreamsAreMarked(Spec spec) {
        assertThat(spec.operations()).allSatisfy(operation -> {
            JsonNode content = operation.value().at("/responses/200/content");
            assertThat(operation.value().path("x-event-stream").asBoolean()).isEqualTo(content.has("text/event-stream"));
            assertThat(content.has("text/event-stream") && content.path("text/event-stream").path("schema").isMissingNode())
                    .as("no schema").isFalse();
        });
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("A schema is x-internal, which means that it gets no class, exactly when only bodies of errors have it")
    void onlyErrorsAreInternal(Spec spec) {
        Set<String> used = new LinkedHashSet<>();
        spec.places().stream()
                .filter(place -> place.startsWith("paths") && place.value().has("$ref") && !isInError(place))
                .forEach(place -> collect(spec, place.value().path("$ref").asText(), used));
        spec.schemas().properties().forEach(schema -> assertThat(schema.getValue().path("x-internal").asBoolean())
                .as(schema.getKey())
                .isEqualTo(!used.contains("#/components/schemas/" + schema.getKey())));
    }

    private static boolean isInError(Spec.Place place) {
        int responses = place.keys().indexOf("responses");
        return responses >= 0 && !place.keys().get(responses + 1).startsWith("2");
    }

    private static void collect(Spec spec, String reference, Set<String> used) {
        if (used.add(reference)) {
            spec.root().at(reference.substring(1)).findValues("$ref").forEach(inner -> collect(spec, inner.asText(), used));
        }
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("There are no extensions but those that README.md explains")
    void extensionsAreKnown(Spec spec) {
        // Names of HTTP headers begin with x- as well.
        assertThat(spec.places().stream().filter(place -> place.keys().isEmpty() || !place.key().equals("headers")))
                .allSatisfy(place -> place.value().fieldNames().forEachRemaining(key -> {
                    if (key.startsWith("x-")) {
                        assertThat(KNOWN).contains(key);
                    }
                }));
        assertThat(Repository.read(Repository.MODULE.resolve("README.md"))).contains(KNOWN);
    }

    private static void assertComplete(JsonNode object, String... keys) {
        assertThat(keys).allSatisfy(key -> assertThat(object.path(key).asText()).as(key).isNotBlank());
    }

    private static List<String> settings(Spec spec) {
        return texts(spec.root().path("x-client").path("settings"), "name");
    }
}
