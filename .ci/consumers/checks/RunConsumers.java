import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs each compiled consumer of a folder, the argument, in a virtual machine of its own, beside a server that knows one run. */
class RunConsumers {
    /**
     * With what a mapper could spoil: unknown properties, a number beyond a long, an explicit null, odd dates. No fraction is longer than a
     * double, which is what a mapper in its plain configuration makes of it before a model sees it.
     */
    private static final String RUN =
            """
            {"id":"run-1","workflow_id":"workflow-1","status":"completed","progress":100,"created_at":"2026-01-01T00:00:00.102786+00:00",
             "started_at":"","finished_at":null,"node_ids":["a","b"],"input":{"amount":12345678901234567890,"rate":19.99},
             "later_added":{"x":[1,null,"ü"]}}""";

    private static final int SECONDS = 60;

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", RunConsumers::answer);
        server.start();
        String baseUrl = "http://127.0.0.1:" + server.getAddress().getPort();
        int run = 0;
        int failed = 0;
        try (Stream<Path> folders = Files.list(Path.of(args[0]))) {
            for (Path consumer : folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).sorted().toList()) {
                long start = System.nanoTime();
                boolean passed = run(consumer, baseUrl);
                long millis = (System.nanoTime() - start) / 1_000_000;
                System.out.printf("%s: %s, %d ms%n", consumer.getFileName(), passed ? "passed" : "FAILED", millis);
                run++;
                failed += passed ? 0 : 1;
            }
        }
        server.stop(0);
        System.exit(run > 0 && failed == 0 ? 0 : 1);
    }

    private static boolean run(Path consumer, String baseUrl) throws IOException, InterruptedException {
        Path classes = consumer.resolve("target/classes");
        String path = classes + File.pathSeparator + Files.readString(consumer.resolve("target/classpath")).strip();
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // A stranger without a logger is told so at length.
        command.add("-Dslf4j.internal.verbosity=ERROR");
        if (Files.exists(classes.resolve("module-info.class"))) {
            // What a jar without a module descriptor wants is not known to the resolver, which therefore has to take all that is there.
            command.addAll(List.of("--module-path", path, "--add-modules", "ALL-MODULE-PATH", "--module", "consumer/consumer.Main"));
        } else {
            command.addAll(List.of("--class-path", path, "consumer.Main"));
        }
        command.addAll(List.of(baseUrl, consumer.getFileName().toString()));
        Process process = new ProcessBuilder(command).inheritIO().start();
        // One that does not end when its main method does has failed, too.
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean known = exchange.getRequestURI().getPath().equals("/v1/runs/run-1")
                && "key".equals(exchange.getRequestHeaders().getFirst("X-API-Key"));
        byte[] body = (known ? RUN : "{\"detail\":\"Not Found\"}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(known ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
