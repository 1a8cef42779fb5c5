package dev.polyrun.reliability.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.polyrun.FileWatchStore;
import dev.polyrun.NextPoll;
import dev.polyrun.PollSchedule;
import dev.polyrun.PollingException;
import dev.polyrun.PollingObserver;
import dev.polyrun.Polyrun;
import dev.polyrun.RetabWebhook;
import dev.polyrun.Run;
import dev.polyrun.RunFile;
import dev.polyrun.RunGroup;
import dev.polyrun.RunPoller;
import dev.polyrun.RunRef;
import dev.polyrun.RunUpdate;
import dev.polyrun.StartRequest;
import dev.polyrun.WorkflowRef;
import dev.polyrun.core.Download;
import dev.polyrun.core.FileSource;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.core.http.ClientBuilder;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an application does with the facade, over simulators: starts, waits, groups with a journal, events, files, faults. The clients know canaries
 * alone; next to the network the simulators' own keys take their place.
 */
@Timeout(60)
class FacadeFlowsTest {
    private static final Map<String, Canary> KEYS = Map.of(
            "gumloop", Clients.GUMLOOP, "activepieces", Clients.ACTIVEPIECES, "retab", Clients.RETAB,
            "noxus", Clients.NOXUS, "onepin", Clients.ONEPIN);
    private static final Canary WEBHOOK = Canary.of("Retab's webhook secret");
    private static final Canary INPUT = Canary.of("an input of a run");
    private static final Canary FILE = Canary.of("a file that is sent");

    private static final List<Canary> CANARIES = Stream.concat(Clients.canaries().stream(), Stream.of(WEBHOOK, INPUT, FILE)).toList();
    private static final Search SEARCH = new Search(CANARIES);
    private static final Haul ALL = new Haul(SEARCH);

    @TempDir
    private Path folder;

    private final Haul haul = new Haul(SEARCH);
    private final Caller caller = new Caller(haul);
    private final LogCapture log = new LogCapture(haul);
    private final Simulators vendors = Simulators.start();
    private final Map<String, VendorSimulator> byName = new LinkedHashMap<>();
    private final Polyrun polyrun;

    FacadeFlowsTest() {
        byName.put("gumloop", vendors.gumloop());
        byName.put("activepieces", vendors.activepieces());
        byName.put("retab", vendors.retab());
        byName.put("noxus", vendors.noxus());
        byName.put("onepin", vendors.onepin());
        polyrun = Polyrun.builder()
                .gumloop(client -> set(client.userId(vendors.gumloop().userId()).apiKey(Clients.GUMLOOP.value()), "gumloop"))
                .activepieces(client -> set(
                        client.projectId(vendors.activepieces().projectId()).apiKey(Clients.ACTIVEPIECES.value()), "activepieces"))
                .retab(client -> set(client.apiKey(Clients.RETAB.value()).wireGeneration(RetabClient.WireGeneration.A), "retab"))
                .noxus(client -> set(client.apiKey(Clients.NOXUS.value()), "noxus"))
                .onepin(client -> set(client.apiKey(Clients.ONEPIN.value()), "onepin"))
                .polling(polling -> polling.schedule(PollSchedule.fixed(Duration.ofMillis(5))).errorBudget(Duration.ofMillis(200)))
                .pollingObserver(new Told())
                .checkInputs(false)
                .build();
    }

    @AfterAll
    static void report() {
        System.out.println("Flows of the facade: " + ALL);
    }

    private void set(ClientBuilder<?> client, String vendor) {
        VendorSimulator simulator = byName.get(vendor);
        OkHttpClient http = new OkHttpClient.Builder().addNetworkInterceptor(chain -> {
            haul.countCall();
            Request.Builder request = chain.request().newBuilder();
            chain.request().headers().forEach(header -> request.header(
                    header.getFirst(), header.getSecond().replace(KEYS.get(vendor).value(), simulator.apiKey())));
            return chain.proceed(request.build());
        }).build();
        client.baseUrl(simulator.baseUrl()).okHttpClient(http).retryPolicy(RetryPolicy.none());
    }

