package dev.polyrun.conformance;

import dev.polyrun.activepieces.ActivepiecesClient;
import dev.polyrun.conformance.Spec.Operation;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.onepin.OnepinClient;
import dev.polyrun.retab.RetabClient;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * All that is known of one vendor: its spec, its client, and the test that drives it.
 *
 * @param flavours the tests of the class, by the way in which each of them speaks the API; one that has no name has ""
 */
record Suite(String vendor, Spec spec, Class<?> client, Class<?> test, Map<String, String> flavours) {
    static List<Suite> all() {
        return List.of(
                new Suite("Gumloop", Spec.of("gumloop.yaml"), GumloopClient.class, GumloopConformanceTest.class, Map.of("agree", "")),
                new Suite(
                        "Activepieces",
                        Spec.of("activepieces.yaml"),
                        ActivepiecesClient.class,
                        ActivepiecesConformanceTest.class,
                        inOrder("agreeOnNew", "0.86.0", "agreeOnOld", "0.71.0")),
                new Suite(
                        "Retab",
                        Spec.of("retab.yaml"),
                        RetabClient.class,
                        RetabConformanceTest.class,
                        inOrder("agreeOnA", "generation A", "agreeOnB", "generation B", "agreeOnC", "generation C")),
                new Suite("Noxus", Spec.of("noxus.yaml"), NoxusClient.class, NoxusConformanceTest.class, Map.of("agree", "")),
                new Suite("Onepin", Spec.of("onepin.yaml"), OnepinClient.class, OnepinConformanceTest.class, Map.of("agree", "")));
    }

    private static Map<String, String> inOrder(String... methodsAndNames) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < methodsAndNames.length; i += 2) {
            map.put(methodsAndNames[i], methodsAndNames[i + 1]);
        }
        return map;
    }

    /** Every line of the tables of all flavours. */
    List<Drive<?, ?>> drives() {
        return flavours.keySet().stream().flatMap(method -> drives(method).stream()).toList();
    }

    /** The lines that a test method runs, from the very tables that JUnit feeds it with. */
    List<Drive<?, ?>> drives(String testMethod) {
        List<Drive<?, ?>> drives = new ArrayList<>();
        try {
            Method method = Arrays.stream(test.getDeclaredMethods())
                    .filter(candidate -> candidate.getName().equals(testMethod))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException(test + "." + testMethod));
            for (String table : method.getAnnotation(FieldSource.class).value()) {
                Field field = test.getDeclaredField(table);
                ((List<?>) field.get(null)).forEach(drive -> drives.add((Drive<?, ?>) drive));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No tables of " + testMethod, e);
        }
        return drives;
    }

    /** Names of the flavours in which an operation is called with success. */
    List<String> flavoursThatDrive(Operation operation) {
        return flavours.entrySet().stream()
                .filter(flavour -> drives(flavour.getKey()).stream()
                        .anyMatch(drive -> drive.succeeds() && drive.operation().equals(operation.id())))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The Java method of an operation, with as few arguments as it takes. */
    Method javaMethod(Operation operation) {
        try {
            Class<?> group = client.getMethod(operation.accessor()).getReturnType();
            return Stream.of(group.getMethods())
                    .filter(method -> method.getName().equals(operation.method()))
                    .min(Comparator.comparingInt(Method::getParameterCount))
                    .orElseThrow(() -> new NoSuchMethodException(group + "." + operation.method()));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("The client lacks " + operation.id(), e);
        }
    }

    @Override
    public String toString() {
        return vendor;
    }
}
