package dev.polyrun.testkit;

import dev.polyrun.core.TimeSource;

/** Faults without sockets are what they are with them. */
class InMemoryFaultTest extends FaultTest {
    @Override
    Wire wire(VendorSimulator simulator, String... headers) {
        return Wire.of(simulator, headers).over(simulator.inMemoryClient(TimeSource.system()));
    }
}
