package dev.polyrun;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The watched runs for which one list call can answer. Used on the engine's polling thread. */
final class BatchScope {
    /** A list that shows nothing of what it is asked for is left for this many single looks, about. */
    private static final double RECOVERY = 1.02;
    private static final double WEIGHT_OF_LAST_CALL = 0.3;
    /** Beyond this many candidates, only a part is considered, another one each time. */
    private static final int WINDOW = 4;

    private final RunBatch batch;
    private final List<Watch> members = new ArrayList<>();
    private int cursor;
    /** What share of the runs that it was asked for the list showed of late. */
    private double shown = 1;
    private boolean refused;

    BatchScope(RunBatch batch) {
        this.batch = batch;
    }

    RunBatch batch() {
        return batch;
    }

    void add(Watch watch) {
        watch.scope = this;
        watch.scopeIndex = members.size();
        members.add(watch);
    }

    void remove(Watch watch) {
        int last = members.size() - 1;
        Watch moved = members.get(last);
        members.set(watch.scopeIndex, moved);
        moved.scopeIndex = watch.scopeIndex;
        members.remove(last);
        watch.scope = null;
        watch.scopeIndex = -1;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** How many runs a call answers for, as far as can be expected; 1 when single looks are no dearer. */
    int runsPerCall() {
        double expected = Math.min(batch.limit(), members.size()) * shown;
        return refused || expected <= batch.price() ? 1 : Math.max(1, (int) (expected / batch.price()));
    }

    /** The vendor does not answer to such a call at all. */
    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    void lookedAtOne() {
        shown = Math.min(1, shown * RECOVERY);
    }

    /** Maybe one run that it cannot show is enough to break the whole list: before long, each is looked at by itself. */
    void failed() {
        shown = Math.max(shown / 10, 0.005);
    }

    void called(int asked, int answered) {
        shown += WEIGHT_OF_LAST_CALL * (Math.max((double) answered / asked, 0.01) - shown);
    }

    /** The run, and those others that have waited longest in proportion; a poll before its time costs nothing here. */
    List<Watch> choose(Watch first, long now) {
        int room = batch.limit() - 1;
        int candidates = (int) Math.min(members.size(), (long) room * WINDOW);
        PriorityQueue<Candidate> best = new PriorityQueue<>();
        for (int i = 0; i < candidates; i++) {
            Watch watch = members.get(cursor++ % members.size());
            if (watch != first && watch.flight == null && !watch.is(Watch.WHOLE) && !watch.is(Watch.ALONE) && !watch.gone && watch.hasWaiters()) {
                best.add(new Candidate(watch, PollLane.overdue(watch, now)));
                if (best.size() > room) {
                    best.poll();
                }
            }
        }
        cursor %= members.size();
        List<Watch> chosen = new ArrayList<>(best.size() + 1);
        chosen.add(first);
        best.forEach(candidate -> chosen.add(candidate.watch()));
        return chosen;
    }

    private record Candidate(Watch watch, double overdue) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return Double.compare(overdue, other.overdue);
        }
    }

    /** As {@link VendorAdapter#batch}, for a run that may not have been seen yet. */
    static @Nullable RunBatch batchFor(VendorAdapter adapter, Watch watch) {
        return adapter.batch(lastOrUnseen(watch));
    }

    static RunSnapshot lastOrUnseen(Watch watch) {
        RunSnapshot last = watch.lastSnapshot;
        return last == null ? RunSnapshot.builder(watch.ref, RunPhase.UNKNOWN, null).build() : last;
    }
}
