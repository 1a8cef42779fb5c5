package dev.polyrun.benchmarks.calls;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.polyrun.core.json.WireDates;
import java.io.IOException;
import java.time.OffsetDateTime;
import okhttp3.ResponseBody;

/** Databind of Jackson 2 and its module for dates, as they come. */
final class Databind2 implements OkHttpCalls.Decoder {
    private final ObjectReader reader;

    /** @param datesByHand whether dates are read by the parser that is ours, in place of the module's */
    Databind2(boolean datesByHand) {
        JsonMapper.Builder mapper = JsonMapper.builder().addModule(new JavaTimeModule());
        if (datesByHand) {
            mapper.addModule(new SimpleModule("dates by hand").addDeserializer(OffsetDateTime.class, new ByHand()));
        }
        this.reader = mapper.build().readerFor(HandRun.class);
    }

    @Override
    public Object decode(ResponseBody body) throws IOException {
        return reader.readValue(body.byteStream());
    }

    private static final class ByHand extends StdScalarDeserializer<OffsetDateTime> {
        private static final long serialVersionUID = 1L;

        ByHand() {
            super(OffsetDateTime.class);
        }

        @Override
        public OffsetDateTime deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return WireDates.parse(in.getText());
        }
    }
}
