package dev.polyrun.benchmarks.load;

/** Names of runs that are quickly turned back into numbers. */
final class Runs {
    private static final String PREFIX = "run_";

    private Runs() {}

    static String name(int number) {
        return PREFIX + number;
    }

    static int number(String name) {
        return Integer.parseInt(name, PREFIX.length(), name.length(), 10);
    }

    static String[] names(int count) {
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = name(i);
        }
        return names;
    }
}
