package dev.polyrun.templates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openapitools.codegen.CodegenConstants;
import org.openapitools.codegen.DefaultGenerator;
import org.openapitools.codegen.config.CodegenConfigurator;
import org.openapitools.codegen.config.GlobalSettings;

/** One run of the generator for one client, with the settings of the build: those of the root pom and of config.yaml. */
final class Generation {
    private static List<Generation> ofAllClients;
    private static List<Generation> ofAllSpecs;

    final ClientModule client;
    final Path output;
    final TemplateRecording recording;

    private Generation(ClientModule client, Path output, TemplateRecording recording) {
        this.client = client;
        this.output = output;
        this.recording = recording;
    }

    /** All clients as the build generates them. Made once, since many tests only look at the result. */
    static synchronized List<Generation> ofAllClients() {
        if (ofAllClients == null) {
            ofAllClients = ofAllClients(Repository.TEMPLATES, Repository.temporaryDirectory());
        }
        return ofAllClients;
    }

    static List<Generation> ofAllClients(Path templates, Path output) {
        return of(ClientModule.all(), templates, output);
    }

    /** All clients, and the hostile spec, which has what none of theirs has. */
    static synchronized List<Generation> ofAllSpecs() {
        if (ofAllSpecs == null) {
            ofAllSpecs = ofAllSpecs(Repository.TEMPLATES, Repository.temporaryDirectory());
        }
        return ofAllSpecs;
    }

    static List<Generation> ofAllSpecs(Path templates, Path output) {
        return of(ClientModule.allAndTorture(), templates, output);
    }

    private static List<Generation> of(List<ClientModule> clients, Path templates, Path output) {
        return clients.stream()
                .map(client -> run(client, client.spec(), templates, output.resolve(client.name())))
                .toList();
    }

    static Generation run(ClientModule client, Path spec, Path templates, Path output) {
        Map<String, String> settings = settings(client, spec, templates, output);
        GlobalSettings.reset();
        TemplateRecording recording = RecordingMustacheEngine.start();
        try {
            Path config = fillIn(Repository.CONFIG, output.resolve("config.yaml"), client);
            CodegenConfigurator configurator = CodegenConfigurator.fromFile(config.toString());
            configurator.setTemplatingEngineName(RecordingMustacheEngine.class.getName());
            // What the Maven plugin sets when nothing else is said.
            GlobalSettings.setProperty(CodegenConstants.APIS, "");
            GlobalSettings.setProperty(CodegenConstants.MODELS, "");
            settings.forEach((name, value) -> apply(name, value, configurator));
            new DefaultGenerator().opts(configurator.toClientOptInput()).generate();
        } finally {
            RecordingMustacheEngine.stop();
            GlobalSettings.reset();
        }
        return new Generation(client, output.resolve("generated"), recording);
    }

    /** The generated Java files with their text, by path. */
    Map<String, String> javaFiles() {
        Map<String, String> files = new TreeMap<>();
        for (String file : Repository.filesIn(output)) {
            if (file.endsWith(".java")) {
                files.put(file, Repository.read(output.resolve(file)));
            }
        }
        return files;
    }

    private static Map<String, String> settings(ClientModule client, Path spec, Path templates, Path output) {
        Map<String, String> settings = new LinkedHashMap<>(Poms.ROOT_POM.generatorSettings());
        settings.replaceAll((name, value) -> interpolate(value, client));
        settings.replace("inputSpec", spec.toString());
        settings.replace("templateDirectory", templates.toString());
        settings.replace("output", output.resolve("generated").toString());
        return settings;
    }

    /** As the Maven plugin does it. */
    private static void apply(String name, String value, CodegenConfigurator configurator) {
        switch (name) {
            case "configurationFile" -> { /* Was read first. */ }
            case "skip", "addCompileSourceRoot" -> { /* What the build does around it. */ }
            case "globalProperties" -> { /* Only keeps the generator quiet. */ }
            case "inputSpec" -> configurator.setInputSpec(value);
            case "output" -> configurator.setOutputDir(value);
            case "templateDirectory" -> configurator.setTemplateDir(value);
            case "generatorName" -> configurator.setGeneratorName(value);
            case "library" -> configurator.setLibrary(value);
            case "apiPackage" -> configurator.setApiPackage(value);
            case "modelPackage" -> configurator.setModelPackage(value);
            case "invokerPackage" -> configurator.setInvokerPackage(value);
            case "minimalUpdate" -> configurator.setEnableMinimalUpdate(Boolean.parseBoolean(value));
            case "generateApiTests" -> GlobalSettings.setProperty(CodegenConstants.API_TESTS, value);
            case "generateModelTests" -> GlobalSettings.setProperty(CodegenConstants.MODEL_TESTS, value);
            case "generateApiDocumentation" -> GlobalSettings.setProperty(CodegenConstants.API_DOCS, value);
            case "generateModelDocumentation" -> GlobalSettings.setProperty(CodegenConstants.MODEL_DOCS, value);
            case "supportingFilesToGenerate" -> GlobalSettings.setProperty(CodegenConstants.SUPPORTING_FILES, value);
            default -> throw new IllegalStateException("The root pom sets <" + name + "> for the generator; do here what the plugin does");
        }
    }

    private static Path fillIn(Path config, Path target, ClientModule client) {
        String text = Repository.read(config);
        for (Map.Entry<String, String> token : Poms.ROOT_POM.configTokens().entrySet()) {
            text = text.replace("@" + token.getKey() + "@", interpolate(token.getValue(), client));
        }
        try {
            Files.createDirectories(target.getParent());
            return Files.writeString(target, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String interpolate(String value, ClientModule client) {
        String text = value.replace("${project.version}", Poms.ROOT_POM.version());
        for (Map.Entry<String, String> property : client.properties().entrySet()) {
            text = text.replace("${" + property.getKey() + "}", property.getValue());
        }
        return text;
    }
}
