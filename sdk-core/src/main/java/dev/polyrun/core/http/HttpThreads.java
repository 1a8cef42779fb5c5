package dev.polyrun.core.http;

import dev.polyrun.core.DaemonThread;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The threads that asynchronous calls are blocked on, one for each call under way. OkHttp's dispatcher says how many there may be. */
final class HttpThreads {
    private static final String NAME = "polyrun-http-";
    /**
     * Virtual threads came with 21. But OkHttp waits for the answers of HTTP/2 in {@code synchronized}, and before 24 a virtual thread that does
     * keeps a platform thread all the same: one of those that the virtual threads of the whole application share.
     */
    private static final int FIRST_RELEASE_FOR_VIRTUAL = 24;

    private HttpThreads() {}

    static ExecutorService create() {
        ExecutorService virtual = Runtime.version().feature() < FIRST_RELEASE_FOR_VIRTUAL ? null : virtual();
        return virtual == null ? platform() : virtual;
    }

    private static ExecutorService platform() {
        AtomicLong count = new AtomicLong();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(),
                task -> DaemonThread.create(task, NAME + count.incrementAndGet()));
    }

    /** By reflection, since this is compiled for 17; null when there is no such thing. */
    private static @Nullable ExecutorService virtual() {
        try {
            Class<?> builderType = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            builderType.getMethod("name", String.class, long.class).invoke(builder, NAME, 1L);
            builderType.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
            ThreadFactory factory = (ThreadFactory) builderType.getMethod("factory").invoke(builder);
            ThreadFactory detached = task -> {
                Thread thread = factory.newThread(task);
                thread.setContextClassLoader(DaemonThread.class.getClassLoader());
                return thread;
            };
            return (ExecutorService) Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class).invoke(null, detached);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
