package dev.polyrun.reliability.soak;

import dev.polyrun.reliability.soak.Tallies.Tally;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.SimulatedRequest;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lets thirty of a hundred requests meet a fault. The servers of one process share it; those of another life throw other dice. Thread-safe.
 *
 * <p>A 429 on a read says that the account reads too fast, and every client worth its name then slows down for minutes. So it comes to each account
 * only now and then; on a start it may speak of running flows, and comes often.
 */
final class FaultMix {
    /** A server's thread hangs with each of these for as long as it lives. */
    private static final int HANGS_OF_A_LIFE = 100;

    private final SoakPlan plan;
    private final Tallies tallies;
    private final SplittableRandom dice;
    private final long[] throttledAt;
    private int hangs;

    FaultMix(SoakPlan plan, Tallies tallies, long seed) {
        this.plan = plan;
        this.tallies = tallies;
        this.dice = new SplittableRandom(seed);
        this.throttledAt = new long[plan.accounts()];
    }

    synchronized @Nullable Fault of(int account, SimulatedRequest request) {
        boolean starts = request.method().equals("POST");
        tallies.count(Tally.valueOf(plan.vendor(account).name()));
        if (starts) {
            tallies.count(Tally.STARTS);
        }
        int share = dice.nextInt(1000);
        return share >= 300 ? null : starts ? ofStart(share) : ofRead(account, share);
    }

    private Fault ofStart(int share) {
        if (share < 40) {
            return counted(Tally.THROTTLED, Fault.tooManyRequests());
        } else if (share < 80) {
            return counted(Tally.THROTTLED_UNTIL, Fault.tooManyRequests(Duration.ofSeconds(1)));
        } else if (share < 120) {
            return unavailable();
        } else if (share < 165) {
            return serverError();
        } else if (share < 190) {
            return counted(Tally.RESET, Fault.connectionReset());
        } else if (share < 200) {
            return counted(Tally.RESET, Fault.connectionReset().afterHandling());
        } else if (share < 225) {
            return counted(Tally.RESET_IN_BODY, Fault.resetInBody());
        } else if (share < 240) {
            return counted(Tally.GARBAGE, Fault.garbage());
        } else if (share < 250) {
            return counted(Tally.GARBAGE, Fault.garbage().afterHandling());
        } else {
            return slow();
        }
    }

    private Fault ofRead(int account, int share) {
        if (share < 50) {
            return counted(Tally.RESET, Fault.connectionReset());
        } else if (share < 100) {
            return counted(Tally.RESET_IN_BODY, Fault.resetInBody());
        } else if (share < 155) {
            return serverError();
        } else if (share < 195) {
            return unavailable();
        } else if (share < 225) {
            return counted(Tally.GARBAGE, Fault.garbage());
        } else if (share < 245) {
            return counted(Tally.EMPTY, Fault.emptyBody());
        } else if (share < 285) {
            return slow();
        } else if (share < 288) {
            return hang(share % 2 == 0);
        } else if (share < 293) {
            return tooLate();
        } else {
            return throttled(account, share % 2 == 0);
        }
    }

    private Fault serverError() {
        return counted(Tally.SERVER_ERROR, Fault.htmlError(dice.nextBoolean() ? 502 : dice.nextBoolean() ? 500 : 504));
    }

    private Fault unavailable() {
        return counted(Tally.UNAVAILABLE, Fault.unavailable(Duration.ofSeconds(1)));
    }

    private Fault slow() {
        return counted(Tally.SLOW, Fault.delay(Duration.ofMillis(20 + dice.nextInt(plan.pollTimeoutMillis() / 4))));
    }

    private Fault tooLate() {
        return counted(Tally.TOO_LATE, Fault.delay(Duration.ofMillis(plan.pollTimeoutMillis() * 3L / 2)));
    }

    private Fault hang(boolean inBody) {
        if (++hangs > HANGS_OF_A_LIFE) {
            return tooLate();
        }
        return inBody ? counted(Tally.STALL, Fault.stallInBody()) : counted(Tally.HANG, Fault.hang());
    }

    private Fault throttled(int account, boolean saysUntil) {
        long now = System.nanoTime();
        if (throttledAt[account] != 0 && now - throttledAt[account] < plan.throttleGapMillis() * 1_000_000L) {
            return serverError();
        }
        throttledAt[account] = now;
        return saysUntil
                ? counted(Tally.THROTTLED_UNTIL, Fault.tooManyRequests(Duration.ofSeconds(1)))
                : counted(Tally.THROTTLED, Fault.tooManyRequests());
    }

    private Fault counted(Tally kind, Fault fault) {
        tallies.count(kind);
        return fault;
    }
}
