package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is told of a connection that failed. */
class IoFailuresTest {
    private final Secrets secrets = new Secrets().add("sk-0123456789");

    @Test
    void aFailureWithoutWordsIsNamedByItsKind() {
        assertThat(IoFailures.describe(new EOFException())).isEqualTo("EOFException");
        assertThat(IoFailures.describe(new IOException("reset"))).isEqualTo("reset");
    }

    @Test
    void aFailureThatQuotesNoSecretIsGivenAsItIs() {
        IOException failure = new IOException("reset");

        assertThat(IoFailures.without(secrets, failure)).isSameAs(failure);
        assertThat(IoFailures.without(new Secrets(), failure)).isSameAs(failure);
    }

    @Test
    void oneThatDoesIsMaskedAndStillSaysWhereItHappened() {
        IOException failure = new IOException("unexpected line: sk-0123456789");
        IOException masked = IoFailures.without(secrets, failure);

        assertThat(masked).hasMessage("IOException: unexpected line: ***").hasNoCause();
        assertThat(masked.getStackTrace()).isEqualTo(failure.getStackTrace());
    }
}
