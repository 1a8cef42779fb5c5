package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** Lists end, whatever servers say; and where a server is of one mind, each item comes once, in its order. */
class PagingPropertiesTest {
    /** More than any of these servers has pages. */
    private static final int ENDLESS = 60;

    private int requests;

    private AcmeClient client(Function<HttpUrl, Map<String, @Nullable Object>> server) {
        requests = 0;
        OkHttpClient http = new OkHttpClient.Builder().addInterceptor(chain -> {
            requests++;
            assertThat(requests).as("requests").isLessThan(ENDLESS);
            return new Response.Builder()
                    .request(chain.request())
                    .protocol(Protocol.HTTP_1_1)
                    .code(200)
                    .message("OK")
                    .body(ResponseBody.create(Json.write(server.apply(chain.request().url())), MediaType.get("application/json")))
                    .build();
        }).build();
        return AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl("https://acme.test/v9").timeout(FakeClock.NEVER).timeSource(new FakeClock())
                .okHttpClient(http).build();
    }

    private static ApiCall<Map<String, @Nullable Object>> first(AcmeClient client) {
        return client.list(new AcmeClient.ListParams());
    }

    @SuppressWarnings("unchecked")
    private static @Nullable List<Object> items(Map<String, @Nullable Object> page) {
        return (List<Object>) page.get("data");
    }

    private static Map<String, @Nullable Object> page(@Nullable Object data, String name, @Nullable Object value) {
        Map<String, @Nullable Object> page = new HashMap<>();
        page.put("data", data);
        page.put(name, value);
        return page;
    }

    private static int number(HttpUrl url, String name, int otherwise) {
        String text = url.queryParameter(name);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    private static Paging<?, Object> paging(String kind, AcmeClient client) {
        return switch (kind) {
            case "cursor" -> Paging.byCursor(first(client), PagingPropertiesTest::items, page -> (String) page.get("next"), "cursor");
            case "page" -> Paging.byPage(first(client), PagingPropertiesTest::items, page -> (Number) page.get("pages"), "page");
            default -> Paging.byOffset(first(client), PagingPropertiesTest::items, page -> (Number) page.get("total"), "offset");
        };
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(0, 4).list().ofMaxSize(20);
    }

    /** Pages of any sizes, empty ones in between included: only the missing cursor is the end. */
    @Property(tries = 100)
    void byCursorEachItemComesOnce(@ForAll("sizes") List<Integer> sizes, @ForAll boolean nullAtTheEnd) {
        List<List<Object>> pages = new ArrayList<>();
        int next = 0;
        for (int size : sizes) {
            int from = next;
            pages.add(IntStream.range(0, size).mapToObj(i -> (Object) (long) (from + i)).toList());
            next += size;
        }
        AcmeClient client = client(url -> {
            int at = number(url, "cursor", 0);
            boolean last = at + 1 >= pages.size();
            return page(at < pages.size() ? pages.get(at) : null, "next", last ? nullAtTheEnd ? null : "" : Integer.toString(at + 1));
        });

        assertThat(paging("cursor", client)).containsExactlyElementsOf(pages.stream().flatMap(List::stream).toList());
        assertThat(requests).isEqualTo(Math.max(1, pages.size()));
    }

    @Property(tries = 100)
    void byPageAndByOffsetEachItemComesOnce(
            @ForAll @IntRange(max = 60) int count, @ForAll @IntRange(min = 1, max = 9) int size, @ForAll boolean counts, @ForAll boolean byPage) {
        List<Object> all = IntStream.range(0, count).mapToObj(i -> (Object) (long) i).toList();
        AcmeClient client = client(url -> {
            int from = byPage ? (number(url, "page", 1) - 1) * size : number(url, "offset", 0);
            List<Object> data = all.subList(Math.min(count, from), Math.min(count, from + size));
            int said = byPage ? (count + size - 1) / size : count;
            return page(data, byPage ? "pages" : "total", counts ? said : null);
        });

        assertThat(paging(byPage ? "page" : "offset", client)).containsExactlyElementsOf(all);
    }

    /** A page that a server answers with, whatever it was asked for. */
    private record Whim(int items, @Nullable String cursor, @Nullable Long total) {}

    @Provide
    Arbitrary<List<Whim>> whims() {
        Arbitrary<@Nullable String> cursors = Arbitraries.of("", "a", "b", "c").injectNull(0.1);
        Arbitrary<@Nullable Long> totals = Arbitraries.of(Long.MIN_VALUE, -1L, 0L, 1L, 5L, Long.MAX_VALUE).injectNull(0.3);
        return Combinators.combine(Arbitraries.integers().between(-1, 3), cursors, totals).as(Whim::new).list().ofMinSize(1).ofMaxSize(8);
    }

    /** Its answers go round and round, so that nothing but the client can end it. */
    @Property(tries = 200)
    void aServerOfNoMindComesToAnEnd(@ForAll("whims") List<Whim> whims, @ForAll boolean goesRound, @ForAll @IntRange(max = 2) int kind) {
        int[] asked = {0};
        AcmeClient client = client(url -> {
            int at = asked[0]++;
            Whim whim = whims.get(goesRound ? at % whims.size() : Math.min(at, whims.size() - 1));
            List<Object> data = whim.items < 0 ? null : IntStream.range(0, whim.items).mapToObj(i -> (Object) (long) i).toList();
            Map<String, @Nullable Object> page = page(data, "next", whim.cursor);
            page.put("pages", whim.total);
            page.put("total", whim.total);
            return page;
        });

        try {
            for (Object item : paging(List.of("cursor", "page", "offset").get(kind), client)) {
                assertThat(item).isInstanceOf(Long.class);
            }
        } catch (PolyrunException e) {
            assertThat(e).hasMessageContaining("the same page twice").hasMessageContaining("never end");
        }
    }
}
