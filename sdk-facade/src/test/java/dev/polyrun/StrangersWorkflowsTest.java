package dev.polyrun;

import static com.example.vendor.AcmeAdapter.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.vendor.AcmeAdapter;
import dev.polyrun.core.ApiException;
import dev.polyrun.core.CallTimeoutException;
import dev.polyrun.core.Download;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.core.PolyrunException;
import dev.polyrun.core.RateLimiter;
import dev.polyrun.core.RequestOptions;
import dev.polyrun.testkit.VirtualTime;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Workflows and files of an adapter that somebody else wrote, right and wrong ones. */
class StrangersWorkflowsTest {
    private static final WorkflowRef WORKFLOW = WorkflowRef.of("acme", "w");
    private static final RunFile FILE = RunFile.of(AcmeAdapter.ref(1), "report.pdf");

    private final VirtualTime time = VirtualTime.create();
    private final AcmeAdapter acme = new AcmeAdapter();
    private final Polyrun polyrun = Polyrun.builder().vendor("acme", context -> acme).timeSource(time).build();

    @AfterEach
    void close() {
        polyrun.close();
    }

    private static Workflow workflow(WorkflowQuery query, int number) {
        return Workflow.builder(query.workflow("w" + number)).build();
    }

    @Test
    void pagesAreAskedForOneByOneAndWorkflowsCompletedAsTheyAreAskedFor() {
        List<@Nullable String> cursors = new ArrayList<>();
        AtomicInteger completed = new AtomicInteger();
        acme.workflows = query -> {
            cursors.add(query.cursor());
            int page = query.cursor() == null ? 0 : Integer.parseInt(query.cursor());
            return done(WorkflowPage.of(List.of(workflow(query, 2 * page), workflow(query, 2 * page + 1)), page == 2 ? null : "" + (page + 1))
                    .completedBy(listed -> {
                        completed.incrementAndGet();
                        return done(listed.toBuilder().name("Number " + listed.ref().workflowId()).build());
                    }));
        };

        try (Stream<Workflow> workflows = polyrun.workflows("acme")) {
            Iterator<Workflow> each = workflows.iterator();
            assertThat(each.next().name()).isEqualTo("Number w0");
            assertThat(cursors).hasSize(1);
            assertThat(completed).hasValue(1);
        }
        assertThat(polyrun.workflows("acme")).hasSize(6);
        assertThat(cursors).containsExactly(null, null, "1", "2");
        assertThat(completed).hasValue(7);
    }

    @Test
    void pagesWithoutAnythingToStartArePassedOver() {
        acme.workflows = query -> query.cursor() == null
                ? done(WorkflowPage.of(List.of(Workflow.builder(query.workflow("off")).canStart(false).build()), "1"))
                : query.cursor().equals("1") ? done(WorkflowPage.of(List.of(), "2")) : done(WorkflowPage.of(List.of(workflow(query, 7)), ""));

        assertThat(polyrun.workflows("acme")).extracting(workflow -> workflow.ref().workflowId()).containsExactly("w7");
    }

    @Test
    void aListThatGoesRoundInCirclesEnds() {
        acme.workflows = query -> done(WorkflowPage.of(List.of(workflow(query, 1)), "again"));

        assertThatThrownBy(() -> polyrun.workflows("acme").toList())
                .isInstanceOf(PolyrunException.class)
                .hasMessageContaining("named the same page of its workflows twice");
    }

    @Test
    void referencesAreOfTheAccountThatWasAsked() {
        acme.workflows = query -> done(WorkflowPage.of(List.of(workflow(query, 1)), null));
        try (Polyrun eu = Polyrun.builder().vendor("acme", "eu", context -> acme).timeSource(time).build()) {
            assertThat(eu.workflows("acme@eu")).extracting(workflow -> workflow.ref().toString()).containsExactly("acme@eu:w1");
        }
        acme.workflows = query -> done(WorkflowPage.of(List.of(Workflow.builder(WorkflowRef.of("other", "w1")).build()), null));
        assertThatThrownBy(() -> polyrun.workflows("acme").toList())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was asked for acme:w1, and answered for other:w1");
    }

    @Test
    void aWorkflowWithoutAnIdIsADefect() {
        acme.workflows = query -> done(WorkflowPage.of(List.of(Workflow.builder(query.workflow(null)).build()), null));

        assertThatThrownBy(() -> polyrun.workflows("acme").toList())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("acme listed a workflow without an id");
    }

    private interface Call {
        Object on(Polyrun polyrun);
    }

    private interface Break {
        void in(AcmeAdapter acme, Answer answer);
    }

