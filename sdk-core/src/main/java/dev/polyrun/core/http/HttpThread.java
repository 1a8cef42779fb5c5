package dev.polyrun.core.http;

/** The threads behind all clients of the process, which outlive whoever was the first to need them. */
final class HttpThread {
    private HttpThread() {}

    /** A daemon, so that the JVM exits when main does, that takes nothing along from the caller: neither its thread's values nor its class loader. */
    static Thread create(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(HttpThread.class.getClassLoader());
        return thread;
    }
}
