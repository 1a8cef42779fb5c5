package dev.polyrun;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for many runs, of any vendors. Made by {@link Polyrun#watchAll} or {@link Polyrun#restore}.
 *
 * <pre>{@code
 * RunGroup group = polyrun.restore(store);                       // what was watched before the restart
 *
 * group.watch(polyrun.start(workflow, request));                 // whenever there is work, in any thread
 *
 * for (RunCompletion completion : group.completedUntilStopped()) {   // in each of as many workers as you like
 *     if (completion.run() != null) {
 *         save(completion.run());
 *     } else {
 *         report(completion.failure());
 *     }
 *     completion.acknowledge();                                  // from here on, no restart brings it back
 * }
 *
 * group.close();                                                 // in the end; ends the workers' loops, and no run
 * }</pre>
 *
 * <p>Each run that is watched is handed out once: by {@link #waitForAll()}, by {@link #waitForAny()}, or to one of those that iterate. From its end
 * until then, the group holds the whole {@link Run}, and from then on nothing of it; where outputs are big, take them as they come.
 *
 * <p>A run is watched until it has ended, through all pauses. Several groups and pollers may wait for the same run, and share its polls. A group is
 * polled whether or not anybody blocks; {@link #close()} ends that. Thread-safe.
 */
public final class RunGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.polyrun.polling");

    private final Function<RunRef, VendorAdapter> adapters;
    private final GroupStore store;
    private final GroupQueue queue;

    private RunGroup(PollingEngine engine, Function<RunRef, VendorAdapter> adapters, @Nullable WatchStore store) {
        this.adapters = adapters;
        this.store = new GroupStore(store);
        this.queue = new GroupQueue(engine, this.store);
    }

    /**
     * @param adapters throws when a reference leads nowhere
     */
    static RunGroup of(PollingEngine engine, Function<RunRef, VendorAdapter> adapters, Collection<RunRef> refs) {
        Map<RunRef, VendorAdapter> runs = new LinkedHashMap<>();
        refs.forEach(ref -> runs.computeIfAbsent(Objects.requireNonNull(ref, "ref"), adapters));
        RunGroup group = new RunGroup(engine, adapters, null);
        group.queue.join(runs);
        return group;
    }

    static RunGroup restored(PollingEngine engine, Function<RunRef, VendorAdapter> adapters, WatchStore store) {
        Set<RunRef> refs = store.all();
        Map<RunRef, VendorAdapter> runs = new LinkedHashMap<>();
        RuntimeException problem = null;
        for (RunRef ref : refs) {
            try {
                runs.put(ref, adapters.apply(ref));
            } catch (IllegalArgumentException | IllegalStateException e) {
                problem = problem == null ? e : problem;
            }
        }
        if (problem != null) {
            // An account that was left out of one deployment must neither lose its runs nor hold up those of the others.
            LOG.warn("{} of the {} runs in the store are not watched, and stay there for the next time. The first of them: {}",
                    refs.size() - runs.size(), refs.size(), problem.getMessage());
        }
        RunGroup group = new RunGroup(engine, adapters, store);
        group.queue.join(runs);
        return group;
    }

    /**
     * Adds a run. With a store, the run is in it when this returns: however the process ends, {@link Polyrun#restore} watches it again. Nothing
     * happens when the group waits for the run already; one whose end was noticed, and that lives again, is watched anew, and handed out once more.
     *
     * @throws PollerClosedException when polling was stopped; a store has the run nevertheless, for the next time
     * @throws IllegalArgumentException when the reference's vendor is unknown, or wants another form of reference
     * @throws IllegalStateException when the vendor is not configured
     * @throws java.io.UncheckedIOException when the store cannot write it; the run is then not watched
     */
    public void watch(RunRef ref) {
        VendorAdapter adapter = adapters.apply(Objects.requireNonNull(ref, "ref"));
        store.watch(ref, () -> queue.join(ref, adapter));
    }

    /**
     * Waits until all runs of the group have ended, those included that are added meanwhile.
     *
     * @return those that were not handed out before, in the order in which they were added
     * @throws WaitInterruptedException when the thread is interrupted; its flag stays set, and what has ended is not lost
     */
    public List<RunCompletion> waitForAll() {
        return all(null);
    }

    /**
     * As {@link #waitForAll()}, but not for ever. When the time is up, nothing is thrown: runs that have not ended are in the list with a
     * {@link WaitTimeoutException}, and stay in the group.
     *
     * @param timeout for how long at most
     * @throws IllegalArgumentException when the timeout is zero or negative
     */
    public List<RunCompletion> waitForAll(Duration timeout) {
        return all(checked(timeout));
    }

    private List<RunCompletion> all(@Nullable Duration timeout) {
        List<GroupQueue.Standing> runs = queue.takeAll(timeout);
        List<RunCompletion> all = new ArrayList<>(runs.size());
        for (GroupQueue.Standing run : runs) {
            all.add(run.completion() != null ? run.completion() : new RunCompletion(run.watch().ref, null,
                    new WaitTimeoutException("it did not end within " + timeout, run.watch().seen(), null), null));
        }
        return all;
    }

    /**
     * Waits until a run has ended: the one that ended first of those that were not handed out before.
     *
     * @return null when all runs of the group were handed out
     * @throws WaitInterruptedException when the thread is interrupted; its flag stays set
     */
    public @Nullable RunCompletion waitForAny() {
        return queue.take(false, () -> false, null);
    }

    /**
     * As {@link #waitForAny()}, but not for ever.
     *
     * @param timeout for how long at most
     * @throws WaitTimeoutException when none has ended by then; it names the run that has been waited for longest, and all go on
     * @throws IllegalArgumentException when the timeout is zero or negative
     */
    public @Nullable RunCompletion waitForAny(Duration timeout) {
        return queue.take(false, () -> false, checked(timeout));
    }

    private static Duration checked(Duration timeout) {
        return Objects.requireNonNull(WaitOptions.builder().timeout(timeout).build().timeout());
    }

    /**
     * The runs in the order in which they end; iterating blocks until there is one. It ends when all runs of the group were handed out, to whomever.
     * After {@link #stopPolling()} that is soon: those that have not ended come with a {@link PollerClosedException}. An iteration throws
     * {@link WaitInterruptedException} when its thread is interrupted; its flag stays set.
     *
     * <p>Several threads may iterate, over one object or one each, as workers take from a queue.
     */
    public RunCompletions completedAsTheyFinish() {
        return new RunCompletions(queue, false);
    }

    /**
     * As {@link #completedAsTheyFinish()}, for a group to which runs are added all the time: having none at the moment does not end an iteration. It
     * ends when polling is stopped and all ends from before were handed out, or when its thread is interrupted, whose flag stays set. What has not
     * ended by then is not handed out here, but by the other methods.
     */
    public RunCompletions completedUntilStopped() {
        return new RunCompletions(queue, true);
    }

    /** How many runs stand where. Costs the same however many there are. */
    public RunCounts counts() {
        return queue.counts();
    }

    /**
     * Ends the waits for all runs that have not ended, with a {@link PollerClosedException}. The runs go on, a store keeps them, and others who wait
     * for them do so still. What has ended can still be taken.
     */
    public void stopPolling() {
        queue.stop();
    }

    /** As {@link #stopPolling()}. */
    @Override
    public void close() {
        stopPolling();
    }
}
