package dev.polyrun.benchmarks.defects;

import static dev.polyrun.benchmarks.ways.Kind.EXECUTE_FOR_SUCCESS;
import static dev.polyrun.benchmarks.ways.Kind.SYNC_POLLER_UNTIL;

import dev.polyrun.benchmarks.ways.BlockingWait;
import dev.polyrun.benchmarks.ways.Kind;
import dev.polyrun.benchmarks.ways.Reply;
import dev.polyrun.benchmarks.ways.Terms;
import dev.polyrun.benchmarks.ways.Wait;
import dev.polyrun.benchmarks.ways.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** How waits end: on errors, deadlines, interrupts, failed runs. */
final class EndScenarios {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Terms EVERY_50_MS = Terms.every(Duration.ofMillis(50));

    private EndScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("2, 3", "Every poll but the first fails. No timeout; then with one of 5 s", withWaitUntil(), EndScenarios::failingPolls),
                Scenario.of("4, 15", "A timeout of 500 ms, and the run never ends. Polls in the second after the end", withWaitUntil(),
                        EndScenarios::timeout),
                Scenario.of("5, 20", "The waiting thread is interrupted. Its interrupt flag when the call is back; polls in the next second",
                        kinds(Kind::blocking, EXECUTE_FOR_SUCCESS), EndScenarios::interrupt),
                Scenario.of("6", "The second poll meets an IOException, the fourth a success. As it is; then set to tolerate errors", ordinary(),
                        EndScenarios::oneIoError),
                Scenario.of("7", "The second poll brings a state that is new to the client, the fourth a success", ordinary(),
                        EndScenarios::unknownState),
                Scenario.of("10", "The poll function throws, instead of returning a failed future, at its third call",
                        kinds(kind -> !kind.blocking()), EndScenarios::throwsSynchronously),
                Scenario.of("11", "A timeout of 30 min, all else as the library has it, every 10 ms: after 1 s", ordinary(),
                        EndScenarios::timeoutAlone),
                Scenario.of("12", "A timeout of 1 s, and the second poll hangs for 3 s", ordinary(), EndScenarios::hungPoll),
                Scenario.of("13, 19", "The third poll finds the run failed (timeout of 1 s)",
                        kinds(kind -> kind != SYNC_POLLER_UNTIL), EndScenarios::runFails));
    }

    /** The ways in which one waits for an end, whatever the end is. */
    static List<Kind> ordinary() {
        return kinds(kind -> kind != SYNC_POLLER_UNTIL && kind != EXECUTE_FOR_SUCCESS);
    }

    static List<Kind> kinds(Predicate<Kind> which, Kind... without) {
        return Arrays.stream(Kind.values()).filter(which).filter(kind -> !Arrays.asList(without).contains(kind)).toList();
    }

    private static List<Kind> withWaitUntil() {
        return kinds(kind -> kind != EXECUTE_FOR_SUCCESS);
    }

    private static String failingPolls(Kind kind) throws Exception {
        List<String> facts = new ArrayList<>();
        for (Terms terms : List.of(EVERY_50_MS, EVERY_50_MS.within(Duration.ofSeconds(5)))) {
            Script server = new Script(poll -> poll == 1 ? Reply.STILL_RUNNING : Script.error(new IllegalStateException("no such poll")));
            facts.add(outcome(kind, server, terms).toString());
        }
        return facts.get(0).equals(facts.get(1)) ? facts.get(0) + " both times" : facts.get(0) + "; then " + facts.get(1);
    }

    private static String timeout(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        try (Way way = kind.open(server)) {
            Outcome outcome = Outcome.of(way.start("run", EVERY_50_MS.within(Duration.ofMillis(500))), LIMIT);
            String fact = outcome.withTime() + ", then " + Script.polls(server.pollsWithin(Duration.ofSeconds(1)));
            server.end();
            return fact;
        }
    }

    private static String interrupt(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        try (Way way = kind.open(server)) {
            BlockingWait wait = (BlockingWait) way.start("run", EVERY_50_MS);
            server.awaitPolls(3, LIMIT);
            Script.letTheLibraryFinishItsPoll();
            wait.cancel();
            Outcome outcome = Outcome.of(wait, LIMIT);
            Boolean flag = wait.interruptFlag();
            String fact = outcome + ", flag " + (flag == null ? "not seen" : flag ? "set" : "lost")
                    + ", then " + Script.polls(server.pollsWithin(Duration.ofSeconds(1)));
            server.end();
            return fact;
        }
    }

    private static String oneIoError(Kind kind) throws Exception {
        List<String> facts = new ArrayList<>();
        for (Terms terms : List.of(EVERY_50_MS, EVERY_50_MS.toleratingErrors())) {
            Script server = new Script(poll -> switch (poll) {
                case 2 -> Script.error(new IOException("connection reset"));
                case 4 -> Script.answer(Reply.SUCCEEDED);
                default -> Reply.STILL_RUNNING;
            });
            facts.add(outcome(kind, server, terms).toString());
        }
        return facts.get(0) + "; then " + facts.get(1) + (kind.library().tolerates() ? "" : " (the poll function hides the error)");
    }

    private static String unknownState(Kind kind) throws Exception {
        Script server = new Script(poll -> switch (poll) {
            case 2, 3 -> Script.answer(new Reply(Reply.State.UNKNOWN, null));
            case 4 -> Script.answer(Reply.SUCCEEDED);
            default -> Reply.STILL_RUNNING;
        });
        return outcome(kind, server, EVERY_50_MS) + " at poll " + server.polls();
    }

    private static String throwsSynchronously(Kind kind) throws Exception {
        Script server = new Script(poll -> {
            if (poll == 3) {
                throw new IllegalStateException("thrown, not returned");
            }
            return Reply.STILL_RUNNING;
        });
        Outcome outcome = outcome(kind, server, EVERY_50_MS);
        return (outcome.goesOn() ? "the future never ends (waited " + outcome.millis() + " ms)" : outcome) + ", " + Script.polls(server.polls());
    }

    private static String timeoutAlone(Kind kind) throws Exception {
        Script server = Script.neverEnds();
        try (Way way = kind.open(server)) {
            Terms terms = Terms.every(Duration.ofMillis(10)).within(Duration.ofMinutes(30)).allElseUntouched();
            Outcome outcome = Outcome.of(way.start("run", terms), Duration.ofSeconds(1));
            String fact = (outcome.goesOn() ? "still waiting" : outcome.withTime()) + ", " + Script.polls(server.polls());
            server.end();
            return fact;
        }
    }

    private static String hungPoll(Kind kind) throws Exception {
        Script server = new Script(poll -> poll == 2 ? Script.late(Reply.RUNNING, Duration.ofSeconds(3)) : Reply.STILL_RUNNING);
        try (Way way = kind.open(server)) {
            String fact = Outcome.of(way.start("run", EVERY_50_MS.within(Duration.ofSeconds(1))), Duration.ofSeconds(5)).withTime();
            server.end();
            return fact;
        }
    }

    private static String runFails(Kind kind) throws Exception {
        Script server = new Script(poll -> poll < 3 ? Reply.STILL_RUNNING : Script.answer(Reply.FAILED));
        Outcome outcome = outcome(kind, server, EVERY_50_MS.within(Duration.ofSeconds(1)));
        return outcome + ", " + Script.polls(server.polls());
    }

    private static Outcome outcome(Kind kind, Script server, Terms terms) throws Exception {
        try (Way way = kind.open(server)) {
            Wait wait = way.start("run", terms);
            Outcome outcome = Outcome.of(wait, LIMIT);
            server.end();
            return outcome;
        }
    }
}
