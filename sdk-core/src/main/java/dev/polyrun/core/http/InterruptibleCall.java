package dev.polyrun.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import okhttp3.Call;

/**
 * Ends a blocking call when its thread is interrupted. A thread that reads from a socket does not notice on its own, and would stay until the
 * call's timeout; the JDK tells only channels, so this passes for one.
 */
final class InterruptibleCall extends AbstractInterruptibleChannel {
    private final Call call;

    InterruptibleCall(Call call) {
        this.call = call;
    }

    /** Sends the call and reads its answer. An answer that is whole is given even if the interrupt came at the last moment. */
    Answer execute(long maxResponseBytes, Exchange<?> exchange, boolean keepsBytes) throws IOException {
        begin();
        try {
            return Answer.read(call.execute(), maxResponseBytes, exchange, keepsBytes);
        } finally {
            quietEnd();
        }
    }

    /** Reads from the body of an answer. */
    int read(InputStream body, byte[] into, int offset, int length) throws IOException {
        begin();
        try {
            return body.read(into, offset, length);
        } finally {
            quietEnd();
        }
    }

    private void quietEnd() throws IOException {
        try {
            end(true);
        } catch (ClosedByInterruptException e) {
            // The thread's flag is set, and without an answer the call's own exception is on its way.
        }
    }

    @Override
    protected void implCloseChannel() {
        call.cancel();
    }
}
