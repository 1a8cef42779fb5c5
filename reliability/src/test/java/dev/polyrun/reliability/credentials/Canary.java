package dev.polyrun.reliability.credentials;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/**
 * A secret that exists nowhere else in the world, so that whoever shows it was given it.
 *
 * @param place where it was planted
 */
record Canary(String place, String value) {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** One with the letters that a key, a token or a signature has, those among them that URLs and JSON write otherwise. */
    static Canary of(String place) {
        return new Canary(place, letters(24) + "/+" + letters(7) + "=");
    }

    /** One of letters and digits alone, for places that take nothing else. */
    static Canary plain(String place) {
        return new Canary(place, letters(32));
    }

    private static String letters(int count) {
        return RANDOM.ints(count, 0, LETTERS.length()).mapToObj(i -> LETTERS.substring(i, i + 1)).collect(Collectors.joining());
    }

    /** Without the secret: what this test prints is searched, too. */
    @Override
    public String toString() {
        return "the canary of " + place;
    }
}
