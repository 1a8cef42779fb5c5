package com.example.ferrywork;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That a vendor can be added without a change to what is there. */
class SixthVendorTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Where it is said what is in this repository. */
    private static final List<String> MAPS = List.of("pom.xml", "README.md", "docs");

    @Test
    void itUsesCoreAndTheFacadeAndNoOtherVendor() {
        JavaClasses own = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("com.example.ferrywork");
        assertThat(own.contain(FerryworkAdapter.class)).isTrue();

        noClasses().should()
                .dependOnClassesThat(describe("are of Polyrun, but neither of core nor of the facade", type ->
                        type.getPackageName().startsWith("dev.polyrun.") && !type.getPackageName().startsWith("dev.polyrun.core")))
                .check(own);
    }

    @Test
    void noFileOfTheHouseKnowsOfIt() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(ROOT)) {
            files = all.filter(Files::isRegularFile).filter(SixthVendorTest::isOfTheHouse).toList();
        }

        assertThat(files).hasSizeGreaterThan(500);
        assertThat(files.stream().filter(file -> read(file).contains("ferrywork") || read(file).contains("sixth-vendor"))).isEmpty();
    }

    @Test
    void theReactorNamesItOnce() {
        assertThat(read(ROOT.resolve("pom.xml")).lines().filter(line -> line.contains("ferrywork") || line.contains("sixth-vendor")))
                .containsExactly("    <module>sixth-vendor</module>");
    }

    private static boolean isOfTheHouse(Path file) {
        String path = ROOT.relativize(file).toString().replace('\\', '/');
        return !path.startsWith("sixth-vendor/")
                && MAPS.stream().noneMatch(map -> path.equals(map) || path.startsWith(map + "/"))
                && !path.startsWith(".git")
                && !path.contains("/target/")
                && path.matches(".*\\.(java|yaml|md|mustache|xml|json|VendorProvider)");
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
