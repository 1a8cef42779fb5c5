package dev.polyrun.contract;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonModel;
import dev.polyrun.core.json.OpenEnum;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nothing that the server said is lost: a model prints what it read, to the letter, whatever it was.
 *
 * <p>Needs two documents of the model among the module's test resources: {@code <name>-with-every-property} and {@code <name>-of-tomorrow},
 * where properties, types and enum values differ from all that is documented.
 *
 * @param <M> the model
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DocumentContract<M extends JsonModel> {
    private final String vendor;
    private final Class<M> type;
    private final Function<String, M> reader;
    private final String whole;
    private final String ofTomorrow;
    private final String example;
    private final List<String> more;

    /**
     * @param vendor the name of the spec
     * @param reader the model's {@code fromJson}
     * @param name what the two documents are called
     * @param example the name of a document as the vendor really sends it
     * @param more names of more documents
     */
    protected DocumentContract(String vendor, Class<M> type, Function<String, M> reader, String name, String example, String... more) {
        this.vendor = vendor;
        this.type = type;
        this.reader = reader;
        this.whole = name + "-with-every-property";
        this.ofTomorrow = name + "-of-tomorrow";
        this.example = example;
        this.more = List.of(more);
    }

    final Stream<String> documents() {
        return Stream.concat(Stream.of(whole, ofTomorrow, example), more.stream());
    }

    private M read(String document) {
        return reader.apply(Fixtures.document(document));
    }

    @Test
    void theWholeDocumentUsesEveryPropertyOfTheSpec() {
        assertThat(Spec.of(vendor).unusedBy(Fixtures.document(whole), type.getSimpleName())).isEmpty();
    }

    @Test
    void theWholeDocumentHasAnUnknownPropertyAtEachLevel() {
        assertThat(ModelWalk.withNested(read(whole))).allSatisfy(model -> assertThat(model.additionalProperties()).isNotEmpty());
    }

    @Test
    void everyPropertyOfTheWholeDocumentHasItsAccessor() {
        List<String> silent = new ArrayList<>();
        for (JsonModel model : ModelWalk.withNested(read(whole))) {
            for (Method accessor : ModelWalk.accessors(model.getClass())) {
                if (ModelWalk.call(accessor, model) == null) {
                    silent.add(model.getClass().getSimpleName() + "." + accessor.getName());
                }
            }
        }

        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void itPrintsBackToTheLetter(String document) {
        assertSameJson(Fixtures.document(document), read(document).toJson());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void plainJavaHoldsTheSameValues(String document) {
        Map<String, ?> values = read(document).toMap();

        // Values only: a BigDecimal does not remember that it was written 1e2.
        assertThat(fromMap(type, values).toMap()).isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aRebuiltModelIsEqualAndPrintsTheSame(String document) throws ReflectiveOperationException {
        M model = read(document);
        Object builder = Objects.requireNonNull(ModelWalk.call(type.getMethod("toBuilder"), model));
        M rebuilt = type.cast(ModelWalk.call(builder.getClass().getMethod("build"), builder));

        assertThat(rebuilt).isEqualTo(model).hasSameHashCodeAs(model);
        assertSameJson(Fixtures.document(document), Objects.requireNonNull(rebuilt).toJson());
    }

    @Test
    void anEmptyObjectIsReadAndPrintedAsOne() {
        assertThat(reader.apply("{}").toJson()).isEqualTo("{}");
    }

    @Test
    void everyKnownEnumValueIsReadAndPrinted() {
        for (Class<?> model : ModelWalk.reachableFrom(type)) {
            for (Method accessor : ModelWalk.accessors(model)) {
                if (OpenEnum.class.isAssignableFrom(accessor.getReturnType())) {
                    checkEnum(model, accessor);
                }
            }
        }
    }

    private static void checkEnum(Class<?> model, Method accessor) {
        Class<?> enumeration = accessor.getReturnType();
        List<OpenEnum> values = ModelWalk.knownValues(enumeration);
        assertThat(values).isNotEmpty();
        for (OpenEnum value : values) {
            JsonModel read = fromMap(model, Map.of(ModelWalk.wireName(accessor), value.value()));
            assertThat(ModelWalk.call(accessor, read)).isSameAs(value);
            assertThat(known(value)).isNotEqualTo("UNRECOGNIZED");
            assertThat(read.toJson()).isEqualTo(Json.write(Map.of(ModelWalk.wireName(accessor), value.value())));
        }
        JsonModel unknown = fromMap(model, Map.of(ModelWalk.wireName(accessor), "of tomorrow"));
        assertThat(ModelWalk.call(accessor, unknown)).hasToString("of tomorrow").satisfies(
                value -> assertThat(known(Objects.requireNonNull(value))).isEqualTo("UNRECOGNIZED"));
    }

    private static String known(Object value) {
        try {
            return String.valueOf(ModelWalk.call(value.getClass().getMethod("known"), value));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(value.getClass() + " has no known()", e);
        }
    }

    private static JsonModel fromMap(Class<?> model, Map<String, ?> map) {
        try {
            return (JsonModel) Objects.requireNonNull(ModelWalk.call(model.getMethod("fromMap", Map.class), null, map));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(model + " has no fromMap", e);
        }
    }

    @Test
    void aPlainMapperOfJackson3ReadsAndWritesIt() {
        JsonMapper mapper = new JsonMapper();
        String json = Fixtures.document(example);

        M model = mapper.readValue(json, type);

        assertThat(model).isEqualTo(reader.apply(json));
        assertSameJson(json, mapper.writeValueAsString(model));
    }

    @Test
    void aPlainMapperOfJackson2ReadsAndWritesIt() throws com.fasterxml.jackson.core.JsonProcessingException {
        var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
        String json = Fixtures.document(example);

        M model = mapper.readValue(json, type);

        assertThat(model).isEqualTo(reader.apply(json));
        assertSameJson(json, mapper.writeValueAsString(model));
    }
}
