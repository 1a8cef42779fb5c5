package dev.polyrun.reliability.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The forms in which a text may come out, each with how many characters of it tell as much as eight of the text itself. */
final class Disguises {
    /** Whoever has eight characters in a row has too many. */
    static final int SHORTEST = 8;

    /** @param window how long a part of the text gives it away */
    record Disguise(String name, String text, int window) {}

    private Disguises() {}

    static List<Disguise> of(String secret) {
        List<Disguise> all = new ArrayList<>();
        String backwards = new StringBuilder(secret).reverse().toString();
        int half = secret.length() / 2;
        add(all, "", secret);
        add(all, "backwards, ", backwards);
        add(all, "halves swapped, ", secret.substring(half) + secret.substring(0, half));
        return all;
    }

    private static void add(List<Disguise> all, String how, String text) {
        all.add(new Disguise(how + "plain", text, SHORTEST));
        all.add(new Disguise(how + "percent-encoded", URLEncoder.encode(text, UTF_8), SHORTEST));
        all.add(new Disguise(how + "percent-encoded throughout", each(text, c -> "%%%02x".formatted(c)), 3 * SHORTEST));
        all.add(new Disguise(how + "JSON", text.replace("/", "\\/"), SHORTEST));
        all.add(new Disguise(how + "JSON throughout", each(text, c -> "\\u%04x".formatted(c)), 6 * SHORTEST));
        all.add(new Disguise(how + "HTML", text.replace("/", "&#47;").replace("+", "&#43;").replace("=", "&#61;"), SHORTEST));
        all.add(new Disguise(how + "hex", HexFormat.of().formatHex(text.getBytes(UTF_8)), 2 * SHORTEST));
        // Behind a text of any length, such as the user of Basic, base64 looks in one of three ways.
        for (int before = 0; before < 3; before++) {
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(("\0".repeat(before) + text).getBytes(UTF_8));
            String inner = encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 1);
            all.add(new Disguise(how + "base64", inner, 11));
            all.add(new Disguise(how + "base64 of URLs", inner.replace('+', '-').replace('/', '_'), 11));
        }
    }

    private static String each(String text, IntFunction<String> form) {
        return text.chars().mapToObj(form).collect(Collectors.joining());
    }
}
