package dev.polyrun.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTextsTest {
    private static final byte[] FILE = file();
    private static final String BASE64 = Base64.getEncoder().encodeToString(FILE);
    private static final SimulatedFile WHOLE = whole();

    private static byte[] file() {
        byte[] bytes = new byte[LongTexts.LIMIT * 3 + 1];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static SimulatedFile whole() {
        SimulatedFile file = SimulatedFile.of("a", BASE64);
        assertThat(file).isNotNull();
        return file;
    }

    private static String shortened(String document, int piece) {
        LongTexts texts = new LongTexts();
        byte[] bytes = document.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += piece) {
            texts.write(bytes, at, Math.min(piece, bytes.length - at));
        }
        return texts.document();
    }

    private static String standIn() {
        return "[" + FILE.length + " bytes, SHA-256 " + WHOLE.sha256() + "]";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 4096, 1 << 16, Integer.MAX_VALUE / 2})
    void howADocumentIsCutIntoPiecesMakesNoDifference(int piece) {
        String document = "{\"a\": \"" + BASE64 + "\", \"b\\\"\": [1, \"ä\\\\\", \"data:image/png;base64," + BASE64 + "\"]}";

        assertThat(shortened(document, piece))
                .isEqualTo("{\"a\": \"" + standIn() + "\", \"b\\\"\": [1, \"ä\\\\\", \"data:image/png;base64," + standIn() + "\"]}");
    }

    @Test
    void textsThatAreNotLongStay() {
        String document = "{\"a\": \"" + "A".repeat(LongTexts.LIMIT) + "\"}";

        assertThat(shortened(document, 1000)).isEqualTo(document);
    }

    @Test
    void aLongTextThatIsNoBase64LeavesNothing() {
        assertThat(shortened("{\"a\": \"" + "no base64! ".repeat(LongTexts.LIMIT) + "\", \"b\": 1}", 1000)).isEqualTo("{\"a\": \"\", \"b\": 1}");
    }

    @Test
    void whatStandsInPlaceIsReadAsTheFile() {
        SimulatedFile read = SimulatedFile.of("a", standIn());

        assertThat(read).isNotNull();
        assertThat(read.length()).isEqualTo(WHOLE.length());
        assertThat(read.sha256()).isEqualTo(WHOLE.sha256());
    }
}
