package dev.polyrun.reliability.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What comes of a fault that a client's calls meet. */
final class ClientTrial {
    /** A timeout that is not meant to be the end. */
    private static final Duration LONG = Duration.ofSeconds(FaultyServer.PATIENCE_SECONDS);
    /** One that is. */
    private static final Duration SHORT = Duration.ofMillis(400);
    /** What reading an answer of the longest size may allocate, several copies and the objects of a JSON tree included. */
    private static final long MOST_ALLOCATED = 48 * Vendor.Reach.MAX_RESPONSE_BYTES;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int EVERY_TIME = 1000;

    private final Bench bench;
    private final WireFault fault;
    private final FaultyServer server;
    private final ApiCall<?> read;
    private final ApiCall<?> start;
    private final Object truth;

    /** A line of the table: what a read ended with, how a start did, and what retrying was. */
    record Result(String read, String retries, String start) {
        boolean isAnswered() {
            return read.equals(Ending.TRUE_ANSWER) || read.equals(Ending.ANOTHER_ANSWER);
        }
    }

    ClientTrial(Bench bench, WireFault fault) {
        this.bench = bench;
        this.fault = fault;
        this.server = bench.server(fault.where());
        this.read = bench.calls(fault.where()).read();
        this.start = bench.calls(fault.where()).start();
        bench.forgetConnections();
        this.truth = read.with(options(LONG, 2)).execute();
    }

    Result result() throws Exception {
        String once = attempt(read, 0).ending().inShort(bench.vendor, truth);
        assertRecovery();
        bench.forgetConnections();
        server.plan(EVERY_TIME, fault);
        Ending async;
        try {
            async = Ending.of(() -> read.with(options(0)).executeAsync().get(FaultyServer.PATIENCE_SECONDS, TimeUnit.SECONDS), bench.secret());
        } finally {
            server.heal();
        }
        assertThat(async.inShort(bench.vendor, truth)).as("the asynchronous form").isEqualTo(once);
        Attempt retried = attempt(read, 2);
        assertThat(retried.ending().inShort(bench.vendor, truth)).as("with retries").isEqualTo(once);
        assertRecovery();
        Attempt started = attempt(start, 2);
        if (started.ending().failure() != null && !fault.group().equals(StatusFaults.REDIRECT)) {
            assertThat(started.requests()).as("how often a start was sent").isLessThanOrEqualTo(1);
        }
        String startEnding = started.ending().failure() == null ? "started" : started.ending().inShort(bench.vendor, truth);
        if (fault.isSlow() && started.requests() == 0 && startEnding.equals("CallTimeout")) {
            // A machine so busy that the time was over before anything was sent: nothing is unknown then.
            startEnding = "OutcomeUnknown";
        }
        assertRecovery();
        assertThat(bench.leavesNoConnection(fault.where())).as("no connection is left").isTrue();
        return new Result(once, fault.isSlow() ? "in vain" : sent(retried), startEnding);
    }

    private static String sent(Attempt attempt) {
        String pauses = attempt.slept().isZero() ? "" : ", after " + attempt.slept().toSeconds() + " s";
        return attempt.requests() + "×" + pauses;
    }

    /** What one call came to. */
    private record Attempt(Ending ending, int requests, Duration slept) {}

    private Attempt attempt(ApiCall<?> call, int retries) {
        int requestsBefore = server.requests();
        Duration sleptBefore = bench.time.skipped();
        bench.forgetConnections();
        server.plan(EVERY_TIME, fault);
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        Ending ending;
        try {
            ending = Ending.of(() -> call.with(options(retries)).execute(), bench.secret());
        } finally {
            server.heal();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        if (!fault.isSlow()) {
            assertThat(allocated).as("bytes allocated").isLessThan(MOST_ALLOCATED * (retries + 1));
        }
        return new Attempt(ending, server.requests() - requestsBefore, bench.time.skipped().minus(sleptBefore));
    }

    private void assertRecovery() {
        Object next = read.with(options(LONG, 2)).execute();
        assertThat(bench.vendor.lasting(next)).as("the next call").isEqualTo(bench.vendor.lasting(truth));
    }

    private RequestOptions options(int retries) {
        return options(fault.isSlow() ? SHORT : LONG, retries);
    }

    private static RequestOptions options(Duration timeout, int retries) {
        return RequestOptions.builder().timeout(timeout).maxRetries(retries).awaitRateLimit(false).build();
    }
}
