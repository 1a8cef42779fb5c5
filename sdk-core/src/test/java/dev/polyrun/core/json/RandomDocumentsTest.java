package dev.polyrun.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Documents of every shape, right and wrong, go through a model without losing a letter of any value. */
@Tag("big")
class RandomDocumentsTest {
    private static final int DOCUMENTS = 4_000;
    private final RandomDocuments documents = new RandomDocuments(new Random(20260305));

    @Test
    void everyValuePrintsBackToTheLetter() {
        for (int i = 0; i < DOCUMENTS; i++) {
            String json = documents.next();
            Sample sample = Sample.fromJson(json);
            String printed = sample.toJson();

            assertThat(Json.parse(printed)).as(json).isEqualTo(Json.parse(json));
            assertThat(tokens(printed)).as(json).containsExactlyInAnyOrderElementsOf(tokens(json));
            assertThat(Sample.fromJson(printed)).as(json).isEqualTo(sample).hasSameHashCodeAs(sample);
            assertThat(new RawJson(printed.getBytes(UTF_8))).as(json).isEqualTo(RawJson.of(sample));
        }
    }

    /** The numbers of a document as they are written; the letters outside of its texts. */
    private static List<String> tokens(String json) {
        List<String> tokens = new ArrayList<>();
        String withoutTexts = json.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"");
        for (String token : withoutTexts.split("[\\s\\[\\]{},:\"]+")) {
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        return tokens;
    }
}
