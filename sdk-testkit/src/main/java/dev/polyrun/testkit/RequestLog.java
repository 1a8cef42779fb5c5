package dev.polyrun.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every request in the order of arrival. Thread-safe. */
final class RequestLog {
    private final List<SimulatedRequest> requests = new ArrayList<>();

    synchronized void add(SimulatedRequest request) {
        requests.add(request);
        notifyAll();
    }

    synchronized List<SimulatedRequest> snapshot() {
        return List.copyOf(requests);
    }

    synchronized void clear() {
        requests.clear();
    }

    synchronized List<SimulatedRequest> await(int count, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (requests.size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(
                        "Waited " + timeout + " for " + count + " requests, but got " + requests.size() + ": " + requests);
            }
            // Rounded up, since a wait of 0 would be one without end.
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        return List.copyOf(requests);
    }
}
