package dev.polyrun.reliability.soak;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts of the servers in a file that is mapped into memory, so that none is lost when their process is killed. Thread-safe. */
final class Tallies {
    /** What is counted: requests by vendor, those that started a run, connections, and faults by kind. */
    enum Tally {
        GUMLOOP("Gumloop"),
        ACTIVEPIECES("Activepieces"),
        RETAB("Retab"),
        NOXUS("Noxus"),
        ONEPIN("Onepin"),
        STARTS("of which starts"),
        CONNECTIONS("connections"),
        RESET("connection reset before the answer"),
        RESET_IN_BODY("connection reset in the body"),
        SERVER_ERROR("500, 502 or 504 with a page of HTML"),
        UNAVAILABLE("503 with `Retry-After`"),
        THROTTLED("429"),
        THROTTLED_UNTIL("429 with `Retry-After`"),
        GARBAGE("200 with what is no JSON"),
        EMPTY("200 with an empty body"),
        SLOW("answer late, within the timeout"),
        TOO_LATE("answer later than the timeout"),
        HANG("no answer at all"),
        STALL("answer stops in the body");

        static final Tally FIRST_FAULT = RESET;
        final String text;

        Tally(String text) {
            this.text = text;
        }

        boolean isFault() {
            return compareTo(FIRST_FAULT) >= 0;
        }
    }

    private final MappedByteBuffer counts;

    private Tallies(MappedByteBuffer counts) {
        this.counts = counts;
    }

    static Tallies open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Tallies(channel.map(FileChannel.MapMode.READ_WRITE, 0, Tally.values().length * (long) Long.BYTES));
        }
    }

    synchronized void count(Tally tally) {
        int place = tally.ordinal() * Long.BYTES;
        counts.putLong(place, counts.getLong(place) + 1);
    }

    synchronized long get(Tally tally) {
        return counts.getLong(tally.ordinal() * Long.BYTES);
    }

    long faults() {
        long faults = 0;
        for (Tally tally : Tally.values()) {
            faults += tally.isFault() ? get(tally) : 0;
        }
        return faults;
    }

    long requests() {
        long requests = 0;
        for (Vendor vendor : Vendor.values()) {
            requests += get(Tally.valueOf(vendor.name()));
        }
        return requests;
    }
}
