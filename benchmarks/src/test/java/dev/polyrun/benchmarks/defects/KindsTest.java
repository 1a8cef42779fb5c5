package dev.polyrun.benchmarks.defects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Library;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Way;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each way is set up as its library wants it: without any fault it comes to its end, after the polls that it takes. */
class KindsTest {
    @ParameterizedTest
    @EnumSource
    void withoutFaultsEachWayFindsTheEnd(Kind kind) throws Exception {
        Script server = new Script(poll -> poll < 4 ? Reply.STILL_RUNNING : Script.answer(Reply.SUCCEEDED));

        try (Way way = kind.open(server)) {
            Reply end = way.start("run_1", Terms.every(Duration.ofMillis(5))).end().get(30, TimeUnit.SECONDS);

            assertThat(end.state()).isEqualTo(Reply.State.SUCCEEDED);
        }
        // Ours reads the run as a whole, with its outputs, once its end was seen.
        assertThat(server.polls()).isEqualTo(kind.library() == Library.POLYRUN ? 5 : 4);
    }

    @ParameterizedTest
    @EnumSource
    void theVersionIsKnown(Library library) {
        assertThat(library.version()).matches(library == Library.POLYRUN ? "of this checkout" : "\\d+\\.\\d+.*");
    }
}
