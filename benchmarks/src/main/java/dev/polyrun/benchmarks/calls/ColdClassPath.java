package dev.polyrun.benchmarks.calls;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Class paths of jars alone: classes in directories cannot be archived, and take longer to find. */
final class ColdClassPath {
    /** A client that a generator made of the spec has a jar of its own, as it would outside of here. */
    private static final String GENERATED = "dev/polyrun/benchmarks/stock/";

    /** Belongs to the other benchmarks; no client brings it along. */
    private static final String LOGGING = "slf4j-simple";

    private ColdClassPath() {}

    /**
     * The class path with a jar in place of each directory.
     *
     * @param into where those jars go
     */
    static List<Path> jars(String classPath, Path into) throws IOException {
        Files.createDirectories(into);
        List<Path> jars = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.isDirectory(path)) {
                jars.addAll(pack(path, into));
            } else if (Files.isRegularFile(path) && !path.getFileName().toString().startsWith(LOGGING)) {
                jars.add(path);
            }
        }
        return jars;
    }

    /** Those jars that a class was loaded from, by a log of {@code class+load}. */
    static List<Path> used(List<Path> jars, List<String> log) {
        return jars.stream().filter(jar -> log.stream().anyMatch(line -> line.endsWith(" source: file:" + jar))).toList();
    }

    static String text(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** A module's classes, which are in {@code <module>/target/classes}. */
    private static List<Path> pack(Path classes, Path into) throws IOException {
        String module = classes.getParent().getParent().getFileName().toString();
        Map<Path, List<Path>> files = new LinkedHashMap<>();
        try (Stream<Path> walk = Files.walk(classes)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                String name = name(classes, file);
                String part = name.startsWith(GENERATED) ? "-" + name.substring(GENERATED.length()).split("/")[0] : "";
                files.computeIfAbsent(into.resolve(module + part + ".jar").toAbsolutePath(), first -> new ArrayList<>()).add(file);
            }
        }
        for (Map.Entry<Path, List<Path>> jar : files.entrySet()) {
            try (OutputStream out = Files.newOutputStream(jar.getKey()); JarOutputStream entries = new JarOutputStream(out)) {
                for (Path file : jar.getValue()) {
                    entries.putNextEntry(new ZipEntry(name(classes, file)));
                    Files.copy(file, entries);
                    entries.closeEntry();
                }
            }
        }
        return List.copyOf(files.keySet());
    }

    private static String name(Path classes, Path file) {
        return classes.relativize(file).toString().replace(File.separatorChar, '/');
    }
}
