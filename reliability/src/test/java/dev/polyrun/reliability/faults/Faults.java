package dev.polyrun.reliability.faults;

import java.util.List;
import java.util.stream.Stream;

/** All rows of the table, in their order. */
final class Faults {
    static final List<WireFault> ALL = Stream.of(
                    ConnectionFaults.all(), Http2Server.faults(), FramingFaults.all(), BodyFaults.all(), StatusFaults.all())
            .flatMap(List::stream)
            .toList();

    private Faults() {}
}
