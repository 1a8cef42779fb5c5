package dev.polyrun.reliability.soak;

import dev.polyrun.Polyrun;
import dev.polyrun.RunGroup;
import dev.polyrun.RunRef;
import dev.polyrun.StartOutcomeUnknownException;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.StartRefusedException;
import dev.polyrun.core.TooManyRequestsException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Starts runs as long as there are some to start, with room for them. Used by many threads. */
final class SoakStarter {
    private static final long PAUSE_MILLIS = 50;

    private final SoakPlan plan;
    private final int life;
    private final List<Account> accounts;
    private final Ledger ledger;
    private final Polyrun polyrun;
    private final RunGroup group;
    private final Semaphore room;
    private final AtomicLong next;
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLongArray ofAccount;

    /**
     * @param room for how many more runs
     * @param known how many were watched in earlier lives
     */
    SoakStarter(
            SoakPlan plan, int life, List<Account> accounts, Ledger ledger, Polyrun polyrun, RunGroup group, Semaphore room, int known) {
        this.plan = plan;
        this.life = life;
        this.accounts = accounts;
        this.ledger = ledger;
        this.polyrun = polyrun;
        this.group = group;
        this.room = room;
        this.next = new AtomicLong(known);
        this.ofAccount = new AtomicLongArray(accounts.size());
    }

    void startAll() {
        for (long number = next.getAndIncrement(); number < plan.runs(); number = next.getAndIncrement()) {
            room.acquireUninterruptibly();
            Account account = accounts.get((int) (number % accounts.size()));
            while (!isStarted(account)) {
                pause();
            }
        }
    }

    /** Makes one attempt. A user who cannot tell whether it made a run would look first; here the servers' ledger tells in the end. */
    private boolean isStarted(Account account) {
        Vendor vendor = plan.vendor(account.index());
        String attempt = "attempt-" + life + "-" + attempts.incrementAndGet();
        String workflow = vendor.workflowId(ofAccount.getAndIncrement(account.index()), account.workflowId());
        WorkflowRef ref = WorkflowRef.parse(vendor.vendorName() + "@" + plan.accountName(account.index()) + ":" + workflow);
        ledger.write("T", attempt);
        RunRef run;
        try {
            run = polyrun.start(ref, vendor.request(attempt));
        } catch (StartOutcomeUnknownException e) {
            ledger.write("U", attempt, e.getMessage(), "<-", e.getCause());
            return false;
        } catch (TooManyRequestsException | StartRefusedException | ConflictException | ConnectionException e) {
            ledger.write("R", attempt, e.getClass().getSimpleName());
            return false;
        } catch (PolyrunException e) {
            ledger.write("X", attempt, e.getClass().getSimpleName());
            return false;
        }
        ledger.write("S", attempt, run);
        group.watch(run);
        ledger.write("W", run);
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
