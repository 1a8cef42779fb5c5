package dev.polyrun.core.http;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** The headers of an answer, names in lower case. The map of them is made when somebody asks, which few do. Cannot be modified; thread-safe. */
final class AnswerHeaders extends AbstractMap<String, List<String>> {
    private final Headers headers;
    private volatile @Nullable Map<String, List<String>> byName;

    AnswerHeaders(Headers headers) {
        this.headers = headers;
    }

    /** The first value of a header, whatever its case; null when it did not come. */
    @Nullable String first(String name) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                return headers.value(i);
            }
        }
        return null;
    }

    private Map<String, List<String>> byName() {
        Map<String, List<String>> made = byName;
        if (made == null) {
            Map<String, List<String>> all = new LinkedHashMap<>();
            for (int i = 0; i < headers.size(); i++) {
                all.computeIfAbsent(headers.name(i).toLowerCase(Locale.ROOT), first -> new ArrayList<>(1)).add(headers.value(i));
            }
            all.replaceAll((name, values) -> List.copyOf(values));
            made = Collections.unmodifiableMap(all);
            byName = made;
        }
        return made;
    }

    @Override
    public @Nullable List<String> get(@Nullable Object name) {
        return byName().get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return byName().containsKey(name);
    }

    @Override
    public Set<Entry<String, List<String>>> entrySet() {
        return byName().entrySet();
    }
}
