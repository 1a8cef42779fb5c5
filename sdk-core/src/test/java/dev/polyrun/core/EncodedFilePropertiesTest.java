package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Files come out of JSON as they went in, in whatever pieces they are read. */
class EncodedFilePropertiesTest {
    /** Around where a piece of the encoding ends, and anywhere. */
    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 50), Arbitraries.integers().between(24_570, 24_582), Arbitraries.integers().between(0, 60_000));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Texts.any(),
                Texts.any().map(text -> "data:" + text),
                Texts.wellFormed().map(text -> "data:text/plain;charset=x," + text),
                Arbitraries.strings().withChars("AZaz09+/-_= \n%,;:").ofMaxLength(30).map(text -> "data:;base64," + text));
    }

    @Property(tries = 100)
    void theTextIsTheBase64OfTheBytes(@ForAll("lengths") int length, @ForAll @IntRange(min = 1, max = 30_000) int most, @ForAll long seed)
            throws IOException {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        EncodedFile file = EncodedFile.base64(FileSource.of("a.bin", length, () -> new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int wanted) {
                return super.read(into, offset, Math.min(most, wanted));
            }
        }));

        ByteArrayOutputStream written = new ByteArrayOutputStream();
        file.writeTo(written, (long) length);

        assertThat(written.toString(StandardCharsets.US_ASCII))
                .isEqualTo(Base64.getEncoder().encodeToString(bytes))
                .hasSize((int) file.textLength(length));
        assertThat(EncodedFile.of(file.text()).bytes()).isEqualTo(bytes);
    }

    @Property
    void bothAlphabetsLinesAndEscapesAreReadAlike(@ForAll byte[] bytes) {
        assertThat(EncodedFile.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)).bytes()).isEqualTo(bytes);
        assertThat(EncodedFile.of(Base64.getMimeEncoder().encodeToString(bytes)).bytes()).isEqualTo(bytes);
        String escaped = URLEncoder.encode(Base64.getEncoder().encodeToString(bytes), StandardCharsets.UTF_8);
        assertThat(EncodedFile.of("data:;base64," + escaped).bytes()).isEqualTo(bytes);
    }

    @Property
    void anyTextHasBytesOrSaysWithoutAWordOfItThatItHasNone(@ForAll("texts") String text) {
        EncodedFile file = EncodedFile.of(text);
        assertThat(file.text()).isEqualTo(text);
        try {
            assertThat(file.bytes()).hasSizeLessThanOrEqualTo(3 * text.length());
        } catch (IllegalStateException e) {
            assertThatThrownBy(file::bytes).hasMessage(
                    "The text, of " + text.length() + " letters, is neither base64 nor a data: URL; text() has it").hasNoCause();
        }
    }
}
