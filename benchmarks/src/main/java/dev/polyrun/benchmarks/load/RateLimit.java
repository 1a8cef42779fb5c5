package dev.polyrun.benchmarks.load;

/** A server's limit: so many requests a second, and at most so many at once after a rest. */
final class RateLimit {
    private final double perNano;
    private final double most;
    private double left;
    private long last;

    RateLimit(double perSecond, double most, long now) {
        perNano = perSecond / 1e9;
        this.most = most;
        left = most;
        last = now;
    }

    /** Whether a request that comes now is within the limit; it counts only if it is. */
    synchronized boolean admits(long now) {
        left = Math.min(most, left + Math.max(0, now - last) * perNano);
        last = Math.max(last, now);
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
