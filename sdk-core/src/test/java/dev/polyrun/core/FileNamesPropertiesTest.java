package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a server calls a file, it is a file of its own within the folder, on any system. */
class FileNamesPropertiesTest {
    /** What opens a device on Windows, whatever the extension, and whatever blanks stand before it. */
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\\s*([.:].*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> device = Combinators.combine(
                        Arbitraries.of("con", "AUX", "nul", "Com1", "lpt\u00b2", "conin$", "report", ".ssh"),
                        Arbitraries.of(" ", " ", ".", "\u3000", "a", "\u540d"),
                        // Up to where a name is cut off, and beyond.
                        Arbitraries.of(0, 1, 20, 66, 195, 197, 199, 200, 220),
                        Arbitraries.of("", ".txt", "x", "x.txt", ".tar.gz", ":stream"))
                .as((start, filling, count, end) -> start + filling.repeat(count) + end);
        return Arbitraries.oneOf(Texts.any(), device, Combinators.combine(device, Texts.any()).as((a, b) -> a + b));
    }

    private static String disposition(String name, boolean extended) {
        return extended
                ? "attachment; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")
                : "attachment; filename=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void assertSafe(String name) {
        assertThat(Path.of("/folder").resolve(name).normalize().getParent()).isEqualTo(Path.of("/folder"));
        assertThat(name).doesNotContainPattern("[/\\\\:<>|?*\"\\p{Cntrl}]").doesNotContainPattern("^[.\\s]|[.\\s]$").isNotEmpty();
        assertThat(DEVICE.matcher(name).matches()).as("\"%s\" is a device", name).isFalse();
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(200);
        assertThat(Texts.isWellFormed(name)).isTrue();
    }

    @Property
    void anyNameIsMadeOneOfAFileWithinTheFolderOnAnySystem(@ForAll("names") String name) {
        String safe = FileNames.safe(name);

        if (safe != null) {
            assertSafe(safe);
            assertSafe(FileNames.inAscii(safe));
            assertThat(FileNames.inAscii(safe)).matches("[ -~]+");
            assertThat(DEVICE.matcher(FileNames.numbered(safe, 1)).matches()).isFalse();
            assertThat(FileNames.numbered(safe, 9_999).getBytes(StandardCharsets.UTF_8).length).isLessThan(255);
        }
    }

    @Property
    void aSafeNameStaysAsItIs(@ForAll("names") String name) {
        String safe = FileNames.safe(name);

        assertThat(safe == null ? null : FileNames.safe(safe)).isEqualTo(safe);
    }

    @Property
    void anyHeaderIsReadAndBothFormsOfANameAreTheSame(@ForAll("names") String name, @ForAll("names") String header) {
        String ofHeader = FileNames.ofDisposition(header);
        if (ofHeader != null) {
            assertSafe(ofHeader);
        }
        if (Texts.isWellFormed(name)) {
            assertThat(FileNames.ofDisposition(disposition(name, true))).isEqualTo(FileNames.safe(name));
            assertThat(FileNames.ofDisposition(disposition(name, false))).isEqualTo(FileNames.safe(name));
        }
    }

    @Property(tries = 50)
    void nothingIsWrittenOverAndNothingOutsideOfTheFolder(@ForAll("names") String first, @ForAll("names") String second) throws IOException {
        Path root = Files.createTempDirectory("downloads");
        Path folder = Files.createDirectory(root.resolve("folder"));
        // The same names again, and as a file system sees them that knows no case.
        List<String> names = new ArrayList<>(List.of(first, second, first, second.toUpperCase(Locale.ROOT)));
        Map<Path, String> saved = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            String content = "content " + i;
            Download download = new Download(
                    new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), disposition(names.get(i), i % 2 == 0), null, null);
            Path file = download.saveIn(folder);
            assertThat(saved.put(file, content)).isNull();
        }

        try (Stream<Path> files = Files.list(folder); Stream<Path> beside = Files.list(root)) {
            assertThat(files).containsExactlyInAnyOrderElementsOf(saved.keySet());
            assertThat(beside).containsExactly(folder);
        }
        for (Map.Entry<Path, String> file : saved.entrySet()) {
            assertThat(file.getKey()).hasParent(folder).hasContent(file.getValue());
            Files.delete(file.getKey());
        }
        Files.delete(folder);
        Files.delete(root);
    }
}
