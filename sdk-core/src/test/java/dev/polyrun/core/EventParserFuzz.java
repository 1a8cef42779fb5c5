package dev.polyrun.core;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as server-sent events: the first one says in which pieces the others come, which changes nothing. */
public final class EventParserFuzz {
    private static final int LONGEST = 200;

    private EventParserFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0 && !read(input, Integer.MAX_VALUE).equals(read(input, 1 + (input[0] & 7)))) {
            throw new AssertionError("the pieces matter");
        }
    }

    private static List<Object> read(byte[] input, int most) {
        EventParser parser = new EventParser(new ByteArrayInputStream(input, 1, input.length - 1) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(most, length));
            }
        }, LONGEST);
        List<Object> read = new ArrayList<>();
        try {
            for (EventParser.Block block = parser.read(); block != null; block = parser.read()) {
                if (block.data().length() > LONGEST) {
                    throw new AssertionError("an event is longer than allowed");
                }
                read.add(block);
            }
        } catch (EventParser.TooLongException e) {
            // How far the parser came with what is too long does depend on the pieces, but not what it gave out before.
            return read;
        } catch (IOException e) {
            throw new AssertionError("memory cannot be read", e);
        }
        read.add("the end, at " + parser.reconnectionTime());
        return read;
    }
}
