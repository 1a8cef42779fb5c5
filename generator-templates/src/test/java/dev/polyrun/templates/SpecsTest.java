package dev.polyrun.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyrun.templates.Spec.Place;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The specs are written in a part of OpenAPI 3.0.3 that the generator turns into good Java, and say of everything where it is from.
 * Each rule lists the places that break it.
 */
@DisplayName("How specs are written")
class SpecsTest {
    static final List<Spec> SPECS = Spec.all();

    /** These mean something to Javadoc, Java or HTML; a double quote would come out with a backslash before it. */
    private static final Pattern UNSAFE_IN_JAVADOC = Pattern.compile("[<>&\\\\\"@]|\\*/");

    private static final Pattern UNFIT_FOR_STRINGS = Pattern.compile("[\"\\\\\\p{Cntrl}]|\\*/|/\\*");

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("It is OpenAPI 3.0.3, and the parser has nothing to say about it")
    void isValid(Spec spec) {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readLocation(spec.file().toString(), null, options);

        assertThat(result.getMessages()).isEmpty();
        assertThat(spec.root().path("openapi").asText()).isEqualTo("3.0.3");
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("Each $ref leads somewhere, and each component is referred to")
    void referencesResolve(Spec spec) {
        Set<String> references = new LinkedHashSet<>();
        spec.places().forEach(place -> {
            if (place.value().has("$ref")) {
                references.add(place.value().path("$ref").asText());
            }
        });
        assertThat(references).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(spec.root().at(reference.substring(1)).isMissingNode()).as(reference + " is missing").isFalse();
        });

