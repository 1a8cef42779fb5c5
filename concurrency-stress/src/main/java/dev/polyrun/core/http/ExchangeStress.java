package dev.polyrun.core.http;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.polyrun.core.TimeSource;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A request that is sent, and a body that is read, while somebody else ends them. */
public class ExchangeStress {
    private static final Request REQUEST = new Request.Builder().url("https://localhost/").build();
    private static final Call CALL =
            (Call) Proxy.newProxyInstance(Call.class.getClassLoader(), new Class<?>[] {Call.class}, (proxy, method, arguments) -> null);

    /** Time is up while the request is about to be sent. */
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "Withdrawn and not sent, or sent.")
    @Outcome(expect = FORBIDDEN, desc = "Sent, though whoever called was told that it was not.")
    @State
    public static class SendAndWithdraw {
        private final Sending sending = Sending.streamed(CALL, Duration.ZERO, false);

        @Actor
        public void sends(II_Result result) {
            try {
                sending.send(REQUEST);
                result.r2 = 1;
            } catch (IOException e) {
                result.r2 = 0;
            }
        }

        @Actor
        public void withdraws(II_Result result) {
            result.r1 = sending.withdraw() ? 1 : 0;
        }
    }

    /** A body is closed while another thread reads it. */
    @JCStressTest
    @Outcome(id = {"1, 1", "1, 0"}, expect = ACCEPTABLE, desc = "Read or refused, and released once.")
    @Outcome(expect = FORBIDDEN, desc = "Never released, or twice, or under the reader's hands.")
    @State
    public static class ReadAndClose {
        private final Body body = new Body();
        private final ResponseStream stream = new ResponseStream(
                new Response.Builder().request(REQUEST).protocol(Protocol.HTTP_1_1).code(200).message("OK").body(body).build(),
                CALL, TimeSource.system(), "test: ", Duration.ofMinutes(1), new Secrets());

        @Actor
        public void reads(II_Result result) {
            try {
                result.r2 = stream.read() == 'x' ? 1 : -1;
            } catch (IOException e) {
                result.r2 = 0;
            }
        }

        @Actor
        public void closes() {
            stream.close();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = body.underHands.get() ? -1 : body.closed.get();
        }
    }

    private static final class Body extends ResponseBody {
        private final AtomicInteger closed = new AtomicInteger();
        private final AtomicInteger readers = new AtomicInteger();
        private final AtomicBoolean underHands = new AtomicBoolean();
        private final BufferedSource source = Okio.buffer(new ForwardingSource(new Buffer().writeUtf8("xyz")) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                readers.incrementAndGet();
                try {
                    return super.read(sink, byteCount);
                } finally {
                    readers.decrementAndGet();
                }
            }

            @Override
            public void close() {
                closed.incrementAndGet();
                if (readers.get() > 0) {
                    underHands.set(true);
                }
            }
        });

        @Override
        public MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return -1;
        }

        @Override
        public BufferedSource source() {
            return source;
        }
    }
}
