package dev.polyrun.benchmarks.calls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/** Leaves the process one core, where the server is, once it has been compiled with all of them: from the second iteration of the warm-up on. */
public final class OneCore implements InternalProfiler {
    private int iterations;

    /** For JMH. */
    public OneCore() {}

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        iterations++;
        if (iterations == 2) {
            try {
                Cores.allow(ProcessHandle.current().pid(), Cores.last());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        return List.of();
    }

    @Override
    public String getDescription() {
        return "The process on one core";
    }
}
