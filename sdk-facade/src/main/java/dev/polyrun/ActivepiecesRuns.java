package dev.polyrun;

import dev.polyrun.activepieces.model.FailedStep;
import dev.polyrun.activepieces.model.FlowRun;
import dev.polyrun.activepieces.model.FlowRunStatus;
import dev.polyrun.core.json.Json;
import dev.polyrun.core.json.JsonException;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.core.json.WireDates;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an Activepieces flow run, of old servers as of new ones. */
final class ActivepiecesRuns {
    /** What a run that is not paused is known by. The steps of one that is tell what it waits for. */
    static final JsonProjection POLLED = JsonProjection.of(
            "id", "flowId", "status", "created", "startTime", "finishTime",
            "failedStep.name", "failedStep.message", "failedStepName", "pauseMetadata");

    private static final String TRIGGER = "trigger";

    /** The message in an error that was cut off, maybe within it, and is no JSON any more. */
    private static final Pattern CUT_MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]++|\\\\(?:[^u]|u[0-9a-fA-F]{4}))*+)");

    private ActivepiecesRuns() {}

    static boolean isPolledEnough(FlowRun run) {
        return phase(run.status()) != RunPhase.PAUSED;
    }

    static RunSnapshot snapshot(RunRef ref, FlowRun run) {
        return snapshot(ref, run, phase(run.status()) == RunPhase.PAUSED ? pause(run) : null);
    }

    /** What a list's item says. It has no steps, so that what a run waits for is as it was seen before, or takes a look at the run itself. */
    static @Nullable RunSnapshot listed(RunSnapshot before, FlowRun item) {
        RunSnapshot snapshot = snapshot(before.ref(), item);
        Pause pause = snapshot.pause();
        if (pause == null || pause.kind() != Pause.Kind.UNKNOWN) {
            return snapshot;
        }
        return before.phase() == RunPhase.PAUSED ? snapshot(before.ref(), item, before.pause()) : null;
    }

    private static RunSnapshot snapshot(RunRef ref, FlowRun run, @Nullable Pause pause) {
        RunPhase phase = phase(run.status());
        RunSnapshot.Builder snapshot = RunSnapshot.builder(ref, phase, run.status())
                .workflowId(run.flowId())
                .pause(pause)
                .times(run.created(), run.startTime(), phase.isTerminal() ? run.finishTime() : null);
        if (phase == RunPhase.FAILED) {
            snapshot.reason(FlowRunStatus.FAILED.equals(run.status()) ? null : run.status());
            error(run, snapshot);
        }
        return snapshot.build();
    }

    private static RunPhase phase(@Nullable FlowRunStatus status) {
        if (status == null) {
            return RunPhase.UNKNOWN;
        }
        return switch (status.known()) {
            case QUEUED -> RunPhase.QUEUED;
            case RUNNING -> RunPhase.RUNNING;
            case PAUSED -> RunPhase.PAUSED;
            case SUCCEEDED, STOPPED -> RunPhase.SUCCEEDED;
            case FAILED, TIMEOUT, QUOTA_EXCEEDED, MEMORY_LIMIT_EXCEEDED, LOG_SIZE_EXCEEDED, INTERNAL_ERROR -> RunPhase.FAILED;
            case CANCELED -> RunPhase.CANCELLED;
            case UNRECOGNIZED -> RunPhase.UNKNOWN;
        };
    }

    private static void error(FlowRun run, RunSnapshot.Builder snapshot) {
        FailedStep step = run.failedStep();
        if (step != null) {
            String message = message(step.message());
            snapshot.error(message == null ? "The step failed" : message, step.name());
        } else if (run.failedStepName() != null && !run.failedStepName().isBlank()) {
            snapshot.error("The step failed", run.failedStepName());
        }
    }

    /** Newer servers put a JSON text into the message, cut at 700 characters. */
    private static @Nullable String message(@Nullable String text) {
        if (text == null || !text.startsWith("{")) {
            return text;
        }
        try {
            if (Json.parse(text) instanceof Map<?, ?> error && error.get("message") instanceof String message) {
                return message;
            }
        } catch (JsonException e) {
            return cutMessage(text);
        }
        return text;
    }

    private static String cutMessage(String text) {
        Matcher message = CUT_MESSAGE.matcher(text);
        try {
            return message.find() && Json.parse("\"" + message.group(1) + "\"") instanceof String unescaped ? unescaped : text;
        } catch (JsonException e) {
            return text;
        }
    }

    /** Servers keep what a pause waits for in its metadata, but those that were seen send none. */
    private static Pause pause(FlowRun run) {
        Map<String, Object> metadata = Objects.requireNonNullElse(run.pauseMetadata(), Map.of());
        if ("DELAY".equals(metadata.get("type"))) {
            OffsetDateTime resumeAt = metadata.get("resumeDateTime") instanceof String time ? WireDates.parse(time) : null;
            return new Pause(Pause.Kind.TIMER, resumeAt);
        }
        return Pause.of("WEBHOOK".equals(metadata.get("type")) ? Pause.Kind.WEBHOOK : pauseKind(run.steps()));
    }

    /** Delay steps can be told by their input. */
    private static Pause.Kind pauseKind(@Nullable Map<String, Object> steps) {
        if (steps == null) {
            return Pause.Kind.UNKNOWN;
        }
        for (Object step : steps.values()) {
            if (step instanceof Map<?, ?> map && "PAUSED".equals(map.get("status"))) {
                boolean delays = map.get("input") instanceof Map<?, ?> input
                        && input.keySet().stream().anyMatch(name -> String.valueOf(name).startsWith("delay"));
                return delays ? Pause.Kind.TIMER : Pause.Kind.WEBHOOK;
            }
        }
        return Pause.Kind.UNKNOWN;
    }

    /** What each step put out; not the trigger, which repeats the request that started the run, headers included. */
    static @Nullable Map<String, @Nullable Object> outputs(@Nullable Map<String, Object> steps) {
        if (steps == null) {
            return null;
        }
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        steps.forEach((name, step) -> {
            boolean trigger = name.equals(TRIGGER) || step instanceof Map<?, ?> map && "PIECE_TRIGGER".equals(map.get("type"));
            if (!trigger) {
                outputs.put(name, step instanceof Map<?, ?> map ? map.get("output") : step);
            }
        });
        return outputs;
    }

    /** A header of the webhook call that started the run; null while the run does not show it, empty when the call had no such header. */
    static @Nullable String triggerHeader(FlowRun run, String header) {
        Map<String, Object> steps = run.steps();
        if (steps == null
                || !(steps.get(TRIGGER) instanceof Map<?, ?> trigger)
                || !(trigger.get("output") instanceof Map<?, ?> output)
                || !(output.get("headers") instanceof Map<?, ?> headers)) {
            return null;
        }
        return headers.get(header) instanceof String value ? value : "";
    }
}
