package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An object with far more properties than its model knows, as one that is keyed by ids: read and compared in the same way, and in time. */
class ManyPropertiesTest {
    private static List<String> properties(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":" + (i % 2 == 0 ? "null" : i)).collect(Collectors.toList());
    }

    private static Sample sample(List<String> properties) {
        return Sample.fromJson("{" + String.join(",", properties) + "}");
    }

    @Test
    void allAreKeptInTheirOrder() {
        List<String> properties = properties(100);
        properties.add(50, "\"name\":\"n\"");
        Sample sample = sample(properties);

        assertThat(sample.name()).isEqualTo("n");
        assertThat(sample.additionalProperties()).hasSize(100).containsEntry("k0", null).containsEntry("k99", 99L);
        assertThat(sample.additionalProperties().keySet()).startsWith("k0", "k1").endsWith("k98", "k99");
        assertThat(sample(List.of(sample.toJson().substring(1, sample.toJson().length() - 1)))).isEqualTo(sample);
    }

    @Test
    void theLastOfTwoOfOneNameWinsWhereverTheyStand() {
        for (int first : new int[] {0, 31, 32, 33, 34, 99}) {
            List<String> properties = properties(100);
            properties.add(first, "\"count\":\"no number\"");
            properties.add(first, "\"again\":1");
            properties.add(first, "\"total\":7");
            properties.addAll(List.of("\"count\":5", "\"again\":2", "\"total\":null"));
            Sample sample = sample(properties);

            assertThat(sample.count()).isEqualTo(5);
            assertThat(sample.total()).isNull();
            assertThat(sample.additionalProperties())
                    .hasSize(102)
                    .containsEntry("again", 2L)
                    .containsEntry("total", null)
                    .doesNotContainKey("count");
            assertThat(sample.toJson()).contains("\"count\":5").doesNotContain("no number");
        }
    }

    @Test
    void objectsWithinEachOtherKeepTheirOwn() {
        String inner = "{" + String.join(",", properties(80)) + ",\"id\":\"p\"}";
        List<String> properties = properties(60);
        properties.add(40, "\"part\":" + inner);
        properties.add(3, "\"parts\":[" + inner + ",{}]");
        Sample sample = sample(properties);

        assertThat(sample.additionalProperties()).hasSize(60);
        assertThat(sample.part().additionalProperties()).hasSize(80);
        assertThat(sample.parts()).hasSize(2).first().isEqualTo(sample.part());
    }

    @Test
    void aSmallObjectWithinALargeOneHasItsOwnOnly() {
        for (int around : new int[] {20, 40}) {
            List<String> properties = properties(around);
            properties.add("\"part\":{\"own\":1,\"id\":\"p\",\"size\":2}");
            Sample sample = sample(properties);

            assertThat(sample.part().id()).isEqualTo("p");
            assertThat(sample.part().additionalProperties()).isEqualTo(Map.of("own", 1L));
            assertThat(sample.additionalProperties()).hasSize(around);
        }
    }

    @Test
    void theyMayBeReplacedAndTheirOrderDoesNotMatter() {
        List<String> properties = properties(100);
        properties.add("\"name\":\"n\"");
        Sample sample = sample(properties);
        Collections.reverse(properties);

        assertThat(sample(properties)).isEqualTo(sample).hasSameHashCodeAs(sample);
        Sample changed = sample.toBuilder().additionalProperty("k50", "new").build();
        assertThat(changed).isNotEqualTo(sample);
        assertThat(changed.additionalProperties()).hasSize(100).containsEntry("k50", "new");
        assertThat(changed.toBuilder().additionalProperty("k50", null).build()).isEqualTo(sample);
    }

    @Test
    @Tag("big")
    void aHundredThousandTakeNoLongerThanTheirBytes() {
        List<String> properties = properties(200_000);
        List<String> reversed = new ArrayList<>(properties);
        Collections.reverse(reversed);
        properties.addAll(properties(200_000));

        // A second at most; half a minute and more for each, if each property looked through the others.
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            Sample sample = sample(properties);
            assertThat(sample.equals(sample(reversed))).isTrue();
            assertThat(sample.toMap()).hasSize(200_000);
            Map<String, ?> kept = sample.additionalProperties();
            assertThat(kept).hasSize(200_000);
        });
    }
}
