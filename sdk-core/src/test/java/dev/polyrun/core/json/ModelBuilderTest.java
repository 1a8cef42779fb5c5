package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Building is strict where reading is lenient. */
class ModelBuilderTest {
    @Test
    void aMissingRequiredPropertyNamesItself() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Sample.builder().count(1).build())
                .withMessage("`name` is required to build a Sample, but was not set");
    }

    @Test
    void aRequiredPropertyMayBeGivenAsAnythingByItsWireName() {
        assertThat(Sample.builder().additionalProperty("name", 5).build().toJson()).isEqualTo("{\"name\":5}");
    }

    @Test
    void aModelThatNeedsSomePropertiesSaysWhich() {
        assertThat(Change.builder(2).name("n").note(null).build().toJson()).isEqualTo("{\"name\":\"n\",\"note\":null}");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> Change.builder(1).build())
                .withMessage("A Change needs at least 1 property, but 0 were set; there are name, note");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> Change.builder(2).name("n").build())
                .withMessage("A Change needs at least 2 properties, but 1 were set; there are name, note");
    }

    @Test
    void aModelThatCameWithTooFewPropertiesMayBeBuiltAnew() {
        Change came = new Change(new Change.Builder(1));

        assertThat(new Change.Builder(came, 1).build()).isEqualTo(came);
    }

    /** As the generator writes a model that needs some properties, whichever. */
    private static final class Change extends JsonModel {
        private final @Nullable String name;
        private final @Nullable String note;

        Change(Builder builder) {
            super(builder);
            this.name = builder.name;
            this.note = builder.note;
        }

        static Builder builder(int least) {
            return new Builder(least);
        }

        @Override
        protected String[] propertyNames() {
            return new String[] {"name", "note"};
        }

        @Override
        protected @Nullable Object[] propertyValues() {
            return new @Nullable Object[] {name, note};
        }

        static final class Builder extends JsonModel.Builder<Builder> {
            private final int least;
            private @Nullable String name;
            private @Nullable String note;

            Builder(int least) {
                this.least = least;
            }

            Builder(Change model, int least) {
                super(model);
                this.least = least;
            }

            Builder name(String name) {
                this.name = name;
                return set("name", name);
            }

            Builder note(@Nullable String note) {
                this.note = note;
                return setNullable("note", note);
            }

            Change build() {
                return requireAtLeast(least, new Change(this));
            }
        }
    }

    @Test
    void everyKindOfPropertyIsWrittenInItsWireForm() {
        Sample sample = Sample.builder()
                .name("n \"quoted\"\n")
                .done(false)
                .count(1)
                .total(1L << 40)
                .price(new BigDecimal("1E-7"))
                .createdAt(OffsetDateTime.parse("2026-01-02T03:04:05.006+01:00"))
                .color(Color.of("mauve"))
                .part(Part.builder().id("p").build())
                .tags(List.of("a", "b"))
                .limits(Map.of("l", 1))
                .input(Map.of("k", List.of(1, 2.5)))
                .anything("any")
                .target(Target.of(List.of("x")))
                .build();

        assertThat(sample.toJson()).isEqualTo("{\"name\":\"n \\\"quoted\\\"\\n\",\"done\":false,\"count\":1,\"total\":1099511627776,\"price\":1E-7,"
                + "\"created_at\":\"2026-01-02T03:04:05.006+01:00\",\"color\":\"mauve\",\"part\":{\"id\":\"p\"},\"tags\":[\"a\",\"b\"],"
                + "\"limits\":{\"l\":1},\"input\":{\"k\":[1,2.5]},\"anything\":\"any\",\"target\":[\"x\"]}");
    }

    @Test
    void aSetterReplacesANullThatCame() {
        assertThat(Sample.fromJson("{\"name\":null}").toBuilder().name("n").build().toJson()).isEqualTo("{\"name\":\"n\"}");
    }

    @Test
    void aSetterReplacesAValueOfAnotherTypeThatCame() {
        Sample sample = Sample.fromJson("{\"count\":\"many\",\"name\":\"n\"}").toBuilder().count(3).build();

        assertThat(sample.toJson()).isEqualTo("{\"name\":\"n\",\"count\":3}");
        assertThat(sample.additionalProperties()).isEmpty();
    }

    @Test
    void aSetterReplacesALetterPerfectNumberThatCame() {
        assertThat(Sample.fromJson("{\"name\":\"n\",\"count\":1e2}").toBuilder().count(100).build().toJson())
                .isEqualTo("{\"name\":\"n\",\"count\":100}");
    }

    @Test
    void nullIsSentWhereThePropertyMayBeNull() {
        assertThat(Sample.builder().name("n").createdAt(null).input(null).part(null).build().toJson())
                .isEqualTo("{\"name\":\"n\",\"created_at\":null,\"input\":null,\"part\":null}");
    }

    @Test
    void aValueAfterANullIsSent() {
        assertThat(Sample.builder().name("n").part(null).part(Part.builder().id("p").build()).build().toJson())
                .isEqualTo("{\"name\":\"n\",\"part\":{\"id\":\"p\"}}");
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefusedWhereThePropertyMayNotBeNull() {
        String none = null;

        assertThatNullPointerException().isThrownBy(() -> Sample.builder().name(none)).withMessage("name");
        assertThatNullPointerException().isThrownBy(() -> Sample.builder().tags(null)).withMessage("tags");
        assertThatNullPointerException().isThrownBy(() -> Sample.builder().limits(null)).withMessage("limits");
    }

    @Test
    void anAdditionalPropertyMayBeAModel() {
        assertThat(Sample.builder().name("n").additionalProperty("extra", Part.builder().id("p").build()).build().toJson())
                .isEqualTo("{\"name\":\"n\",\"extra\":{\"id\":\"p\"}}");
    }

    @Test
    void whatTheCallerDoesToItsListAfterwardsDoesNotMatter() {
        List<String> tags = new ArrayList<>(List.of("a"));
        Sample sample = Sample.builder().name("n").tags(tags).build();
        tags.add("b");

        assertThat(sample.tags()).containsExactly("a");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> sample.tags().add("c"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> sample.toMap().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> sample.additionalProperties().put("a", 1));
    }

    @Test
    void theTextFormShowsSingleValuesOnly() {
        Sample sample = Sample.fromJson("{\"name\":\"n\",\"count\":1,\"color\":\"red\",\"created_at\":\"2026\",\"part\":{\"id\":\"secret\"},"
                + "\"tags\":[\"secret\"],\"limits\":{\"secret\":1},\"input\":{\"k\":\"secret\"},\"anything\":[\"secret\"],"
                + "\"target\":\"secret\",\"unknown\":\"secret\"}");

        assertThat(sample).hasToString("Sample[name=n, count=1, created_at=2026, color=red]");
    }

    @Test
    void theTextFormShowsAFreeFormValueThatIsSingle() {
        assertThat(Sample.fromJson("{\"anything\":5}")).hasToString("Sample[anything=5]");
    }

    @Test
    void anAddressThatMayBeSignedIsNotInTheText() {
        Sample sample = Sample.fromJson(
                "{\"name\":\"https://storage.example.com/a.zip?token=secret\",\"anything\":\"https://example.com/b?key=secret\",\"count\":1}");

        assertThat(sample).hasToString("Sample[count=1]");
        assertThat(Sample.fromJson("{\"name\":\"https://example.com/a\"}")).hasToString("Sample[name=https://example.com/a]");
    }
}
