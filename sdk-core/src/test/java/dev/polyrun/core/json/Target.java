package dev.polyrun.core.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A union as the generator writes it: a text, a list of texts, or a part. */
final class Target extends JsonUnion {
    private Target(RawJson json) {
        super(json);
    }

    static Target of(Object value) {
        return new Target(RawJson.of(value));
    }

    static @Nullable Target read(JsonReader in) {
        RawJson json = in.raw();
        return json == null ? null : new Target(json);
    }

    @Nullable String asString() {
        return view(JsonReader::string);
    }

    @Nullable List<String> asList() {
        return view(JsonReader.listOf(JsonReader::string));
    }

    @Nullable Part asPart() {
        return view(Part::read);
    }
}
