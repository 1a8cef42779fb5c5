package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.Texts;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;

/** No header makes a call wait for less than nothing or for more than a year. */
class RetryAfterPropertiesTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(Instant.parse("0001-01-01T00:00:00Z").toEpochMilli(), Instant.parse("9999-12-31T23:59:59Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(Texts.any(), Arbitraries.strings().withChars("0123456789 .,+-:eGMTMonJan").ofMaxLength(32));
    }

    @Property
    void anyTextIsAWaitOrNone(@ForAll("texts") String text, @ForAll("instants") Instant now) {
        Duration wait = RetryAfter.parse(text, now);

        if (wait != null) {
            assertThat(wait).isBetween(Duration.ZERO, YEAR);
        }
    }

    @Property
    void secondsAreTakenAsTheyAreUpToAYear(@ForAll @BigRange(min = "0", max = "1000000000000000000000000") BigInteger seconds) {
        BigInteger most = BigInteger.valueOf(YEAR.toSeconds());

        assertThat(RetryAfter.parse(seconds.toString(), Instant.EPOCH)).isEqualTo(Duration.ofSeconds(seconds.min(most).longValueExact()));
    }

    @Property
    void nobodyComesBeforeTheDateAndNobodyAWholeSecondAfterIt(@ForAll("instants") Instant now, @ForAll("instants") Instant other) {
        Instant date = other.with(ChronoField.NANO_OF_SECOND, 0);
        Duration wait = RetryAfter.parse(DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)), now);

        Duration left = Duration.between(now, date);
        if (left.isNegative()) {
            assertThat(wait).isZero();
        } else if (left.compareTo(YEAR) >= 0) {
            assertThat(wait).isEqualTo(YEAR);
        } else {
            assertThat(wait.minus(left)).isBetween(Duration.ZERO, Duration.ofMillis(999));
        }
    }
}
