package dev.polyrun;

import static dev.polyrun.ScheduleTrial.NOTHING_TOLD;
import static dev.polyrun.ScheduleTrial.adaptive;
import static dev.polyrun.ScheduleTrial.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is learned from past runs. */
class RunHistoryTest {
    private static DoubleStream runs(int count, double seconds) {
        return DoubleStream.generate(() -> seconds).limit(count);
    }

    private static double delay(RunHistory history, double age) {
        return new ScheduleTrial(adaptive(1), history, NOTHING_TOLD).delay(age, 0);
    }

    @Test
    void anEmptyHistoryChangesNothing() {
        RunHistory empty = new RunHistory("wf_1");

        assertThat(empty.samples()).isZero();
        assertThat(delay(empty, 100)).isCloseTo(21, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.923", "12, 0.5", "28, 0.3", "1000, 0.3"})
    void theDoubtShrinksWithTheRuns(int runs, double doubt) {
        assertThat(history(runs(runs, 60)).doubt()).isCloseTo(doubt, within(0.001));
    }

    @Test
    void oneRunSaysLittle() {
        assertThat(delay(history(runs(1, 60)), 10)).isBetween(delay(new RunHistory("wf_1"), 10), 1.1 * delay(new RunHistory("wf_1"), 10));
    }

    @Test
    void olderRunsCountForLess() {
        RunHistory history = history(DoubleStream.concat(runs(1_000, 10), runs(400, 1_000)));

        assertThat(history.samples()).isBetween(64.0, 128.0);
        assertThat(delay(history, 9)).isGreaterThan(delay(new RunHistory("wf_1"), 9));
        assertThat(delay(history, 950)).isLessThan(0.5 * delay(new RunHistory("wf_1"), 950));
    }

    @Test
    void fromAHundredAndTwentyEightRunsOnEachCountsForHalf() {
        assertThat(history(runs(127, 10)).samples()).isEqualTo(127);
        assertThat(history(runs(128, 10)).samples()).isEqualTo(64);
        assertThat(history(runs(192, 10)).samples()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "60", "60 60 60", "1 2 4 8 16", "10 10 11 300 320 350 2000", "0 0.05 0.2", "500000 600000", "30 31 32 33 34 35 36 37 38 39 40"
    })
    void itsDensitiesAreThoseOfTheFormula(String seconds) {
        double[] runs = Stream.of(seconds.split(" ")).mapToDouble(Double::parseDouble).toArray();
        RunHistory history = history(DoubleStream.of(runs));
        double[] expected = densities(IntStream.range(0, runs.length).map(run -> Ages.bucket((long) (runs[run] * 1e9))).toArray());

        for (int bucket = 0; bucket < Ages.BUCKETS; bucket++) {
            assertThat(history.density(bucket)).as("bucket %s", bucket).isCloseTo(expected[bucket], within(1e-5));
        }
    }

    /** The densities of runs that ended in these buckets, as it is said in words of {@link RunHistory}, step by step. */
    private static double[] densities(int[] runs) {
        double mean = IntStream.of(runs).average().orElseThrow();
        double deviation = Math.sqrt(IntStream.of(runs).mapToDouble(run -> (run - mean) * (run - mean)).sum() / runs.length);
        double width = Math.max(0.5, 0.75 * deviation / Math.pow(runs.length, 0.2));
        int reach = (int) Math.ceil(3 * width);
        double bell = IntStream.rangeClosed(-reach, reach).mapToDouble(at -> Math.exp(-at * at / (2 * width * width))).sum();
        double[] shares = new double[Ages.BUCKETS];
        for (int run : runs) {
            for (int at = -reach; at <= reach; at++) {
                shares[Math.max(0, Math.min(Ages.LAST, run + at))] += Math.exp(-at * at / (2 * width * width)) / bell / runs.length;
            }
        }
        double doubt = Math.max(0.3, 12.0 / (runs.length + 12));
        double[] densities = new double[Ages.BUCKETS];
        double alive = 1;
        double median = 0;
        for (int bucket = 0; bucket < Ages.LAST; bucket++) {
            double left = Math.max(0, alive - shares[bucket]);
            median = alive > 0.5 ? Ages.end(bucket) : median;
            double like = (1 - doubt * doubt) * Math.sqrt(alive * left);
            double unlike = doubt * doubt * Math.sqrt(Math.min(1, median / Ages.end(bucket)));
            double rate = left > 0 ? Math.log(alive / left) / (Math.log(2) / 3) : 0;
            densities[bucket] = 2 * Math.sqrt((like * rate + unlike * 0.5) / (like + unlike));
            alive = left;
        }
        densities[Ages.LAST] = 2 * Math.sqrt(0.5);
        return densities;
    }

    @Test
    void anyNumberOfRunsOfAnyLengthIsTaken() {
        RunHistory history = new RunHistory("wf_1");
        for (long duration : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1}) {
            for (int run = 0; run < 1_000; run++) {
                history.record(duration);
            }
            for (int bucket = 0; bucket < Ages.BUCKETS; bucket++) {
                assertThat(history.density(bucket)).isFinite().isGreaterThanOrEqualTo(0.3 * Ages.IGNORANT_DENSITY * 0.99999);
            }
        }
        assertThat(history.samples()).isBetween(64.0, 128.0);
    }

    @Test
    void theSameRunsMakeTheSameSchedule() {
        RunHistory first = history(new Random(1).doubles(50));
        RunHistory second = history(new Random(1).doubles(50));

        for (int bucket = 0; bucket < Ages.BUCKETS; bucket++) {
            assertThat(first.density(bucket)).isEqualTo(second.density(bucket));
        }
    }

    @Test
    void bucketsAdjoin() {
        for (int bucket = 0; bucket < Ages.LAST; bucket++) {
            long end = (long) Ages.end(bucket);
            assertThat(Ages.bucket(end - 2)).isEqualTo(bucket);
            assertThat(Ages.bucket(end + 2)).isEqualTo(bucket + 1);
        }
        assertThat(Ages.bucket(0)).isZero();
        assertThat(Ages.bucket(Long.MAX_VALUE)).isEqualTo(Ages.LAST);
    }
}
