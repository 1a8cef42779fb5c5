package dev.polyrun.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdStartTest {
    private static RunServer server;

    @TempDir
    private Path kept;

    @BeforeAll
    static void serve() throws IOException {
        server = new RunServer();
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    private static String baseUrl() {
        return "http://127.0.0.1:" + server.port();
    }

    @Test
    void eachClientAnswersWithWhatItRead() throws IOException {
        for (CallClients client : ColdStart.CLIENTS) {
            assertThat(ColdCall.answer(client.name(), baseUrl())).as(client.name()).isEqualTo(ColdCall.expected(client.name()));
        }
    }

    @Test
    void everyMarkIsOfAClientThatIsMeasured() {
        assertThat(Mark.COLD).allSatisfy(mark -> {
            assertThat(List.of(ColdStart.PLAIN, ColdStart.ARCHIVED)).contains(mark.situation());
            assertThat(ColdStart.CLIENTS).contains(mark.ours(), mark.theirs());
        });
    }

    @Test
    void aProcessHasTheJarsOfItsOwnClientAlone() throws IOException, InterruptedException {
        ColdStart cold = new ColdStart(Path.of(System.getProperty("java.home"), "bin", "java").toString(), kept, baseUrl());

        cold.prepare(List.of(CallClients.OKHTTP_GSON));

        assertThat(cold.classPath(CallClients.OKHTTP_GSON)).extracting(jar -> jar.getFileName().toString())
                .contains("benchmarks.jar", "benchmarks-gson.jar")
                .anyMatch(name -> name.startsWith("okhttp-jvm"))
                .noneMatch(name -> name.contains("databind") || name.startsWith("jackson") || name.startsWith("slf4j") || name.startsWith("sdk-"));
        assertThat(kept.resolve("cold").resolve("OKHTTP_GSON.jsa")).isNotEmptyFile();
    }

    @Test
    void aDirectoryOfClassesBecomesAJar() throws IOException {
        Path classes = Files.createDirectories(kept.resolve("sdk-thing/target/classes/a/b"));
        Files.writeString(classes.resolve("C.class"), "code");

        List<Path> jars = ColdClassPath.jars(kept.resolve("sdk-thing/target/classes").toString(), kept.resolve("jars"));

        assertThat(jars).singleElement().extracting(jar -> jar.getFileName().toString()).isEqualTo("sdk-thing.jar");
        try (JarFile jar = new JarFile(jars.get(0).toFile())) {
            assertThat(jar.stream().map(Object::toString)).containsExactly("a/b/C.class");
        }
    }
}
