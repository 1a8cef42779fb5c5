package dev.polyrun.reliability.threads;

import dev.polyrun.PollSchedule;
import dev.polyrun.PollerClosedException;
import dev.polyrun.Polyrun;
import dev.polyrun.RunCompletion;
import dev.polyrun.RunGroup;
import dev.polyrun.RunRef;
import dev.polyrun.RunUpdate;
import dev.polyrun.StartOutcomeUnknownException;
import dev.polyrun.StartRequest;
import dev.polyrun.WaitInterruptedException;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.CallInterruptedException;
import dev.polyrun.core.ConnectionException;
import dev.polyrun.core.Download;
import dev.polyrun.core.EncodedFile;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.gumloop.GumloopClient;
import dev.polyrun.gumloop.model.DownloadFileRequest;
import dev.polyrun.gumloop.model.StartFlowRequest;
import dev.polyrun.gumloop.model.UploadFileRequest;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.model.RunEvent;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Somebody in the middle of something that blocks, a way to end it from outside, and what that should come to. */
final class Situation implements AutoCloseable {
    static final RunRef RUN = RunRef.of("gumloop", "r");

    /** How it is ended. */
    enum Ending { INTERRUPT, CANCEL, CLOSE }

    final Callable<?> work;
    final Ending ending;
    final Class<? extends Throwable> outcome;
    private final Runnable end;
    private @Nullable Polyrun polyrun;

    private Situation(Callable<?> work, Ending ending, Runnable end, Class<? extends Throwable> outcome) {
        this.work = work;
        this.ending = ending;
        this.end = end;
        this.outcome = outcome;
    }

    void end(Thread worker) {
        if (ending == Ending.INTERRUPT) {
            worker.interrupt();
        } else {
            end.run();
        }
    }

    private Situation with(Polyrun polyrun) {
        this.polyrun = polyrun;
        return this;
    }

    @Override
    public void close() {
        if (polyrun != null) {
            polyrun.close();
        }
    }

    private static Situation interrupted(Callable<?> work, Class<? extends Throwable> outcome) {
        return new Situation(work, Ending.INTERRUPT, () -> {}, outcome);
    }

    /** A loop over what was closed just ends. */
    private static final class LoopOver extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** All of them. */
    enum Kind {
        READ, READ_CANCELLED, START, START_CANCELLED, UPLOAD, DOWNLOAD, DOWNLOAD_STREAM, DOWNLOAD_CLOSED, DOWNLOAD_CANCELLED, EVENTS, EVENTS_CLOSED,
        EVENTS_CANCELLED, FACADE_READ, FACADE_START, FACADE_CANCEL, WAIT, WAIT_STOPPED, WAIT_CANCELLED, WAIT_IN_CLOSED_FACADE, UPDATES,
        UPDATES_CLOSED, UPDATES_IN_CLOSED_FACADE, GROUP, GROUP_CLOSED, GROUP_IN_CLOSED_FACADE, LOOK;

        /** What the server answers. */
        byte[] answer() {
            return switch (this) {
                case EVENTS, EVENTS_CLOSED, EVENTS_CANCELLED -> WireServer.answer("text/event-stream", "event: state\ndata: {\"type\":\"state\"}\n\n".getBytes());
                case DOWNLOAD, DOWNLOAD_STREAM, DOWNLOAD_CLOSED, DOWNLOAD_CANCELLED -> WireServer.answer("application/pdf", "%PDF-1.7 and so on, and so on".getBytes());
                default -> WireServer.answer("application/json", "{\"run_id\":\"r\",\"state\":\"RUNNING\",\"success\":true}".getBytes());
            };
        }

