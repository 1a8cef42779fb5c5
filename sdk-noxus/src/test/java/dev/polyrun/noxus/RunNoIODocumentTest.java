package dev.polyrun.noxus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.noxus.model.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run as the seed page has it: without its outputs. */
class RunNoIODocumentTest extends DocumentContract<RunNoIO> {
    RunNoIODocumentTest() {
        super("noxus", RunNoIO.class, RunNoIO::fromJson, "run-no-io", "run-of-the-docs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "running", "failed", "completed", "stopped", "awaiting_human_feedback", "awaiting_event"})
    void everyStatusOfTheDocsIsKnown(String status) {
        assertThat(RunNoIO.fromJson("{\"status\":\"" + status + "\"}").status().known()).isNotEqualTo(RunStatus.Known.UNRECOGNIZED);
    }

    @Test
    void aStatusOfTomorrowIsKeptAsItsText() {
        RunNoIO run = RunNoIO.fromJson("{\"status\":\"hibernating\"}");

        assertThat(run.status()).hasToString("hibernating");
        assertThat(run.status().known()).isEqualTo(RunStatus.Known.UNRECOGNIZED);
    }

    @Test
    void nodeIdsMayBeAList() {
        RunNoIO run = RunNoIO.fromJson("{\"node_ids\":[\"a\",\"b\"]}");

        assertThat(run.nodeIds().asList()).containsExactly("a", "b");
        assertThat(run.nodeIds().asMap()).isNull();
    }

    @Test
    void nodeIdsMayBeAnObject() {
        RunNoIO run = RunNoIO.fromJson("{\"node_ids\":{\"a\":[1]}}");

        assertThat(run.nodeIds().asMap()).isEqualTo(Map.of("a", List.of(1L)));
        assertThat(run.nodeIds().asList()).isNull();
    }

    @Test
    void aTimeWithoutZoneIsTakenAsUtc() {
        assertThat(RunNoIO.fromJson("{\"created_at\":\"2024-01-01T00:00:00\"}").createdAt().toInstant())
                .isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
    }

    @Test
    void aProgressWrittenWithFractionIsAWholeNumber() {
        RunNoIO run = RunNoIO.fromJson("{\"progress\":45.0}");

        assertThat(run.progress()).isEqualTo(45);
        assertThat(run.toJson()).isEqualTo("{\"progress\":45.0}");
    }
}
