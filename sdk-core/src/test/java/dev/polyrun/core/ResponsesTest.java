package dev.polyrun.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call is given, and what it gives. */
class ResponsesTest {
    @Test
    void aHeaderIsFoundWhateverItsCaseUnlessItIsNotThere() {
        ApiResponse<String> response = new ApiResponse<>(200, Map.of("x-a", List.of("1", "2"), "x-none", List.of()), new byte[0], "body", null);

        assertThat(response.header("X-A")).isEqualTo("1");
        assertThat(response.header("X-None")).isNull();
        assertThat(response.header("X-B")).isNull();
        assertThat(response.retryAfter()).isNull();
    }

    @Test
    void aResponseMaySayWhenToAskAgain() {
        assertThat(new ApiResponse<>(202, Map.of(), new byte[0], null, Duration.ofSeconds(7)).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aBodyThatCannotBeReadIsKept() {
        UndecodableBodyException failure = new UndecodableBodyException("no JSON", 200, "<é>".getBytes(UTF_8), null);
        failure.body()[0] = 0;

        assertThat(failure.body()).isEqualTo("<é>".getBytes(UTF_8));
        assertThat(failure.bodyText()).isEqualTo("<é>");
        assertThat(failure.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void aTimeThatIsNotPositiveIsRefused(Duration time) {
        assertThatIllegalArgumentException().isThrownBy(() -> RequestOptions.builder().timeout(time))
                .withMessage("timeout is " + time + "; expected more than zero");
        assertThatIllegalArgumentException().isThrownBy(() -> RequestOptions.builder().idleTimeout(time))
                .withMessage("idleTimeout is " + time + "; expected more than zero");
    }

    @Test
    void repetitionsAreNoneOrSome() {
        assertThat(RequestOptions.builder().maxRetries(0).build().maxRetries()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> RequestOptions.builder().maxRetries(-1))
                .withMessage("maxRetries is -1; expected 0 or more");
    }
}
