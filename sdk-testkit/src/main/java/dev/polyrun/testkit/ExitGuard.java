package dev.polyrun.testkit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets the process end while simulators are still open.
 *
 * <p>MockWebServer's threads are not daemons and cannot be made so from outside. So one daemon thread looks whether any other
 * thread still keeps the process alive, and closes the servers once there is none: from then on the process ends just as it
 * would have with daemon threads.
 */
final class ExitGuard {
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final Set<LoopbackServer> OPEN = new LinkedHashSet<>();
    private static boolean watching;

    private ExitGuard() {}

    static void watch(LoopbackServer server) {
        synchronized (OPEN) {
            OPEN.add(server);
            if (!watching) {
                watching = true;
                Thread guard = new Thread(ExitGuard::guard, "polyrun-testkit-exit-guard");
                guard.setDaemon(true);
                guard.start();
            }
        }
    }

    static void forget(LoopbackServer server) {
        synchronized (OPEN) {
            OPEN.remove(server);
            OPEN.notifyAll();
        }
    }

    private static void guard() {
        while (true) {
            List<LoopbackServer> abandoned;
            synchronized (OPEN) {
                try {
                    OPEN.wait(LOOK_EVERY_MILLIS);
                } catch (InterruptedException e) {
                    // Nobody has a reason to interrupt this thread; if somebody did, the servers would still need their guard.
                    continue;
                }
                if (OPEN.isEmpty()) {
                    watching = false;
                    return;
                }
                abandoned = new ArrayList<>(OPEN);
            }
            if (nobodyElseIsAlive()) {
                abandoned.forEach(LoopbackServer::close);
            }
        }
    }

    private static boolean nobodyElseIsAlive() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        // A thread that does not fit is missing from the answer, so leave plenty of room.
        Thread[] threads = new Thread[2 * root.activeCount() + 64];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            boolean waitsForTheOthers = thread.getName().equals("DestroyJavaVM");
            if (!thread.isDaemon() && !waitsForTheOthers && !thread.getName().startsWith("MockWebServer")) {
                return false;
            }
        }
        return true;
    }
}
