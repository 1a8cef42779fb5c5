package dev.polyrun.reliability.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.FileWatchStore;
import dev.polyrun.PollSchedule;
import dev.polyrun.Polyrun;
import dev.polyrun.RunCompletion;
import dev.polyrun.RunGroup;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.RunUpdate;
import dev.polyrun.core.Download;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.RunEvent;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.Simulators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever blocks does so on virtual threads without keeping a platform thread. Skipped on JDKs without them, as 17 is: with {@code JAVA_HOME} on a
 * JDK 25, {@code mvn -pl reliability -am test -Dtest=VirtualThreadsTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class VirtualThreadsTest {
    private final ThreadFactory virtual = VirtualThreads.factory();
    private final Simulators vendors = Simulators.start();
    private final GumloopClient gumloop = GumloopClient.builder()
            .baseUrl(vendors.gumloop().baseUrl()).apiKey(vendors.gumloop().apiKey()).userId(vendors.gumloop().userId()).build();
    private final Polyrun polyrun = Polyrun.builder()
            .gumloop(client -> client.baseUrl(vendors.gumloop().baseUrl()).apiKey(vendors.gumloop().apiKey()).userId(vendors.gumloop().userId()))
            .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(50))).pollsPerSecond(10_000))
            .build();
    private final AtomicInteger carriers = new AtomicInteger();

    @AfterEach
    void close() {
        polyrun.close();
        vendors.close();
    }

    private RunRef run(int reads) {
        List<String> statuses = new ArrayList<>();
        for (int i = 0; i < reads; i++) {
            statuses.add("RUNNING");
        }
        statuses.add("DONE");
        return Vendor.GUMLOOP.plant(vendors, RunScript.perRead(statuses.toArray(String[]::new)));
    }

    /** What a crowd of this size does; asked for once for each crowd. */
    private interface Scene {
        Crowd.Task of(int threads) throws Exception;
    }

    private void assertNonePinned(TestInfo name, int threads, Scene scene) throws Exception {
        // Rehearsed by a few: a thread that comes while another one loads or initializes a class does keep its carrier, once for each class.
        Crowd.together(16, virtual, scene.of(16));
        Crowd.Task task = scene.of(threads);
        try (Pins pins = new Pins()) {
            Crowd.together(threads, virtual, number -> {
                task.run(number);
                carriers.accumulateAndGet(VirtualThreads.carriers(), Math::max);
            });
            List<Pins.Pin> seen = pins.stop();
            System.out.println(name.getDisplayName() + " " + threads + " virtual threads on " + carriers + " carriers at most, pinned: " + seen);
            assertThat(seen).filteredOn(Pins.Pin::isOurs).isEmpty();
        }
    }

    private RunRef[] runs(int count, int reads) {
        RunRef[] runs = new RunRef[count];
        Arrays.setAll(runs, i -> run(reads));
        return runs;
    }

    @Test
    void plainCalls(TestInfo name) throws Exception {
        assertNonePinned(name, 200, threads -> {
            RunRef[] runs = runs(threads, 0);
            return thread -> {
                for (int call = 0; call < 5; call++) {
                    assertThat(gumloop.runs().get(runs[thread].runId()).runId()).isEqualTo(runs[thread].runId());
                }
            };
        });
    }

    @Test
    void waitsForTheEndOfARun(TestInfo name) throws Exception {
        assertNonePinned(name, 1000, threads -> {
            RunRef[] runs = runs(threads / 4, 2);
            return thread -> {
                RunRef ref = runs[thread % runs.length];
                assertThat(polyrun.poller(ref).waitForCompletion().ref()).isEqualTo(ref);
            };
        });
    }

    @Test
    void loopsOverTheUpdatesOfARun(TestInfo name) throws Exception {
        assertNonePinned(name, 200, threads -> {
            RunRef ref = run(2);
            return thread -> {
                RunPhase last = RunPhase.UNKNOWN;
                for (RunUpdate update : polyrun.poller(ref).updates()) {
                    last = update.to().phase();
                }
                assertThat(last).isEqualTo(RunPhase.SUCCEEDED);
            };
        });
    }

    @Test
    void workersOfAGroupWithAJournal(TestInfo name, @TempDir Path folder) throws Exception {
        int runsOfEach = 5;
        assertNonePinned(name, 64, threads -> {
            FileWatchStore store = FileWatchStore.open(folder.resolve("runs-" + threads));
            RunGroup group = polyrun.restore(store);
            Map<RunRef, Boolean> taken = new ConcurrentHashMap<>();
            AtomicInteger left = new AtomicInteger(threads * runsOfEach);
            return thread -> {
                for (int i = 0; i < runsOfEach; i++) {
                    group.watch(run(1));
                }
                for (RunCompletion completion : group.completedUntilStopped()) {
                    assertThat(taken.put(completion.get().ref(), true)).isNull();
                    completion.acknowledge();
                    if (left.decrementAndGet() == 0) {
                        assertThat(store.all()).isEmpty();
                        store.close();
                        group.stopPolling();
                    }
                }
                assertThat(taken).hasSize(threads * runsOfEach);
            };
        });
    }

    @Test
    void downloads(TestInfo name, @TempDir Path folder) throws Exception {
        byte[] content = new byte[300_000];
        vendors.gumloop().addFile("report.pdf", content);
        RunRef run = run(0);
        DownloadFileRequest request = DownloadFileRequest.builder()
                .runId(run.runId()).savedItemId(vendors.gumloop().workflowId()).userId(vendors.gumloop().userId()).fileName("report.pdf").build();
        assertNonePinned(name, 64, threads -> thread -> {
            try (Download download = gumloop.files().download(request)) {
                Path file = folder.resolve(threads + "-" + thread);
                download.saveTo(file);
                assertThat(Files.size(file)).isEqualTo(content.length);
            }
        });
    }

    @Test
    void streamsOfEvents(TestInfo name) throws Exception {
        NoxusClient noxus = NoxusClient.builder().baseUrl(vendors.noxus().baseUrl()).apiKey(vendors.noxus().apiKey()).build();
        assertNonePinned(name, 32, threads -> {
            RunRef ref = Vendor.NOXUS.plant(vendors, RunScript.perRead("running"));
            CountDownLatch opened = new CountDownLatch(threads);
            return thread -> {
                try (EventStream<RunEvent> events = noxus.runs().events(ref.runId())) {
                    opened.countDown();
                    if (thread == 0) {
                        assertThat(opened.await(30, TimeUnit.SECONDS)).isTrue();
                        vendors.noxus().endEvents();
                    }
                    for (Event<RunEvent> event : events) {
                        assertThat(event.rawData()).isNotEmpty();
                    }
                }
            };
        });
    }

    /** Else the tests above could not fail: a class that waits while it is initialized pins on every JDK. */
    @Test
    void aPinWouldBeSeen() throws Exception {
        try (Pins pins = new Pins()) {
            Crowd.together(2, virtual, thread -> Slow.touch());

            assertThat(pins.stop()).isNotEmpty().anyMatch(pin -> pin.by().contains("VirtualThreadsTest$Slow"));
        }
    }

    /** Waits while it is initialized. */
    private static final class Slow {
        static {
            try {
                assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        static void touch() {}
    }

}
