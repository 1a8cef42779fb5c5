package dev.polyrun.reliability.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.core.TimeSource;
import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonModel;
import dev.polyrun.core.json.OpenEnum;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A property of another type, wherever it stands, breaks nothing")
class WrongTypesTest {
    /** One of each kind, some of them in the extreme. Arrays.asList, since one is null. */
    private static final List<Object> OTHERS = Arrays.asList(
            null, true, 7L, new BigDecimal("-1.5e400"), "", "UNHEARD_OF", "..",
            List.of(), List.of(List.of(1L)), Map.of(), Map.of("status", Map.of()));

    @ParameterizedTest
    @EnumSource
    @DisplayName("Each value of a run's document, replaced by each kind of value: the client decodes it, and nothing is lost")
    void theClientDecodesIt(Vendor vendor) throws Exception {
        try (Bench bench = new Bench(vendor)) {
            FaultyServer server = bench.server(WireFault.Where.PLAIN);
            Vendor.Calls calls = bench.calls(WireFault.Where.PLAIN);
            Object document = Json.parse(calls.read().executeForResponse().rawBody());
            List<List<Object>> paths = Documents.paths(document);
            assertThat(paths).hasSizeGreaterThan(10);
            for (List<Object> path : paths) {
                for (Object other : OTHERS) {
                    String changed = Json.write(Documents.with(document, path, other));
                    server.plan(1, sending(changed));
                    Ending ending = Ending.of(() -> calls.read().execute(), bench.secret());

                    assertThat(ending.failure()).as(vendor + " " + path + " = " + other).isNull();
                    assertThat(Json.parse(Json.write(ending.value()))).as(vendor + " " + path + " = " + other).isEqualTo(Json.parse(changed));
                    lookAtAll(ending.value());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("The same of each answer by which the facade reads an ended run: it is a run, or an exception of ours")
    void theFacadeReadsIt(Vendor vendor) throws Exception {
        try (Bench bench = new Bench(vendor);
                Polyrun polyrun = bench.facade(WireFault.Where.PLAIN, TimeSource.system()).build()) {
            FaultyServer server = bench.server(WireFault.Where.PLAIN);
            String runId = bench.plantEndedRun();
            Object document = Json.parse(bench.rawRun(runId));
            for (List<Object> path : Documents.paths(document)) {
                for (Object other : OTHERS) {
                    server.plan(1, sending(Json.write(Documents.with(document, path, other))));
                    Ending ending = Ending.of(() -> polyrun.get(vendor.ref(bench.simulator, runId)), bench.secret());
                    server.heal();

                    if (ending.value() instanceof Run run) {
                        lookAtAll(run.snapshot());
                        assertThat(run.phase()).as(vendor + " " + path + " = " + other).isNotNull();
                    }
                }
            }
        }
    }

    private static WireFault sending(String document) {
        return WireFault.onRequest("", "", conversation -> conversation.answer(200, "application/json", document));
    }

    /** Calls every accessor of the models, since some values are read only then. */
    private static void lookAtAll(Object value) throws ReflectiveOperationException {
        if (value instanceof Collection<?> list) {
            for (Object element : list) {
                lookAtAll(element);
            }
        } else if (value instanceof Map<?, ?> map) {
            lookAtAll(map.values());
        } else if (value instanceof JsonModel || value instanceof OpenEnum || value instanceof dev.polyrun.RunSnapshot) {
            value.toString();
            for (Method accessor : value.getClass().getMethods()) {
                boolean isAccessor = accessor.getParameterCount() == 0 && accessor.getDeclaringClass() == value.getClass()
                        && !accessor.getName().equals("toBuilder") && !java.lang.reflect.Modifier.isStatic(accessor.getModifiers());
                if (isAccessor) {
                    try {
                        lookAtAll(accessor.invoke(value));
                    } catch (InvocationTargetException e) {
                        throw new AssertionError(accessor + " of " + value, e.getCause());
                    }
                }
            }
        }
    }
}
