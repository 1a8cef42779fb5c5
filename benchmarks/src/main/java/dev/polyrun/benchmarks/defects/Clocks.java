package dev.polyrun.benchmarks.defects;

import com.azure.core.util.polling.PollerFlux;
import com.google.api.core.NanoClock;
import com.google.api.gax.retrying.RetryAlgorithm;
import com.oracle.bmc.waiter.GenericWaiter;
import dev.failsafe.RetryPolicy;
import dev.polyrun.benchmarks.ways.Library;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import software.amazon.awssdk.core.waiters.Waiter;

/**
 * Whether the system's clock can end a wait early or keep it from ending. The clock of the machine is left alone: instead, the names of the
 * methods that a library's waiting classes call are looked up in their class files.
 */
final class Clocks {
    private Clocks() {}

    static Scenario scenario() {
        return new Scenario("G", "A jump of the system's clock: which classes read the clock that jumps, which the monotonic one (by class file)",
                false, new LinkedHashMap<>())
                .and(Library.AZURE, "", () -> clocks(PollerFlux.class, "com/azure/core/util/polling/"))
                .and(Library.AWS, "", () -> clocks(Waiter.class, "software/amazon/awssdk/core/internal/waiters/"))
                .and(Library.GAX, "", () -> clocks(RetryAlgorithm.class, "com/google/api/gax/retrying/", "com/google/api/gax/longrunning/")
                        + "; ApiClock, which a user may give: " + clocks(NanoClock.class, "com/google/api/core/NanoClock"))
                .and(Library.OCI, "", () -> clocks(GenericWaiter.class, "com/oracle/bmc/waiter/"))
                .and(Library.FAILSAFE, "", () -> clocks(RetryPolicy.class, "dev/failsafe/"));
    }

    private static String clocks(Class<?> ofJar, String... folders) throws IOException {
        return "jumps: " + callers(ofJar, "currentTimeMillis", folders) + "; monotonic: " + callers(ofJar, "nanoTime", folders);
    }

    private static String callers(Class<?> ofJar, String method, String... folders) throws IOException {
        TreeSet<String> callers = new TreeSet<>();
        Path jar = Path.of(URI.create(ofJar.getProtectionDomain().getCodeSource().getLocation().toString()));
        try (JarFile classes = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = classes.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                for (String folder : folders) {
                    if (entry.getName().startsWith(folder) && calls(classes, entry, method)) {
                        callers.add(entry.getName().replaceAll(".*/|\\.class|\\$.*", ""));
                    }
                }
            }
        }
        return callers.isEmpty() ? "none" : String.join(", ", callers);
    }

    private static boolean calls(JarFile classes, JarEntry entry, String method) throws IOException {
        // A name of a method called stands as it is in the class file's table of constants.
        return new String(classes.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1).contains(method);
    }
}
