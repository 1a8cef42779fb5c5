package dev.polyrun.core.http;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Download;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.FileSourceException;
import dev.polyrun.core.OutcomeUnknownException;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.core.UndecodableBodyException;
import dev.polyrun.core.json.JsonBody;
import dev.polyrun.core.json.JsonException;
import dev.polyrun.core.json.JsonProjection;
import dev.polyrun.core.json.JsonReader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * One operation with its arguments, ready to be sent. Each way of sending it is a view of the same request: for its value or for the whole
 * answer, blocking or not. Immutable and thread-safe; each sending is a call of its own.
 *
 * @param <T> the operation's result
 */
public final class ApiCall<T extends @Nullable Object> {
    private final Transport transport;
    final String operation;
    final String method;
    final String path;
    final Map<String, String> pathParams;
    final Map<String, Object> query;
    final Map<String, Object> headers;
    final @Nullable JsonBody body;
    /** Where to send the call instead of to the API, without anything of the client's. */
    final @Nullable HttpUrl elsewhere;
    final boolean idempotent;
    final boolean withCredential;
    final Set<Integer> refusals;
    final ResultKind resultKind;
    private final JsonReader.Element<? extends T> reader;
    private final @Nullable Opener<T> opener;
    private final @Nullable Part<T> part;
    final RequestOptions options;

    /** What a success body holds. */
    enum ResultKind {
        NONE,
        ANY,
        VALUE,
        BYTES,
        EVENTS
    }

    /** What hands out a body that is not yet read. */
    private interface Opener<T extends @Nullable Object> {
        T open(Transport transport, ResponseStream body, Answer answer);
    }

    /** What is decoded first, and whether that will do. */
    private record Part<T extends @Nullable Object>(JsonProjection properties, Predicate<? super T> isEnough) {}

    private ApiCall(
            Description description, ResultKind resultKind, JsonReader.Element<? extends T> reader, @Nullable Opener<T> opener) {
        this.transport = description.transport;
        this.operation = description.operation;
        this.method = description.method;
        this.path = description.path;
        this.pathParams = description.pathParams;
        this.query = description.query;
        this.headers = description.headers;
        this.body = description.body;
        this.elsewhere = description.elsewhere;
        this.idempotent = description.idempotent;
        this.withCredential = description.withCredential;
        this.refusals = description.refusals;
        this.resultKind = resultKind;
        this.reader = reader;
        this.opener = opener;
        this.part = null;
        this.options = RequestOptions.none();
    }

    private ApiCall(ApiCall<T> call, Map<String, Object> query, @Nullable Part<T> part, RequestOptions options) {
        this(call, query, call.resultKind, call.reader, call.opener, part, options);
    }

    private ApiCall(
            ApiCall<?> call,
            Map<String, Object> query,
            ResultKind resultKind,
            JsonReader.Element<? extends T> reader,
            @Nullable Opener<T> opener,
            @Nullable Part<T> part,
            RequestOptions options) {
        this.transport = call.transport;
        this.operation = call.operation;
        this.method = call.method;
        this.path = call.path;
        this.pathParams = call.pathParams;
        this.query = query;
        this.headers = call.headers;
        this.body = call.body;
        this.elsewhere = call.elsewhere;
        this.idempotent = call.idempotent;
        this.withCredential = call.withCredential;
        this.refusals = call.refusals;
        this.resultKind = resultKind;
        this.reader = reader;
        this.opener = opener;
        this.part = part;
        this.options = options;
    }

    /** The same call with other options; they replace earlier ones. */
    public ApiCall<T> with(RequestOptions options) {
        return new ApiCall<>(this, query, part, Objects.requireNonNull(options, "options"));
    }

    /**
     * The same call, which decodes only some properties of the answer; the others are as if the vendor had not sent them. Made for looking
     * often at a large document of which little is needed. Its {@link ApiResponse#rawBody()} is empty: the bytes are not kept.
     *
     * @param isEnough whether what was decoded will do; if not, the same answer is decoded as a whole
     */
    public ApiCall<T> readingOnly(JsonProjection properties, Predicate<? super T> isEnough) {
        return new ApiCall<>(this, query, new Part<>(properties, isEnough), options);
    }

