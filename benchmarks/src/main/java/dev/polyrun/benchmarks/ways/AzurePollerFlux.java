package dev.polyrun.benchmarks.ways;

import com.azure.core.util.polling.AsyncPollResponse;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.PollerFlux;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** azure-core's asynchronous poller. It has no schedule of its own; 30 s is what Azure's management clients give it. */
final class AzurePollerFlux implements Way {
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);
    private static final PollResponse<Reply> STARTED = new PollResponse<>(LongRunningOperationStatus.IN_PROGRESS, Reply.RUNNING);

    private final Server server;

    AzurePollerFlux(Server server) {
        this.server = server;
    }

    @Override
    public Wait start(String run, Terms terms) {
        Mono<Reply> end = flux(server, run, terms).last().map(AsyncPollResponse::getValue);
        return Wait.of((terms.timeout() == null ? end : end.timeout(terms.timeout())).toFuture());
    }

    static PollerFlux<Reply, Reply> flux(Server server, String run, Terms terms) {
        return PollerFlux.create(interval(terms),
                context -> Mono.just(STARTED),
                context -> mono(Polls.poll(server, run, terms)).map(AzurePollerFlux::response),
                (context, response) -> Mono.empty(),
                context -> Mono.just(context.getLatestResponse().getValue()));
    }

    static Duration interval(Terms terms) {
        return Objects.requireNonNullElseGet(terms.interval(), () -> terms.scaled(USUAL_INTERVAL));
    }

    static PollResponse<Reply> response(Reply reply) {
        return new PollResponse<>(status(reply.state()), reply, reply.retryAfter());
    }

    private static Mono<Reply> mono(CompletableFuture<Reply> answer) {
        return answer.isDone() && !answer.isCompletedExceptionally() ? Mono.just(answer.join()) : Mono.fromFuture(answer);
    }

    private static LongRunningOperationStatus status(Reply.State state) {
        return switch (state) {
            case RUNNING -> LongRunningOperationStatus.IN_PROGRESS;
            case SUCCEEDED -> LongRunningOperationStatus.SUCCESSFULLY_COMPLETED;
            case FAILED -> LongRunningOperationStatus.FAILED;
            case PAUSED, UNKNOWN -> LongRunningOperationStatus.fromString(state.name(), false);
        };
    }

    @Override
    public void close() {
        // PollerFlux has nothing to close: its timers are Reactor's, shared by the whole process.
    }
}
