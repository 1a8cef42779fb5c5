package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a facade polls, as it is by itself and as it is told to. */
class PollingPolicyTest {
    @Test
    void byItselfItPollsAsItsDocumentationSays() {
        PollingPolicy policy = PollingPolicy.builder().build();

        assertThat(policy.schedule()).isSameAs(PollSchedule.defaults());
        assertThat(policy.errorBudget()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.notFoundGrace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.pollTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.pollsPerSecond()).isEqualTo(100);
        assertThat(policy.pollsInFlight()).isEqualTo(64);
        assertThat(policy.batching()).isTrue();
        assertThat(policy.eventStreams(true)).isEqualTo(8);
        assertThat(policy.eventStreams(false)).isZero();
    }

    @Test
    void whatItIsToldHolds() {
        PollSchedule schedule = PollSchedule.fixed(Duration.ofSeconds(1));
        PollingPolicy policy = PollingPolicy.builder()
                .schedule(schedule)
                .errorBudget(Duration.ZERO)
                .notFoundGrace(Duration.ZERO)
                .pollTimeout(Duration.ofNanos(1))
                .pollsPerSecond(1)
                .pollsInFlight(1)
                .batching(false)
                .eventStreams(0)
                .build();

        assertThat(policy.schedule()).isSameAs(schedule);
        assertThat(policy.errorBudget()).isZero();
        assertThat(policy.notFoundGrace()).isZero();
        assertThat(policy.pollTimeout()).isEqualTo(Duration.ofNanos(1));
        assertThat(policy.pollsPerSecond()).isEqualTo(1);
        assertThat(policy.pollsInFlight()).isEqualTo(1);
        assertThat(policy.batching()).isFalse();
        assertThat(policy.eventStreams(true)).isZero();
        assertThat(PollingPolicy.builder().eventStreams(3).build().eventStreams(false)).isEqualTo(3);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("errorBudget is PT-1S; expected zero or more", policy -> policy.errorBudget(Duration.ofSeconds(-1))),
                mistake("notFoundGrace is PT-1S; expected zero or more", policy -> policy.notFoundGrace(Duration.ofSeconds(-1))),
                mistake("pollTimeout is PT0S; expected more than zero", policy -> policy.pollTimeout(Duration.ZERO)),
                mistake("pollTimeout is PT-1S; expected more than zero", policy -> policy.pollTimeout(Duration.ofSeconds(-1))),
                mistake("pollsPerSecond is 0; expected more than 0", policy -> policy.pollsPerSecond(0)),
                mistake("pollsInFlight is -1; expected more than 0", policy -> policy.pollsInFlight(-1)),
                mistake("eventStreams is -1; expected 0 or more", policy -> policy.eventStreams(-1)));
    }

    private static Arguments mistake(String message, Consumer<PollingPolicy.Builder> configuration) {
        return Arguments.of(message, configuration);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void whatMakesNoSenseIsRefused(String message, Consumer<PollingPolicy.Builder> configuration) {
        PollingPolicy.Builder builder = PollingPolicy.builder();

        assertThatThrownBy(() -> configuration.accept(builder)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
