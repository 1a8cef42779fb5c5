package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Events are those of the HTML standard, in whatever pieces their bytes come. */
class EventParserPropertiesTest {
    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<String> values = Arbitraries.oneOf(Arbitraries.of("", "a", " a", "12", "x\0", "\u00e9😀"), Texts.wellFormed());
        Arbitrary<String> line = Combinators.combine(
                        Arbitraries.of("data", "data", "data", "id", "event", "retry", "other", "", "\ufeffdata"),
                        Arbitraries.of(":", ": ", ""),
                        values,
                        Arbitraries.of("\n", "\r", "\r\n", "\r\n", "\n\n", "\r\r", "\r\n\r\n"))
                .as((field, colon, value, end) -> field + colon + value + end);
        Arbitrary<byte[]> lines = line.list().ofMaxSize(8).map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
        return Arbitraries.oneOf(lines, lines, lines, Arbitraries.bytes().array(byte[].class).ofMaxSize(60));
    }

    private static List<EventParser.Block> read(byte[] bytes, int most) throws IOException {
        EventParser parser = new EventParser(new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(most, length));
            }
        }, 1_000_000);
        List<EventParser.Block> blocks = new ArrayList<>();
        for (EventParser.Block block = parser.read(); block != null; block = parser.read()) {
            blocks.add(block);
        }
        return blocks;
    }

    @Property
    void thePiecesDoNotMatter(@ForAll("streams") byte[] bytes, @ForAll @IntRange(min = 1, max = 12) int most) throws IOException {
        assertThat(read(bytes, most)).isEqualTo(read(bytes, Integer.MAX_VALUE));
    }

    @Property
    void whatFollowsChangesNoEventBefore(@ForAll("streams") byte[] bytes, @ForAll @IntRange(max = 60) int cut) throws IOException {
        List<EventParser.Block> whole = read(bytes, Integer.MAX_VALUE);
        List<EventParser.Block> part = read(Arrays.copyOf(bytes, Math.min(cut, bytes.length)), Integer.MAX_VALUE);

        assertThat(whole.subList(0, part.size())).isEqualTo(part);
    }

    /** The standard's own words, step by step, over the whole text. */
    @Property
    void theyAreTheEventsOfTheStandard(@ForAll("streams") byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<EventParser.Block> expected = new ArrayList<>();
        String id = null;
        String type = "";
        StringBuilder data = new StringBuilder();
        String[] lines = (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r\n|\n|\r", -1);
        // What follows the last line break is no line.
        for (String line : List.of(lines).subList(0, lines.length - 1)) {
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    expected.add(new EventParser.Block(id, type.isEmpty() ? "message" : type, data.substring(0, data.length() - 1)));
                }
                data.setLength(0);
                type = "";
                continue;
            }
            String[] parts = line.split(":", 2);
            String value = parts.length < 2 ? "" : parts[1].startsWith(" ") ? parts[1].substring(1) : parts[1];
            switch (parts[0]) {
                case "data" -> data.append(value).append('\n');
                case "event" -> type = value;
                case "id" -> id = value.indexOf('\0') >= 0 ? id : value.isEmpty() ? null : value;
                default -> {}
            }
        }

        assertThat(read(bytes, Integer.MAX_VALUE)).isEqualTo(expected);
    }
}
