package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.json.JsonReader;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PagingTest extends LoopbackTest {
    private Paging<Map<String, @Nullable Object>, String> byCursor() {
        return Paging.byCursor(client().list(new AcmeClient.ListParams().userId("ada")), PagingTest::items, page -> (String) page.get("next"), "cursor");
    }

    private Paging<Map<String, @Nullable Object>, String> byPage() {
        return Paging.byPage(client().list(new AcmeClient.ListParams()), PagingTest::items, page -> (Number) page.get("pages"), "page");
    }

    private Paging<Map<String, @Nullable Object>, String> byOffset() {
        return Paging.byOffset(client().list(new AcmeClient.ListParams()), PagingTest::items, page -> (Number) page.get("total"), "offset");
    }

    @SuppressWarnings("unchecked")
    private static @Nullable List<String> items(Map<String, @Nullable Object> page) {
        return (List<String>) page.get("data");
    }

    private String nextQuery(String parameter) throws InterruptedException {
        return String.valueOf(taken().getUrl().queryParameter(parameter));
    }

    @Test
    void itemsOfAllPagesComeInOrder() {
        answer(200, "{\"data\":[\"a\",\"b\"],\"next\":\"p2\"}");
        answer(200, "{\"data\":[\"c\"],\"next\":null}");

        assertThat(byCursor()).containsExactly("a", "b", "c");
    }

    @Test
    void theCursorIsSentBackAsItCameAndTheOtherParametersStay() throws InterruptedException {
        answer(200, "{\"data\":[\"a\"],\"next\":\"b64==&x\"}");
        answer(200, "{\"data\":[]}");

        assertThat(byCursor()).hasSize(1);

        assertThat(taken().getUrl().query()).isEqualTo("userId=ada");
        var second = taken().getUrl();
        assertThat(second.queryParameter("cursor")).isEqualTo("b64==&x");
        assertThat(second.queryParameter("userId")).isEqualTo("ada");
    }

    @Test
    void aPageIsFetchedWhenItsFirstItemIsAskedFor() {
        answer(200, "{\"data\":[\"a\",\"b\"],\"next\":\"p2\"}");

        Iterator<String> items = byCursor().iterator();
        assertThat(server.getRequestCount()).isZero();
        items.next();
        items.next();

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aStreamFetchesNoMoreThanItNeeds() {
        answer(200, "{\"data\":[\"a\",\"b\"],\"next\":\"p2\"}");

        assertThat(byCursor().stream().limit(2)).containsExactly("a", "b");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anEmptyPageInTheMiddleIsNotTheEnd() {
        answer(200, "{\"data\":[],\"next\":\"p2\"}");
        answer(200, "{\"data\":[\"a\"],\"next\":\"\"}");

        assertThat(byCursor()).containsExactly("a");
    }

    @Test
    void pagesComeAsTheVendorGivesThem() {
        answer(200, "{\"data\":[\"a\"],\"next\":\"p2\"}");
        answer(200, "{\"data\":[\"b\"],\"note\":\"last\"}");

        assertThat(byCursor().pages()).extracting(page -> page.get("note")).containsExactly(null, "last");
    }

    @Test
    void aServerThatRepeatsACursorIsLeft() {
        answer(200, "{\"data\":[\"a\"],\"next\":\"p2\"}");
        answer(200, "{\"data\":[\"b\"],\"next\":\"p3\"}");
        answer(200, "{\"data\":[\"c\"],\"next\":\"p2\"}");

        assertThatThrownBy(() -> byCursor().forEach(item -> {}))
                .isInstanceOf(PolyrunException.class)
                .hasMessageContaining("runs.list")
                .hasMessageContaining("the same page twice");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void optionsHoldForTheCallOfEachPage() throws InterruptedException {
        answer(200, "{\"data\":[\"a\"],\"next\":\"p2\"}");
        answer(200, "{\"data\":[]}");

        assertThat(byCursor().with(RequestOptions.builder().header("X-Trace", "t1").build())).hasSize(1);

        assertThat(taken().getHeaders().get("X-Trace")).isEqualTo("t1");
        assertThat(taken().getHeaders().get("X-Trace")).isEqualTo("t1");
    }

    @Test
    void eachIteratorBeginsAnew() {
        answer(200, "{\"data\":[\"a\"]}");
        answer(200, "{\"data\":[\"b\"]}");

        var paging = byCursor();

        assertThat(paging).containsExactly("a");
        assertThat(paging).containsExactly("b");
    }

    @Test
    void anErrorOnALaterPageIsThrownWhereItIsReached() {
        answer(200, "{\"data\":[\"a\"],\"next\":\"p2\"}");
        answer(404, "{}");

        Iterator<String> items = byCursor().iterator();

        assertThat(items.next()).isEqualTo("a");
        assertThatThrownBy(items::hasNext).isInstanceOf(NotFoundException.class);
    }

    @Test
    void numberedPagesEndWithTheOneThatTheVendorCountsAsLast() throws InterruptedException {
        answer(200, "{\"data\":[\"a\"],\"pages\":2}");
        answer(200, "{\"data\":[\"b\"],\"pages\":2}");

        assertThat(byPage()).containsExactly("a", "b");
        assertThat(nextQuery("page")).isEqualTo("null");
        assertThat(nextQuery("page")).isEqualTo("2");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void numberedPagesWithoutACountEndWithAnEmptyOne() {
        answer(200, "{\"data\":[\"a\"]}");
        answer(200, "{\"data\":[]}");

        assertThat(byPage()).containsExactly("a");
    }

    @Test
    void anOffsetMovesByWhatCameAndEndsAtTheTotal() throws InterruptedException {
        answer(200, "{\"data\":[\"a\",\"b\"],\"total\":3}");
        answer(200, "{\"data\":[\"c\"],\"total\":3}");

        assertThat(byOffset()).containsExactly("a", "b", "c");
        taken();
        assertThat(nextQuery("offset")).isEqualTo("2");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aServerThatDoesNotHeedTheOffsetIsLeft() {
        for (int i = 0; i < 3; i++) {
            answer(200, "{\"data\":[\"a\",\"b\"],\"total\":null}");
        }

        assertThatThrownBy(() -> byOffset().forEach(item -> {})).isInstanceOf(PolyrunException.class).hasMessageContaining("the same page twice");
        assertRequests(2);
    }

    @Test
    void anOffsetMovesOnFromTheFirstOne() throws InterruptedException {
        answer(200, "{\"data\":[\"k\",\"l\"],\"total\":13}");
        answer(200, "{\"data\":[\"m\"],\"total\":13}");
        ApiCall<Map<String, @Nullable Object>> first =
                client().transport.call("runs.list", "GET", "/runs").query("offset", 10).returning(JsonReader::anyMap);

        assertThat(Paging.byOffset(first, PagingTest::items, page -> (Number) page.get("total"), "offset")).containsExactly("k", "l", "m");
        assertThat(nextQuery("offset")).isEqualTo("10");
        assertThat(nextQuery("offset")).isEqualTo("12");
    }

    @Test
    void aPageWithoutAListHasNoItems() {
        answer(200, "{\"next\":\"p2\"}");
        answer(200, "{\"data\":[\"a\"]}");

        assertThat(byCursor()).containsExactly("a");
    }

    @Test
    void thereIsNothingAfterTheEnd() {
        answer(200, "{\"data\":[\"a\"]}");
        answer(200, "{\"data\":[\"a\"]}");
        Iterator<?> items = byCursor().iterator();
        Iterator<?> pages = byCursor().pages().iterator();
        items.next();
        pages.next();

        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(items::next);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(pages::next);
    }

    @Test
    void anOffsetThatNoLongerGivesItemsIsTheEndWhateverTheTotalSays() {
        answer(200, "{\"data\":[\"a\"],\"total\":9}");
        answer(200, "{\"data\":[],\"total\":9}");

        assertThat(byOffset()).containsExactly("a");
    }
}
