package dev.polyrun.examples;

import dev.polyrun.FileWatchStore;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunCompletion;
import dev.polyrun.RunFailedException;
import dev.polyrun.RunFile;
import dev.polyrun.RunGroup;
import dev.polyrun.RunRef;
import dev.polyrun.RunUpdate;
import dev.polyrun.StartRequest;
import dev.polyrun.WaitTimeoutException;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.RunNoIO;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The README's snippets, as code that compiles and that a test runs. */
public final class QuickStart {
    private QuickStart() {}

    /** Starts a run at Retab, with the key from the environment, and prints its outputs. */
    public static void main(String[] arguments) {
        // snippet: start and wait
        try (Polyrun polyrun = Polyrun.fromEnv()) { // RETAB_API_KEY, NOXUS_API_KEY and so on
            RunRef ref = polyrun.start(WorkflowRef.parse("retab:wf_1"), StartRequest.input("start-1", Map.of("invoice", "INV-7")));
            Run end = polyrun.poller(ref).waitForCompletion(Duration.ofMinutes(10));
            System.out.println(end.requireSucceeded().outputsJson());
        }
        // end
    }

    static void findAndHandOverFiles(Polyrun polyrun, Path invoice, Path folder) {
        // snippet: workflows and files
        polyrun.workflows("retab").forEach(workflow -> System.out.println(workflow.ref() + " takes " + workflow.inputs()));

        StartRequest request = StartRequest.file("start-1", FileSource.of(invoice)).and("start-json-1", Map.of("customer", "C-7"));
        RunRef ref = polyrun.start(WorkflowRef.parse("retab:wf_1"), request); // a wrong name is refused before it is sent

        Run end = polyrun.poller(ref).waitForCompletion(Duration.ofMinutes(10));
        for (RunFile file : polyrun.files(end)) {
            System.out.println("Saved " + polyrun.download(file).saveIn(folder));
        }
        // end
    }

    static void watchStored(Polyrun polyrun, String stored) {
        // snippet: watch a stored reference
        RunRef ref = RunRef.parse(stored); // what ref.toString() gave, perhaps in another process: "onepin:WORKFLOW/RUN"
        CompletableFuture<Run> completion = polyrun.poller(ref).completion();
        completion.thenAccept(run -> System.out.println(run.phase() + " " + run.outputs()));
        // end
        completion.join();
    }

    static void watchMany(Polyrun polyrun, Path journal, List<RunRef> refs) {
        // snippet: many runs, across restarts
        try (FileWatchStore store = FileWatchStore.open(journal);
                RunGroup group = polyrun.restore(store)) { // what an earlier process watched, however it ended
            refs.forEach(group::watch); // remembered on the disk before it is watched
            for (RunCompletion completion : group.completedAsTheyFinish()) {
                System.out.println(completion.get().snapshot());
                completion.acknowledge(); // handled; now it may be forgotten
            }
        }
        // end
    }

    static void watchChanges(Polyrun polyrun, RunRef ref) {
        // snippet: changes
        for (RunUpdate update : polyrun.poller(ref).updates()) { // also a Flow.Publisher
            System.out.println(update.to().phase() + " " + update.to().progress());
        }
        // end
    }

    static void virtualTime() {
        // snippet: virtual time
        VirtualTime time = VirtualTime.create(); // from sdk-testkit
        try (NoxusSimulator noxus = NoxusSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .noxus(n -> n.apiKey(noxus.apiKey()).baseUrl(noxus.baseUrl()).okHttpClient(noxus.inMemoryClient(time)))
                        .timeSource(time)
                        .build()) {
            noxus.addRun("run-1", RunScript.timed(time.clock(), Duration.ofMinutes(30), "running", "completed"));
            Run end = polyrun.poller(RunRef.of("noxus", "run-1")).waitForCompletion(Duration.ofHours(1)); // takes milliseconds
            System.out.println(end.phase() + " after " + time.elapsed());
        }
        // end
    }

    static void oneClient(String key, String baseUrl, String runId) {
        // snippet: one typed client
        NoxusClient noxus = NoxusClient.builder().apiKey(key).baseUrl(baseUrl).build();
        RunNoIO run = noxus.runs().get(runId);
        CompletableFuture<RunNoIO> later = noxus.runs().getAsync(runId);
        System.out.println(run.status() + " " + run.progress() + "%, then " + later.join().status());
        // end
    }

    static void handleErrors(Polyrun polyrun, RunRef ref) {
        // snippet: errors
        try {
            System.out.println(polyrun.get(ref));
            polyrun.poller(ref).waitForCompletion(Duration.ofMinutes(10)).requireSucceeded();
        } catch (RunFailedException e) {
            System.out.println("It failed: " + e.getMessage());
        } catch (WaitTimeoutException e) {
            System.out.println("It goes on; wait again for " + e.ref() + ", last seen " + e.lastSnapshot());
        } catch (UnauthorizedException | NotFoundException e) {
            System.out.println("Wrong key, or no such run: " + e.status() + " " + e.response().bodyText());
        } catch (TooManyRequestsException e) {
            System.out.println("Too many requests; try again in " + e.retryAfter());
        }
        // end
    }
}
