package dev.polyrun.core.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Time as the transport sees it, so that tests need not wait for it. */
interface TransportClock {
    TransportClock SYSTEM = new TransportClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            long end = System.nanoTime() + duration.toNanos();
            for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    };

    long nanoTime();

    /** For reading dates only; durations are taken from {@link #nanoTime()}. */
    Instant instant();

    void sleep(Duration duration) throws InterruptedException;
}
