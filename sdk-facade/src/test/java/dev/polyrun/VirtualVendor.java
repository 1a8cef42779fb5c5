package dev.polyrun;

import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A vendor in virtual time and without a network: says what each run looks like at each moment, and remembers when it was asked. */
final class VirtualVendor implements VendorAdapter {
    /** A call that the vendor got. */
    record Call(String kind, RunRef ref, Duration at) {}

    private final VirtualTime time;
    private final Map<RunRef, Function<Duration, RunSnapshot>> lives = Collections.synchronizedMap(new HashMap<>());
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final Set<RunRef> unlisted = Collections.synchronizedSet(new HashSet<>());
    private volatile Function<Call, @Nullable RuntimeException> fault = call -> null;
    private volatile Function<Call, @Nullable Duration> latency = call -> Duration.ZERO;
    private volatile RateLimiter limiter = RateLimiter.adaptive();
    private volatile @Nullable RunBatch list;
    private volatile @Nullable RunEvents events;

    VirtualVendor(VirtualTime time) {
        this.time = time;
    }

    static RunRef ref(int number) {
        return RunRef.of("virtual", "run-" + number);
    }

    /** A run that is what the function says, by the time since the vendor was made. */
    RunRef plant(int number, Function<Duration, RunSnapshot> life) {
        lives.put(ref(number), life);
        return ref(number);
    }

    /** A run that is RUNNING until it ends well. */
    RunRef plant(int number, Duration until) {
        return plant(number, now -> snapshot(number, now.compareTo(until) < 0 ? RunPhase.RUNNING : RunPhase.SUCCEEDED));
    }

    /** A run that shows these phases, one a call, and then stays as it is. */
    RunRef plant(int number, RunPhase... phases) {
        int[] shown = {0};
        return plant(number, now -> snapshot(number, phases[Math.min(shown[0]++, phases.length - 1)]));
    }

    static RunSnapshot snapshot(int number, RunPhase phase) {
        return RunSnapshot.builder(ref(number), phase, phase.name())
                .pause(phase == RunPhase.PAUSED ? Pause.of(Pause.Kind.HUMAN) : null)
                .build();
    }

    /** What a call fails with; null for none. */
    VirtualVendor fault(Function<Call, @Nullable RuntimeException> fault) {
        this.fault = fault;
        return this;
    }

    /** How long a call takes; null for ever. */
    VirtualVendor latency(Function<Call, @Nullable Duration> latency) {
        this.latency = latency;
        return this;
    }

    VirtualVendor limiter(RateLimiter limiter) {
        this.limiter = limiter;
        return this;
    }

    /** From now on there is a list that shows so many runs a call. */
    VirtualVendor listing(int limit) {
        list = new RunBatch() {
            @Override
            public int limit() {
                return limit;
            }

            @Override
            public double price() {
                return 1;
            }

            @Override
            public CompletableFuture<Map<RunRef, RunSnapshot>> snapshots(List<RunSnapshot> runs, RequestOptions options) {
                return answer(new Call("list", runs.get(0).ref(), time.elapsed()), () -> {
                    Map<RunRef, RunSnapshot> shown = new HashMap<>();
                    for (RunSnapshot run : runs) {
                        if (!unlisted.contains(run.ref())) {
                            shown.put(run.ref(), look(run.ref()));
                        }
                    }
                    return shown;
                });
            }
        };
        return this;
    }

    /** Whose events there are for whoever looks at this vendor from now on. */
    VirtualVendor events(RunEvents events) {
        this.events = events;
        return this;
    }

    VirtualVendor unlisted(RunRef ref) {
        unlisted.add(ref);
        return this;
    }

    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    List<Call> calls(String kind) {
        return calls().stream().filter(call -> call.kind().equals(kind)).toList();
    }

    List<Duration> times(String kind) {
        return calls(kind).stream().map(Call::at).toList();
    }

    private RunSnapshot look(RunRef ref) {
        Function<Duration, RunSnapshot> life = lives.get(ref);
        if (life == null) {
            throw new AssertionError(ref + " was not planted");
        }
        return life.apply(time.elapsed());
    }

    private <T> CompletableFuture<T> answer(Call call, Supplier<T> answer) {
        calls.add(call);
        RuntimeException failure = fault.apply(call);
        Duration takes = latency.apply(call);
        CompletableFuture<T> future = new CompletableFuture<>();
        Runnable end = () -> {
            if (failure != null) {
                future.completeExceptionally(failure);
            } else if (!future.isDone()) {
                future.complete(answer.get());
            }
        };
        if (takes != null && takes.isZero()) {
            end.run();
        } else if (takes != null) {
            time.schedule(end, takes);
        }
        return future;
    }

    @Override
    public RateLimiter rateLimiter() {
        return limiter;
    }

    @Override
    public @Nullable RunEvents events() {
        return events;
    }

    @Override
    public @Nullable RunBatch batch(RunSnapshot run) {
        return list;
    }

    @Override
    public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
        return answer(new Call("look", ref, time.elapsed()), () -> look(ref));
    }

    @Override
    public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
        return answer(new Call("read", ref, time.elapsed()), () -> new Run(look(ref), Map.of("ended", true)));
    }

    @Override
    public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> cancel(RunSnapshot current) {
        throw new UnsupportedOperationException();
    }
}