    /**
     * The same call for somebody who decodes the answer himself: it has no result, and {@link ApiResponse#rawBody()} of
     * {@link #executeForResponse()} has the bytes.
     *
     * @throws UnsupportedOperationException when the answer is handed out before it is read, as a {@link Download} is
     */
    public ApiCall<@Nullable Void> undecoded() {
        if (opens()) {
            throw new UnsupportedOperationException(operation + ": its answer is handed out unread; expected an operation that answers JSON");
        }
        return new ApiCall<>(this, query, ResultKind.NONE, in -> null, null, null, options);
    }

    ApiCall<T> withQuery(String name, String value) {
        Map<String, Object> changed = new LinkedHashMap<>(query);
        changed.put(name, value);
        return new ApiCall<>(this, changed, part, options);
    }

    long numberInQuery(String name, long otherwise) {
        return query.get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    /**
     * The result that a body holds; null when it is null or of another kind.
     *
     * @param length how many bytes of the array are the body
     * @throws JsonException when it is no JSON
     */
    @Nullable T decode(byte[] document, int length) {
        T some = part == null ? null : part.properties.read(document, length, reader);
        return part != null && some != null && part.isEnough.test(some) ? some : JsonReader.readWhole(document, length, reader);
    }

    /** Whether the beginning of a document has all that is wanted of it, whatever follows. */
    boolean suffices(byte[] bytes, int length) {
        T some = part == null ? null : part.properties.readBeginning(bytes, length, reader);
        return part != null && some != null && part.isEnough.test(some);
    }

    /** Whether a whole answer has its bytes. */
    private boolean keepsBytes() {
        return part == null;
    }

    /** Whether a success is handed out before its body is read. */
    boolean opens() {
        return opener != null;
    }

    /** Whether files are sent, so that how long that takes is theirs to say. */
    boolean sendsFiles() {
        return body != null && body.bytes() == null;
    }

    /** The result that reads from a body, which is its to close. */
    T open(ResponseStream body, Answer answer) {
        return Objects.requireNonNull(opener).open(transport, body, answer);
    }

    /**
     * Sends the request and waits for the answer; for a {@link Download} or an {@link EventStream}, for its headers.
     *
     * @return the operation's result; null only for operations without one
     * @throws ApiException when the vendor answers with an error
     * @throws ConnectionException when the vendor cannot be reached; repeating the call is harmless
     * @throws CallTimeoutException when no answer comes in time; repeating the call is harmless
     * @throws OutcomeUnknownException when a request that must not be repeated was sent and no answer came
     * @throws UndecodableBodyException when a success has a body that is not what the operation answers
     * @throws FileSourceException when a file that is sent cannot be read, or is not as long as it said
     * @throws CallInterruptedException when the thread is interrupted; its flag stays set
     */
    public T execute() {
        return transport.execute(this, false).body();
    }

    /** As {@link #execute()}, with status, headers and the body's bytes. */
    public ApiResponse<T> executeForResponse() {
        return transport.execute(this, keepsBytes());
    }

    /**
     * As {@link #execute()} without blocking. Cancelling the future cancels the call. Whatever {@code execute} would throw is what the future
     * ends with; its continuations run on a thread of the HTTP client and must not block it. A {@link Download} or an {@link EventStream} of a future
     * that was cancelled before is closed.
     */
    public CompletableFuture<T> executeAsync() {
        return transport.executeAsync(this, false, ApiResponse::body);
    }

    /** As {@link #executeAsync()}, with status, headers and the body's bytes. */
    public CompletableFuture<ApiResponse<T>> executeForResponseAsync() {
        return transport.executeAsync(this, keepsBytes(), response -> response);
    }

    /** The operation, not its arguments, which may be secret. */
    @Override
    public String toString() {
        return "ApiCall[" + operation + ": " + method + " " + path + "]";
    }

    /** Collects what generated code knows about an operation. Not thread-safe. */
    public static final class Description {
        private final Transport transport;
        private final String operation;
        private final String method;
        private final String path;
        private Map<String, String> pathParams = Map.of();
        private Map<String, Object> query = Map.of();
        private Map<String, Object> headers = Map.of();
        private @Nullable JsonBody body;
        private @Nullable HttpUrl elsewhere;
        private boolean idempotent;
        private boolean withCredential = true;
        private Set<Integer> refusals = Set.of();

        Description(Transport transport, String operation, String method, String path) {
            this.transport = transport;
            this.operation = operation;
            this.method = method;
            this.path = path;
            this.idempotent = !method.equals("POST") && !method.equals("PATCH");
        }

        public Description path(String name, Object value) {
            Objects.requireNonNull(value, name);
            String text = value instanceof Collection<?> list ? OperationParams.joined(list, ",") : OperationParams.text(value);
            pathParams = OperationParams.added(pathParams, name, text);
            return this;
        }

        /** A required list in one parameter, with commas between; a comma within a value cannot be told from those. */
        public Description queryWithCommas(String name, Collection<?> values) {
            return query(name, OperationParams.joined(values, ","));
        }

        public Description queryWithSpaces(String name, Collection<?> values) {
            return query(name, OperationParams.joined(values, " "));
        }

        public Description queryWithPipes(String name, Collection<?> values) {
            return query(name, OperationParams.joined(values, "|"));
        }

        /** A required parameter, or one from the client's settings; null is not sent. */
        public Description query(String name, @Nullable Object value) {
            if (value != null) {
                query = OperationParams.added(query, name, OperationParams.unchanging(value));
            }
            return this;
        }

        /** A required header, or one from the client's settings; null is not sent. */
        public Description header(String name, @Nullable Object value) {
            if (value != null) {
                headers = OperationParams.added(headers, name, OperationParams.headerValue(value));
            }
            return this;
        }

        /** The optional parameters; they win over the client's settings. */
        public Description params(OperationParams<?> params) {
            query = OperationParams.with(query, params.query());
            headers = OperationParams.with(headers, params.headers());
            if (params.body() != null) {
                body(params.body());
            }
            return this;
        }

        /** The JSON body. */
        public Description body(Object value) {
            body = JsonBody.of(Objects.requireNonNull(value, "request"));
            return this;
        }

        /** Sends the call there, and nothing of the client's with it. */
        Description elsewhere(HttpUrl url) {
            elsewhere = url;
            return withoutCredential();
        }

        /** Says that one of these query parameters is needed at least, which a spec cannot say. */
        public Description requiresOneOf(String... names) {
            if (Stream.of(names).noneMatch(query::containsKey)) {
                throw new IllegalArgumentException(
                        operation + ": one of " + List.of(names) + " is required; give it as a parameter, or to the client's builder");
            }
            return this;
        }

        /**
         * What the templates have no support for yet.
         *
         * @throws UnsupportedOperationException always
         */
        public Description unsupported(String what) {
            throw new UnsupportedOperationException(operation + ": this client does not support " + what + " yet");
        }

        /** As {@link #unsupported(String)}, for a required parameter. */
        public Description unsupported(String what, Object value) {
            return unsupported(what);
        }

        /** Says that sending the request twice does no more than sending it once. */
        public Description idempotent() {
            idempotent = true;
            return this;
        }

        /** Says which statuses mean that a run was not started because of those that are active. */
        public Description refusedBy(Integer... statuses) {
            refusals = Set.of(statuses);
            return this;
        }

        /** Says that the credential must not be sent. */
        public Description withoutCredential() {
            withCredential = false;
            return this;
        }

        public <T> ApiCall<T> returning(JsonReader.Element<T> reader) {
            return new ApiCall<>(this, ResultKind.VALUE, reader, null);
        }

        /** The answer is bytes, of whatever type. */
        public ApiCall<Download> returningDownload() {
            return new ApiCall<>(this, ResultKind.BYTES, in -> null, (transport, body, answer) ->
                    new Download(body, answer.header("content-disposition"), answer.header("content-type"), answer.length()));
        }

        /** The answer is a stream of events, each of which holds what {@code reader} reads. */
        public <T> ApiCall<EventStream<T>> returningEvents(JsonReader.Element<T> reader) {
            return new ApiCall<>(this, ResultKind.EVENTS, in -> null, (transport, body, answer) ->
                    new EventStream<>(body, reader, transport.maxResponseBytes(), transport.executor()));
        }

        /** The answer is any JSON, null and no body included. */
        public ApiCall<@Nullable Object> returningAny() {
            return new ApiCall<>(this, ResultKind.ANY, JsonReader::any, null);
        }

        /** The answer's body, if there is one, does not matter. */
        public ApiCall<@Nullable Void> returningNothing() {
            return new ApiCall<>(this, ResultKind.NONE, in -> null, null);
        }
    }
}
