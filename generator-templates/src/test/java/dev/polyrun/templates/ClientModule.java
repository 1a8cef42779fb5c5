package dev.polyrun.templates;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A module whose code is generated, as its pom.xml describes it. */
record ClientModule(Path directory, Map<String, String> properties) {

    /** The modules of the clients: those of the root pom that name a vendor's spec. */
    static List<ClientModule> all() {
        return withSpec().stream().filter(module -> module.spec().startsWith(Repository.SPECS)).toList();
    }

    /** And the module that generates from a hostile spec, to see that everything compiles. */
    static List<ClientModule> allAndTorture() {
        return withSpec();
    }

    private static List<ClientModule> withSpec() {
        List<ClientModule> modules = Poms.ROOT_POM.texts("/project/modules/module").stream()
                .map(Repository.ROOT::resolve)
                .filter(directory -> Files.exists(directory.resolve("pom.xml")))
                .map(directory -> new ClientModule(directory, Poms.read(directory.resolve("pom.xml")).properties()))
                .filter(module -> module.properties.containsKey("client.spec"))
                .toList();
        if (modules.isEmpty()) {
            throw new IllegalStateException("No module of the root pom has a client.spec");
        }
        return modules;
    }

    /** The vendor's name as class names have it, such as {@code Gumloop}. */
    String name() {
        return properties.get("client.name");
    }

    String packagePath() {
        return properties.get("client.package.path");
    }

    Path spec() {
        return Path.of(properties.get("client.spec")
                        .replace("${project.basedir}", directory.toString())
                        .replace("${generator-templates.directory}", Repository.MODULE.toString()))
                .normalize();
    }

    @Override
    public String toString() {
        return name();
    }
}
