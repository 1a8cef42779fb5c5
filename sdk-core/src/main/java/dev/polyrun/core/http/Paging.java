package dev.polyrun.core.http;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A list that the vendor gives out page by page: to be gone through item by item, as a stream, or by whole pages.
 *
 * <p>Lazy: a page is fetched when its first item is asked for, by the blocking form of the operation, which may throw what that throws. Each
 * iterator begins anew. Immutable and thread-safe; its iterators are not.
 *
 * <p>A server that goes round in a circle, naming a page or giving its items again, ends in a {@link PolyrunException}.
 *
 * @param <P> the vendor's page
 * @param <T> an item
 */
public final class Paging<P, T> implements Iterable<T> {
    /** Finds what the next page's request differs in; null after the last page. */
    private interface Step<P> {
        @Nullable String next(P page, int items);
    }

    private final ApiCall<P> firstCall;
    private final Function<P, @Nullable List<T>> items;
    private final String parameter;
    private final Supplier<Step<P>> steps;

    private Paging(
            ApiCall<P> firstCall,
            Function<P, @Nullable List<T>> items,
            String parameter,
            Supplier<Step<P>> steps) {
        this.firstCall = firstCall;
        this.items = items;
        this.parameter = parameter;
        this.steps = steps;
    }

    /**
     * Pages that name the next one.
     *
     * @param cursor the next page's name; null or empty on the last
     * @param parameter the query parameter that takes it
     */
    public static <P, T> Paging<P, T> byCursor(
            ApiCall<P> firstCall, Function<P, @Nullable List<T>> items, Function<P, @Nullable String> cursor, String parameter) {
        return new Paging<>(firstCall, items, parameter, () -> (page, count) -> {
            String next = cursor.apply(page);
            return next == null || next.isEmpty() ? null : next;
        });
    }

    /**
     * Pages with numbers. The last is the one that the vendor counts as such, or an empty one.
     *
     * @param last the number of the last page; null when the vendor does not say
     * @param parameter the query parameter that takes the number
     */
    public static <P, T> Paging<P, T> byPage(
            ApiCall<P> firstCall, Function<P, @Nullable List<T>> items, Function<P, ? extends @Nullable Number> last, String parameter) {
        return new Paging<>(firstCall, items, parameter, () -> new Step<>() {
            private long number = firstCall.numberInQuery(parameter, 1);

            @Override
            public @Nullable String next(P page, int count) {
                Number lastNumber = last.apply(page);
                boolean more = count > 0 && (lastNumber == null || number < lastNumber.longValue());
                return more ? Long.toString(++number) : null;
            }
        });
    }

    /**
     * Pages that begin after so many items. The last is the one that reaches the vendor's count, or an empty one.
     *
     * @param total how many items there are; null when the vendor does not say
     * @param parameter the query parameter that takes the offset
     */
    public static <P, T> Paging<P, T> byOffset(
            ApiCall<P> firstCall, Function<P, @Nullable List<T>> items, Function<P, ? extends @Nullable Number> total, String parameter) {
        return new Paging<>(firstCall, items, parameter, () -> new Step<>() {
            private long offset = firstCall.numberInQuery(parameter, 0);

            @Override
            public @Nullable String next(P page, int count) {
                offset += count;
                Number all = total.apply(page);
                boolean more = count > 0 && (all == null || offset < all.longValue());
                return more ? Long.toString(offset) : null;
            }
        });
    }

    /** The same list with options for the call of each page; they replace earlier ones. */
    public Paging<P, T> with(RequestOptions options) {
        return new Paging<>(firstCall.with(options), items, parameter, steps);
    }

    /** The items of all pages, in the vendor's order. */
    @Override
    public Iterator<T> iterator() {
        return new Items(new Pages());
    }

    /** The items of all pages, in the vendor's order. Sequential; fetches only what is asked for. */
    public Stream<T> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED), false);
    }

    /** The pages as the vendor gives them. */
    public Iterable<P> pages() {
        return Pages::new;
    }

    private List<T> itemsOf(P page) {
        List<T> list = items.apply(page);
        return list == null ? List.of() : list;
    }

    private final class Pages implements Iterator<P> {
        private final Set<String> seen = new HashSet<>();
        private final Step<P> step = steps.get();
        private @Nullable ApiCall<P> nextCall = firstCall;
        private long read;
        /** What the next pages are held against: the first, second, fourth, eighth and so on. A server that goes round in a circle gives it again. */
        private @Nullable P mark;

        @Override
        public boolean hasNext() {
            return nextCall != null;
        }

        @Override
        public P next() {
            if (nextCall == null) {
                throw new NoSuchElementException();
            }
            P page = nextCall.execute();
            int count = itemsOf(page).size();
            String next = step.next(page, count);
            read++;
            // One that gives no items ends the list, or names the next one.
            if (next != null && (!seen.add(next) || count > 0 && page.equals(mark))) {
                nextCall = null;
                throw new PolyrunException(
                        firstCall + ": the server gave, or named as the next, the same page twice, so that going on would never end; it is left"
                                + " after " + read + " pages",
                        null);
            }
            mark = Long.bitCount(read) == 1 ? page : mark;
            nextCall = next == null ? null : firstCall.withQuery(parameter, next);
            return page;
        }
    }

    private final class Items implements Iterator<T> {
        private final Pages pages;
        private Iterator<T> page = List.<T>of().iterator();

        Items(Pages pages) {
            this.pages = pages;
        }

        @Override
        public boolean hasNext() {
            while (!page.hasNext() && pages.hasNext()) {
                page = itemsOf(pages.next()).iterator();
            }
            return page.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.next();
        }
    }
}