        /** @param folder where a download is saved, as "file" */
        Situation at(String url, OkHttpClient http, Path folder) {
            GumloopClient client = GumloopClient.builder().baseUrl(url).apiKey("key").userId("user").okHttpClient(http).build();
            NoxusClient noxus = NoxusClient.builder().baseUrl(url).apiKey("key").okHttpClient(http).build();
            StartFlowRequest start = StartFlowRequest.builder().userId("user").savedItemId("flow").build();
            DownloadFileRequest download =
                    DownloadFileRequest.builder().userId("user").savedItemId("flow").runId("r").fileName("f").build();
            return switch (this) {
                case READ -> interrupted(() -> client.runs().get("r"), CallInterruptedException.class);
                case READ_CANCELLED -> cancelled(() -> client.runs().getAsync("r"));
                case START -> interrupted(() -> client.runs().start(start), CallInterruptedException.class);
                case START_CANCELLED -> cancelled(() -> client.runs().startAsync(start));
                case UPLOAD -> interrupted(() -> client.files().upload(upload()), CallInterruptedException.class);
                case DOWNLOAD -> interrupted(() -> {
                    client.files().download(download).saveTo(folder.resolve("file"));
                    return null;
                }, CallInterruptedException.class);
                case DOWNLOAD_STREAM -> interrupted(() -> {
                    try (Download opened = client.files().download(download)) {
                        return opened.stream().readAllBytes();
                    } catch (InterruptedIOException e) {
                        throw (Exception) e.getCause();
                    }
                }, CallInterruptedException.class);
                case DOWNLOAD_CLOSED -> {
                    CompletableFuture<Download> opened = client.files().downloadAsync(download);
                    yield closed(() -> {
                        opened.join().saveTo(folder.resolve("file"));
                        return null;
                    }, () -> opened.join().close(), ConnectionException.class);
                }
                case DOWNLOAD_CANCELLED -> cancelled(() -> client.files().downloadAsync(download));
                case EVENTS -> interrupted(() -> heard(noxus.runs().events("r")), CallInterruptedException.class);
                case EVENTS_CLOSED -> {
                    CompletableFuture<EventStream<RunEvent>> opened = noxus.runs().eventsAsync("r");
                    yield closed(() -> {
                        heard(opened.join());
                        throw new LoopOver();
                    }, () -> opened.join().close(), LoopOver.class);
                }
                case EVENTS_CANCELLED -> cancelled(() -> noxus.runs().eventsAsync("r"));
                default -> facade(Polyrun.builder()
                        .gumloop(builder -> builder.baseUrl(url).apiKey("key").userId("user").okHttpClient(http).retryPolicy(RetryPolicy.none()))
                        .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(10))))
                        .checkInputs(false)
                        .build());
            };
        }

        private Situation facade(Polyrun polyrun) {
            WorkflowRef flow = WorkflowRef.of("gumloop", "flow");
            return (switch (this) {
                case FACADE_READ -> interrupted(() -> polyrun.get(RUN), CallInterruptedException.class);
                case FACADE_START -> interrupted(() -> polyrun.start(flow, StartRequest.empty()), StartOutcomeUnknownException.class);
                case FACADE_CANCEL -> interrupted(() -> polyrun.cancel(RUN), CallInterruptedException.class);
                case LOOK -> interrupted(() -> polyrun.poller(RUN).poll(), WaitInterruptedException.class);
                case WAIT -> interrupted(() -> polyrun.poller(RUN).waitForCompletion(), WaitInterruptedException.class);
                case WAIT_CANCELLED -> cancelled(() -> polyrun.poller(RUN).completion());
                case WAIT_IN_CLOSED_FACADE -> closed(() -> polyrun.poller(RUN).waitForCompletion(), polyrun::close);
                case UPDATES -> interrupted(() -> seen(polyrun.poller(RUN).updates()), WaitInterruptedException.class);
                case UPDATES_IN_CLOSED_FACADE -> closed(() -> seen(polyrun.poller(RUN).updates()), polyrun::close);
                case WAIT_STOPPED -> {
                    var poller = polyrun.poller(RUN);
                    yield closed(poller::waitForCompletion, poller::stopPolling);
                }
                case UPDATES_CLOSED -> {
                    var updates = polyrun.poller(RUN).updates();
                    yield closed(() -> {
                        seen(updates);
                        throw new LoopOver();
                    }, updates::close, LoopOver.class);
                }
                case GROUP, GROUP_CLOSED, GROUP_IN_CLOSED_FACADE -> {
                    RunGroup group = polyrun.watchAll(List.of(RUN));
                    Callable<?> taking = () -> {
                        for (RunCompletion completion : group.completedAsTheyFinish()) {
                            completion.get();
                        }
                        return null;
                    };
                    yield this == GROUP
                            ? interrupted(taking, WaitInterruptedException.class)
                            : closed(taking, this == GROUP_CLOSED ? group::close : polyrun::close);
                }
                default -> throw new IllegalStateException(name());
            }).with(polyrun);
        }

        /** Whether it needs the polls no more when it ends: a group is polled on, whether or not anybody takes from it. */
        boolean endsTheCall() {
            return this != GROUP;
        }

        /** Whether nothing can be ended before the headers are there: it is what they open that is closed. */
        boolean isOfTheBody() {
            return this == DOWNLOAD_CLOSED || this == EVENTS_CLOSED;
        }

        /** Whether nothing is left to end once the headers are there: the future is done. */
        boolean isOfTheHead() {
            return this == DOWNLOAD_CANCELLED || this == EVENTS_CANCELLED;
        }

        private static Situation closed(Callable<?> work, Runnable close) {
            return closed(work, close, PollerClosedException.class);
        }

        private static Situation closed(Callable<?> work, Runnable close, Class<? extends Throwable> outcome) {
            return new Situation(work, Ending.CLOSE, close, outcome);
        }

        private static Situation cancelled(Callable<CompletableFuture<?>> begin) {
            CompletableFuture<CompletableFuture<?>> begun = new CompletableFuture<>();
            return new Situation(() -> {
                CompletableFuture<?> future = begin.call();
                begun.complete(future);
                return future.join();
            }, Ending.CANCEL, () -> begun.join().cancel(true), CancellationException.class);
        }

        private static UploadFileRequest upload() {
            return UploadFileRequest.builder()
                    .fileName("f").fileContent(EncodedFile.base64(FileSource.of("f", new byte[1 << 20]))).userId("user").build();
        }

        private static Void heard(EventStream<RunEvent> events) {
            try (events) {
                for (Event<RunEvent> event : events) {
                    event.rawData();
                }
            }
            return null;
        }

        private static Void seen(Iterable<RunUpdate> updates) {
            for (RunUpdate update : updates) {
                update.to();
            }
            return null;
        }
    }
}
