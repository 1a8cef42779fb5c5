package dev.polyrun.reliability.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds.
 *
 * @param heap bytes that survive a collection; much of them are buffers of calls that are just under way
 * @param objects bytes of them that are of Polyrun's own classes, which changes little from one look to the next
 * @param threads all of them
 * @param ours those of Polyrun, on which calls are blocked included
 * @param http those that OkHttp itself keeps; idle ones end after a minute
 * @param files descriptors, sockets included; 0 where the system does not tell
 */
record Resources(long heap, long objects, int threads, int ours, int http, int sockets, int files) {
    /** A line of the histogram: place, instances, bytes, class. What this package has is not meant. */
    private static final Pattern OF_POLYRUN = Pattern.compile("(?m)^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+dev\\.polyrun\\.(?!reliability)");

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    /** The JDK keeps a socket for its own use from the first one on. */
    private static final int OF_THE_JDK = socketsAfterTheFirst();

    static Resources now() {
        long objects = histogram();
        Runtime runtime = Runtime.getRuntime();
        return new Resources(
                runtime.totalMemory() - runtime.freeMemory(),
                objects,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                threads("polyrun-"),
                threads("Ok"),
                descriptors("socket:") - OF_THE_JDK,
                descriptors(""));
    }

    /** Collects garbage, too. */
    private static long histogram() {
        try {
            String lines = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram", new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
            return OF_POLYRUN.matcher(lines).results().mapToLong(line -> Long.parseLong(line.group(1))).sum();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int socketsAfterTheFirst() {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            first.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return descriptors("socket:");
    }

    private static int threads(String prefix) {
        return (int) Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith(prefix)).count();
    }

    private static int descriptors(String kind) {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return (int) all.filter(descriptor -> target(descriptor).startsWith(kind)).count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed since it was listed.
            return "gone";
        }
    }

    @Override
    public String toString() {
        return heap + " " + objects + " " + threads + " " + ours + " " + http + " " + sockets + " " + files;
    }
}
