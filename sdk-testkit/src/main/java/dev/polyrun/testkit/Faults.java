package dev.polyrun.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults still to come, in the order they were asked for, each of which is used once; and what else says how requests fare. Thread-safe. */
final class Faults {
    private record Planned(Predicate<SimulatedRequest> when, Fault fault) {}

    private final List<Planned> planned = new ArrayList<>();
    private @Nullable Function<SimulatedRequest, @Nullable Fault> ofEach;

    synchronized void plan(int times, Predicate<SimulatedRequest> when, Fault fault) {
        for (int i = 0; i < times; i++) {
            planned.add(new Planned(when, fault));
        }
    }

    synchronized void planForEach(Function<SimulatedRequest, @Nullable Fault> ofEach) {
        this.ofEach = ofEach;
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
        return ofEach == null ? null : ofEach.apply(request);
    }

    /** Whether one of them keeps a request waiting for its answer, or may do so. */
    synchronized boolean takeTime() {
        return ofEach != null || planned.stream().anyMatch(next -> next.fault.takesTime());
    }

    synchronized void clear() {
        planned.clear();
        ofEach = null;
    }
}
