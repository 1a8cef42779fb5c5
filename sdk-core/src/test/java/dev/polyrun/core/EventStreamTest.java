package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.polyrun.core.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The format, as the HTML standard has it. */
class EventStreamTest {
    private static final String RECORDED = "\uFEFF: hello\r\n\r\nid: 1\r\nevent: state\r\ndata: {\"a\":1}\r\n\r\n"
            + "retry: 1500\ndata: {\ndata: \"ä\":2}\n\n" + ":\r\rdata: no json\rid: 3\r\r" + "data\n\n" + "event: end\ndata: {\"a\":4}\n\n";

    private static EventStream<Map<String, @Nullable Object>> stream(InputStream in) {
        return new EventStream<>(in, JsonReader::anyMap, 1000, Runnable::run);
    }

    private static EventStream<Map<String, @Nullable Object>> stream(String text) {
        return stream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> read(EventStream<?> events) {
        List<String> read = new ArrayList<>();
        for (Event<?> event : events) {
            read.add(event.type() + "/" + event.id() + "/" + event.rawData());
        }
        return read;
    }

    private static List<String> read(String text) {
        return read(stream(text));
    }

    @Test
    void anEventHasNameIdAndData() {
        EventStream<Map<String, @Nullable Object>> events = stream("id: 7\nevent: state\ndata: {\"a\":1}\n\n");
        Event<Map<String, @Nullable Object>> event = events.iterator().next();

        assertThat(event.id()).isEqualTo("7");
        assertThat(event.type()).isEqualTo("state");
        assertThat(event.data()).isEqualTo(Map.of("a", 1L));
        assertThat(event.rawData()).isEqualTo("{\"a\":1}");
        assertThat(event).hasToString("Event[state, id=7, 7 characters]");
        assertThat(events.iterator().hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> events.iterator().next());
    }

    @Test
    void aWholeRecordingIsRead() {
        EventStream<?> events = stream(RECORDED);

        assertThat(read(events)).containsExactly(
                "state/1/{\"a\":1}", "message/1/{\n\"ä\":2}", "message/3/no json", "message/3/", "end/3/{\"a\":4}");
        assertThat(events.lastEventId()).isEqualTo("3");
        assertThat(events.reconnectionTime()).isEqualTo(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "data: a\\n\\n | message/null/a",
        "data:a\\n\\n | message/null/a",
        "data:  a\\n\\n | message/null/ a",
        "data: a: b\\n\\n | message/null/a: b",
        "data\\n\\n | message/null/",
        "data\\ndata\\n\\n | message/null/\\n",
        "data: a\\rdata: b\\r\\r | message/null/a\\nb",
        "data: a\\r\\ndata: b\\r\\n\\r\\n | message/null/a\\nb",
        "event: x\\nevent: y\\ndata: a\\n\\n | y/null/a",
        "event:\\ndata: a\\n\\n | message/null/a",
        "id: 1\\nid\\ndata: a\\n\\n | message/null/a",
        "id: 1\\nid: 2\\0\\ndata: a\\n\\n | message/1/a",
        "DATA: b\\ndata: a\\n\\n | message/null/a",
        "datas: b\\n data: b\\ndata: a\\n\\n | message/null/a",
        ": comment\\ndata: a\\n:\\n\\n | message/null/a",
        "event: x\\n\\ndata: a\\n\\n | message/null/a",
        "id: 5\\n\\ndata: a\\n\\n | message/5/a",
    })
    void linesAndFieldsAreReadAsTheStandardSays(String text, String event) {
        assertThat(read(text.strip().translateEscapes()))
                .containsExactly(event.translateEscapes());
    }

    @Test
    void onlyDigitsAreATime() {
        for (String nonsense : List.of("1s", "-1", "", "1.5", "1000000000000", "99999999999999999999")) {
            EventStream<?> events = stream("retry: " + nonsense + "\n\n");
            assertThat(read(events)).isEmpty();
            assertThat(events.reconnectionTime()).isNull();
        }
        EventStream<?> longest = stream("retry: 999999999999\n\n");
        assertThat(read(longest)).isEmpty();
        assertThat(longest.reconnectionTime()).isEqualTo(Duration.ofMillis(999_999_999_999L));
    }

    @Test
    void anIdWithANulIsNone() {
        assertThat(read("id: 1\ndata: a\n\nid:\u0000\ndata: b\n\nid: x\u0000\ndata: c\n\n")).containsExactly("message/1/a", "message/1/b", "message/1/c");
    }

    @Test
    void aStreamThatEndsClosesItself() {
        EventStream<?> events = stream("data: a\n\n");

        assertThat(read(events)).hasSize(1);
        assertThat(events).hasToString("EventStream[closed]");
    }

    @Test
    void aMarkOfTheByteOrderCountsOnlyAtTheStart() {
        assertThat(read("\uFEFFdata: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n")).containsExactly("message/null/a", "message/null/\uFEFFc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "1", "null", "[]", "{"})
    void dataOfAnotherKindIsKeptAsText(String data) {
        Event<?> event = stream("data: " + data + "\n\n").iterator().next();

        assertThat(event.data()).isNull();
        assertThat(event.rawData()).isEqualTo(data);
    }

    @Test
    void halfAnEventAtTheEndIsNoEvent() {
        List<String> whole = read(RECORDED);
        byte[] bytes = RECORDED.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut < bytes.length; cut++) {
            List<String> read = read(stream(new ByteArrayInputStream(bytes, 0, cut)));
            assertThat(whole.subList(0, read.size())).as("cut at " + cut).isEqualTo(read);
        }
        assertThat(read(stream(new ByteArrayInputStream(bytes)))).hasSize(5);
    }

    @Test
    void itDoesNotMatterInWhichPiecesTheBytesCome() {
        byte[] bytes = RECORDED.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size < 20; size++) {
            int most = size;
            InputStream in = new ByteArrayInputStream(bytes) {
                @Override
                public synchronized int read(byte[] into, int offset, int length) {
                    return super.read(into, offset, Math.min(most, length));
                }
            };
            assertThat(read(stream(in))).isEqualTo(read(RECORDED));
        }
    }

    @Test
    void anEventIsGivenOutAsSoonAsItsBlankLineIsThere() {
        byte[] bytes = "data: a\r\rdata: b\r".getBytes(StandardCharsets.UTF_8);
        InputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                assertThat(pos).as("nobody asks for more").isLessThan(9);
                return super.read(into, offset, Math.min(9, length));
            }
        };

        assertThat(stream(in).iterator().next().rawData()).isEqualTo("a");
    }

