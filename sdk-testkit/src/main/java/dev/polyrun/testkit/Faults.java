package dev.polyrun.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults still to come, in the order they were asked for; each is used once. Thread-safe. */
final class Faults {
    private record Planned(Predicate<SimulatedRequest> when, Fault fault) {}

    private final List<Planned> planned = new ArrayList<>();

    synchronized void plan(int times, Predicate<SimulatedRequest> when, Fault fault) {
        for (int i = 0; i < times; i++) {
            planned.add(new Planned(when, fault));
        }
    }

    /** Removes and gives the first fault that is meant for this request; null when there is none. */
    synchronized @Nullable Fault take(SimulatedRequest request) {
        for (Iterator<Planned> all = planned.iterator(); all.hasNext(); ) {
            Planned next = all.next();
            if (next.when.test(request)) {
                all.remove();
                return next.fault;
            }
        }
        return null;
    }

    /** Whether one of them keeps a request waiting for its answer. */
    synchronized boolean takeTime() {
        return planned.stream().anyMatch(next -> next.fault.takesTime());
    }

    synchronized void clear() {
        planned.clear();
    }
}
