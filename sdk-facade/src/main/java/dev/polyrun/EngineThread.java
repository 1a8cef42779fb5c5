package dev.polyrun;

/** The threads of a facade, which serve all that wait on it. */
final class EngineThread {
    private EngineThread() {}

    /**
     * A daemon that takes nothing along from whoever was the first to wait: neither its thread's values, which would be seen by the callbacks of
     * others, nor its class loader.
     */
    static Thread create(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(EngineThread.class.getClassLoader());
        return thread;
    }
}
