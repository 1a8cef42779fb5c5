package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which histories are kept. */
class RunHistoriesTest {
    private final Object account = new Object();

    @Test
    void aWorkflowHasOneHistory() {
        RunHistories histories = new RunHistories();
        RunHistory history = histories.of(account, "wf_1");

        String sameId = String.join("_", "wf", "1");
        assertThat(histories.of(account, sameId)).isSameAs(history);
        assertThat(histories.peek(account, sameId)).isSameAs(history);
        assertThat(histories.of(account, sameId).workflowId()).isSameAs(history.workflowId());
        assertThat(histories.size()).isEqualTo(1);
    }

    @Test
    void accountsAreKeptApartEvenWhenTheyAreEqual() {
        RunHistories histories = new RunHistories();

        assertThat(histories.of(List.of("a", "b"), "wf_1")).isNotSameAs(histories.of(List.of("a", "b"), "wf_1"));
    }

    @Test
    void lookingForAHistoryDoesNotMakeOne() {
        RunHistories histories = new RunHistories();

        assertThat(histories.peek(account, "wf_1")).isNull();
        assertThat(histories.size()).isZero();
    }

    @Test
    void theOneThatWasNotUsedForLongestGoesFirst() {
        RunHistories histories = new RunHistories(2);
        RunHistory first = histories.of(account, "wf_1");
        histories.of(account, "wf_2");
        histories.of(account, "wf_1");
        histories.of(account, "wf_3");

        assertThat(histories.peek(account, "wf_1")).isSameAs(first);
        assertThat(histories.peek(account, "wf_2")).isNull();
        assertThat(histories.size()).isEqualTo(2);
    }

    @Test
    void thereAreNeverMoreThanTenThousand() {
        RunHistories histories = new RunHistories();
        for (int workflow = 0; workflow < 10_100; workflow++) {
            histories.of(account, UUID.nameUUIDFromBytes(new byte[] {(byte) workflow, (byte) (workflow >> 8)}).toString());
        }

        assertThat(histories.size()).isEqualTo(10_000);
    }
}