        List<String> idle = places(spec, place -> place.startsWith("components", "*", "*") && place.keys().size() == 3)
                .filter(place -> !place.is("components", "securitySchemes", "*"))
                .map(place -> "#/" + String.join("/", place.keys()))
                .filter(component -> !references.contains(component))
                .toList();
        assertThat(idle).as("components that nothing refers to").isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("Each operation has an id, a method name that its tag has once, one tag, a summary and a description")
    void operationsAreComplete(Spec spec) {
        assertThat(spec.operations()).isNotEmpty().allSatisfy(operation -> {
            assertThat(operation.value().path("operationId").asText()).as("operationId").matches("[a-z][A-Za-z]+");
            assertThat(operation.value().path("x-method").asText()).as("x-method").matches("[a-z][A-Za-z]+");
            assertThat(operation.value().path("tags")).as("tags").hasSize(1);
            assertThat(operation.value().path("summary").asText()).as("summary").isNotBlank();
            assertThat(operation.value().path("description").asText()).as("description").isNotBlank();
        });
        assertThat(spec.operations()).extracting(operation -> operation.value().path("operationId").asText()).doesNotHaveDuplicates();
        assertThat(spec.operations())
                .extracting(operation -> operation.value().at("/tags/0").asText() + "." + operation.value().path("x-method").asText())
                .doesNotHaveDuplicates();
        assertThat(spec.operations()).allSatisfy(operation ->
                assertThat(Spec.texts(spec.root().path("tags"), "name")).contains(operation.value().at("/tags/0").asText()));
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("Each tag, parameter, body, answer, schema and property has a description")
    void everythingIsDescribed(Spec spec) {
        assertThat(places(spec, SpecsTest::wantsDescription).filter(place -> place.value().path("description").asText().isBlank()))
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("Descriptions are sentences; summaries and titles have no full stop, since the templates add one; all are safe in Javadoc")
    void textsAreFitForJavadoc(Spec spec) {
        List<Place> texts = places(spec, place -> true)
                .flatMap(place -> Stream.of("description", "summary", "title").filter(place.value()::has).map(place::child))
                .filter(text -> text.value().isTextual())
                .toList();
        assertThat(texts).isNotEmpty();
        assertThat(texts.stream().filter(text -> UNSAFE_IN_JAVADOC.matcher(text.value().asText()).find())).as("not safe").isEmpty();
        assertThat(texts.stream().filter(text -> !text.keys().contains("externalDocs") && !text.startsWith("servers")))
                .allSatisfy(text -> assertThat(text.value().asText().endsWith(".")).isEqualTo(text.key().equals("description")));
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("Enums and objects with properties are named components, never written inside something else")
    void nothingIsInline(Spec spec) {
        assertThat(schemas(spec).filter(place -> !isComponent(place) && !place.is("components", "schemas", "*", "allOf", "1"))
                        .filter(place -> place.value().has("enum") || place.value().has("properties"))).isEmpty();
        assertThat(schemas(spec).filter(place -> place.value().has("enum")))
                .allSatisfy(place -> assertThat(place.value().path("type").asText()).isEqualTo("string"));
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("No oneOf, no discriminator, no additionalProperties: false; anyOf and a widening allOf only as named components")
    void onlyWhatTheTemplatesKnow(Spec spec) {
        assertThat(schemas(spec).filter(place -> Stream.of("oneOf", "not", "discriminator").anyMatch(place.value()::has))).isEmpty();
        assertThat(schemas(spec).filter(place -> place.value().path("additionalProperties").asText().equals("false"))).isEmpty();
        assertThat(schemas(spec).filter(place -> place.value().has("anyOf")).filter(place -> !isComponent(place))).isEmpty();
        assertThat(schemas(spec).filter(place -> place.value().has("allOf")))
                .allSatisfy(place -> {
                    assertThat(place.value().at("/allOf/0/$ref").asText()).as("one $ref, to say more of it").isNotEmpty();
                    assertThat(place.value().path("allOf")).hasSizeLessThanOrEqualTo(isComponent(place) ? 2 : 1);
                });
        assertThat(schemas(spec).filter(place -> place.value().has("properties") && place.value().path("additionalProperties").isObject()))
                .as("Models keep unknown properties anyway; a type for them beside properties is not supported")
                .isEmpty();
        assertThat(places(spec, place -> place.value().path("deprecated").asBoolean()))
                .as("The templates show it on properties only")
                .allSatisfy(place -> assertThat(place.keys()).contains("properties"));
    }

    @ParameterizedTest
    @FieldSource("SPECS")
    @DisplayName("Names and enum values have no quote, backslash or control character: they stand in Java strings as they are")
    void namesFitIntoStrings(Spec spec) {
        Stream<String> properties = spec.places().stream()
                .filter(place -> !place.keys().isEmpty() && place.key().equals("properties"))
                .flatMap(place -> keys(place).stream());
        Stream<String> parameters = spec.places().stream().filter(place -> place.value().has("in")).map(place -> place.value().path("name").asText());
        Stream<String> values = spec.places().stream()
                .filter(place -> place.value().path("enum").isArray())
                .flatMap(place -> StreamSupport.stream(place.value().path("enum").spliterator(), false))
                .map(JsonNode::asText);
        assertThat(Stream.of(properties, parameters, values).flatMap(names -> names)).noneMatch(UNFIT_FOR_STRINGS.asPredicate());
    }

    private static List<String> keys(Place place) {
        List<String> keys = new ArrayList<>();
        place.value().fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static boolean wantsDescription(Place place) {
        if (place.value().has("$ref")) {
            return false;
        }
        List<String> keys = place.keys();
        String parent = keys.size() < 2 ? "" : keys.get(keys.size() - 2);
        return isComponent(place)
                || place.is("tags", "*")
                || place.is("components", "parameters", "*")
                || parent.equals("parameters") && place.value().has("in")
                || parent.equals("responses")
                || parent.equals("properties")
                || !keys.isEmpty() && place.key().equals("requestBody");
    }

    private static boolean isComponent(Place place) {
        return place.is("components", "schemas", "*");
    }

    /** All schemas, however deep. */
    private static Stream<Place> schemas(Spec spec) {
        return places(spec, place -> place.startsWith("components", "schemas", "*") || place.keys().contains("schema"))
                .filter(place -> !place.key().equals("properties"));
    }

    private static Stream<Place> places(Spec spec, Predicate<Place> predicate) {
        return spec.places().stream().filter(predicate);
    }
}
