package dev.polyrun.benchmarks.ways;

import static com.azure.core.util.polling.LongRunningOperationStatus.IN_PROGRESS;
import static com.azure.core.util.polling.LongRunningOperationStatus.SUCCESSFULLY_COMPLETED;

import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.SyncPoller;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** azure-core's blocking poller, of either make, waited on by either method. */
final class AzureSyncPoller implements Way {
    private final BiFunction<String, Terms, SyncPoller<Reply, Reply>> make;
    private final boolean waitUntil;

    private AzureSyncPoller(BiFunction<String, Terms, SyncPoller<Reply, Reply>> make, boolean waitUntil) {
        this.make = make;
        this.waitUntil = waitUntil;
    }

    static Way simple(Server server) {
        return new AzureSyncPoller((run, terms) -> simple(server, run, terms), false);
    }

    static Way simpleUntilSuccess(Server server) {
        return new AzureSyncPoller((run, terms) -> simple(server, run, terms), true);
    }

    static Way ofFlux(Server server) {
        return new AzureSyncPoller((run, terms) -> AzurePollerFlux.flux(server, run, terms).getSyncPoller(), false);
    }

    private static SyncPoller<Reply, Reply> simple(Server server, String run, Terms terms) {
        return SyncPoller.createPoller(AzurePollerFlux.interval(terms),
                context -> new PollResponse<>(IN_PROGRESS, Reply.RUNNING),
                context -> AzurePollerFlux.response(Polls.await(Polls.poll(server, run, terms))),
                (context, response) -> Reply.RUNNING,
                context -> context.getLatestResponse().getValue());
    }

    @Override
    public Wait start(String run, Terms terms) {
        SyncPoller<Reply, Reply> poller = make.apply(run, terms);
        return BlockingWait.on(() -> end(poller, terms.timeout()).getValue());
    }

    private PollResponse<Reply> end(SyncPoller<Reply, Reply> poller, @Nullable Duration timeout) {
        if (waitUntil) {
            return timeout == null ? poller.waitUntil(SUCCESSFULLY_COMPLETED) : poller.waitUntil(timeout, SUCCESSFULLY_COMPLETED);
        }
        return timeout == null ? poller.waitForCompletion() : poller.waitForCompletion(timeout);
    }

    @Override
    public void close() {
        // SyncPoller has nothing to close: its threads are shared by the whole process.
    }
}
