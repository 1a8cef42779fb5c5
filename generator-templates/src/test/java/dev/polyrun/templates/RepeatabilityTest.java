package dev.polyrun.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Generating again")
class RepeatabilityTest {

    @Test
    @DisplayName("Two runs write the same bytes")
    void sameBytes(@TempDir Path directory) {
        List<Generation> again = Generation.ofAllClients(Repository.TEMPLATES, directory);
        for (int i = 0; i < again.size(); i++) {
            assertThat(again.get(i).javaFiles()).isEqualTo(Generation.ofAllClients().get(i).javaFiles());
        }
    }

    @Test
    @DisplayName("The class of a schema that has gone is no longer listed; the build deletes what is not listed")
    void goneSchemaIsNotListed(@TempDir Path directory) throws IOException {
        ClientModule client = ClientModule.all().get(0);
        Path spec = directory.resolve("spec.yaml");
        String file = "src/main/java/" + client.packagePath() + "/model/Passing.java";

        Files.writeString(spec, withPassingSchema(client));
        Generation before = Generation.run(client, spec, Repository.TEMPLATES, directory);
        assertThat(listed(before)).contains(file);

        Files.copy(client.spec(), spec, StandardCopyOption.REPLACE_EXISTING);
        Generation after = Generation.run(client, spec, Repository.TEMPLATES, directory);
        assertThat(after.output.resolve(file)).as("the generator leaves it where it is").exists();
        assertThat(listed(after)).doesNotContain(file).isNotEmpty();
    }

    @Test
    @DisplayName("Unchanged files are not written again, so that the compiler leaves them alone")
    void unchangedFilesAreNotTouched(@TempDir Path directory) throws IOException {
        ClientModule client = ClientModule.all().get(0);
        Path file = directory.resolve("generated/src/main/java/" + client.packagePath() + "/" + client.name() + "Client.java");

        Generation.run(client, client.spec(), Repository.TEMPLATES, directory);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        Generation.run(client, client.spec(), Repository.TEMPLATES, directory);

        assertThat(Files.getLastModifiedTime(file).toMillis()).isZero();
    }

    private static List<String> listed(Generation generation) {
        return Repository.read(generation.output.resolve(".openapi-generator/FILES")).lines().toList();
    }

    private static String withPassingSchema(ClientModule client) throws IOException {
        Spec spec = Spec.of(client);
        ObjectNode schema = ((ObjectNode) spec.schemas()).putObject("Passing");
        schema.put("type", "object").put("description", "Here today, gone tomorrow.");
        schema.putObject("properties").putObject("id").put("type", "string").put("description", "Its id.");
        return Yaml.mapper().writeValueAsString(spec.root());
    }
}
