package dev.polyrun.examples;

import dev.polyrun.RunRef;
import dev.polyrun.StartRequest;
import dev.polyrun.WorkflowRef;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the program was asked to do.
 *
 * @param help only to explain itself
 * @param failing the vendor whose simulated run is to fail; null for none
 * @param timeout how long to watch at most; null for as long as it takes
 * @param refs the runs to watch; none, and nothing to start, means simulated ones
 * @param start what to start and then watch; null for nothing
 */
record WatchOptions(boolean help, @Nullable String failing, @Nullable Duration timeout, List<RunRef> refs, @Nullable Start start) {
    /** A workflow to start, and its inputs. */
    record Start(WorkflowRef workflow, StartRequest request) {}

    static final String HELP =
            """
            Watches runs on several vendors at once until all have ended.

              (no arguments)                     starts simulated vendors, and a run on each
                --fail [VENDOR]                  lets one of those runs fail (retab's, unless told otherwise)
              VENDOR:RUN ...                     watches these runs at the real vendors, such as
                                                 retab:run_1 onepin:WORKFLOW/RUN
              start VENDOR:WORKFLOW [NAME=TEXT ...]
                                                 starts a run and watches it

              --timeout DURATION                 how long to watch at most: 90s, 10m, 2h
              --help                             this text

            Vendors: gumloop activepieces retab noxus onepin. Their keys are taken from the environment:
              GUMLOOP_API_KEY and GUMLOOP_USER_ID (or GUMLOOP_PROJECT_ID), ACTIVEPIECES_API_KEY (for start also
              ACTIVEPIECES_PROJECT_ID), RETAB_API_KEY, NOXUS_API_KEY, ONEPIN_API_KEY
              and, for a server of your own, GUMLOOP_BASE_URL and so on.

            Exit code: 0 when all runs succeeded; 1 when one failed, was cancelled or did not end in time;
            2 when there was nothing to watch: a wrong reference, an unknown run, a missing or refused key.
            """;

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");
    private static final String USUAL_FAILING = "retab";

    /**
     * Reads the command line.
     *
     * @throws UsageException when it makes no sense
     */
    static WatchOptions parse(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        Set<RunRef> refs = new LinkedHashSet<>();
        boolean help = false;
        String failing = null;
        Duration timeout = null;
        Start start = null;
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            switch (argument) {
                case "--help", "-h" -> help = true;
                case "--fail" -> failing = failing(isValue(rest.peek()) ? rest.remove() : USUAL_FAILING);
                case "--timeout" -> timeout = duration(rest.poll());
                case "start" -> start = start(rest);
                default -> refs.add(reference(argument));
            }
        }
        if (failing != null && !(refs.isEmpty() && start == null)) {
            throw new UsageException("--fail is for simulated runs; leave it out, or name no runs");
        }
        return new WatchOptions(help, failing, timeout, List.copyOf(refs), start);
    }

    private static boolean isValue(@Nullable String argument) {
        return argument != null && !argument.startsWith("-");
    }

    private static RunRef reference(String argument) {
        if (argument.startsWith("-")) {
            throw new UsageException("There is no option " + argument + "; expected --fail, --timeout or --help");
        }
        try {
            return checked(RunRef.parse(argument), RunRef::vendor);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Checked here already, so that a misspelt vendor is not reported as one whose key is missing. */
    private static <T> T checked(T reference, Function<T, String> vendor) {
        if (!SimulatedVendors.VENDORS.contains(vendor.apply(reference))) {
            throw new UsageException("\"" + reference + "\" names the vendor \"" + vendor.apply(reference) + "\"; expected one of "
                    + String.join(", ", SimulatedVendors.VENDORS));
        }
        return reference;
    }

    private static String failing(String vendor) {
        if (!SimulatedVendors.VENDORS.contains(vendor)) {
            throw new UsageException("--fail " + vendor + ": expected one of " + String.join(", ", SimulatedVendors.VENDORS));
        }
        return vendor;
    }

    private static Duration duration(@Nullable String text) {
        Matcher matcher = DURATION.matcher(text == null ? "" : text);
        if (!matcher.matches() || matcher.group(1).matches("0+")) {
            String given = text == null ? "has no value" : text;
            throw new UsageException("--timeout " + given + "; expected a duration such as 90s, 10m or 2h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static Start start(Deque<String> rest) {
        if (!isValue(rest.peek())) {
            throw new UsageException("start names no workflow; expected one such as retab:wf_1");
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        try {
            WorkflowRef workflow = checked(WorkflowRef.parse(rest.remove()), WorkflowRef::vendor);
            for (String input : takeInputs(rest)) {
                int equals = input.indexOf('=');
                inputs.put(input.substring(0, equals), input.substring(equals + 1));
            }
            return new Start(workflow, StartRequest.inputs(inputs));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static List<String> takeInputs(Deque<String> rest) {
        List<String> inputs = new ArrayList<>();
        while (isValue(rest.peek()) && rest.element().indexOf('=') > 0) {
            inputs.add(rest.remove());
        }
        return inputs;
    }
}
