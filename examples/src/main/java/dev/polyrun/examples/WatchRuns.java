package dev.polyrun.examples;

import dev.polyrun.Polyrun;
import dev.polyrun.RunRef;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.examples.RunWatch.Outcome;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Watches runs on several vendors at once until all have ended; {@code --help} says how. */
public final class WatchRuns {
    private static final int SUCCESS = 0;
    private static final int A_RUN_DID_NOT_SUCCEED = 1;
    private static final int NOTHING_TO_WATCH = 2;

    private final Map<String, String> environment;
    private final Terminal terminal;
    private final PrintStream out;
    private final PrintStream err;
    private final SimulatedVendors.Pace pace;

    WatchRuns(Map<String, String> environment, Terminal terminal, PrintStream out, PrintStream err, SimulatedVendors.Pace pace) {
        this.environment = environment;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
        this.pace = pace;
    }

    /** Runs the program, and ends the process when it did not go well. */
    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        WatchRuns program =
                new WatchRuns(environment, Terminal.detect(environment), System.out, System.err, SimulatedVendors.Pace.toWatch());
        int exitCode = program.run(List.of(arguments));
        if (exitCode != SUCCESS) {
            System.exit(exitCode);
        }
    }

    /** Runs the program and gives its exit code. */
    int run(List<String> arguments) throws InterruptedException {
        try {
            WatchOptions options = WatchOptions.parse(arguments);
            if (options.help()) {
                out.print(WatchOptions.HELP);
                return SUCCESS;
            }
            return options.refs().isEmpty() && options.start() == null ? watchSimulatedRuns(options) : watchRealRuns(options);
        } catch (UsageException e) {
            err.println(Texts.harmless(Objects.requireNonNull(e.getMessage())).replace('\n', ' '));
            return NOTHING_TO_WATCH;
        }
    }

    private int watchSimulatedRuns(WatchOptions options) throws InterruptedException {
        RunWatch watch = new RunWatch(terminal, out, Clock.systemUTC());
        try (SimulatedVendors vendors = new SimulatedVendors(pace, options.failing());
                Polyrun polyrun = vendors.connect(watch)) {
            out.println("Five simulated vendors, one run on each:");
            return report(watch.watch(polyrun, vendors.startRuns(polyrun), options.timeout()));
        }
    }

    private int watchRealRuns(WatchOptions options) throws InterruptedException {
        RunWatch watch = new RunWatch(terminal, out, Clock.systemUTC());
        try (Polyrun polyrun = connect(options, watch)) {
            return report(watch.watch(polyrun, refs(options, polyrun), options.timeout()));
        }
    }

    private Polyrun connect(WatchOptions options, RunWatch watch) {
        try {
            return Polyrun.builder().environment(environment).pollingObserver(watch).build();
        } catch (IllegalStateException e) {
            String vendor = options.start() == null ? options.refs().get(0).vendor() : options.start().workflow().vendor();
            throw new UsageException(vendor + " is not configured: set " + vendor.toUpperCase(Locale.ROOT) + "_API_KEY");
        } catch (IllegalArgumentException e) {
            throw new UsageException("A variable cannot be used: " + e.getMessage());
        }
    }

    /** Looks at each run once, so that a mistake shows at once and not in the middle of a watch. */
    private static List<RunRef> refs(WatchOptions options, Polyrun polyrun) {
        try {
            for (RunRef ref : options.refs()) {
                polyrun.poller(ref);
            }
            for (RunRef ref : options.refs()) {
                look(polyrun, ref);
            }
            if (options.start() == null) {
                return options.refs();
            }
            RunRef started = polyrun.start(options.start().workflow(), options.start().request());
            return Stream.concat(options.refs().stream(), Stream.of(started)).distinct().toList();
        } catch (IllegalArgumentException | IllegalStateException | PolyrunException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static void look(Polyrun polyrun, RunRef ref) {
        try {
            polyrun.poller(ref).poll();
        } catch (PolyrunException e) {
            throw new UsageException(ref + ": " + e.getMessage());
        }
    }

    private int report(List<Outcome> outcomes) {
        new Report(out, Terminal.charset()).print(outcomes);
        out.flush();
        List<String> problems = outcomes.stream().map(Outcome::problem).filter(Objects::nonNull).toList();
        if (problems.isEmpty()) {
            return SUCCESS;
        }
        err.println();
        err.println(problems.size() + " of " + outcomes.size() + " did not succeed:");
        problems.forEach(problem -> err.println("  " + Texts.harmless(problem).replace("\n", System.lineSeparator() + "    ")));
        return A_RUN_DID_NOT_SUCCEED;
    }
}
