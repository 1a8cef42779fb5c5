package dev.polyrun;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The polls of one account: lets the runs that are due through one by one, as the account's limits allow, those first that have waited longest
 * in proportion to their schedule. Used on the engine's polling thread.
 */
final class PollLane extends TimerHeap.Entry {
    /** So many runs may be looked at for the first time at once; of a larger crowd, the rest is spread. */
    private static final int CROWD = 8;
    private static final long CROWD_WINDOW_NANOS = 1_000_000_000L;
    private static final long LONGEST_SPREAD_NANOS = 10_000_000_000L;
    /** Multiples of it, without their whole part, are spread evenly however many there are. */
    private static final double GOLDEN_RATIO = 0.6180339887498949;
    /** What was not used within this time is lost. Together with the pace, no second ever has more calls than the policy says. */
    private static final long BURST_NANOS = 50_000_000;
    private static final double PACE = 0.95;
    /** Of more runs than these that wait for their turn, only a part is compared, another one each time. */
    private static final int COMPARED = 256;
    /** A run to which something may have happened goes before those that are just due, by however much. */
    private static final double AHEAD = 1e9;

    private final PollingEngine engine;
    private final VendorAdapter adapter;
    private final RateLimiter shared;
    private final long paceNanos;
    private final int pollsInFlight;
    private final Map<RunBatch, BatchScope> scopes = new HashMap<>();
    private final @Nullable EventStreams events;
    private List<Watch> ready = new ArrayList<>();
    private int cursor;
    private int inFlight;
    /** When the policy allows the next call, by the engine's timer. */
    private long nextAt;
    private boolean pumping;
    private long crowdSince = -CROWD_WINDOW_NANOS;
    private int crowd;
    private int live;
    private int spread;

    PollLane(PollingEngine engine, VendorAdapter adapter) {
        this.engine = engine;
        this.adapter = adapter;
        this.shared = adapter.rateLimiter();
        this.paceNanos = (long) (1e9 / (PACE * engine.policy().pollsPerSecond()));
        this.nextAt = -BURST_NANOS;
        this.pollsInFlight = engine.policy().pollsInFlight();
        RunEvents source = adapter.events();
        this.events = source == null ? null : new EventStreams(engine, source, engine.policy().eventStreams(engine.time() == TimeSource.system()));
    }

    PollingEngine engine() {
        return engine;
    }

    VendorAdapter adapter() {
        return adapter;
    }

    /**
     * Someone waits for the run: whether so many are looked at for the first time just now that this one had better wait, or they are looked at
     * together for ever.
     */
    boolean isCrowded(Watch watch, long now) {
        watch.set(Watch.BEGUN, true);
        live++;
        if (now - crowdSince >= CROWD_WINDOW_NANOS) {
            crowdSince = now;
            crowd = 0;
        }
        // Runs that follow one another are no crowd, however short they are.
        return ++crowd > CROWD && live > CROWD;
    }

    /** How long the first look at a run of a crowd waits. */
    long spread(long gap) {
        return (long) (++spread * GOLDEN_RATIO % 1 * Math.min(gap, LONGEST_SPREAD_NANOS));
    }

    /** The run is due. */
    void offer(Watch watch) {
        if (watch.queued || watch.flight != null || watch.gone) {
            return;
        }
        watch.queued = true;
        ready.add(watch);
        pump();
    }

    /** Joins the list that can answer for this run, if there is one. */
    void joinScope(Watch watch) {
        boolean leftIt = watch.extras != null && watch.extras.missedByLists >= BatchPolls.MISSES;
        if (watch.scope != null || leftIt || watch.gone || !engine.policy().batching()) {
            return;
        }
        RunBatch batch = BatchScope.batchFor(adapter, watch);
        if (batch != null) {
            scopes.computeIfAbsent(batch, BatchScope::new).add(watch);
        }
    }

    /** A look showed that the run goes on. */
    void goesOn(Watch watch) {
        if (events != null && !watch.gone) {
            events.offer(watch);
        }
    }

    /** Whether the vendor tells when the run changes. */
    boolean isToldOf(Watch watch) {
        return events != null && events.cover(watch);
    }

