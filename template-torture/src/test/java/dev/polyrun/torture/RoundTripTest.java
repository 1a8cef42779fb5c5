package dev.polyrun.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.polyrun.core.json.JsonModel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

@DisplayName("Random documents through every model of the hostile spec")
class RoundTripTest {
    private static final int DOCUMENTS = 30;
    private static final Path SPEC = Path.of("../generator-templates/src/test/resources/torture.yaml");
    private static final Map<String, Map<String, Object>> SCHEMAS = schemas();

    /** Schemas that are no class: a name for a list, a map, a text, a free-form value. */
    private static final List<String> ALIASES =
            List.of("AnyAlias", "ArrayAlias", "DateAlias", "FileAlias", "FreeAlias", "MapAlias", "NoProperties", "TextAlias");

    @Test
    @DisplayName("Each schema has a class, but those that are only names")
    void allSchemasAreThere() {
        List<String> names = new ArrayList<>(SCHEMAS.keySet());
        names.removeAll(ALIASES);
        List<String> classes = classes().stream().map(Class::getSimpleName).toList();
        assertThat(names).allSatisfy(name -> assertThat(classes).containsAnyOf(name, "Model" + name));
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("What the schema asks for comes back to the letter, its accessors show it, and it can be built from them")
    void validDocuments(Class<? extends JsonModel> type) throws ReflectiveOperationException {
        for (int seed = 0; seed < DOCUMENTS; seed++) {
            String json = document(type, seed, 0);
            JsonModel model = assertRoundTrip(type, json);
            if (SCHEMAS.containsKey(schema(type))) {
                assertAccessorsShow(json, model);
                assertThat(rebuilt(model)).as(json).isEqualTo(model).hasSameHashCodeAs(model);
                assertSetters(model, json);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Nulls, wrong types, unknown properties and values, odd numbers: nothing is lost, and nothing throws")
    void hostileDocuments(Class<? extends JsonModel> type) throws ReflectiveOperationException {
        for (int seed = 0; seed < 2 * DOCUMENTS; seed++) {
            String json = document(type, seed, 0.2);
            JsonModel model = assertRoundTrip(type, json);
            for (Method accessor : accessors(type)) {
                assertThatCode(() -> accessor.invoke(model)).as(accessor + " of " + json).doesNotThrowAnyException();
            }
            try {
                assertThat(rebuilt(model)).as(json).isEqualTo(model).hasSameHashCodeAs(model);
            } catch (InvocationTargetException e) {
                assertThat(e).as(json).hasRootCauseInstanceOf(IllegalStateException.class).hasStackTraceContaining("is required to build");
            }
        }
    }

    private static JsonModel assertRoundTrip(Class<? extends JsonModel> type, String json) throws ReflectiveOperationException {
        JsonModel model = read(type, json);
        assertThat(Letters.of(model.toJson())).as(type.getSimpleName()).isEqualTo(Letters.of(json));
        JsonModel again = read(type, json);
        assertThat(again).isEqualTo(model).hasSameHashCodeAs(model).hasToString(model.toString());
        assertThat(Letters.of(read(type, model.toJson()).toJson())).isEqualTo(Letters.of(json));
        assertThat(model.toMap().keySet()).isEqualTo(Letters.properties(json).keySet());
        return model;
    }

    private static void assertAccessorsShow(String json, JsonModel model) throws ReflectiveOperationException {
        Map<String, String> properties = Letters.properties(json);
        for (Method accessor : accessors(model.getClass())) {
            String value = properties.get(accessor.getAnnotation(Schema.class).name());
            assertThat(accessor.invoke(model) != null)
                    .as(accessor.getName() + " of " + json)
                    .isEqualTo(value != null && !value.equals("null"));
        }
    }

    /** What the accessors give is what the setters take, and then what the accessors of the new one give. */
    private static void assertSetters(JsonModel model, String json) throws ReflectiveOperationException {
        Object builder = model.getClass().getMethod("toBuilder").invoke(model);
        for (Method accessor : accessors(model.getClass())) {
            Object value = accessor.invoke(model);
            if (value != null) {
                assertThat(setter(builder.getClass(), accessor).invoke(builder, value)).isSameAs(builder);
            }
        }
        Object built = builder.getClass().getMethod("build").invoke(builder);
        for (Method accessor : accessors(model.getClass())) {
            assertThat(accessor.invoke(built)).as(accessor.getName() + " of " + json).isEqualTo(accessor.invoke(model));
        }
    }

    private static Method setter(Class<?> builder, Method accessor) throws NoSuchMethodException {
        return builder.getMethod(accessor.getName(), accessor.getReturnType());
    }

    private static JsonModel read(Class<? extends JsonModel> type, String json) throws ReflectiveOperationException {
        return (JsonModel) type.getMethod("fromJson", String.class).invoke(null, json);
    }

    private static Object rebuilt(JsonModel model) throws ReflectiveOperationException {
        Object builder = model.getClass().getMethod("toBuilder").invoke(model);
        return builder.getClass().getMethod("build").invoke(builder);
    }

    private static String document(Class<?> type, int seed, double hostility) {
        Documents documents = new Documents(SCHEMAS, 31L * type.getName().hashCode() + seed, hostility);
        Map<String, Object> schema = SCHEMAS.get(schema(type));
        // An object written inside something else has no schema of its own in the file.
        return schema != null
                ? documents.object(schema)
                : documents.object(accessors(type).stream().map(accessor -> accessor.getAnnotation(Schema.class).name()).toList());
    }

    private static String schema(Class<?> type) {
        return type.getAnnotation(Schema.class).name();
    }

    private static List<Method> accessors(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(Schema.class) && !Modifier.isStatic(method.getModifiers()))
                .toList();
    }

    static Stream<Class<? extends JsonModel>> models() {
        return classes().stream().filter(JsonModel.class::isAssignableFrom).map(type -> type.asSubclass(JsonModel.class));
    }

    private static List<Class<?>> classes() {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("target/classes/dev/polyrun/torture/model"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                if (!name.contains("$") && !name.equals("package-info")) {
                    classes.add(Class.forName("dev.polyrun.torture.model." + name));
                }
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return classes;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> schemas() {
        try {
            Map<String, Object> spec = new Yaml().load(Files.readString(SPEC));
            return (Map<String, Map<String, Object>>) ((Map<String, Object>) spec.get("components")).get("schemas");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
