package dev.polyrun.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The programs in a process of their own, as a user has them: the environment, the exit code, and that the process ends by itself. */
class ProcessTest {
    private record Ended(int exitCode, String output) {}

    @Test
    void watchingEndsTheProcessWithItsExitCode() throws Exception {
        try (NoxusSimulator noxus = NoxusSimulator.start()) {
            noxus.addRun("run-1", RunScript.perRead("running", "completed"));
            noxus.addRun("run-2", RunScript.perRead("failed"));
            Map<String, String> environment = Map.of("NOXUS_API_KEY", noxus.apiKey(), "NOXUS_BASE_URL", noxus.baseUrl());

            assertThat(java(environment, "WatchRuns", "noxus:run-1").exitCode()).isZero();
            assertThat(java(environment, "WatchRuns", "noxus:run-1", "noxus:run-2").exitCode()).isEqualTo(1);
            assertThat(java(environment, "WatchRuns", "retab:run-1"))
                    .satisfies(ended -> assertThat(ended.exitCode()).isEqualTo(2))
                    .satisfies(ended -> assertThat(ended.output().lines()).hasSize(1));
        }
    }

    @Test
    void theQuickStartWorks() throws Exception {
        try (RetabSimulator retab = RetabSimulator.generation(RetabSimulator.Generation.C)) {
            retab.onStart(RunScript.perRead("completed"));
            Map<String, String> environment = Map.of("RETAB_API_KEY", retab.apiKey(), "RETAB_BASE_URL", retab.baseUrl());

            assertThat(java(environment, "QuickStart"))
                    .satisfies(ended -> assertThat(ended.exitCode()).isZero())
                    .satisfies(ended -> assertThat(ended.output()).contains("\"invoice_number\":\"INV-2024-001\""));
        }
    }

    /** Runs a class of this package with what a fresh shell has, and nothing of this build's own environment. */
    private static Ended java(Map<String, String> environment, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.polyrun.examples." + program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY") || name.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends by itself: " + output).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
