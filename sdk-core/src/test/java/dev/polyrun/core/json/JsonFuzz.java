package dev.polyrun.core.json;

import java.util.Arrays;
import java.util.Objects;

/** Any bytes as a document: free-form, as a model, and as what a projection leaves of it. */
public final class JsonFuzz {
    private static final JsonProjection WANTED = JsonProjection.of("a", "b.a", "b.b.a", "id", "status");

    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Object value;
        try {
            value = Json.parse(input);
        } catch (JsonException e) {
            refusedByAll(input);
            return;
        }
        byte[] written = Json.writeBytes(value);
        require(Objects.equals(Json.parse(written), value), "what is written is not what was read");
        require(Arrays.equals(Json.writeBytes(Json.parse(written)), written), "what is written changes when it is written again");
        Object some = WANTED.read(input, JsonReader::any);
        require(Objects.equals(WANTED.read(written, JsonReader::any), some), "a projection differs by how the document is written");

        Sample sample = JsonReader.readWhole(input, Sample::read);
        if (sample != null) {
            require(sample.equals(JsonReader.readWhole(Json.writeBytes(sample), Sample::read)), "a model is not what was written of it");
            require(Objects.equals(Json.parse(Json.writeBytes(sample)), value), "a model loses something");
        }
    }

    private static void refusedByAll(byte[] input) {
        try {
            JsonReader.readWhole(input, Sample::read);
            JsonReader.readWhole(input, JsonReader::raw);
        } catch (JsonException e) {
            try {
                WANTED.read(input, JsonReader::any);
            } catch (JsonException alsoThere) {
                return;
            }
            throw new AssertionError("a projection reads what is no document", e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
