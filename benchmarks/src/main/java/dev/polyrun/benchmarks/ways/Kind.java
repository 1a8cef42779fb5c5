package dev.polyrun.benchmarks.ways;

import dev.polyrun.PolyrunWay;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;

/** The ways to wait that are compared. The first of a library is the one whose cost is measured. */
public enum Kind {
    COMPLETION(Library.POLYRUN, "completion", false, (server, timer) -> PolyrunWay.async(server)),
    WAIT_FOR_COMPLETION(Library.POLYRUN, "waitForCompletion", true, (server, timer) -> PolyrunWay.blocking(server)),
    POLLER_FLUX(Library.AZURE, "PollerFlux", false, (server, timer) -> new AzurePollerFlux(server)),
    SYNC_POLLER(Library.AZURE, "SyncPoller", true, (server, timer) -> AzureSyncPoller.simple(server)),
    SYNC_POLLER_UNTIL(Library.AZURE, "SyncPoller.waitUntil", true, (server, timer) -> AzureSyncPoller.simpleUntilSuccess(server)),
    SYNC_POLLER_OF_FLUX(Library.AZURE, "PollerFlux.getSyncPoller", true, (server, timer) -> AzureSyncPoller.ofFlux(server)),
    ASYNC_WAITER(Library.AWS, "AsyncWaiter", false, AwsWaiters::async),
    WAITER(Library.AWS, "Waiter", true, (server, timer) -> AwsWaiters.blocking(server)),
    OPERATION_FUTURE(Library.GAX, "OperationFuture", false, GaxOperation::async),
    OPERATION_GET(Library.GAX, "OperationFuture.get", true, GaxOperation::blocking),
    EXECUTE_ASYNC(Library.OCI, "executeAsync", false, OciWaiters::async),
    EXECUTE(Library.OCI, "BmcGenericWaiter", true, (server, timer) -> OciWaiters.blocking(server)),
    EXECUTE_FOR_SUCCESS(Library.OCI, "BmcGenericWaiter for success alone", true, (server, timer) -> OciWaiters.blockingForSuccess(server)),
    GET_STAGE_ASYNC(Library.FAILSAFE, "getStageAsync", false, FailsafeRetries::async),
    GET(Library.FAILSAFE, "get", true, FailsafeRetries::blocking);

    private final Library library;
    private final String title;
    private final boolean blocking;
    private final BiFunction<Server, ScheduledExecutorService, Way> factory;

    Kind(Library library, String title, boolean blocking, BiFunction<Server, ScheduledExecutorService, Way> factory) {
        this.library = library;
        this.title = title;
        this.blocking = blocking;
        this.factory = factory;
    }

    public Library library() {
        return library;
    }

    public String title() {
        return title;
    }

    public boolean blocking() {
        return blocking;
    }

    /** With a timer of its own, if the library takes one. */
    public Way open(Server server) {
        return factory.apply(server, Timers.real());
    }

    /** With a timer that does not wait, if the library takes one. */
    public Way openHurried(Server server) {
        return factory.apply(server, Timers.hurried());
    }

    public static List<Kind> of(Library library) {
        return Arrays.stream(values()).filter(kind -> kind.library == library).toList();
    }
}
