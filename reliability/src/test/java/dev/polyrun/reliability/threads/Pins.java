package dev.polyrun.reliability.threads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where virtual threads kept the platform thread that carried them while they waited, as the JDK's own recorder saw it. To be closed.
 *
 * <p>From 24 on, {@code synchronized} no longer does that; a frame of native code and the initialization of a class still do.
 */
final class Pins implements AutoCloseable {
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
    private static final List<String> TESTS = List.of("dev.polyrun.reliability.", "dev.polyrun.testkit.");

    private final Recording recording = new Recording();

    Pins() {
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
        recording.start();
    }

    /**
     * One of them.
     *
     * @param by the class and method that is nearest to where the thread waited and is none of the JDK's
     * @param why as the JDK says it, from 24 on
     */
    record Pin(String by, String why, Duration duration, List<String> frames) {
        boolean isOurs() {
            return by.startsWith("dev.polyrun.") && TESTS.stream().noneMatch(by::startsWith) && !isForAClass();
        }

        /** Whether it waited for a class that another thread was loading or initializing: once for each class, whoever comes first. */
        private boolean isForAClass() {
            return why.contains("initialization of") || frames.stream().anyMatch(frame -> frame.startsWith("java.lang.ClassLoader."));
        }

        @Override
        public String toString() {
            return by + " (" + why + ") for " + duration.toNanos() / 1000 + " µs, through " + frames;
        }
    }

    /** Ends the recording. */
    List<Pin> stop() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("pins", ".jfr");
        try {
            recording.dump(file);
            List<Pin> pins = new ArrayList<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                pins.add(pin(event));
            }
            return pins;
        } finally {
            Files.delete(file);
        }
    }

    private static Pin pin(RecordedEvent event) {
        List<String> frames = event.getStackTrace() == null
                ? List.of()
                : event.getStackTrace().getFrames().stream().filter(RecordedFrame::isJavaFrame).map(Pins::name).collect(Collectors.toList());
        String by = frames.stream().filter(frame -> JDK.stream().noneMatch(frame::startsWith)).findFirst().orElse("the JDK");
        String why = event.hasField("pinnedReason") ? String.valueOf(event.getString("pinnedReason")) : "no reason given";
        return new Pin(by, why, event.getDuration(), frames);
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    @Override
    public void close() {
        recording.close();
    }
}
