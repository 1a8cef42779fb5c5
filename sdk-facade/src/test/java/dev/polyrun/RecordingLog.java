package dev.polyrun;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** A log whose lines can be looked at: "WARN text". */
final class RecordingLog {
    final List<String> lines = new CopyOnWriteArrayList<>();

    final Logger logger = (Logger) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
        boolean spread = arguments.length == 2 && arguments[1] instanceof Object[];
        Object[] values = spread ? (Object[]) arguments[1] : Arrays.copyOfRange(arguments, 1, arguments.length);
        String text = MessageFormatter.arrayFormat((String) arguments[0], values).getMessage();
        lines.add(method.getName().toUpperCase(Locale.ROOT) + " " + text);
        return null;
    });
}
