package dev.polyrun.reliability.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.PollSchedule;
import dev.polyrun.Polyrun;
import dev.polyrun.Run;
import dev.polyrun.RunPhase;
import dev.polyrun.WaitInterruptedException;
import dev.polyrun.core.RetryPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever blocks is interrupted, cancelled or closed at each point of an exchange over a real socket: before the request is read, while a body is
 * sent, and after each byte of the answer. It ends as documented, the connection is closed, and nothing more is sent.
 */
class CutOffExchangesTest {
    private static final long PATIENCE = 30;
    private static int points;

    private final OkHttpClient http = new OkHttpClient.Builder().dispatcher(new Dispatcher()).build();
    private volatile Point point;
    private WireServer server;

    @TempDir
    private Path folder;

    /** How far the exchange goes. */
    private static final class Point {
        private final byte[] answer;
        /** Of the request's body; negative for all of it. */
        private final int read;
        private final int written;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch left = new CountDownLatch(1);

        Point(byte[] answer, int read, int written) {
            this.answer = answer;
            this.read = read;
            this.written = written;
        }

        void serve(WireServer.Exchange exchange) throws Exception {
            exchange.read(read < 0 ? exchange.length() : read);
            exchange.write(answer, 0, written);
            reached.countDown();
            exchange.awaitEnd();
            left.countDown();
        }
    }

    @BeforeEach
    void start() {
        server = new WireServer(exchange -> {
            point.serve(exchange);
            return false;
        });
    }

    @AfterEach
    void stop() {
        server.close();
        http.dispatcher().executorService().shutdown();
    }

    @AfterAll
    static void tell() {
        System.out.println(points + " points of exchanges were cut off");
    }

    private record End(Throwable thrown, boolean flag) {}

    /** Does the work on a thread of its own. */
    private static CompletableFuture<End> working(Situation situation, CompletableFuture<Thread> worker) {
        CompletableFuture<End> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Throwable thrown = null;
            try {
                situation.work.call();
            } catch (Throwable e) {
                thrown = e;
            }
            end.complete(new End(thrown, Thread.currentThread().isInterrupted()));
        }, "cut-off");
        thread.setDaemon(true);
        worker.complete(thread);
        thread.start();
        return end;
    }

    private static void assertEnds(Situation situation, CompletableFuture<End> end, String where) throws Exception {
        End seen = end.get(PATIENCE, TimeUnit.SECONDS);
        assertThat(seen.thrown()).as(where).isInstanceOf(situation.outcome);
        assertThat(seen.flag()).as(where).isEqualTo(situation.ending == Situation.Ending.INTERRUPT);
        points++;
    }

    private void cutOff(Situation.Kind kind, Point at) throws Exception {
        String where = kind + " after " + at.read + " bytes of the request and " + at.written + " of the answer";
        point = at;
        int before = server.requests();
        try (Situation situation = kind.at(server.url(), http, folder)) {
            CompletableFuture<Thread> worker = new CompletableFuture<>();
            CompletableFuture<End> end = working(situation, worker);
            assertThat(at.reached.await(PATIENCE, TimeUnit.SECONDS)).as(where).isTrue();

            situation.end(worker.join());

            assertEnds(situation, end, where);
            if (kind.endsTheCall()) {
                assertThat(at.left.await(PATIENCE, TimeUnit.SECONDS)).as(where).isTrue();
            }
        }
        assertThat(at.left.await(PATIENCE, TimeUnit.SECONDS)).as(where).isTrue();
        assertThat(server.requests()).as(where).isEqualTo(before + 1);
        assertThat(folder).isEmptyDirectory();
    }

    /** The begin and the end of each part of the answer, and something in between; of some kinds, each byte. */
    private static IntStream written(Situation.Kind kind, byte[] answer) {
        if (kind == Situation.Kind.READ || kind == Situation.Kind.DOWNLOAD) {
            return IntStream.range(0, answer.length);
        }
        int body = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        return IntStream.of(0, 1, 12, 17, 24, body - 4, body - 1, body, body + 1, (body + answer.length) / 2, answer.length - 1)
                .filter(at -> !kind.isOfTheHead() || at < body)
                .filter(at -> !kind.isOfTheBody() || at >= body);
    }

    @ParameterizedTest
    @EnumSource
    void inTheAnswer(Situation.Kind kind) throws Exception {
        byte[] answer = kind.answer();
        for (int written : written(kind, answer).toArray()) {
            cutOff(kind, new Point(answer, -1, written));
        }
    }

    @Test
    void inTheBodyOfAnUpload() throws Exception {
        for (int read : new int[] {0, 1, 100, 8_192, 65_536, 1 << 20}) {
            cutOff(Situation.Kind.UPLOAD, new Point(new byte[0], read, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DOWNLOAD_CLOSED", "EVENTS_CLOSED"}, mode = EnumSource.Mode.EXCLUDE)
    void beforeTheRequestIsRead(Situation.Kind kind) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                Situation situation = kind.at("http://127.0.0.1:" + silent.getLocalPort(), http, folder)) {
            CompletableFuture<Thread> worker = new CompletableFuture<>();
            CompletableFuture<End> end = working(situation, worker);
            try (Socket accepted = silent.accept()) {
                situation.end(worker.join());

                assertEnds(situation, end, kind + " before anything is read");
                if (kind.endsTheCall()) {
                    new WireServer.Exchange(accepted, "", accepted.getInputStream(), accepted.getOutputStream()).awaitEnd();
                }
            }
        }
    }

    /** The call that an interrupted thread waited for goes on when someone else waits for the same run. */
    @Test
    void whoWaitsForTheSameRunSeesItsEndWhereverTheOtherIsInterrupted() throws Exception {
        byte[] running = Situation.Kind.WAIT.answer();
        byte[] done = WireServer.answer("application/json", "{\"run_id\":\"r\",\"state\":\"DONE\"}".getBytes());
        for (int written : written(Situation.Kind.LOOK, running).toArray()) {
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            List<String> heads = new ArrayList<>();
            try (WireServer slow = new WireServer(exchange -> {
                heads.add(exchange.head());
                if (heads.size() == 1) {
                    exchange.write(running, 0, written);
                    reached.countDown();
                    interrupted.await();
                    exchange.write(running, written, running.length);
                } else {
                    exchange.write(done, 0, done.length);
                }
                return true;
            }); Polyrun polyrun = Polyrun.builder()
                    .gumloop(builder -> builder.baseUrl(slow.url()).apiKey("key").userId("user").okHttpClient(http).retryPolicy(RetryPolicy.none()))
                    .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(10))))
                    .build()) {
                CompletableFuture<Run> other = polyrun.poller(Situation.RUN).completion();
                CompletableFuture<Throwable> thrown = new CompletableFuture<>();
                Thread waiter = new Thread(() -> {
                    try {
                        polyrun.poller(Situation.RUN).waitForCompletion();
                    } catch (Throwable e) {
                        thrown.complete(e);
                    }
                }, "cut-off");
                waiter.start();
                assertThat(reached.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

                waiter.interrupt();

                assertThat(thrown.get(PATIENCE, TimeUnit.SECONDS)).isInstanceOf(WaitInterruptedException.class);
                interrupted.countDown();
                assertThat(other.get(PATIENCE, TimeUnit.SECONDS).phase()).isEqualTo(RunPhase.SUCCEEDED);
                assertThat(slow.connections()).as("the answer was read to its end").isEqualTo(1);
                points++;
            }
        }
    }
}
