package dev.polyrun.core.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request carried that may stand in no text of ours, since servers and what stands before them repeat what they get: the credential, whatever
 * headers and query parameters the caller added, what his interceptors and his proxy's authenticator added, and what makes a signed URL one. Half of
 * one is found, too, since some repeat a key without its beginning or its end. Not modified once it is filled, and then thread-safe.
 */
final class Secrets implements UnaryOperator<String> {
    /** Anything shorter is no secret, and crossed out it would leave holes in all sorts of messages. */
    private static final int SHORTEST = 8;

    /** What OkHttp and the request factory set themselves, and what only says which bytes are wanted. */
    private static final Set<String> HARMLESS = Set.of(
            "accept", "accept-encoding", "connection", "content-length", "content-type", "host", "range", "transfer-encoding", "user-agent");

    /** In lower case: a host that has one is. */
    private final Set<String> values = new LinkedHashSet<>();

    Secrets add(@Nullable String credential) {
        if (credential != null) {
            addForms(credential);
        }
        return this;
    }

    /** Those of a request's headers that the operation itself has no use for. */
    Secrets addHeaders(Request request, Collection<String> known) {
        Set<String> ours = known.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        for (var header : request.headers()) {
            String name = header.getFirst().toLowerCase(Locale.ROOT);
            if (!HARMLESS.contains(name) && !ours.contains(name)) {
                // Of "Basic dXNlcjp3b3Jk", what follows the scheme.
                addLong(header.getSecond().substring(name.endsWith("authorization") ? header.getSecond().indexOf(' ') + 1 : 0));
            }
        }
        return this;
    }

    Secrets addValues(Collection<String> texts) {
        texts.forEach(this::addLong);
        return this;
    }

    /** The query of a signed URL, as a whole and each of its values. */
    Secrets addQuery(Request request) {
        String query = request.url().encodedQuery();
        if (query != null) {
            addLong(query);
            for (String parameter : query.split("&")) {
                addLong(parameter.substring(parameter.indexOf('=') + 1));
            }
            request.url().queryParameterNames().forEach(name -> request.url().queryParameterValues(name).forEach(this::addLong));
        }
        return this;
    }

    private void addLong(@Nullable String text) {
        if (text != null && text.length() >= SHORTEST) {
            addForms(text);
        }
    }

    /** Also as a URL has it, and as JSON within JSON may. */
    private void addForms(String text) {
        String lower = lower(text);
        values.add(lower);
        values.add(lower(URLEncoder.encode(text, StandardCharsets.UTF_8)));
        values.add(lower.replace("/", "\\/"));
    }

    /** Whether one of them is in the text. */
    boolean areIn(String text) {
        return !places(text).isEmpty();
    }

    /** The text with stars in place of secrets. */
    @Override
    public String apply(String text) {
        BitSet places = places(text);
        StringBuilder masked = new StringBuilder();
        int kept = 0;
        for (int start = places.nextSetBit(0); start >= 0; start = places.nextSetBit(kept)) {
            masked.append(text, kept, start).append("***");
            kept = places.nextClearBit(start);
        }
        return kept == 0 ? text : masked.append(text, kept, text.length()).toString();
    }

    private BitSet places(String text) {
        BitSet places = new BitSet();
        String lower = lower(text);
        values.forEach(value -> find(value, lower, places));
        return places;
    }

    /** Whatever has half of the value has one of its quarters as a whole: those are looked for, and then how far the likeness goes. */
    private static void find(String value, String text, BitSet places) {
        int enough = Math.min(value.length(), Math.max(SHORTEST, (value.length() + 1) / 2));
        int step = (enough + 1) / 2;
        for (int quarter = 0; quarter + step <= value.length(); quarter += step) {
            String sought = value.substring(quarter, quarter + step);
            for (int at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
                int before = 0;
                while (before < Math.min(at, quarter) && text.charAt(at - before - 1) == value.charAt(quarter - before - 1)) {
                    before++;
                }
                int after = step;
                while (after < Math.min(text.length() - at, value.length() - quarter) && text.charAt(at + after) == value.charAt(quarter + after)) {
                    after++;
                }
                if (before + after >= enough) {
                    places.set(at - before, at + after);
                }
            }
        }
    }

    /** Letter by letter, unlike that of String, so that the places stay the same. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            lower.setCharAt(i, Character.toLowerCase(lower.charAt(i)));
        }
        return lower.toString();
    }

    /** Without them. */
    @Override
    public String toString() {
        return "Secrets";
    }
}
