package dev.polyrun.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.polyrun.core.Texts;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Dates by hand are the dates of java.time. */
class WireDatesPropertiesTest {
    @Provide
    Arbitrary<OffsetDateTime> dates() {
        Arbitrary<Long> usual = Arbitraries.longs().between(epochSecond("1900-01-01T00:00"), epochSecond("2100-01-01T00:00"));
        Arbitrary<Long> any = Arbitraries.longs().between(epochSecond("-99999-01-01T00:00"), epochSecond("+99999-01-01T00:00"));
        Arbitrary<Integer> nanos = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 999_999_999),
                Arbitraries.integers().between(0, 999).map(millis -> millis * 1_000_000),
                Arbitraries.just(0));
        Arbitrary<ZoneOffset> zones = Arbitraries.oneOf(
                Arbitraries.integers().between(-18 * 4, 18 * 4).map(quarters -> ZoneOffset.ofTotalSeconds(quarters * 900)),
                Arbitraries.integers().between(-18 * 3600, 18 * 3600).map(ZoneOffset::ofTotalSeconds));
        return Combinators.combine(Arbitraries.oneOf(usual, usual, any), nanos, zones)
                .as((second, nano, zone) -> OffsetDateTime.of(LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC), zone));
    }

    private static long epochSecond(String date) {
        return LocalDateTime.parse(date).toEpochSecond(ZoneOffset.UTC);
    }

    /** Texts that are nearly dates. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nearly = Combinators.combine(
                        dates(),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of("", "0", "9", "-", ":", "T", " ", ".", "Z", "+", "60", "\u0664"))
                .as((date, at, piece) -> {
                    String text = date.toString();
                    int cut = Math.min(at, text.length());
                    return text.substring(0, cut) + piece + text.substring(Math.min(text.length(), cut + at % 2));
                });
        return Arbitraries.oneOf(
                Texts.any(), nearly, nearly, Arbitraries.strings().withChars("0123456789-:T.Z+ ").ofMinLength(8).ofMaxLength(30));
    }

    /** ISO 8601 knows years of four digits and offsets of whole minutes. */
    private static boolean isOrdinary(OffsetDateTime date) {
        return date.getYear() >= 0 && date.getYear() <= 9999 && date.getOffset().getTotalSeconds() % 60 == 0;
    }

    @Property
    void whatIsPrintedIsReadAgain(@ForAll("dates") OffsetDateTime date) {
        int year = date.withOffsetSameInstant(isOrdinary(date.withYear(2000)) ? date.getOffset() : ZoneOffset.UTC).getYear();
        if (year < 0 || year > 9999) {
            assertThatIllegalArgumentException().isThrownBy(() -> WireDates.format(date)).withMessageContaining(date.toString());
            return;
        }
        String printed = WireDates.format(date);

        assertThat(printed).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
        assertThat(WireDates.parse(printed)).isEqualTo(date);
        if (isOrdinary(date)) {
            assertThat(WireDates.parse(printed).getOffset()).isEqualTo(date.getOffset());
            assertThat(WireDates.parse(date.toString())).isEqualTo(date);
        }
    }

    /** Other forms are read, too; but none of these is read as anything else. */
    @Property
    void whatIsADateToJavaIsTheSameDate(@ForAll("texts") String text) {
        OffsetDateTime read = WireDates.parse(text);
        OffsetDateTime javas = javas(text);

        if (javas != null && isOrdinary(javas)) {
            assertThat(read).as(text).isEqualTo(javas);
        }
        if (read != null) {
            assertThat(WireDates.parse(WireDates.format(read))).as(text).isEqualTo(read);
        }
    }

    private static @Nullable OffsetDateTime javas(String text) {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
