package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Activepieces' way of paging: a cursor holds the place of an item in its list, and whether the page before it or after it is meant. */
final class ActivepiecesPages {
    private static final int USUAL_LIMIT = 10;
    private static final String NEXT = "next_";
    private static final String PREVIOUS = "prev_";

    private final boolean old;
    private final ActivepiecesErrors errors;

    ActivepiecesPages(boolean old, ActivepiecesErrors errors) {
        this.old = old;
        this.errors = errors;
    }

    /**
     * What a list is ordered by.
     *
     * @param place names and values in turn, which tell an item's place; values of one list compare as texts
     * @param descending whether the greatest place comes first
     */
    record Order<T>(Function<T, List<String>> place, boolean descending) {}

    int limit(SimulatedRequest request) {
        String text = request.queryValue("limit");
        if (text == null) {
            return USUAL_LIMIT;
        }
        Integer limit = Documents.number(text);
        if (limit == null || limit < 0) {
            throw new Refusal(errors.invalid("querystring/limit must be number"));
        }
        return limit == 0 ? USUAL_LIMIT : limit;
    }

    /** One page of these items, which are in the order of the list. */
    <T> Answer page(SimulatedRequest request, List<T> found, Order<T> order, Function<T, Map<String, @Nullable Object>> documentOf) {
        int limit = limit(request);
        int from = 0;
        int to = Math.min(limit, found.size());
        String cursor = decoded(request.queryValue("cursor"));
        String place = placeIn(cursor);
        if (place != null && cursor.startsWith(NEXT)) {
            from = (int) found.stream().filter(item -> compare(item, place, order) <= 0).count();
            to = Math.min(from + limit, found.size());
        } else if (place != null) {
            to = (int) found.stream().filter(item -> compare(item, place, order) < 0).count();
            from = Math.max(0, to - limit);
        }
        List<T> items = found.subList(from, to);
        List<Object> data = new ArrayList<>();
        items.forEach(item -> data.add(documentOf.apply(item)));
        String next = to < found.size() && !items.isEmpty() ? cursor(NEXT, items.get(items.size() - 1), order) : null;
        String previous = from > 0 && !items.isEmpty() ? cursor(PREVIOUS, items.get(0), order) : null;
        return Answer.ok(old
                ? document("data", data, "next", next, "previous", previous)
                : document("next", next, "previous", previous, "data", data));
    }

    private <T> int compare(T item, String place, Order<T> order) {
        int ascending = text(item, order).compareTo(place);
        return order.descending ? -ascending : ascending;
    }

    private <T> String cursor(String direction, T item, Order<T> order) {
        return base64(direction + base64(text(item, order)));
    }

    /** 0.71 joins names and values by colons, 0.86 writes JSON. */
    private <T> String text(T item, Order<T> order) {
        List<String> place = order.place.apply(item);
        return old ? String.join(":", place) : Json.write(document(place.toArray()));
    }

    /** The place in a cursor; null for garbage, which the vendor takes for the first page. */
    private @Nullable String placeIn(String cursor) {
        if (!cursor.startsWith(NEXT) && !cursor.startsWith(PREVIOUS)) {
            return null;
        }
        String place = decoded(cursor.substring(NEXT.length()));
        try {
            return (old ? place.contains(":") : Json.parse(place) instanceof Map) ? place : null;
        } catch (JsonException e) {
            return null;
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(@Nullable String text) {
        try {
            return text == null ? "" : new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
