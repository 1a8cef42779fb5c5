package dev.polyrun.reliability.credentials;

import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.http.OperationParams;
import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Every operation of a client, found by its methods, with arguments that are good enough to be sent. */
final class Operations {
    private Operations() {}

    /**
     * A call of each operation.
     *
     * @param secret what stands in every body
     */
    static List<ApiCall<?>> of(Object client, String secret) {
        List<ApiCall<?>> calls = new ArrayList<>();
        for (Method accessor : sorted(client.getClass())) {
            if (accessor.getParameterCount() == 0 && accessor.getReturnType().getPackage() == client.getClass().getPackage()
                    && !accessor.getReturnType().isMemberClass()) {
                Object group = invoke(accessor, client);
                for (Method operation : sorted(group.getClass())) {
                    if (operation.getReturnType() == ApiCall.class) {
                        calls.add((ApiCall<?>) invoke(operation, group, arguments(operation, secret)));
                    }
                }
            }
        }
        return calls;
    }

    /** What a client fetches of a URL that stood in an answer. */
    static ApiCall<?> download(Object client, String url) {
        try {
            return (ApiCall<?>) invoke(client.getClass().getMethod("download", String.class), client, url);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Method> sorted(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    private static Object[] arguments(Method operation, String secret) {
        return Arrays.stream(operation.getParameterTypes()).map(type -> argument(type, secret)).toArray();
    }

    private static Object argument(Class<?> type, String secret) {
        if (type == String.class) {
            return "some-id";
        }
        if (type == Object.class || type == Map.class) {
            return Map.of("note", secret);
        }
        if (type == List.class) {
            return List.of("some-id");
        }
        return JsonModel.class.isAssignableFrom(type) ? model(type, secret) : params(type, secret);
    }

    /** What the vendor's page requires is not there, what it does not know is: a model that was read from JSON may be both. */
    private static Object model(Class<?> type, String secret) {
        try {
            return invoke(type.getMethod("fromJson", String.class), null, Json.write(Map.of("note", secret)));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object params(Class<?> type, String secret) {
        if (!OperationParams.class.isAssignableFrom(type)) {
            throw new IllegalStateException("No argument for a " + type);
        }
        try {
            Object params = type.getConstructor().newInstance();
            for (Method setter : sorted(type)) {
                if (setter.getParameterCount() == 1 && JsonModel.class.isAssignableFrom(setter.getParameterTypes()[0])) {
                    invoke(setter, params, model(setter.getParameterTypes()[0], secret));
                }
            }
            return params;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object invoke(Method method, Object target, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(method.toString(), e);
        }
    }
}
