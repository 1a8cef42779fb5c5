package dev.polyrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.polyrun.core.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an application tests its own code that waits for runs. */
class WaitingCodeTest {
    /** The application's code: it asks every five seconds until the run has ended, or it has had enough. */
    private record RunWaiter(Wire noxus, TimeSource time) {
        String waitFor(String run, Duration atMost) throws IOException, InterruptedException {
            long start = time.nanoTime();
            while (true) {
                String status = noxus.get("/v1/runs/" + run).text("status");
                if (!status.equals("queued") && !status.equals("running")) {
                    return status;
                }
                if (time.nanoTime() - start >= atMost.toNanos()) {
                    throw new IllegalStateException("Still " + status + " after " + atMost);
                }
                time.sleep(Duration.ofSeconds(5));
            }
        }
    }

    private final VirtualTime time = VirtualTime.create();
    private final NoxusSimulator noxus = NoxusSimulator.start();
    private final RunWaiter waiter = new RunWaiter(Wire.of(noxus, "X-API-Key", noxus.apiKey()).over(noxus.inMemoryClient(time)), time);

    WaitingCodeTest() {
        noxus.addRun("run-1", RunScript.timed(time.clock(), Duration.ofMinutes(30), "queued", "running", "completed"));
    }

    @AfterEach
    void close() {
        noxus.close();
    }

    @Test
    void anHourOfPollingTakesNoTime() throws Exception {
        assertThat(waiter.waitFor("run-1", Duration.ofHours(2))).isEqualTo("completed");

        assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
        assertThat(noxus.requests()).hasSize(721);
    }

    @Test
    void itsDeadlineIsExact() {
        assertThatIllegalStateException().isThrownBy(() -> waiter.waitFor("run-1", Duration.ofMinutes(10))).withMessage("Still queued after PT10M");

        assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aTestLooksOnInTheMiddle() {
        CompletableFuture<String> status = CompletableFuture.supplyAsync(() -> {
            try {
                return waiter.waitFor("run-1", Duration.ofHours(2));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, time.executor());

        time.advance(Duration.ofMinutes(59));
        assertThat(status).isNotDone();
        noxus.changeRun("run-1", RunScript.perRead("failed"));
        time.advance(Duration.ofSeconds(5));

        assertThat(status).isCompletedWithValue("failed");
    }
}
