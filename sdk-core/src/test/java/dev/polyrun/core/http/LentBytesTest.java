package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.json.LentArrays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;

/** Bodies are read into arrays that other bodies had before. */
class LentBytesTest extends LoopbackTest {
    private static final BodyBytes.Reader ALL = satisfiedBy(Integer.MAX_VALUE);

    private static BodyBytes.Reader satisfiedBy(int bytes) {
        return satisfiedBy(bytes, new AtomicInteger());
    }

    private static BodyBytes.Reader satisfiedBy(int enough, AtomicInteger heard) {
        return new BodyBytes.Reader() {
            @Override
            public void hear() {
                heard.incrementAndGet();
            }

            @Override
            public boolean suffices(byte[] bytes, int length) {
                return length >= enough;
            }
        };
    }

    private static String document(String filling, int times) {
        return "{\"id\":\"" + filling.repeat(times) + "\"}";
    }

    @Test
    void noTwoHaveTheSameArray() {
        Set<byte[]> lent = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20; i++) {
                assertThat(lent.add(LentArrays.lend())).isTrue();
            }
            lent.forEach(LentArrays::giveBack);
            lent.clear();
        }
    }

    @Test
    void whoGivesBackTwiceGivesBackOnce() throws IOException {
        BodyBytes body = BodyBytes.read(new Buffer().writeUtf8("text"), 10, ALL, true);
        body.giveBack();
        body.giveBack();

        assertThat(LentArrays.lend()).isNotSameAs(LentArrays.lend());
        assertThat(body.length()).isZero();
    }

    @Test
    void aShortBodyAfterALongOneIsItself() {
        for (String body : List.of(document("long", 20_000), document("a", 3), document("b", 1), "{}")) {
            answer(200, body);
        }

        assertThat(client().get("r").execute()).isEqualTo(Map.of("id", "long".repeat(20_000)));
        assertThat(client().get("r").execute()).isEqualTo(Map.of("id", "aaa"));
        assertThat(client().get("r").executeAsync().join()).isEqualTo(Map.of("id", "b"));
        assertThat(client().get("r").execute()).isEmpty();
    }

    @Test
    void whatIsHandedOutStaysWhenOtherCallsFollow() {
        answer(200, document("first", 2));
        answer(200, "not JSON");
        for (int i = 0; i < 20; i++) {
            answer(200, document("later", 5_000));
        }

        ApiResponse<?> response = client().get("r").executeForResponse();
        UndecodableBodyException failure = catchThrowableOfType(UndecodableBodyException.class, () -> client().get("r").execute());
        for (int i = 0; i < 20; i++) {
            client().get("r").execute();
        }

        assertThat(response.rawBody()).asString().isEqualTo(document("first", 2));
        assertThat(response.body()).isEqualTo(Map.of("id", "firstfirst"));
        assertThat(failure.bodyText()).isEqualTo("not JSON");
        assertThat(failure).hasMessageContaining("8 bytes");
    }

    @Test
    void callsAtTheSameTimeHaveBodiesOfTheirOwn() {
        String[] fillings = {"x", "yy", "zzz"};
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answer(200, document(fillings[i % 3], 1_000 + i));
        }
        for (int i = 0; i < 60; i++) {
            calls.add(client().get("r").executeAsync());
        }

        for (CompletableFuture<?> call : calls) {
            String id = String.valueOf(((Map<?, ?>) call.join()).get("id"));
            assertThat(id).matches("x{1000,}|y{2000,}|z{3000,}");
        }
    }

    @Test
    void whatIsLongerThanItMayIsNotReadToItsEnd() throws IOException {
        Buffer endless = new Buffer().writeUtf8("x".repeat(100_000));

        BodyBytes body = BodyBytes.read(endless, 20_000, ALL, true);

        assertThat(body.length()).isGreaterThan(20_000).isLessThan(60_000);
        assertThat(body.own(1_024).toArray()).asString(StandardCharsets.US_ASCII).isEqualTo("x".repeat(1_024));
    }

    @Test
    void whatFollowsABeginningThatSufficesIsReadAndDropped() throws IOException {
        Buffer source = new Buffer().writeUtf8("x".repeat(100_000));

        BodyBytes body = BodyBytes.read(source, 100_000, satisfiedBy(4_096), true);

        assertThat(body.length()).isLessThan(20_000);
        assertThat(body.isTooLong()).isFalse();
        assertThat(source.exhausted()).isTrue();
    }

    @Test
    void nothingIsDroppedOfWhatIsWantedWhole() throws IOException {
        Buffer source = new Buffer().writeUtf8("x".repeat(100_000));

        assertThat(BodyBytes.read(source, 100_000, satisfiedBy(1), false).length()).isEqualTo(100_000);
    }

    @Test
    void theReaderHearsOfEachPieceAlsoOfThoseThatAreDropped() throws IOException {
        for (int enough : new int[] {4_096, Integer.MAX_VALUE}) {
            AtomicInteger heard = new AtomicInteger();
            BodyBytes.read(new Buffer().writeUtf8("x".repeat(100_000)), 100_000, satisfiedBy(enough, heard), true).giveBack();

            assertThat(heard).hasValueGreaterThan(2);
        }
    }

    @Test
    void whatIsDroppedMayNotBeLongerEither() throws IOException {
        Buffer source = new Buffer().writeUtf8("x".repeat(100_000));

        BodyBytes body = BodyBytes.read(source, 50_000, satisfiedBy(1), true);

        assertThat(body.isTooLong()).isTrue();
        assertThat(source.exhausted()).isFalse();
    }

    @Test
    void anArrayGoesBackAlsoWhenReadingFails() {
        byte[] known = LentArrays.lend();
        LentArrays.giveBack(known);
        BufferedSource broken = Okio.buffer(new ForwardingSource(new Buffer()) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                throw new IOException("broken");
            }
        });

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> BodyBytes.read(broken, 10, ALL, true)).withMessage("broken");
    }
}
