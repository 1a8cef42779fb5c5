package dev.polyrun;

import static dev.polyrun.ScheduleTrial.NOTHING_TOLD;
import static dev.polyrun.ScheduleTrial.adaptive;
import static dev.polyrun.ScheduleTrial.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
