package dev.polyrun.reliability.threads;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ThreadFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Virtual threads where the JDK has them: this is compiled for 17. */
final class VirtualThreads {
    private static final @Nullable MethodHandle FACTORY = find();

    private VirtualThreads() {}

    private static @Nullable MethodHandle find() {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
            MethodHandle factory = lookup.findVirtual(Class.forName("java.lang.Thread$Builder"), "factory", MethodType.methodType(ThreadFactory.class));
            return MethodHandles.filterReturnValue(ofVirtual, factory.asType(MethodType.methodType(ThreadFactory.class, builder)));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Skips the test on a JDK without them. */
    static ThreadFactory factory() {
        assumeTrue(FACTORY != null, "Java " + Runtime.version().feature() + " has no virtual threads; they came with 21");
        try {
            return (ThreadFactory) FACTORY.invoke();
        } catch (Throwable e) {
            throw new AssertionError("Thread.ofVirtual().factory() is public and throws nothing", e);
        }
    }

    /** How many platform threads carry them now; -1 where the JDK does not say, before 24. */
    static int carriers() {
        try {
            return (Integer) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("jdk.management:type=VirtualThreadScheduler"), "PoolSize");
        } catch (JMException e) {
            return -1;
        }
    }
}
