package dev.polyrun.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.QueueDispatcher;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test against a real server on this machine, with time that passes only when somebody waits. */
abstract class LoopbackTest {
    final MockWebServer server = new MockWebServer();
    final FakeClock clock = new FakeClock();

    @BeforeEach
    void startServer() throws IOException {
        QueueDispatcher answers = new QueueDispatcher();
        // A request that no test expects is answered, and counted, instead of waiting for ever.
        answers.setFailFast(true);
        server.setDispatcher(answers);
        server.start();
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    /** In virtual time, with a timeout that never comes. */
    AcmeClient.Builder builder() {
        return AcmeClient.builder().apiKey(AcmeClient.KEY).baseUrl(server.url("/v9").toString()).timeout(FakeClock.NEVER).timeSource(clock);
    }

    AcmeClient client() {
        return builder().build();
    }

    void answer(int status, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.addHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.build());
    }

    /** The request arrives, and then the connection breaks. */
    void breakConnection() {
        server.enqueue(new MockResponse.Builder().onResponseStart(closeSocket()).build());
    }

    /** The request arrives, and nothing ever comes back. */
    void neverAnswer() {
        server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    }

    static SocketEffect closeSocket() {
        return new SocketEffect.CloseSocket();
    }

    RecordedRequest taken() throws InterruptedException {
        RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request").isNotNull();
        return request;
    }

    void assertRequests(int count) {
        assertThat(server.getRequestCount()).isEqualTo(count);
    }
}