    /** The facade is closed; called on any thread. */
    void close() {
        if (events != null) {
            events.close();
        }
    }

    /** The run is not polled any more. */
    void forget(Watch watch) {
        if (events != null) {
            events.forget(watch);
        }
        watch.queued = false;
        if (watch.is(Watch.BEGUN)) {
            watch.set(Watch.BEGUN, false);
            live--;
        }
        leaveScope(watch);
    }

    void leaveScope(Watch watch) {
        BatchScope scope = watch.scope;
        if (scope != null) {
            scope.remove(watch);
            // That a list is of no use is remembered.
            if (scope.isEmpty() && !scope.isRefused()) {
                scopes.remove(scope.batch());
            }
        }
    }

    void landed() {
        inFlight--;
        pump();
    }

    @Override
    void due() {
        engine.execute(this::pump);
    }

    /** Sends what may be sent now. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!ready.isEmpty() && inFlight < pollsInFlight) {
                long now = engine.timer().now();
                long clock = engine.time().nanoTime();
                nextAt = Math.max(nextAt, now - BURST_NANOS);
                long wait = Math.max(nextAt - now, shared.nextFree(clock) - clock);
                if (wait > 0) {
                    engine.timer().schedule(this, now + wait);
                    return;
                }
                Watch watch = pick();
                // Ordinary calls may have taken the turn in between.
                if (watch != null && shared.tryAcquire(clock)) {
                    nextAt += paceNanos;
                    watch.queued = false;
                    send(watch);
                } else if (watch != null) {
                    ready.add(watch);
                }
            }
        } finally {
            pumping = false;
        }
    }

    /** Takes out the run that has waited longest in proportion; null when the one it came upon waits no more. */
    private @Nullable Watch pick() {
        int best = -1;
        double bestOverdue = -1;
        long now = engine.timer().now();
        int compared = Math.min(ready.size(), COMPARED);
        for (int i = 0; i < compared; i++) {
            cursor = cursor >= ready.size() ? 0 : cursor;
            Watch watch = ready.get(cursor);
            if (!watch.queued || watch.gone || !watch.hasWaiters()) {
                best = cursor;
                break;
            }
            double overdue = watch.is(Watch.URGENT) || watch.is(Watch.WHOLE) ? Double.MAX_VALUE : overdue(watch, now);
            if (overdue > bestOverdue) {
                best = cursor;
                bestOverdue = overdue;
            }
            cursor++;
        }
        Watch picked = ready.get(best);
        Watch last = ready.remove(ready.size() - 1);
        if (best < ready.size()) {
            ready.set(best, last);
        }
        if (!picked.queued || picked.gone || !picked.hasWaiters()) {
            picked.queued = false;
            return null;
        }
        return picked;
    }

    /** For how many of its gaps a run was not looked at; more when something may have happened to it. */
    static double overdue(Watch watch, long now) {
        int tick = EngineTimer.tick(now);
        // One that was never looked at comes before those that are just due.
        return (watch.is(Watch.HINTED) ? AHEAD : 0) + (watch.is(Watch.LOOKED)
                ? (double) (tick - watch.lookedAtTick) / watch.gapTicks
                : 2 + (double) (tick - watch.beganAtTick) / watch.gapTicks);
    }

    private void send(Watch watch) {
        BatchScope scope = watch.scope;
        // A list may not show the run that was hinted at, or lag behind; but where many wait, it is the quickest for all.
        boolean hintedAlone = watch.is(Watch.HINTED) && ready.isEmpty();
        if (scope == null || watch.is(Watch.WHOLE) || watch.is(Watch.ALONE) || watch.is(Watch.URGENT) || hintedAlone) {
            engine.cycle().send(watch);
        } else if (scope.runsPerCall() == 1) {
            scope.lookedAtOne();
            engine.cycle().send(watch);
        } else {
            List<Watch> chosen = scope.choose(watch, engine.timer().now());
            for (Watch other : chosen) {
                other.queued = false;
                engine.timer().cancelPoll(other);
            }
            engine.batches().send(this, scope, chosen);
        }
    }

    void launched() {
        inFlight++;
    }
}
