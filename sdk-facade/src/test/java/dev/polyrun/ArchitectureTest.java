package dev.polyrun;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may know what. */
@Tag("big")
class ArchitectureTest {
    private static final Set<String> VENDORS = Set.of("gumloop", "activepieces", "retab", "noxus", "onepin");

    /** Words of the vendors themselves. */
    private static final Set<String> VENDORS_PHASES = Set.of("ExecutionPhase", "executionPhase");

    private static final ImportOption NOT_OURS_TO_JUDGE = location -> !location.contains("/testkit/") && !location.contains("sdk-testkit");
    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(NOT_OURS_TO_JUDGE)
                .importPackages("dev.polyrun");
        // An empty selection would satisfy every rule.
        for (String vendor : VENDORS) {
            assertThat(ours.containPackage("dev.polyrun." + vendor + ".model")).as(vendor).isTrue();
        }
        assertThat(ours.contain(Polyrun.class)).isTrue();
        assertThat(ours.contain(dev.polyrun.core.http.Transport.class)).isTrue();
        assertThat(ours.contain(ArchitectureTest.class)).isFalse();
    }

    private static boolean isBelowTheFacade(JavaClass type) {
        return !type.getPackageName().equals("dev.polyrun");
    }

    @Test
    void coreKnowsNoVendorAndNotTheFacade() {
        noClasses().that().resideInAPackage("dev.polyrun.core..")
                .should().dependOnClassesThat(describe("are not of core", type ->
                        type.getPackageName().startsWith("dev.polyrun") && !type.getPackageName().startsWith("dev.polyrun.core")))
                .check(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gumloop", "activepieces", "retab", "noxus", "onepin"})
    void aVendorsClientKnowsNoOtherVendorAndNotTheFacade(String vendor) {
        String own = "dev.polyrun." + vendor;
        noClasses().that().resideInAPackage(own + "..")
                .should().dependOnClassesThat(describe("are of another vendor or the facade", type ->
                        type.getPackageName().startsWith("dev.polyrun")
                                && !type.getPackageName().startsWith("dev.polyrun.core")
                                && !type.getPackageName().startsWith(own)))
                .check(ours);
    }

    @Test
    void nothingBelowTheFacadeHasAPhase() {
        Stream<String> names = ours.stream().filter(ArchitectureTest::isBelowTheFacade).flatMap(type -> Stream.concat(
                Stream.of(type.getSimpleName()), type.getMembers().stream().map(JavaMember::getName)));

        Set<String> phases = names.filter(name -> name.toLowerCase(Locale.ROOT).contains("phase"))
                .filter(name -> VENDORS_PHASES.stream().noneMatch(name::contains))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(phases).isEmpty();
    }

    @Test
    void noPublicSignatureShowsAJsonOrHttpLibrary() {
        Set<String> shown = new TreeSet<>();
        for (JavaClass type : ours) {
            if (!isVisible(type)) {
                continue;
            }
            for (JavaMember member : type.getMembers()) {
                if (member.getModifiers().contains(JavaModifier.SYNTHETIC) || !isVisible(member)) {
                    continue;
                }
                typesOf(member).map(JavaType::toErasure).map(ArchitectureTest::element).filter(ArchitectureTest::isOfALibrary)
                        .filter(library -> !isTheBuildersOkHttpClient(member, library))
                        .forEach(library -> shown.add(member.getFullName() + " shows " + library.getName()));
            }
            Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream()).filter(ArchitectureTest::isOfALibrary)
                    .forEach(library -> shown.add(type.getName() + " is a " + library.getName()));
        }

        assertThat(shown).isEmpty();
    }

    private static boolean isVisible(JavaClass type) {
        boolean own = type.getModifiers().contains(JavaModifier.PUBLIC) || type.getModifiers().contains(JavaModifier.PROTECTED);
        return own && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC) || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> typesOf(JavaMember member) {
        Stream<JavaType> own = member instanceof JavaCodeUnit method
                ? Stream.of(method.getParameterTypes(), List.of(method.getReturnType()), method.getExceptionTypes())
                        .flatMap(types -> types.stream())
                : Stream.of(((com.tngtech.archunit.core.domain.JavaField) member).getType());
        return own.flatMap(type -> Stream.concat(Stream.of(type), type.getAllInvolvedRawTypes().stream()));
    }

    private static JavaClass element(JavaClass type) {
        return type.getBaseComponentType();
    }

    private static boolean isOfALibrary(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("tools.jackson")
                || name.startsWith("com.fasterxml.jackson.core")
                || name.startsWith("com.fasterxml.jackson.databind")
                || name.startsWith("okhttp3")
                || name.startsWith("okio")
                || name.startsWith("kotlin");
    }

    private static boolean isTheBuildersOkHttpClient(JavaMember member, JavaClass library) {
        return library.getName().equals("okhttp3.OkHttpClient") && member.getOwner().getSimpleName().equals("ClientBuilder");
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages = ours.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages).hasSize(1 + 3 + 2 * VENDORS.size()).allSatisfy(name ->
                assertThat(ours.getPackage(name).isAnnotatedWith(NullMarked.class)).as(name).isTrue());
    }

    @Test
    void onlyOneClassOfTheFacadeTouchesDatabind() {
        noClasses().that(describe("are not " + DatabindOutputs.class.getSimpleName(), type -> !type.isEquivalentTo(DatabindOutputs.class)))
                .should().dependOnClassesThat().resideInAPackage("tools.jackson.databind..")
                .check(ours);
        noClasses().that(alwaysTrue()).should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson.databind..").check(ours);
    }

    @Test
    void theFacadeLeavesHttpAndJsonToCore() {
        noClasses().that().resideInAPackage("dev.polyrun")
                .should().dependOnClassesThat().resideInAnyPackage("okhttp3..", "okio..", "tools.jackson.core..")
                .check(ours);
    }

    @Test
    void theImporterReadsTheClassFilesOfThisJdk() {
        // Where it could not, it would leave superclasses of the JDK unresolved, and the rules above would pass for want of knowledge.
        assertThat(ours.get(Polyrun.class).isAssignableTo(AutoCloseable.class)).isTrue();
        assertThat(ours.get(RunNotFoundException.class).isAssignableTo(Serializable.class)).isTrue();
        Location location = Location.of(Polyrun.class.getProtectionDomain().getCodeSource().getLocation());
        assertThat(location.asURI()).isNotNull();
    }
}
