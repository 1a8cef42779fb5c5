package dev.polyrun;

import static com.example.vendor.AcmeAdapter.done;
import static com.example.vendor.AcmeAdapter.ref;
import static com.example.vendor.AcmeAdapter.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.vendor.AcmeAdapter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.testkit.VirtualTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A list of an adapter of somebody else saves looks, as one of ours does, and its word counts. */
class StrangersListsTest {
    private static final Duration END = Duration.ofMinutes(2);

    private final VirtualTime time = VirtualTime.create();
    private final AcmeAdapter acme = new AcmeAdapter();
    private final AtomicInteger looks = new AtomicInteger();
    private final Polyrun polyrun = Polyrun.builder()
            .vendor("acme", context -> acme)
            .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofSeconds(5))))
            .timeSource(time)
            .build();

    @AfterEach
    void close() {
        polyrun.close();
    }

    private RunSnapshot seen(RunRef ref) {
        return snapshot(ref, time.elapsed().compareTo(END) < 0 ? RunPhase.RUNNING : RunPhase.SUCCEEDED);
    }

    /** Shows those of its runs that the test wants to be shown. */
    private final class Listing implements RunBatch {
        private final int limit;
        private final Predicate<RunRef> shown;
        private final AtomicInteger calls = new AtomicInteger();

        Listing(int limit, Predicate<RunRef> shown) {
            this.limit = limit;
            this.shown = shown;
        }

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
            calls.incrementAndGet();
            Map<RunRef, RunSnapshot> answer = new HashMap<>();
            runs.stream().map(RunSnapshot::ref).filter(shown).forEach(ref -> answer.put(ref, seen(ref)));
            return done(answer);
        }
    }

    private void watchedToTheirEnds(Listing list) {
        acme.list = run -> list;
        acme.look = ref -> {
            looks.incrementAndGet();
            return done(seen(ref));
        };

        assertThat(polyrun.watchAll(IntStream.range(0, 50).mapToObj(AcmeAdapter::ref).toList()).waitForAll())
                .hasSize(50)
                .allSatisfy(end -> assertThat(end.get().phase()).isEqualTo(RunPhase.SUCCEEDED));
    }

    @Test
    void itsRunsAreLookedAtTogether() {
        Listing list = new Listing(100, ref -> true);
        watchedToTheirEnds(list);

        assertThat(list.calls).hasPositiveValue();
        assertThat(looks.get() + list.calls.get()).as("where single looks would be 1250").isLessThan(150);
    }

    @Test
    void runsThatItDoesNotShowAreLookedAtByThemselves() {
        Listing list = new Listing(100, ref -> !ref.equals(ref(7)));
        watchedToTheirEnds(list);

        assertThat(list.calls).hasPositiveValue();
        assertThat(looks).hasValueLessThan(200);
    }

    @Test
    void aListOfTwoIsEnoughToBeOfUse() {
        Listing list = new Listing(2, ref -> true);
        watchedToTheirEnds(list);

        assertThat(list.calls).hasPositiveValue();
    }

    @Test
    void aListOfOneIsNone() {
        Listing list = new Listing(1, ref -> true);
        watchedToTheirEnds(list);

        assertThat(list.calls).hasValue(0);
    }

    @Test
    void whatItSaysOfACancelIsPassedOn() {
        acme.look = run -> done(snapshot(run, RunPhase.RUNNING));
        acme.cancel = run -> done(true);
        assertThat(polyrun.cancel(ref(1)).outcome()).isEqualTo(CancelResult.Outcome.REQUESTED);

        acme.cancel = run -> done(false);
        assertThat(polyrun.cancel(ref(1)).outcome()).isNotEqualTo(CancelResult.Outcome.REQUESTED);
    }
}
