import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzes the targets of one module, each for the same time. For {@code mvn -Pfuzz}, which says where they are:
 *
 * <pre>{@code java .ci/Fuzz.java CLASS_PATH MODULE_DIRECTORY SECONDS [TARGET]}</pre>
 *
 * <p>A target is a class named {@code …Fuzz}. It begins with the inputs that are kept in src/test/resources/fuzz, and adds to target/fuzz what
 * reaches more. An input that breaks it is put into target/fuzz, too, named {@code …-crash-…}.
 */
public final class Fuzz {
    private Fuzz() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path module = Path.of(args[1]);
        String only = args.length > 3 ? args[3] : "";
        List<String> targets = targets(module.resolve("target/test-classes")).stream().filter(target -> target.endsWith(only)).toList();
        if (targets.isEmpty()) {
            // The one asked for is another module's.
            return;
        }
        List<String> broken = new ArrayList<>();
        for (String target : targets) {
            if (fuzz(args[0], module, target, Math.max(1, Integer.parseInt(args[2]) / targets.size())) != 0) {
                broken.add(target);
            }
        }
        if (!broken.isEmpty()) {
            System.err.println("Broken: " + broken + ". What breaks them is in " + module.resolve("target/fuzz"));
            System.exit(1);
        }
    }

    private static List<String> targets(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "."))
                    .filter(name -> name.endsWith("Fuzz.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
    }

    private static int fuzz(String classPath, Path module, String target, int seconds) throws IOException, InterruptedException {
        String name = target.substring(target.lastIndexOf('.') + 1);
        Path found = Files.createDirectories(module.resolve("target/fuzz").resolve(name));
        Path kept = module.resolve("src/test/resources/fuzz").resolve(name);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
                // The agent is attached while the process runs, and calls what later releases of Java forbid unless told otherwise.
                "-XX:+EnableDynamicAgentLoading", "-Xmx1g",
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + target,
                "--instrumentation_includes=dev.polyrun.**:tools.jackson.core.json.UTF8StreamJsonParser", "--reproducer_path=" + found.getParent(),
                "-artifact_prefix=" + found.getParent() + "/" + name + "-", "-max_total_time=" + seconds, "-max_len=4096", "-timeout=120",
                "-print_final_stats=1", found.toString()));
        if (Files.isDirectory(kept)) {
            command.add(kept.toString());
        }
        System.out.println("Fuzzing " + target + " for " + seconds + " s");
        return new ProcessBuilder(command).directory(module.toFile()).inheritIO().start().waitFor();
    }
}
