package dev.polyrun;

import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.http.ApiCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * For adapters: one page of a vendor's list of runs, such as that of the newest, or of those that a filter names. Thread-safe as far as its functions
 * are.
 *
 * @param <P> the vendor's page
 * @param <I> an item of it
 */
public final class ListBatch<P, I> implements RunBatch {
    /** The largest page that all vendors of this module give. */
    static final int PAGE_SIZE = 100;

    /**
     * Whose runs a list shows. Lists of equal scopes are equal.
     *
     * @param workflowId null for those of all workflows
     */
    public record Scope(VendorAdapter account, @Nullable String workflowId) {}

    private final Scope scope;
    private final int limit;
    private final Function<List<RunSnapshot>, ApiCall<P>> page;
    private final Function<P, @Nullable List<I>> items;
    private final Function<I, @Nullable String> id;
    private final BiFunction<RunSnapshot, I, @Nullable RunSnapshot> look;

    /**
     * A list.
     *
     * @param limit how many runs a page has at most
     * @param page the call for a page on which these runs are, as far as the vendor's filters allow
     * @param id of the run that an item shows
     * @param look what an item says of a run, given what was seen last; null when only a look at the run itself tells
     */
    public ListBatch(
            Scope scope,
            int limit,
            Function<List<RunSnapshot>, ApiCall<P>> page,
            Function<P, @Nullable List<I>> items,
            Function<I, @Nullable String> id,
            BiFunction<RunSnapshot, I, @Nullable RunSnapshot> look) {
        this.scope = scope;
        this.limit = limit;
        this.page = page;
        this.items = items;
        this.id = id;
        this.look = look;
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public CompletableFuture<Map<RunRef, RunSnapshot>> snapshots(List<RunSnapshot> runs, RequestOptions options) {
        return Futures.map(page.apply(runs).with(options).executeAsync(), answer -> among(runs, items.apply(answer)));
    }

    private Map<RunRef, RunSnapshot> among(List<RunSnapshot> runs, @Nullable List<I> listed) {
        Map<String, RunSnapshot> asked = new LinkedHashMap<>();
        runs.forEach(run -> asked.put(run.ref().runId(), run));
        Map<RunRef, RunSnapshot> seen = new LinkedHashMap<>();
        for (I item : Objects.requireNonNullElse(listed, List.<I>of())) {
            RunSnapshot before = item == null ? null : asked.get(id.apply(item));
            RunSnapshot now = before == null ? null : look.apply(before, item);
            if (now != null) {
                seen.put(before.ref(), now.sharing(before));
            }
        }
        return seen;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ListBatch<?, ?> that && scope.equals(that.scope);
    }

    @Override
    public int hashCode() {
        return scope.hashCode();
    }

    /** For logs. */
    @Override
    public String toString() {
        return scope.account.getClass().getSimpleName() + " list" + (scope.workflowId == null ? "" : " of " + scope.workflowId);
    }
}
