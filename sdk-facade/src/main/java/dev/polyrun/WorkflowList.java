package dev.polyrun;

import dev.polyrun.core.ForbiddenException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.TimeSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The workflows of an account that can be started, read as they are asked for. Not thread-safe, but for {@link #stop()}. */
final class WorkflowList implements Iterator<Workflow> {
    private final TimeSource time;
    private final VendorAdapter adapter;
    private final Accounts.Key account;
    private final Set<String> cursors = new HashSet<>();
    private WorkflowPage page = WorkflowPage.of(List.of(), null);
    private Iterator<Workflow> listed = page.workflows().iterator();
    private boolean begun;
    private @Nullable Workflow next;
    private volatile boolean stopped;

    private WorkflowList(TimeSource time, VendorAdapter adapter, Accounts.Key account) {
        this.time = time;
        this.adapter = adapter;
        this.account = account;
    }

    static Stream<Workflow> stream(TimeSource time, VendorAdapter adapter, Accounts.Key account) {
        WorkflowList list = new WorkflowList(time, adapter, account);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(list, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(list::stop);
    }

    private void stop() {
        stopped = true;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !stopped && (listed.hasNext() || turned())) {
            Workflow candidate = listed.hasNext() ? listed.next() : null;
            next = candidate != null && candidate.canStart() ? completed(candidate) : null;
        }
        return next != null && !stopped;
    }

    @Override
    public Workflow next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Workflow workflow = next;
        next = null;
        return workflow;
    }

    /** Reads the next page; false when there is none. */
    private boolean turned() {
        String cursor = page.next();
        if (begun && cursor == null) {
            return false;
        }
        if (cursor != null && !cursors.add(cursor)) {
            throw new PolyrunException(account + " named the same page of its workflows twice, so that going on would never end", null);
        }
        begun = true;
        page = Futures.call(time, () -> adapter.workflows(new WorkflowQuery(account, cursor)));
        listed = page.workflows().iterator();
        return true;
    }

    /** What the vendor lists but does not show from near is listed as it is. */
    private Workflow completed(Workflow listed) {
        try {
            return Futures.call(time, () -> page.completed(listed));
        } catch (ForbiddenException | NotFoundException e) {
            return listed;
        }
    }
}
