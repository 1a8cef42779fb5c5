package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.json.JsonProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A call whose answer is decoded in part. */
class PartialReadingTest extends LoopbackTest {
    private static final String RUN = "{\"id\":\"r\",\"status\":\"running\",\"steps\":[{\"id\":1}]}";
    private static final JsonProjection STATUS = JsonProjection.of("status");

    @Test
    void theResultHasTheWantedPropertiesAlone() {
        answer(200, RUN);
        answer(200, RUN);
        var call = client().get("r").readingOnly(STATUS, run -> true);

        assertThat(call.execute()).isEqualTo(Map.of("status", "running"));
        assertThat(call.executeAsync().join()).isEqualTo(Map.of("status", "running"));
    }

    @Test
    void itIsTheSameRequest() throws Exception {
        answer(200, RUN);
        answer(200, RUN);
        client().get("r").execute();
        client().get("r").readingOnly(STATUS, run -> true).execute();

        var whole = taken();
        var part = taken();
        assertThat(part.getTarget()).isEqualTo(whole.getTarget());
        assertThat(part.getHeaders()).isEqualTo(whole.getHeaders());
    }

    @Test
    void anAnswerOfWhichMoreIsNeededIsDecodedAsAWholeWithoutASecondRequest() {
        answer(200, RUN);
        List<Object> seen = new ArrayList<>();

        Map<String, ?> run = client().get("r").readingOnly(STATUS, part -> {
            seen.add(part);
            return false;
        }).execute();

        assertThat(seen).containsExactly(Map.of("status", "running"));
        assertThat(run).containsOnlyKeys("id", "status", "steps");
        assertRequests(1);
    }

    @Test
    void theBytesAreNotKept() {
        answer(200, RUN);
        answer(200, RUN);
        var call = client().get("r").readingOnly(STATUS, run -> true);

        assertThat(call.executeForResponse().rawBody()).isEmpty();
        assertThat(call.executeForResponseAsync().join().rawBody()).isEmpty();
    }

    @Test
    void whatFollowsThatWhichSufficesIsNotDecoded() throws Exception {
        String run = "{\"status\":\"running\",\"steps\":[" + "{\"id\":1},".repeat(5_000);
        JsonProjection sufficing = STATUS.sufficientWith("status");
        answer(200, run);
        answer(200, run);
        answer(200, run + "1]}");

        assertThat(client().get("r").readingOnly(sufficing, some -> true).execute()).isEqualTo(Map.of("status", "running"));
        assertThat(client().get("r").readingOnly(sufficing, some -> true).executeAsync().join()).isEqualTo(Map.of("status", "running"));
        assertThat(client().get("r").readingOnly(sufficing, some -> false).execute()).containsOnlyKeys("status", "steps");
        assertThat(taken().getConnectionIndex()).isEqualTo(taken().getConnectionIndex()).isEqualTo(taken().getConnectionIndex());
    }

    @Test
    void aDocumentIsNoLongerThanItMayBeAlsoWhereNothingIsDecoded() {
        answer(200, "{\"status\":\"running\",\"steps\":\"" + "x".repeat(100_000) + "\"}");
        var call = builder().maxResponseBytes(50_000).build().get("r").readingOnly(STATUS.sufficientWith("status"), some -> true);

        assertThatExceptionOfType(UndecodableBodyException.class).isThrownBy(call::execute).withMessageContaining("longer than maxResponseBytes");
    }

    @Test
    void aCallThatIsNotDecodedHasTheBytesAlone() throws Exception {
        answer(200, RUN);
        answer(200, "no JSON");
        answer(404, "{}");
        answer(200, RUN);
        var call = client().get("r").undecoded();

        ApiResponse<Void> response = call.executeForResponse();

        assertThat(response.rawBody()).asString().isEqualTo(RUN);
        assertThat(response.body()).isNull();
        assertThat(call.executeForResponseAsync().join().rawBody()).asString().isEqualTo("no JSON");
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(call::execute);
        client().get("r").execute();
        var raw = taken();
        taken();
        taken();
        assertThat(taken().getHeaders()).isEqualTo(raw.getHeaders());
    }

    @Test
    void optionsAndReadingDoNotForgetEachOther() throws Exception {
        answer(200, RUN);
        RequestOptions options = RequestOptions.builder().header("X-Mark", "1").build();

        Map<String, ?> run = client().get("r").readingOnly(STATUS, part -> true).with(options).execute();

        assertThat(run).isEqualTo(Map.of("status", "running"));
        assertThat(taken().getHeaders().get("X-Mark")).isEqualTo("1");
        answer(200, RUN);
        client().get("r").with(options).readingOnly(STATUS, part -> true).execute();
        assertThat(taken().getHeaders().get("X-Mark")).isEqualTo("1");
    }

    @Test
    void whatIsNoJsonOrOfAnotherKindFailsAsEver() {
        answer(200, "{\"status\":\"running\",\"steps\":[");
        answer(200, "[]");
        answer(404, "{}");
        var call = client().get("r").readingOnly(STATUS, run -> true);

        assertThatExceptionOfType(UndecodableBodyException.class).isThrownBy(call::execute).withMessageContaining("not valid JSON");
        assertThatExceptionOfType(UndecodableBodyException.class).isThrownBy(call::execute).withMessageContaining("of another kind");
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(call::execute);
    }
}
