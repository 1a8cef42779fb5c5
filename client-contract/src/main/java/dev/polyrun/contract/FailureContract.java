package dev.polyrun.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.ServerErrorException;
import dev.polyrun.core.TooManyRequestsException;
import dev.polyrun.core.UnauthorizedException;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.VendorSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong ends in an exception that says what it was and what to do about it, and never does anything twice. Each message names the
 * vendor and the operation, and none holds the key.
 *
 * @param <C> the client
 */
public abstract class FailureContract<C> {
    /**
     * What differs between vendors.
     *
     * @param vendor the name in messages
     * @param start the operation that starts a run
     * @param get the operation that reads one
     * @param hint what a refused key is answered with
     * @param running the status of a run that goes on
     */
    public record Names(String vendor, String start, String get, String hint, String running) {}

    protected static final RetryPolicy ONCE = RetryPolicy.none();
    protected static final RetryPolicy TWO_QUICK_RETRIES =
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(5));
    private static final String WRONG_KEY = "op_live_wrong-key-4711";
    private static final String HTML = "text/html";

    private final Names names;

    protected FailureContract(Names names) {
        this.names = names;
    }

    /** The simulator of this test. */
    protected abstract VendorSimulator simulator();

    /** A client of it. */
    protected abstract C client(String baseUrl, String apiKey, RetryPolicy retryPolicy);

    /** The id of a run, in the vendor's form. */
    protected abstract String runId();

    protected abstract Object start(C client);

    /** What a start that is answered with 429 ends with. */
    protected Class<? extends ApiException> tooManyStarts() {
        return TooManyRequestsException.class;
    }

    protected abstract CompletableFuture<?> startAsync(C client);

    protected abstract Object get(C client, String runId);

    protected final C client(RetryPolicy retryPolicy) {
        return client(simulator().baseUrl(), simulator().apiKey(), retryPolicy);
    }

    @AfterEach
    final void closeSimulator() {
        simulator().close();
    }

    @Test
    void aWrongKeyIsUnauthorizedAndSaysWhichKeyToCheck() {
        C client = client(simulator().baseUrl(), WRONG_KEY, ONCE);

        UnauthorizedException e = thrown(UnauthorizedException.class, () -> get(client, runId()));

        assertThat(e.status()).isEqualTo(401);
        assertThat(e).hasMessageContaining("status 401").hasMessageContaining(names.hint());
        assertSaysWhere(e, names.get());
    }

    @Test
    void aKeyThatTheServerRepeatsIsNotInTheMessage() {
        String body = "{\"message\": \"Unknown key " + simulator().apiKey() + "\"}";
        simulator().failNext(Fault.status(401, "application/json", body));

        UnauthorizedException e = thrown(UnauthorizedException.class, () -> get(client(ONCE), runId()));

        assertThat(e).hasMessageContaining("Unknown key ***");
        assertSaysWhere(e, names.get());
        assertThat(e.response().bodyText()).isEqualTo(body);
    }

    @Test
    void anUnknownRunIsNotFound() {
        NotFoundException e = thrown(NotFoundException.class, () -> get(client(ONCE), runId()));

        assertThat(e).hasMessageContaining("status " + e.status());
        assertSaysWhere(e, names.get());
    }

    @Test
    void tooManyRequestsOnAStartIsNotRepeated() {
        simulator().failNext(Fault.tooManyRequests(Duration.ofSeconds(1)));

        ApiException e = thrown(tooManyStarts(), () -> start(client(TWO_QUICK_RETRIES)));

        assertThat(e.response().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(e).hasMessageContaining("status 429").hasMessageContaining(e.response().message());
        assertSaysWhere(e, names.start());
        assertThat(simulator().requests()).hasSize(1);
        assertThat(simulator().runIds()).isEmpty();
    }

    @Test
    void tooManyRequestsOnAReadIsRepeatedWhenTheServerSays() {
        simulator().addRun(runId(), RunScript.perRead(names.running()));
        simulator().failNext(2, Fault.tooManyRequests(Duration.ZERO));

        assertThat(get(client(TWO_QUICK_RETRIES), runId())).isNotNull();
        assertThat(simulator().requests()).hasSize(3);
    }

    @Test
    void aReadDoesNotWaitLongerThanItsPolicyAllows() {
        simulator().failNext(Fault.tooManyRequests(Duration.ofHours(1)));

        TooManyRequestsException e = thrown(TooManyRequestsException.class, () -> get(client(TWO_QUICK_RETRIES), runId()));

        assertThat(e.retryAfter()).isEqualTo(Duration.ofHours(1));
        assertSaysWhere(e, names.get());
        assertThat(simulator().requests()).hasSize(1);
    }

    @Test
    void anHtmlPageOf500IsAServerErrorThatKeepsThePage() {
        String page = "<html><head><title>Bad gateway at the edge</title></head><body><h1>nginx</h1></body></html>";
        simulator().failNext(Fault.status(500, HTML, page));

        ServerErrorException e = thrown(ServerErrorException.class, () -> get(client(ONCE), runId()));

        assertThat(e).hasMessageContaining("status 500").hasMessageContaining("Bad gateway at the edge").hasMessageNotContaining("<");
        assertSaysWhere(e, names.get());
        assertThat(e.response().bodyText()).isEqualTo(page);
        assertThat(e.response().headers()).containsKey("content-type");
    }

    @Test
    void aPassingErrorOfAReadIsRepeated() {
        simulator().addRun(runId(), RunScript.perRead(names.running()));
        simulator().failNext(2, Fault.htmlError(503));

        get(client(TWO_QUICK_RETRIES), runId());

        assertThat(simulator().requests()).hasSize(3);
    }

    @Test
    void aPassingErrorOfAStartIsNotRepeated() {
        simulator().failNext(Fault.htmlError(503));

        ServerErrorException e = thrown(ServerErrorException.class, () -> start(client(TWO_QUICK_RETRIES)));

        assertSaysWhere(e, names.start());
        assertThat(simulator().requests()).hasSize(1);
    }

    @Test
    void aRefusedConnectionNamesTheServerAndWhatToCheck() throws IOException {
        String nobody = "127.0.0.1:" + closedPort();
        C client = client("http://" + nobody, simulator().apiKey(), ONCE);

        ConnectionException read = thrown(ConnectionException.class, () -> get(client, runId()));
        ConnectionException started = thrown(ConnectionException.class, () -> start(client));

        assertThat(read).hasMessageContaining(nobody).hasMessageContaining("Check baseUrl, the network and the proxy");
        assertSaysWhere(read, names.get());
        assertThat(started).hasMessageContaining(nobody);
        assertSaysWhere(started, names.start());
    }

    @Test
    void bytesThatAreNoJsonAreUndecodable() {
        simulator().failNext(Fault.garbage());

        UndecodableBodyException e = thrown(UndecodableBodyException.class, () -> get(client(ONCE), runId()));

        assertThat(e.status()).isEqualTo(200);
        assertThat(e.bodyText()).startsWith("{\"id\"");
        assertThat(e)
                .hasMessageContaining("status 200")
                .hasMessageContaining("not valid JSON")
                .hasMessageContaining("Is baseUrl the API's?");
        assertSaysWhere(e, names.get());
    }

    @Test
    void aLoginPageInPlaceOfTheApiIsUndecodable() {
        simulator().failNext(Fault.status(200, HTML, "<html><title>Sign in</title></html>"));

        UndecodableBodyException e = thrown(UndecodableBodyException.class, () -> get(client(ONCE), runId()));

        assertThat(e).hasMessageContaining("content type text/html").hasMessageContaining("Is baseUrl the API's?");
        assertSaysWhere(e, names.get());
    }

    @Test
    void aStartWhoseAnswerIsLostHasAnUnknownOutcomeAndIsNotRepeated() {
        simulator().failNext(Fault.connectionReset().afterHandling());

        OutcomeUnknownException e = thrown(OutcomeUnknownException.class, () -> start(client(TWO_QUICK_RETRIES)));

        assertThat(e).hasMessageContaining("may have been done").hasMessageContaining("Look before repeating it");
        assertSaysWhere(e, names.start());
        assertThat(simulator().requests()).hasSize(1);
        assertThat(simulator().runIds()).hasSize(1);
    }

    @Test
    void aStartWhoseAnswerIsCutHasAnUnknownOutcomeAndIsNotRepeated() {
        simulator().failNext(Fault.resetInBody());

        OutcomeUnknownException e = thrown(OutcomeUnknownException.class, () -> start(client(TWO_QUICK_RETRIES)));

        assertSaysWhere(e, names.start());
        assertThat(simulator().requests()).hasSize(1);
        assertThat(simulator().runIds()).hasSize(1);
    }

    @Test
    void theAsynchronousFormEndsWithTheSameException() {
        simulator().failNext(Fault.connectionReset().afterHandling());
        CompletableFuture<?> future = startAsync(client(TWO_QUICK_RETRIES));

        CompletionException e = catchThrowableOfType(CompletionException.class, future::join);

        assertThat(e.getCause()).isInstanceOfSatisfying(
                OutcomeUnknownException.class, cause -> assertSaysWhere(cause, names.start()));
        assertThat(simulator().requests()).hasSize(1);
    }

    @Test
    void aReadWhoseAnswerIsLostIsRepeated() {
        simulator().addRun(runId(), RunScript.perRead(names.running()));
        simulator().failNext(Fault.connectionReset());

        get(client(TWO_QUICK_RETRIES), runId());

        assertThat(simulator().requests()).hasSize(2);
    }

    @Test
    void everyRequestSaysWhoSendsIt() {
        simulator().addRun(runId(), RunScript.perRead(names.running()));

        get(client(ONCE), runId());

        assertThat(simulator().requests().get(0).header("User-Agent")).matches("polyrun-java/\\S+ \\(" + names.vendor() + "\\)");
    }

    /** The exception that a call ends with, checked to be of this type. */
    protected static <E extends PolyrunException> E thrown(Class<E> type, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(type);
        return type.cast(thrown);
    }

    /** Checks what every message has, and that neither it nor a cause shows a key. */
    protected final void assertSaysWhere(PolyrunException e, String operation) {
        assertThat(e).hasMessageStartingWith(names.vendor() + " " + operation + ": ");
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(simulator().apiKey()).doesNotContain(WRONG_KEY);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