    @Test
    void anEventMayBeAsLongAsItsLimitAndNoLonger() {
        assertThat(read("data: " + "x".repeat(994) + "\n\n")).hasSize(1);
        for (String tooLong : List.of("data: " + "x".repeat(995), "data: x\n".repeat(1000), ":" + "x".repeat(100_000))) {
            assertThatExceptionOfType(UndecodableBodyException.class).isThrownBy(() -> read(tooLong))
                    .withMessage("An event is longer than maxResponseBytes (1000); give the client a larger one");
        }
    }

    @Test
    void aStreamThatBreaksIsAnError() {
        ConnectionException known = new ConnectionException("cut", null);
        InputStream in = failing("data: a\n\ndata: b\n", new IOException(known));
        EventStream<?> events = stream(in);

        assertThat(events.iterator().next().rawData()).isEqualTo("a");
        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> events.iterator().hasNext()).isSameAs(known);
        assertThat(events.iterator().hasNext()).as("it is over").isFalse();
        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> read(stream(failing("", new IOException("odd")))))
                .withMessageContaining("odd");
    }

    @Test
    void aSubscriberHearsAllAndThenTheEnd() {
        List<String> heard = new ArrayList<>();
        stream("data: a\n\ndata: b\n\n").subscribe(event -> heard.add(event.rawData()), failure -> heard.add("end " + failure));
        assertThat(heard).containsExactly("a", "b", "end null");
    }

    @Test
    void aSubscriberHearsWhyItEnded() {
        ConnectionException known = new ConnectionException("cut", null);
        List<Object> heard = new ArrayList<>();
        stream(failing("data: a\n\n", new IOException(known))).subscribe(event -> heard.add(event.rawData()), heard::add);

        assertThat(heard).containsExactly("a", known);
    }

    @Test
    void aListenerThatThrowsEndsTheStream() {
        IllegalStateException mistake = new IllegalStateException();
        List<Throwable> ends = new ArrayList<>();
        EventStream<?> events = stream("data: a\n\ndata: b\n\n");
        events.subscribe(event -> {
            throw mistake;
        }, ends::add);

        assertThat(ends).containsExactly(mistake);
        assertThat(events).hasToString("EventStream[closed]");
    }

    @Test
    void eventsGoOneWayOnly() {
        EventStream<?> iterated = stream("");
        iterated.iterator();
        assertThatIllegalStateException().isThrownBy(() -> iterated.subscribe(event -> {}, failure -> {})).withMessageContaining("the iterator");
        EventStream<?> subscribed = stream("");
        subscribed.subscribe(event -> {}, failure -> {});
        assertThatIllegalStateException().isThrownBy(subscribed::iterator);
        assertThatIllegalStateException().isThrownBy(() -> subscribed.subscribe(event -> {}, failure -> {})).withMessageContaining("another subscription");
    }

    @Test
    void aClosedStreamHasNoMoreEvents() {
        EventStream<?> events = stream("data: a\n\n");
        events.close();

        assertThat(events.iterator().hasNext()).isFalse();
        assertThat(read(events)).isEmpty();
    }

    private static InputStream failing(String text, IOException failure) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read() {
                throw new AssertionError("byte by byte");
            }

            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int read = super.read(into, offset, length);
                if (read < 0) {
                    EventStreamTest.<RuntimeException>sneak(failure);
                }
                return read;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void closingClosesTheBody() {
        List<String> closed = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed.add("closed");
            }
        };
        stream(in).close();

        assertThat(closed).isEqualTo(Arrays.asList("closed"));
    }

    @Test
    void theLastIdIsThatOfAnEventThatWasGivenOutNotOfOneThatWaits() {
        EventStream<?> events = stream("id: 1\ndata: a\n\nid: 2\ndata: b\n\n");
        Iterator<?> iterator = events.iterator();
        iterator.next();

        assertThat(iterator.hasNext()).isTrue();
        assertThat(events.lastEventId()).isEqualTo("1");
        iterator.next();
        assertThat(events.lastEventId()).isEqualTo("2");
    }

    @Test
    void aSubscriptionThatNoThreadTakesClosesTheStream() {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream body = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        EventStream<?> events = new EventStream<>(body, JsonReader::anyMap, 1000, task -> {
            throw new RejectedExecutionException("shut down");
        });

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> events.subscribe(event -> {}, failure -> {}));
        assertThat(closed).isTrue();
    }
}
