package consumer;

import dev.polyrun.PollSchedule;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunPhase;
import dev.polyrun.RunRef;
import dev.polyrun.StartRequest;
import dev.polyrun.WorkflowRef;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RunScript;
import java.time.Duration;

/** Starts a run with each of two vendors and waits for the ends. */
public final class Main {
    private Main() {}

    /**
     * @param args not looked at
     */
    public static void main(String[] args) {
        try (NoxusSimulator noxus = NoxusSimulator.start();
                OnepinSimulator onepin = OnepinSimulator.start();
                Polyrun polyrun = Polyrun.builder()
                        .noxus(n -> n.apiKey(noxus.apiKey()).baseUrl(noxus.baseUrl()))
                        .onepin(o -> o.apiKey(onepin.apiKey()).baseUrl(onepin.baseUrl()))
                        .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(20))))
                        .build()) {
            noxus.onStart(RunScript.perRead("queued", "running", "completed"));
            onepin.onStart(RunScript.perRead("pending", "running", "failed"));

            RunRef first = polyrun.start(WorkflowRef.of("noxus", noxus.workflowId()), StartRequest.input("User Question", "Why?"));
            RunRef second = polyrun.start(WorkflowRef.of("onepin", onepin.workflowId()), StartRequest.input("script_text", "Hello."));

            check(waitFor(polyrun, first), RunPhase.SUCCEEDED);
            check(waitFor(polyrun, second), RunPhase.FAILED);
        }
    }

    private static Run waitFor(Polyrun polyrun, RunRef ref) {
        return polyrun.poller(RunRef.parse(ref.toString())).waitForCompletion(Duration.ofSeconds(20));
    }

    private static void check(Run end, RunPhase expected) {
        if (end.phase() != expected) {
            throw new AssertionError(end + " did not end as " + expected);
        }
    }
}
