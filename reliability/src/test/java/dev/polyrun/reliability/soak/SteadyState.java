package dev.polyrun.reliability.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the last process held, and what was left of it. */
final class SteadyState {
    /** By what part the numbers of watched runs may differ in samples that are compared. */
    private static final double NEARLY = 0.15;
    /** Code is compiled, pools are filled. */
    private static final int WARM_UP = 5;

    /**
     * A look at a process.
     *
     * @param ended how many ends it had handled
     * @param watched how many runs it watched
     */
    record Sample(long ended, long watched, Resources held) {}

    /** All of the last process, and those after it has warmed up. */
    final List<Sample> ofLastLife = new ArrayList<>();

    final List<Sample> steady;
    /** Just before everything was closed, just after, and at last. */
    final List<Resources> atEnd = new ArrayList<>();
    long idleMillis;

    private SteadyState(List<String> lines, int lives) {
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "M" -> {
                    if (words[1].equals(String.valueOf(lives)) && words.length == 11) {
                        ofLastLife.add(new Sample(Long.parseLong(words[2]), Long.parseLong(words[3]), resources(words, 4)));
                    }
                }
                case "F" -> atEnd.add(resources(words, 1));
                case "C" -> {
                    idleMillis = Long.parseLong(words[1]);
                    atEnd.add(resources(words, 2));
                }
                default -> {
                    // A line that the end of its process has cut off.
                }
            }
        }
        steady = ofLastLife.subList(Math.min(WARM_UP, ofLastLife.size()), ofLastLife.size());
    }

    static SteadyState of(Path directory, int lives) throws IOException {
        return new SteadyState(Files.readAllLines(SoakWatcher.samplesFile(directory)), lives);
    }

    private static Resources resources(String[] words, int from) {
        return new Resources(
                Long.parseLong(words[from]),
                Long.parseLong(words[from + 1]),
                Integer.parseInt(words[from + 2]),
                Integer.parseInt(words[from + 3]),
                Integer.parseInt(words[from + 4]),
                Integer.parseInt(words[from + 5]),
                Integer.parseInt(words[from + 6]));
    }

    /**
     * By how much something grows with each run that ends: the median of the slopes between all pairs of samples at which about as many runs were
     * watched. What a single look happens to find in flight is many times as much, and does not count that way.
     */
    double growthPerEnd(ToDoubleFunction<Resources> what) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < steady.size(); i++) {
            for (int j = i + 1; j < steady.size(); j++) {
                Sample before = steady.get(i);
                Sample after = steady.get(j);
                if (after.ended > before.ended && isAlike(before, after)) {
                    slopes.add((what.applyAsDouble(after.held) - what.applyAsDouble(before.held)) / (after.ended - before.ended));
                }
            }
        }
        Collections.sort(slopes);
        return slopes.isEmpty() ? Double.NaN : slopes.get(slopes.size() / 2);
    }

    private static boolean isAlike(Sample one, Sample other) {
        return Math.abs(one.watched - other.watched) <= NEARLY * Math.max(one.watched, other.watched);
    }

    double peak(ToDoubleFunction<Resources> what) {
        return ofLastLife.stream().map(Sample::held).mapToDouble(what).max().orElse(0);
    }

    double median(ToDoubleFunction<Resources> what) {
        double[] all = steady.stream().map(Sample::held).mapToDouble(what).sorted().toArray();
        return all[all.length / 2];
    }

    /** What was left in the end. */
    Resources left() {
        return atEnd.get(atEnd.size() - 1);
    }
}
