import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks a repository that holds nothing but what was deployed: each jar names its module and has its sources, its Javadoc and its SBOM, no two
 * jars share a package, and the BOM lists these jars alone.
 */
class PublishedJars {
    private static final String GROUP = "dev.polyrun";
    private static final Pattern PURL = Pattern.compile("\"purl\" : \"pkg:maven/([^/\"]+)/([^@\"]+)@");

    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> artifactOfPackage = new HashMap<>();
    private final Set<String> withJar = new TreeSet<>();
    private Path bom;

    public static void main(String[] args) throws Exception {
        PublishedJars jars = new PublishedJars();
        for (Path artifact : children(Path.of(args[0], GROUP.split("\\.")))) {
            if (Files.isDirectory(artifact)) {
                jars.check(artifact);
            }
        }
        jars.checkBom();
        jars.faults.forEach(System.err::println);
        if (!jars.faults.isEmpty() || jars.withJar.isEmpty()) {
            System.exit(1);
        }
        System.out.println("published: " + jars.withJar);
    }

    private void check(Path artifact) throws Exception {
        String name = artifact.getFileName().toString();
        List<Path> files = children(children(artifact).stream().filter(Files::isDirectory).findFirst().orElseThrow());
        if (name.equals("sdk-bom")) {
            bom = ending(files, ".pom");
        }
        Path jar = files.stream().filter(file -> file.toString().matches(".*[0-9T]\\.jar")).findFirst().orElse(null);
        if (jar == null) {
            return;
        }
        withJar.add(name);
        checkSbom(name, ending(files, "-cyclonedx.json"), ending(files, ".pom"));
        Path sources = ending(files, "-sources.jar");
        Path javadoc = ending(files, "-javadoc.jar");
        if (sources == null || javadoc == null) {
            faults.add(name + " lacks its sources or its Javadoc");
            return;
        }
        try (JarFile main = new JarFile(jar.toFile());
                JarFile source = new JarFile(sources.toFile());
                JarFile doc = new JarFile(javadoc.toFile())) {
            checkModule(name, main);
            for (String type : types(main)) {
                if (source.getEntry(type + ".java") == null) {
                    faults.add(name + " has no source of " + type);
                }
            }
            if (doc.getEntry("index.html") == null) {
                faults.add(name + " has an empty Javadoc");
            }
        }
    }

    private void checkModule(String name, JarFile jar) throws IOException {
        String module = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
        if (module == null) {
            faults.add(name + " does not name its module");
            return;
        }
        Set<String> packages = types(jar).stream()
                .map(type -> type.substring(0, type.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String each : packages) {
            if (!(each + ".").startsWith(module + ".")) {
                faults.add(name + " is module " + module + " but holds package " + each);
            }
            String other = artifactOfPackage.put(each, name);
            if (other != null) {
                faults.add(name + " and " + other + " share package " + each);
            }
        }
    }

    /** It is about this artifact, has all that the artifact's pom asks for and no tests' jars, and tells nothing of the machine that made it. */
    private void checkSbom(String name, Path sbom, Path pom) throws Exception {
        if (sbom == null) {
            faults.add(name + " has no SBOM");
            return;
        }
        String text = Files.readString(sbom);
        Set<String> listed = new TreeSet<>();
        Matcher purls = PURL.matcher(text);
        while (purls.find()) {
            listed.add(purls.group(1) + ":" + purls.group(2));
        }
        if (!listed.contains(GROUP + ":" + name)) {
            faults.add("the SBOM of " + name + " is about something else: " + listed);
        }
        NodeList dependencies = root(pom).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String wanted = text(dependency, "groupId") + ":" + text(dependency, "artifactId");
            NodeList scope = dependency.getElementsByTagName("scope");
            boolean isForTests = scope.getLength() > 0 && scope.item(0).getTextContent().equals("test");
            if (listed.contains(wanted) == isForTests) {
                faults.add("the SBOM of " + name + (isForTests ? " lists what only its tests need: " : " lacks ") + wanted);
            }
        }
        if (text.contains("file:") || text.contains("/.m2/")) {
            faults.add("the SBOM of " + name + " names a folder of the machine that made it");
        }
    }

    /** Names of the top-level types, as paths. */
    private static List<String> types(JarFile jar) {
        return jar.stream()
                .map(JarEntry::getName)
                .filter(entry -> entry.endsWith(".class") && !entry.contains("$"))
                .map(entry -> entry.substring(0, entry.length() - ".class".length()))
                .toList();
    }

    private void checkBom() throws Exception {
        if (bom == null) {
            faults.add("there is no BOM");
            return;
        }
        Element project = root(bom);
        NodeList managed = project.getElementsByTagName("dependency");
        Set<String> listed = new TreeSet<>();
        for (int i = 0; i < managed.getLength(); i++) {
            Element dependency = (Element) managed.item(i);
            if (!text(dependency, "groupId").equals(GROUP)) {
                faults.add("the BOM manages " + text(dependency, "groupId"));
            }
            listed.add(text(dependency, "artifactId"));
        }
        if (!listed.equals(withJar)) {
            faults.add("the BOM lists " + listed + ", but these are published: " + withJar);
        }
        if (project.getElementsByTagName("parent").getLength() > 0) {
            faults.add("the BOM has a parent, whose managed versions everyone who imports the BOM would import too");
        }
    }

    private static Element root(Path pom) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent().strip();
    }

    private static Path ending(List<Path> files, String end) {
        return files.stream().filter(file -> file.toString().endsWith(end)).findFirst().orElse(null);
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        }
    }
}
