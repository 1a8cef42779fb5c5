package dev.polyrun;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of a process that will be killed. Says what it does, and no sooner than it is true: {@code +} a run whose put has returned,
 * {@code -} a run that it is about to remove.
 */
final class WatchStoreVictim {
    private static final int THREADS = 3;

    private WatchStoreVictim() {}

    static Process start(Path journal, String life) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m",
                        "-cp", System.getProperty("java.class.path"), WatchStoreVictim.class.getName(), journal.toString(), life)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) {
        FileWatchStore store;
        try {
            store = FileWatchStore.open(Path.of(arguments[0]));
        } catch (IllegalStateException e) {
            System.out.println("refused");
            return;
        }
        System.out.println("opened");
        for (int i = 0; i < THREADS; i++) {
            String name = arguments[1] + "-" + i;
            new Thread(() -> watchForEver(store, name)).start();
        }
    }

    private static void watchForEver(FileWatchStore store, String name) {
        // Long ids make a file that is compacted often.
        for (int i = 0; ; i++) {
            List<RunRef> some = new ArrayList<>();
            for (int j = 0; j < 60; j++) {
                some.add(RunRef.of("retab", name + "-" + i + "-" + j));
            }
            RunRef one = RunRef.of("onepin", name, String.valueOf(i));
            store.put(one);
            say("+" + one);
            store.putAll(some);
            some.forEach(ref -> say("+" + ref));
            for (RunRef ref : some) {
                say("-" + ref);
                store.remove(ref);
            }
        }
    }

    private static void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        // One write for a line, so that each line that is there is whole.
        System.out.write(bytes, 0, bytes.length);
        if (System.out.checkError()) {
            // Nobody listens any more: who should have killed this process has itself ended.
            Runtime.getRuntime().halt(1);
        }
    }
}
