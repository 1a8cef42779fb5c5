package dev.polyrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.TimeSource;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What becomes of calls that somebody gives up. */
class FuturesTest {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AutoCloseable opened = () -> closed.set(true);

    @Test
    void cancellingAChainCancelsTheCallThatIsUnderWay() {
        CompletableFuture<AutoCloseable> second = new CompletableFuture<>();
        CompletableFuture<AutoCloseable> chain = Futures.then(CompletableFuture.completedFuture("first"), first -> second);

        chain.cancel(true);

        assertThat(second).isCancelled();
    }

    @Test
    void whatACallOpensInSpiteOfBeingCancelledIsClosed() {
        CompletableFuture<AutoCloseable> deaf = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false;
            }
        };
        CompletableFuture<AutoCloseable> chain = Futures.then(CompletableFuture.completedFuture("first"), first -> deaf);
        chain.cancel(true);

        deaf.complete(opened);

        assertThat(closed).isTrue();
    }

    @Test
    void whatACallOpensForSomebodyStaysOpen() {
        CompletableFuture<AutoCloseable> second = new CompletableFuture<>();
        CompletableFuture<AutoCloseable> chain = Futures.then(CompletableFuture.completedFuture("first"), first -> second);

        second.complete(opened);

        assertThat(chain).isCompletedWithValue(opened);
        assertThat(closed).isFalse();
    }

    @Test
    void aThreadThatIsInterruptedClosesWhatItsCallHadOpenedJustThen() {
        CompletableFuture<AutoCloseable> call = CompletableFuture.completedFuture(opened);
        TimeSource interrupting = (TimeSource) Proxy.newProxyInstance(
                TimeSource.class.getClassLoader(), new Class<?>[] {TimeSource.class}, (proxy, method, arguments) -> {
                    throw new InterruptedException();
                });

        assertThatThrownBy(() -> Futures.join(interrupting, call)).isInstanceOf(CallInterruptedException.class);

        assertThat(Thread.interrupted()).as("the flag of this thread").isTrue();
        assertThat(closed).isTrue();
    }

    private static <T extends Throwable> T madeElsewhere(T failure) {
        failure.setStackTrace(new StackTraceElement[] {new StackTraceElement("elsewhere", "work", null, -1)});
        return failure;
    }

    @Test
    void aTypedErrorIsThrownAsItIsAndShowsWhereItsCallerStands() {
        PolyrunException failure = madeElsewhere(new PolyrunException("no answer", null));

        assertThat(Futures.thrown(new CompletionException(failure))).isSameAs(failure);
        assertThat(failure.getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .contains(FuturesTest.class.getName())
                .doesNotContain("elsewhere");
    }

    @Test
    void anExceptionOfSomebodyElsesIsThrownAsItIs() {
        IllegalStateException failure = madeElsewhere(new IllegalStateException("no answer"));

        assertThat(Futures.thrown(failure)).isSameAs(failure);
        assertThat(failure.getStackTrace()).extracting(StackTraceElement::getClassName).containsExactly("elsewhere");
    }

    @Test
    void whatCannotBeThrownAsItIsIsTheCauseOfWhatIs() {
        Exception failure = new Exception("no answer");

        assertThat(Futures.thrown(failure)).isInstanceOf(CompletionException.class).hasCause(failure);
    }

    @Test
    void anErrorIsThrownAtOnce() {
        Error failure = new LinkageError("no class");

        assertThatThrownBy(() -> Futures.thrown(new CompletionException(failure))).isSameAs(failure);
    }

    @Test
    void aThreadThatIsInterruptedAlreadySendsNothing() {
        AtomicBoolean sent = new AtomicBoolean();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Futures.call(TimeSource.system(), () -> {
            sent.set(true);
            return CompletableFuture.completedFuture("answer");
        })).isInstanceOf(CallInterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(sent).isFalse();
    }
}
