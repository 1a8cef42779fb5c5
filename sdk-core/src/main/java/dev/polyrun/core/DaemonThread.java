package dev.polyrun.core;

/** The threads that Polyrun makes, which outlive whoever was the first to need them. */
public final class DaemonThread {
    private DaemonThread() {}

    /** A daemon, so that the JVM exits when main does, that takes nothing along from the caller: neither its thread's values nor its class loader. */
    public static Thread create(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(DaemonThread.class.getClassLoader());
        return thread;
    }
}
