package dev.polyrun.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTapTest {
    private static final String WITH_LENGTH = "POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n{\"a\": 1}\n";
    private static final String IN_CHUNKS = "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: b\r\n\r\n3\r\n{\"b\r\na\r\n\": \"123456\r\n2\r\n\"}\r\n0\r\n\r\n";
    private static final String WITHOUT_BODY = "GET /c HTTP/1.1\r\nHost: c\r\n\r\n";
    private static final String EMPTY = "POST /d HTTP/1.1\r\ncontent-length: 0\r\n\r\n";

    /** All orders of two requests, so that each one is heard after each other one. */
    static List<String> pairs() {
        List<String> pairs = new ArrayList<>();
        for (String first : List.of(WITH_LENGTH, IN_CHUNKS, WITHOUT_BODY, EMPTY)) {
            pairs.add(first + WITH_LENGTH);
            pairs.add(first + IN_CHUNKS);
        }
        return pairs;
    }

    private static String heard(String requests, int atOnce) throws IOException {
        InputStream in = new ByteArrayInputStream(requests.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, atOnce));
            }
        };
        try (RequestTap tap = new RequestTap(in)) {
            assertThat(tap.readAllBytes()).asString(UTF_8).isEqualTo(requests);
            return tap.body();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theBodyOfTheLatestRequestIsHeardHoweverItComes(String requests) throws IOException {
        String body = requests.endsWith(WITH_LENGTH) ? "{\"a\": 1}\n" : "{\"b\": \"123456\"}";
        for (int atOnce = 1; atOnce <= requests.length(); atOnce++) {
            assertThat(heard(requests, atOnce)).isEqualTo(body);
        }
    }

    @Test
    void aRequestWithoutABodyHasNone() throws IOException {
        assertThat(heard(IN_CHUNKS + WITHOUT_BODY, 5)).isEmpty();
        assertThat(heard(WITH_LENGTH + EMPTY, 5)).isEmpty();
    }

    @Test
    void readingByteByByteIsHeardAsWell() throws IOException {
        try (RequestTap tap = new RequestTap(new ByteArrayInputStream(IN_CHUNKS.getBytes(UTF_8)))) {
            while (tap.read() >= 0) {
                continue;
            }
            assertThat(tap.body()).isEqualTo("{\"b\": \"123456\"}");
        }
    }
}
