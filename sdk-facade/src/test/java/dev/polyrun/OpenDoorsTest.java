package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** What published code, the test kit too, does not do, since it is how data becomes code, or how time, settings and trust come in unseen. */
class OpenDoorsTest {
    private static final Set<String> PUBLISHED = Set.of("", ".core", ".gumloop", ".activepieces", ".retab", ".noxus", ".onepin", ".testkit");
    private static JavaClasses ours;
    private static JavaClasses burglars;
    private static JavaClasses honest;

    /** Each with the classes that may use it, and why they may. */
    enum Door {
        SERIALIZATION(
                uses(type("java.io.ObjectInputStream", "java.io.ObjectOutputStream", "java.io.Externalizable"))
                        .or(Door::isSerializable)
                        .or(declares("readObject", "readObjectNoData", "readResolve", "readExternal", "writeReplace")),
                Map.of()),
        CLASSES_BY_NAME(
                calls(Class.class, "forName").or(calls(ClassLoader.class, "loadClass", "defineClass"))
                        .or(calls(MethodHandles.Lookup.class, "findClass", "defineClass", "defineHiddenClass"))
                        .or(uses(type("java.net.URLClassLoader", "java.util.ServiceLoader"))),
                Map.of(
                        "dev.polyrun.core.http.HttpThreads", "virtual threads, which Java 17 does not have; the name is a constant",
                        "dev.polyrun.Vendors", "vendors of others, which their jars name; only implementations of VendorProvider")),
        REFLECTION(
                uses(type("java.lang.invoke.MethodHandles", "java.lang.reflect.Proxy", "java.lang.reflect.Constructor", "java.lang.reflect.Field")
                                .or(type("java.lang.reflect.Method", "java.lang.reflect.AccessibleObject", "sun.misc.Unsafe")))
                        .or(calls(Class.class, "getMethod", "getDeclaredMethod", "getDeclaredField", "getDeclaredConstructor", "newInstance")),
                Map.of(
                        "dev.polyrun.core.http.HttpThreads", "virtual threads, by public methods of the JDK",
                        "dev.polyrun.core.json.JsonScanner", "eight bytes of an array at once, for which the JDK has no other way as fast; no member is named")),
        PROCESSES_AND_NATIVE_CODE(
                uses(type("java.lang.ProcessBuilder")).or(calls(Runtime.class, "exec", "load", "loadLibrary"))
                        .or(calls(System.class, "load", "loadLibrary")),
                Map.of()),
        TYPES_NAMED_BY_DATA(
                uses(type(JsonTypeInfo.class.getName())).or(uses(inPackage("tools.jackson.databind.jsontype")))
                        .or(calls(Object.class, "activateDefaultTyping", "activateDefaultTypingAsProperty", "setDefaultTyping")),
                Map.of()),
        OTHER_INTERPRETERS(
                uses(inPackage("javax.xml").or(inPackage("org.xml")).or(inPackage("org.w3c")).or(inPackage("java.beans"))
                        .or(inPackage("javax.script")).or(inPackage("javax.naming")).or(inPackage("java.rmi")).or(inPackage("org.yaml"))),
                Map.of()),
        TRUST(
                uses(type("javax.net.ssl.TrustManager", "javax.net.ssl.X509TrustManager", "javax.net.ssl.HostnameVerifier")
                        .or(type("javax.net.ssl.SSLContext", "javax.net.ssl.SSLSocketFactory"))),
                Map.of()),
        THE_PROCESS_ENVIRONMENT(
                calls(System.class, "getenv", "getProperty", "getProperties", "setProperty")
                        .or(calls(Integer.class, "getInteger")).or(calls(Long.class, "getLong")).or(calls(Boolean.class, "getBoolean")),
                Map.of(
                        "dev.polyrun.Polyrun", "fromEnv()",
                        "dev.polyrun.gumloop.GumloopClient", "fromEnv()",
                        "dev.polyrun.activepieces.ActivepiecesClient", "fromEnv()",
                        "dev.polyrun.retab.RetabClient", "fromEnv()",
                        "dev.polyrun.noxus.NoxusClient", "fromEnv()",
                        "dev.polyrun.onepin.OnepinClient", "fromEnv()")),
        SLEEP(
                calls(Thread.class, "sleep").or(calls(TimeUnit.class, "sleep")).or(calls(LockSupport.class, "parkNanos", "parkUntil")),
                Map.of("dev.polyrun.core.SystemTime", "the time source that all others wait on"));

