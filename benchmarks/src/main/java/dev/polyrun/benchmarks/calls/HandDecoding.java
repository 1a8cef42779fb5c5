package dev.polyrun.benchmarks.calls;

import java.io.IOException;
import java.util.Objects;
import okhttp3.ResponseBody;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** jackson-core by hand. */
final class HandDecoding {
    private static final JsonFactory FACTORY = new JsonFactory();

    private HandDecoding() {}

    static Object plain(ResponseBody body) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body.byteStream())) {
            parser.nextToken();
            return Objects.requireNonNull(new HandDecoder(parser, null).run());
        }
    }

    /** Free-form values as they came: they are cut out of the whole document. */
    static Object raw(ResponseBody body) throws IOException {
        byte[] document = body.bytes();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            parser.nextToken();
            return Objects.requireNonNull(new HandDecoder(parser, document).run());
        }
    }
}