    /** Brings all that an observer is told into the haul. */
    private final class Told implements PollingObserver {
        @Override
        public void onPollStart(RunRef ref) {
            take(ref);
        }

        @Override
        public void onPollEnd(PollEnd end) {
            take(end);
            if (end.failure() != null) {
                caller.take(end.failure());
            }
        }

        @Override
        public void onScheduled(RunRef ref, NextPoll next) {
            take(next);
        }

        @Override
        public void onChange(RunUpdate update) {
            take(update);
        }

        @Override
        public void onWaitEnd(RunRef ref, PollingException failure) {
            if (failure != null) {
                caller.take(failure);
            }
        }

        private void take(Object told) {
            haul.take("observer", told.toString());
        }
    }

    @AfterEach
    void close() {
        polyrun.close();
        log.close();
        vendors.close();
    }

    private void shown(Object... objects) {
        for (Object object : objects) {
            haul.take("toString", String.valueOf(object));
        }
    }

    private RunRef planted(String vendor, String... statuses) {
        String id = vendor.equals("onepin") ? "3fa85f64-5717-4562-b3fc-2c963f66afa6" : "planted00000000000001";
        byName.get(vendor).addRun(id, RunScript.perRead(statuses));
        return vendor.equals("onepin") ? RunRef.of(vendor, byName.get(vendor).workflowId(), id) : RunRef.of(vendor, id);
    }

    private List<RunRef> plantedEverywhere() {
        return List.of(
                planted("gumloop", "RUNNING", "RUNNING", "DONE"), planted("activepieces", "RUNNING", "SUCCEEDED"),
                planted("retab", "running", "completed"), planted("noxus", "running", "completed"), planted("onepin", "running", "completed"));
    }