        private final Predicate<JavaClass> use;
        private final Map<String, String> reasons;

        Door(Predicate<JavaClass> use, Map<String, String> reasons) {
            this.use = use;
            this.reasons = reasons;
        }

        private Set<String> usersAmong(JavaClasses classes) {
            return classes.stream().filter(use).map(Door::outermost).collect(Collectors.toCollection(TreeSet::new));
        }

        private static String outermost(JavaClass type) {
            return type.getEnclosingClass().map(Door::outermost).orElse(type.getName());
        }

        /** Enums are so without being data: they are read by name. Exceptions cannot be otherwise. */
        private static boolean isSerializable(JavaClass type) {
            return type.isAssignableTo(Serializable.class) && !type.isAssignableTo(Throwable.class) && !type.isAssignableTo(Enum.class);
        }

        /** In a signature, an annotation, an extends clause, a call or a method reference. */
        private static Predicate<JavaClass> uses(Predicate<String> typeName) {
            return type -> type.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass).map(JavaClass::getBaseComponentType).map(JavaClass::getName).anyMatch(typeName);
        }

        private static Predicate<String> type(String... names) {
            return Set.of(names)::contains;
        }

        private static Predicate<String> inPackage(String name) {
            return type -> type.startsWith(name + ".");
        }

        private static Predicate<JavaClass> declares(String... methods) {
            return type -> type.getMethods().stream().anyMatch(method -> Set.of(methods).contains(method.getName()));
        }

        /** Calls them, or has a reference to them. */
        private static Predicate<JavaClass> calls(Class<?> owner, String... methods) {
            Set<String> names = Set.of(methods);
            return type -> type.getAccessesFromSelf().stream().map(JavaAccess::getTarget)
                    .anyMatch(target -> names.contains(target.getName()) && target.getOwner().isAssignableTo(owner));
        }
    }

    record Parcel(String content) implements Serializable {}

    /** Opens every door, so that a rule that sees nothing is seen. */
    @SuppressWarnings("unused")
    private static final class Burglar {
        Object serialization(ObjectInputStream in) throws Exception {
            return in.readObject();
        }

        Function<String, Stream<?>> classesByName(ClassLoader loader) {
            return name -> {
                try {
                    return Stream.of(loader.loadClass(name));
                } catch (ClassNotFoundException e) {
                    return Stream.empty();
                }
            };
        }

        Object reflection() throws Exception {
            return MethodHandles.privateLookupIn(String.class, MethodHandles.lookup());
        }

        Function<String[], ProcessBuilder> processes() {
            return ProcessBuilder::new;
        }

        JsonMapper typesNamedByData() {
            return JsonMapper.builder()
                    .activateDefaultTyping(BasicPolymorphicTypeValidator.builder().build(), DefaultTyping.NON_FINAL).build();
        }

        Object otherInterpreters() {
            return DocumentBuilderFactory.newInstance();
        }

        HostnameVerifier trust() {
            return (host, session) -> true;
        }

        Function<String, String> environment() {
            return System::getenv;
        }

        void sleep() throws InterruptedException {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.polyrun");
        // An empty selection would satisfy every rule.
        assertThat(PUBLISHED).allSatisfy(module -> assertThat(ours.containPackage("dev.polyrun" + module)).as(module).isTrue());
        assertThat(ours.contain(OpenDoorsTest.class)).isFalse();
        burglars = new ClassFileImporter().importClasses(Burglar.class);
        honest = new ClassFileImporter().importClasses(RunRef.class, RunPhase.class, RunFailedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void onlyThoseWithAReasonUseIt(Door door) {
        assertThat(door.usersAmong(ours)).isEqualTo(new TreeMap<>(door.reasons).keySet());
    }

    @ParameterizedTest
    @EnumSource
    void whoUsesItIsFound(Door door) {
        assertThat(door.usersAmong(burglars)).containsExactly(OpenDoorsTest.class.getName());
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotUseItIsNot(Door door) {
        assertThat(door.usersAmong(honest)).isEmpty();
    }

    @Test
    void aClassThatCouldBeSerializedIsFoundThoughNothingSerializesIt() {
        assertThat(Door.SERIALIZATION.usersAmong(new ClassFileImporter().importClasses(Parcel.class))).isNotEmpty();
    }
}
