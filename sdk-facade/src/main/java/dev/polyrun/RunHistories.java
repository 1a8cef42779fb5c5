package dev.polyrun;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The histories of the workflows that were used last. Not thread-safe. */
final class RunHistories {
    /** Half a kilobyte each, beside the text of its id. */
    static final int MOST_WORKFLOWS = 10_000;

    /** In the order of their last use. */
    private final Map<Key, RunHistory> histories = new LinkedHashMap<>(16, 0.75f, true);

    private final int mostWorkflows;

    RunHistories() {
        this(MOST_WORKFLOWS);
    }

    RunHistories(int mostWorkflows) {
        this.mostWorkflows = mostWorkflows;
    }

    /**
     * The history of a workflow; an empty one when there is none yet. One that had to go for others can still be used, but is found no more.
     *
     * @param account the very object that stands for the account, since two accounts may have workflows of the same id
     */
    RunHistory of(Object account, String workflowId) {
        RunHistory history = histories.computeIfAbsent(new Key(account, workflowId), key -> new RunHistory(key.workflowId));
        if (histories.size() > mostWorkflows) {
            Iterator<RunHistory> eldestFirst = histories.values().iterator();
            eldestFirst.next();
            eldestFirst.remove();
        }
        return history;
    }

    /** The history of a workflow; null when there is none. */
    @Nullable RunHistory peek(Object account, String workflowId) {
        return histories.get(new Key(account, workflowId));
    }

    int size() {
        return histories.size();
    }

    private record Key(Object account, String workflowId) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && account == that.account && workflowId.equals(that.workflowId);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(account) + workflowId.hashCode();
        }
    }
}
