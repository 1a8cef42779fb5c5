import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Writes, or compares with what is written, the table of the third-party jars on a run-time class path.
 *
 * <p>Arguments: {@code write} or {@code check}, the table's file, and files that each hold one class path. These must have the same
 * third-party jars.
 */
class DependencyTable {
    private static final int MOST = 10;
    private static final Path OURS = Path.of("dev", "polyrun");

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[1]);
        String table = table(Path.of(args[2]));
        for (int i = 3; i < args.length; i++) {
            require(table.equals(table(Path.of(args[i]))), args[i] + " has other third-party jars than " + args[2]);
        }
        if (args[0].equals("write")) {
            Files.writeString(file, table);
        }
        require(
                Files.exists(file) && Files.readString(file).equals(table),
                file.getFileName() + " does not say what is on the class path; `.ci/check-consumers write` writes it. It is:\n" + table);
    }

    private static String table(Path classPath) throws IOException {
        List<String> rows = new ArrayList<>();
        long sum = 0;
        for (String each : Files.readString(classPath).strip().split(File.pathSeparator)) {
            Path jar = Path.of(each);
            Path version = jar.getParent();
            // .../group/as/folders/artifact/version/artifact-version.jar
            if (!version.getParent().getParent().endsWith(OURS)) {
                long size = Files.size(jar);
                sum += size;
                rows.add("| " + version.getParent().getFileName() + " | " + version.getFileName() + " | " + kilobytes(size) + " |\n");
            }
        }
        require(rows.size() <= MOST, rows.size() + " third-party jars, " + MOST + " are allowed:\n" + String.join("", rows));
        Collections.sort(rows);
        return """
                # What a client brings with it

                The third-party jars on the run-time class path of one vendor's client: %d of them, %s KB in all. The facade and its five
                clients have the same. `.ci/check-consumers` reads them off a Maven build that uses the published artifacts, and fails when
                this page differs or when there are more than %d.

                | jar | version | KB |
                |---|---|---:|
                """
                        .formatted(rows.size(), kilobytes(sum), MOST)
                + String.join("", rows);
    }

    private static String kilobytes(long bytes) {
        return String.format(Locale.ROOT, "%d", (bytes + 512) / 1024);
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            System.err.println(fault);
            System.exit(1);
        }
    }
}
