package dev.polyrun.examples;

import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunFailedException;
import dev.polyrun.RunRef;
import dev.polyrun.StartRequest;
import dev.polyrun.WaitTimeoutException;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.RunNoIO;
import java.time.Duration;
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

    static void watchStored(Polyrun polyrun, String stored) {
        // snippet: watch a stored reference
        RunRef ref = RunRef.parse(stored); // what ref.toString() gave, perhaps in another process: "onepin:WORKFLOW/RUN"
        CompletableFuture<Run> completion = polyrun.poller(ref).completion();
        completion.thenAccept(run -> System.out.println(run.phase() + " " + run.outputs()));
        // end
        completion.join();
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