    private void assertNothingFound() throws IOException {
        polyrun.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                haul.take("file", file + " " + new String(Files.readAllBytes(file), UTF_8));
            }
        }
        Thread.getAllStackTraces().keySet().forEach(thread -> haul.take("thread name", thread.getName()));
        log.close();
        ALL.add(haul);
        assertThat(haul.calls()).isPositive();
        assertThat(haul.finds().stream().limit(10)).isEmpty();
    }

    @Test
    void startsWithSecretInputsAndFiles() throws IOException {
        for (String vendor : byName.keySet()) {
            WorkflowRef workflow = WorkflowRef.of(vendor, byName.get(vendor).workflowId());
            StartRequest request = StartRequest.input("secret", INPUT.value());
            StartRequest withFile = request.andFile("document", FileSource.of("a.txt", FILE.value().getBytes(UTF_8)));
            shown(workflow, request, withFile);
            for (StartRequest each : List.of(request, withFile)) {
                Throwable thrown = catchThrowable(() -> shown(polyrun.start(workflow, each)));
                if (thrown != null) {
                    caller.take(thrown);
                }
            }
            Throwable thrown = catchThrowable(() -> polyrun.workflows(vendor).forEach(each -> shown(each, each.inputs())));
            if (thrown != null) {
                caller.take(thrown);
            }
        }
        assertThat(byName.values()).allMatch(vendor -> !vendor.requests().isEmpty());
        assertThat(vendors.gumloop().requests().toString() + bodies()).contains(INPUT.value());
        assertNothingFound();
    }

    private String bodies() {
        return vendors.gumloop().requests().stream().map(request -> String.valueOf(request.json())).toList().toString();
    }

    @Test
    void waitsUpdatesAndCancels() throws Exception {
        for (RunRef ref : plantedEverywhere()) {
            RunPoller poller = polyrun.poller(ref);
            shown(poller, poller.nextPoll(), poller.poll());
            Run run = poller.completion().get(20, TimeUnit.SECONDS);
            shown(run, run.snapshot(), run.ref(), ref, polyrun.cancel(ref), polyrun.hint(ref), poller);
            List<Object> updates = new ArrayList<>();
            poller.updates().forEach(updates::add);
            shown(updates, polyrun);
        }
        assertThat(log.lines()).containsKey("dev.polyrun.polling");
        assertNothingFound();
    }

    @Test
    void groupsWithAJournal() throws IOException {
        List<RunRef> refs = plantedEverywhere();
        try (FileWatchStore store = FileWatchStore.open(folder.resolve("watches.journal")); RunGroup group = polyrun.restore(store)) {
            refs.forEach(group::watch);
            shown(store, group, group.counts());
            group.waitForAll(Duration.ofSeconds(20)).forEach(this::shown);
            shown(group);
            // One that never ends stays in the journal.
            byName.get("noxus").addRun("another-run", RunScript.perRead("running"));
            group.watch(RunRef.of("noxus", "another-run"));
        }
        assertThat(Files.readString(folder.resolve("watches.journal"))).contains("noxus:another-run");
        assertNothingFound();
    }

    @Test
    void files() throws IOException {
        vendors.gumloop().addRun("run1", RunScript.perRead("DONE"));
        vendors.gumloop().addFile("report.pdf", "%PDF".getBytes(UTF_8));
        RunFile report = RunFile.of(RunRef.of("gumloop", "run1"), "report.pdf")
                .withWorkflow(WorkflowRef.of("gumloop", vendors.gumloop().workflowId()));
        List<RunFile> files = new ArrayList<>(List.of(report));
        for (RunRef ref : plantedEverywhere()) {
            files.addAll(polyrun.files(polyrun.poller(ref).waitForCompletion(Duration.ofSeconds(20))));
        }
        for (RunFile file : files) {
            try (Download download = polyrun.download(file)) {
                shown(file, download);
                shown(download.saveIn(folder));
            }
        }
        assertThat(files.size()).isGreaterThan(2);
        assertNothingFound();
    }

    @Test
    void faultsThatRepeatTheKeyInTheMiddleOfWaits() throws Exception {
        byName.forEach((vendor, simulator) -> {
            String key = KEYS.get(vendor).value();
            for (Fault fault : List.of(
                    Fault.status(401, "application/json", "{\"message\":\"Unknown key " + key + "\"}"),
                    Fault.status(403, "text/plain", "Bearer " + key + " may not"),
                    Fault.status(404, "application/json", "{\"detail\":\"" + key + " has no such run\"}"),
                    Fault.status(500, "text/html", "<html><title>" + key + "</title></html>"),
                    Fault.status(200, "text/html", "<html>" + key),
                    Fault.connectionReset(),
                    Fault.resetInBody(),
                    Fault.garbage())) {
                simulator.clearFaults();
                simulator.failNext(20, fault);
                RunRef ref = vendor.equals("onepin")
                        ? RunRef.of(vendor, simulator.workflowId(), "3fa85f64-5717-4562-b3fc-2c963f66afa6")
                        : RunRef.of(vendor, "somerun00000000000001");
                List<Runnable> uses = List.of(
                        () -> polyrun.get(ref),
                        () -> polyrun.poller(ref).waitForCompletion(Duration.ofMillis(30)),
                        () -> polyrun.start(WorkflowRef.of(vendor, simulator.workflowId()), StartRequest.input("secret", INPUT.value())),
                        () -> polyrun.cancel(ref),
                        () -> polyrun.workflows(vendor).toList());
                for (Runnable use : uses) {
                    Throwable thrown = catchThrowable(use::run);
                    if (thrown != null) {
                        caller.take(thrown);
                    }
                }
            }
        });
        assertThat(haul.characters().get("exception")).isGreaterThan(100_000);
        assertNothingFound();
    }

    @Test
    void webhooks() throws IOException {
        RetabWebhook webhook = RetabWebhook.withSecret(WEBHOOK.value());
        byte[] body = "{\"run_id\":\"run_1\"}".getBytes(UTF_8);
        shown(webhook, RetabWebhook.runOf(body));
        for (String signature : new String[] {null, "", WEBHOOK.value(), "t=1,v1=" + WEBHOOK.value(), "0".repeat(64)}) {
            caller.take(catchThrowable(() -> webhook.verify(signature, body)));
        }
        shown(polyrun.hint(RetabWebhook.runOf(body)));
        shown(polyrun.get(planted("retab", "running")));
        assertNothingFound();
    }
}
