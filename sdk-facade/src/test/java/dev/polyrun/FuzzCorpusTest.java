package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzing found to reach one more branch, or to break something once, is tried in each build. To look for more: {@code mvn -Pfuzz}. */
class FuzzCorpusTest {
    static List<Arguments> targets() {
        return List.of(
                target(PolledRunsFuzz.class, PolledRunsFuzz::fuzzerTestOneInput),
                target(RefsFuzz.class, RefsFuzz::fuzzerTestOneInput),
                target(RetabWebhookFuzz.class, RetabWebhookFuzz::fuzzerTestOneInput),
                target(JournalFuzz.class, JournalFuzz::fuzzerTestOneInput));
    }

    private static Arguments target(Class<?> target, Consumer<byte[]> one) {
        return Arguments.of(target.getSimpleName(), one);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void whatWasFoundOnceHolds(String target, Consumer<byte[]> one) throws IOException {
        URI folder = URI.create(Objects.requireNonNull(FuzzCorpusTest.class.getResource("/fuzz/" + target), target).toString());
        try (Stream<Path> inputs = Files.list(Path.of(folder))) {
            List<Path> kept = inputs.sorted().toList();
            assertThat(kept).isNotEmpty();
            for (Path input : kept) {
                byte[] bytes = Files.readAllBytes(input);
                try {
                    one.accept(bytes);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(target + " of " + input, e);
                }
            }
        }
    }
}
