package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is handed from one thread to another while a third one comes or goes. Each moment is made by hand, and met each time. */
class HandOverTest {
    private final VirtualTime time = VirtualTime.create();
    private final MemoryAdapter adapter = new MemoryAdapter(RunPhase.RUNNING);
    private final PollingEngine engine = new PollingEngine(
            time, PollingPolicy.builder().schedule(PollSchedule.fixed(Duration.ofMillis(100))).build(), null, time.random());

    @AfterEach
    void close() {
        engine.close();
    }

    /** Waits for nothing, and stays between being over and being taken away, where others are for a microsecond. */
    private static final class Leaving implements Waiter {
        private volatile Watch watch;
        private volatile boolean over;

        @Override
        public void attached(Watch watch) {
            this.watch = watch;
        }

        @Override
        public Watch watch() {
            return watch;
        }

        @Override
        public boolean isOf(Object owner) {
            return false;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void seen(RunSnapshot now) {}

        @Override
        public boolean wantsRun(RunSnapshot now) {
            return false;
        }

        @Override
        public void read(Run run) {}

        @Override
        public void fail(Function<PollingException.Seen, PollingException> exception) {}
    }

    @Test
    void aRunThatIsDueWhileItsLastWaiterLeavesIsPolledForWhoeverComesNext() {
        Leaving leaving = new Leaving();
        engine.attach(adapter, MemoryAdapter.REF, leaving);
        time.advance(Duration.ofMillis(250));
        assertThat(adapter.looks()).isEqualTo(3);

        leaving.over = true;
        time.advance(Duration.ofMillis(100));
        assertThat(adapter.looks()).as("nobody waits").isEqualTo(3);
        CompletableFuture<Run> next = new RunPoller(engine, adapter, MemoryAdapter.REF).completion();
        engine.release(leaving, null);
        adapter.shows(RunPhase.SUCCEEDED);
        time.advance(Duration.ofMinutes(1));

        assertThat(Facades.end(next).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }
}
