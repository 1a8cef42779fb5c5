package dev.polyrun.contract;

import dev.polyrun.core.json.JsonModel;
import dev.polyrun.core.json.OpenEnum;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What generated models show of themselves, found by reflection. */
final class ModelWalk {
    private ModelWalk() {}

    /** The accessors of documented properties, with their wire names in {@link #wireName}. */
    static List<Method> accessors(Class<?> model) {
        return Arrays.stream(model.getMethods()).filter(method -> method.isAnnotationPresent(Schema.class)).toList();
    }

    static String wireName(Method accessor) {
        return accessor.getAnnotation(Schema.class).name();
    }

    static @Nullable Object call(Method method, @Nullable Object target, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(method + " failed", e);
        }
    }

    /** A model with all the models that it holds. */
    static List<JsonModel> withNested(JsonModel model) {
        List<JsonModel> found = new ArrayList<>();
        collect(model, found);
        return found;
    }

    private static void collect(@Nullable Object value, List<JsonModel> found) {
        if (value instanceof JsonModel model) {
            found.add(model);
            accessors(model.getClass()).forEach(accessor -> collect(call(accessor, model), found));
        } else if (value instanceof Collection<?> list) {
            list.forEach(element -> collect(element, found));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collect(element, found));
        }
    }

    /** A model class with all those that its accessors lead to. */
    static Set<Class<?>> reachableFrom(Class<?> model) {
        Set<Class<?>> found = new LinkedHashSet<>();
        reach(model, found);
        return found;
    }

    private static void reach(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                reach(argument, found);
            }
        } else if (type instanceof Class<?> plain && JsonModel.class.isAssignableFrom(plain) && found.add(plain)) {
            accessors(plain).forEach(accessor -> reach(accessor.getGenericReturnType(), found));
        }
    }

    /** The values of an enum that its spec knows. */
    static List<OpenEnum> knownValues(Class<?> enumeration) {
        return Stream.of(enumeration.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == enumeration)
                .map(field -> {
                    try {
                        return (OpenEnum) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(field + " is not public", e);
                    }
                })
                .toList();
    }
}
