package dev.polyrun.benchmarks.calls;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One call of one client, which all threads share. How long, how often and by how many threads is for {@link Calls} to say. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark {
    /** Where {@link RunServer} is. */
    static final String PORT = "benchmarks.port";

    @Param
    public CallClients client;

    @Param
    public RunDocument document;

    private CallClient connected;
    private String runId;

    /** For JMH. */
    public CallBenchmark() {}

    @Setup
    public void connect() {
        connected = client.connect("http://127.0.0.1:" + Integer.getInteger(PORT));
        runId = document.name();
    }

    @Benchmark
    public Object get() throws IOException, InterruptedException {
        return connected.get(runId);
    }

    @Benchmark
    public Object getAsync() {
        return connected.getAsync(runId).join();
    }
}
