package dev.polyrun.conformance;

import okhttp3.OkHttpClient;

/**
 * A line of a vendor's table: how one operation is called, and what comes of it.
 *
 * @param operation the operation's id in the spec
 * @param title what is special about it, "" when nothing is
 * @param refused the status of the error that it is answered with, 0 for a success
 * @param malformed whether it is the request itself that is wrong, so that only the answer can be held against the spec
 */
record Drive<S, C>(String operation, String title, int refused, boolean malformed, Scene<S, C> scene) {
    /** What one call sees. */
    record Stage<S, C>(S server, C client, OkHttpClient http) {}

    /** Prepares the simulator, and calls the operation last. */
    interface Scene<S, C> {
        void play(Stage<S, C> stage) throws Exception;
    }

    static <S, C> Drive<S, C> of(String operation, Scene<S, C> scene) {
        return new Drive<>(operation, "", 0, false, scene);
    }

    static <S, C> Drive<S, C> of(String operation, String title, Scene<S, C> scene) {
        return new Drive<>(operation, title, 0, false, scene);
    }

    /** A call whose request is fine by the spec, but is refused. */
    static <S, C> Drive<S, C> refused(String operation, int status, Scene<S, C> scene) {
        return new Drive<>(operation, "", status, false, scene);
    }

    /** A call with a request that the spec forbids, and that no client of ours sends unless it is tricked into it. */
    static <S, C> Drive<S, C> malformed(String operation, int status, Scene<S, C> scene) {
        return new Drive<>(operation, "", status, true, scene);
    }

    boolean succeeds() {
        return refused == 0;
    }

    @Override
    public String toString() {
        return operation + (title.isEmpty() ? "" : ", " + title) + (succeeds() ? "" : ", " + refused);
    }
}
