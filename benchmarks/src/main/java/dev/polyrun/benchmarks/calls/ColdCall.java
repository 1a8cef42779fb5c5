package dev.polyrun.benchmarks.calls;

import dev.polyrun.retab.model.WorkflowRun;
import java.io.IOException;
import java.util.Objects;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * One call of one client in a process that has done nothing yet. Says what was read in its first line, and ends when its input does. Nothing here is
 * loaded or linked but what the one client needs, hence no lambdas and no strings put together.
 */
public final class ColdCall {
    /** The name of {@link RunDocument#SMALL}. */
    private static final String RUN = "SMALL";

    private ColdCall() {}

    /** Takes the name of a client and where {@link RunServer} is. */
    public static void main(String[] clientAndUrl) throws IOException {
        System.out.println(answer(clientAndUrl[0], clientAndUrl[1]));
        System.in.read();
        // In good order: it is at the exit that archives of classes are written.
        System.exit(0);
    }

    /** The id in the run that was read; of bytes alone, how many they are. */
    static String answer(String client, String baseUrl) throws IOException {
        String id = switch (client) {
            case "POLYRUN" -> polyrun(new PolyrunCalls(baseUrl).get(RUN));
            case "OKHTTP" -> bytes(new OkHttpCalls(baseUrl, new Bytes()).get(RUN));
            case "HAND" -> hand(new OkHttpCalls(baseUrl, new ByHand()).get(RUN));
            case "DATABIND2" -> hand(new OkHttpCalls(baseUrl, new Databind2(false)).get(RUN));
            case "DATABIND3" -> hand(new OkHttpCalls(baseUrl, new Databind3(false)).get(RUN));
            case "OKHTTP_GSON" -> gson(new StockOkHttpGson(baseUrl).get(RUN));
            case "NATIVE" -> jdk(new StockNative(baseUrl).get(RUN));
            default -> throw new IllegalArgumentException(client);
        };
        return Objects.requireNonNull(id);
    }

    /** What the client is to answer. */
    static String expected(String client) {
        return client.equals("OKHTTP") ? Integer.toString(RunDocument.SMALL.bytes().length) : "run_8Xk2mQ4vT7pL1nRw";
    }

    private static @Nullable String polyrun(WorkflowRun run) {
        return run.id();
    }

    private static String bytes(Object body) {
        return Integer.toString(((byte[]) body).length);
    }

    private static @Nullable String hand(Object run) {
        return ((HandRun) run).id();
    }

    private static @Nullable String gson(Object run) {
        return ((dev.polyrun.benchmarks.stock.gson.model.WorkflowRun) run).getId();
    }

    private static @Nullable String jdk(Object run) {
        return ((dev.polyrun.benchmarks.stock.jdk.model.WorkflowRun) run).getId();
    }

    private static final class Bytes implements OkHttpCalls.Decoder {
        @Override
        public Object decode(ResponseBody body) throws IOException {
            return body.bytes();
        }
    }

    private static final class ByHand implements OkHttpCalls.Decoder {
        @Override
        public Object decode(ResponseBody body) {
            return HandDecoding.plain(body);
        }
    }
}
