package dev.polyrun.benchmarks.calls;

import dev.polyrun.core.json.WireDates;
import java.time.OffsetDateTime;
import okhttp3.ResponseBody;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Databind of Jackson 3, as it comes. */
final class Databind3 implements OkHttpCalls.Decoder {
    private final ObjectReader reader;

    /** @param datesByHand whether dates are read by the parser that is ours, in place of databind's */
    Databind3(boolean datesByHand) {
        JsonMapper.Builder mapper = JsonMapper.builder();
        if (datesByHand) {
            mapper.addModule(new SimpleModule("dates by hand").addDeserializer(OffsetDateTime.class, new ByHand()));
        }
        this.reader = mapper.build().readerFor(HandRun.class);
    }

    @Override
    public Object decode(ResponseBody body) {
        return reader.readValue(body.byteStream());
    }

    private static final class ByHand extends StdScalarDeserializer<OffsetDateTime> {
        ByHand() {
            super(OffsetDateTime.class);
        }

        @Override
        public OffsetDateTime deserialize(JsonParser in, DeserializationContext context) {
            return WireDates.parse(in.getString());
        }
    }
}