    private interface Answer {
        <T> @Nullable CompletableFuture<T> give();
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                call("workflows", (acme, answer) -> acme.workflows = query -> answer.give(), polyrun -> polyrun.workflows("acme").toList()),
                call("rest", (acme, answer) -> acme.workflows = query ->
                        done(WorkflowPage.of(List.of(workflow(query, 1)), null).completedBy(listed -> answer.give())),
                        polyrun -> polyrun.workflows("acme").toList()),
                call("workflow", (acme, answer) -> acme.workflow = ref -> answer.give(), polyrun -> polyrun.workflow(WORKFLOW)),
                call("prepare", (acme, answer) -> acme.prepare = request -> answer.give(), polyrun -> polyrun.start(WORKFLOW, StartRequest.empty())),
                call("files", (acme, answer) -> acme.files = run -> answer.give(), polyrun -> polyrun.files(polyrun.get(FILE.ref()))),
                call("download", (acme, answer) -> acme.download = file -> answer.give(), polyrun -> polyrun.download(FILE)));
    }

    private static Arguments call(String name, Break breaks, Call call) {
        return Arguments.of(name, breaks, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void whatCannotBeIsTheAdaptersDefect(String name, Break breaks, Call call) {
        breaks.in(acme, new Answer() {
            @Override
            public <T> @Nullable CompletableFuture<T> give() {
                return null;
            }
        });
        assertThatThrownBy(() -> call.on(polyrun)).isInstanceOf(IllegalStateException.class).hasMessageContaining("The adapter of acme");

        breaks.in(acme, new Answer() {
            @Override
            public <T> CompletableFuture<T> give() {
                return done(null);
            }
        });
        assertThatThrownBy(() -> call.on(polyrun)).isInstanceOf(IllegalStateException.class).hasMessageContaining("The adapter of acme answered null");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void whatNeverAnswersIsGivenUp(String name, Break breaks, Call call) {
        breaks.in(acme, new Answer() {
            @Override
            public <T> CompletableFuture<T> give() {
                return new CompletableFuture<>();
            }
        });

        assertThatThrownBy(() -> call.on(polyrun)).isInstanceOf(CallTimeoutException.class);
        assertThat(time.elapsed()).isEqualTo(GuardedAdapter.PATIENCE);
    }

    @Test
    void everyMethodOfAnAdapterIsGuarded() {
        // One that is not would answer with its default whatever the adapter says.
        Stream<Method> asked = Stream.of(VendorAdapter.class.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()));

        assertThat(asked).isNotEmpty().allSatisfy(method ->
                assertThat(GuardedAdapter.class.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass())
                        .as(method.getName())
                        .isEqualTo(GuardedAdapter.class));
    }

    @Test
    void whatIsWrongWithAStartIsSaidBeforeAnythingIsSent() {
        acme.checkStart = workflow -> {
            throw new IllegalArgumentException("no such colour");
        };
        assertThatThrownBy(() -> polyrun.start(WORKFLOW, StartRequest.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such colour");

        acme.checkStart = workflow -> {
            throw new ArithmeticException("by zero");
        };
        assertThatThrownBy(() -> polyrun.start(WORKFLOW, StartRequest.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The adapter of acme could not check a start of acme:w");
    }

    @Test
    void aDownloadIsHandedOut() {
        Download given = new Download(InputStream.nullInputStream(), null, null, null);
        acme.download = file -> done(given);

        try (Download download = polyrun.download(FILE)) {
            assertThat(download).isSameAs(given);
        }
    }

    @Test
    void anAdapterOfBeforeSaysThatItDoesNotKnow() {
        try (Polyrun old = Polyrun.builder().vendor("old", context -> new OldAdapter()).timeSource(time).build()) {
            WorkflowRef workflow = WorkflowRef.of("old", "w");
            RunRef run = old.start(workflow, StartRequest.input("any", "x"));

            assertThatThrownBy(() -> old.workflows("old").toList())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("old does not say which workflows it has; start one with WorkflowRef.of(\"old\", ID)");
            assertThatThrownBy(() -> old.workflow(workflow))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("old does not show its workflows, and so not old:w");
            assertThat(old.files(old.get(run))).isEmpty();
            assertThatThrownBy(() -> old.download(RunFile.of(run, "f"))).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void aWorkflowThatIsNotThereIsTheVendorsError() {
        acme.workflow = ref -> CompletableFuture.failedFuture(ApiException.of(
                ErrorMeaning.NOT_FOUND,
                new ErrorResponse(404, Map.of(), new byte[0], null, null),
                "no such workflow"));

        assertThatThrownBy(() -> polyrun.workflow(WORKFLOW)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void theInputsOfAStrangerAreCopied() {
        List<WorkflowInput> inputs = new ArrayList<>(List.of(WorkflowInput.of("colour", WorkflowInput.Kind.TEXT)));
        acme.inputs = ref -> done(Optional.of(inputs));

        polyrun.start(WORKFLOW, StartRequest.input("colour", "red"));
        inputs.clear();

        polyrun.start(WORKFLOW, StartRequest.input("colour", "red"));
    }

    /** Knows nothing of what came later. */
    private static final class OldAdapter implements VendorAdapter {
        private final RateLimiter limiter = RateLimiter.adaptive();

        @Override
        public RateLimiter rateLimiter() {
            return limiter;
        }

        @Override
        public CompletableFuture<RunSnapshot> snapshot(RunRef ref, RequestOptions options) {
            return done(AcmeAdapter.snapshot(ref, RunPhase.SUCCEEDED));
        }

        @Override
        public CompletableFuture<Run> run(RunRef ref, RequestOptions options) {
            return done(new Run(AcmeAdapter.snapshot(ref, RunPhase.SUCCEEDED), null));
        }

        @Override
        public CompletableFuture<RunRef> start(WorkflowRef workflow, StartRequest request, @Nullable String correlation) {
            return done(StartedRun.of(workflow, "run-1"));
        }

        @Override
        public CompletableFuture<Boolean> cancel(RunSnapshot current) {
            return done(true);
        }
    }
}
