package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;
import static dev.polyrun.testkit.Documents.object;
import static dev.polyrun.testkit.Documents.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gumloop: {@code start_pipeline}, {@code get_pl_run}, {@code get_plrun_saved_item_map}, {@code kill_pipeline},
 * {@code get_inputs}, {@code list_saved_items}, {@code list_workbooks}, {@code upload_file}, {@code upload_files}, {@code download_file} and
 * {@code download_files}. The lists show {@link #workflowId()} and every other flow that has a run, each in a workbook of its own. Every run has
 * every file, be it uploaded or planted; one that is not there is refused with 400.
 *
 * <p>{@link #apiKey()} is a personal key, so that every request needs an {@code x-auth-key} header with {@link #userId()}, too;
 * {@link #accessToken()} is an OAuth token and needs none. The bodies of errors are not documented by the vendor; the flat form
 * used here is that of its older endpoints.
 */
public final class GumloopSimulator extends VendorSimulator {
    private static final String BASE_PATH = "/api/v1";
    private static final String API_KEY = "5150adedfacade00" + "5150adedfacade00";
    private static final String ACCESS_TOKEN = "gumloop-oauth-token";
    private static final String USER_ID = "GumloopSimulatedUser00000001";
    private static final String PROJECT_ID = "GumloopSimulatedProject1";
    private static final String SAVED_ITEM_ID = "GumloopSimulatedFlow01";
    private static final Set<String> NOT_AN_INPUT =
            Set.of("user_id", "saved_item_id", "project_id", "api_key", "pipeline_inputs");
    private static final int RUNS_IN_HISTORY = 10;

    private final GumloopFiles files = new GumloopFiles(runs);
    private final List<Map<String, @Nullable Object>> inputs = new CopyOnWriteArrayList<>(GumloopDocuments.inputs());

    private GumloopSimulator() {
        super(new RunBook(GumloopDocuments::meaning, RunScript.perRead("RUNNING", "RUNNING", "DONE")));
    }

    /** A new simulator, listening. */
    public static GumloopSimulator start() {
        GumloopSimulator simulator = new GumloopSimulator();
        simulator.listen();
        return simulator;
    }

    @Override
    public String baseUrl() {
        return rootUrl() + BASE_PATH;
    }

    /** A personal API key of {@link #userId()}. */
    @Override
    public String apiKey() {
        return API_KEY;
    }

    /** An OAuth 2.0 access token, which goes without {@code x-auth-key}. */
    public String accessToken() {
        return ACCESS_TOKEN;
    }

    /** The user that the credentials belong to. */
    public String userId() {
        return USER_ID;
    }

    /** A project (team) of that user. */
    public String projectId() {
        return PROJECT_ID;
    }

    /** The id of a saved flow ({@code saved_item_id}). */
    @Override
    public String workflowId() {
        return SAVED_ITEM_ID;
    }

    /**
     * Adds an Input node to every flow. To begin with there are {@code topic} and {@code recipient}, and {@code attachment} for a file.
     *
     * @param dataType {@code string} or {@code file}
     */
    public void addInput(String name, String dataType) {
        inputs.add(GumloopDocuments.input(dataType, name));
    }

    /** Takes an Input node from every flow. */
    public void removeInput(String name) {
        inputs.removeIf(input -> name.equals(input.get("name")));
    }

    /** Plants a file. The bytes are not to be changed any more. */
    public void addFile(String name, byte[] content) {
        synchronized (lock) {
            files.plant(name, () -> AnswerStream.of(content));
        }
    }

    /** Plants a file of that many bytes, which is made while it is sent and never in memory: the byte at place {@code i} is the lowest of {@code i}. */
    public void addLargeFile(String name, long length) {
        synchronized (lock) {
            files.plant(name, () -> AnswerStream.ofLength(length));
        }
    }

    /** Lets uploads of files with this name fail: with 500, or with 207 when others of the same request are stored. */
    public void failUploadsOf(String name) {
        synchronized (lock) {
            files.failUploadsOf(name);
        }
    }

    /** What clients have uploaded; of each name the last one, in the order in which the names first came. */
    public List<SimulatedFile> uploadedFiles() {
        synchronized (lock) {
            return files.uploaded();
        }
    }

    @Override
    void addRoutes(Router router) {
        files.addRoutes(router, BASE_PATH);
        router.on("POST", BASE_PATH + "/start_pipeline", this::startRun)
                .on("GET", BASE_PATH + "/get_pl_run", this::getRun)
                .on("GET", BASE_PATH + "/get_plrun_saved_item_map", this::history)
                .on("POST", BASE_PATH + "/kill_pipeline", this::kill)
                .on("GET", BASE_PATH + "/get_inputs", this::inputsOfFlow)
                .on("GET", BASE_PATH + "/list_saved_items", exchange -> list(exchange, "saved_items", GumloopDocuments::savedItem))
                .on("GET", BASE_PATH + "/list_workbooks", exchange -> list(exchange, "workbooks", GumloopDocuments::workbook));
    }

    @Override
    void checkCredential(SimulatedRequest request) {
        String token = bearer(request);
        boolean inQuery = token == null && request.path().endsWith("/start_pipeline");
        if (inQuery) {
            // The webhook form of start_pipeline: the key, and with it its owner, is in the URL.
            token = request.queryValue("api_key");
        }
        if (token == null || !(token.equals(API_KEY) || token.equals(ACCESS_TOKEN))) {
            throw new Refusal(refusal(401));
        }
        if (token.equals(API_KEY) && !inQuery) {
            String owner = request.header("x-auth-key");
            if (owner == null) {
                throw new Refusal(error(401, "Missing x-auth-key header"));
            }
            if (!owner.equals(USER_ID)) {
                throw new Refusal(error(403, "API key does not match"));
            }
        }
    }

    @Override
    Answer unknownRoute(SimulatedRequest request) {
        return error(404, "Not found");
    }

    @Override
    Answer refusal(int status) {
        return status == 429 ? error(429, "Concurrency limit reached") : error(401, "Invalid API key");
    }

    static Answer error(int status, String message) {
        return Answer.json(status, document("error", message));
    }

    private Answer startRun(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        // With the ids in the query the body may be any text, which is then the flow's input.
        Map<String, @Nullable Object> given = new LinkedHashMap<>(body == null ? Map.of() : body);
        exchange.request().query().forEach((name, values) -> given.putIfAbsent(name, values.get(0)));
        String savedItem = text(given, "saved_item_id");
        if (savedItem == null || text(given, "user_id") == null) {
            throw new Refusal(error(400, "user_id and saved_item_id are required"));
        }
        checkOwner(given);
        SimulatedRun run = runs.start(savedItem, GumloopSimulator::newId, inputs(given));
        return Answer.ok(GumloopDocuments.started(run));
    }

    private static Map<String, @Nullable Object> inputs(Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> inputs = new LinkedHashMap<>(given);
        inputs.keySet().removeAll(NOT_AN_INPUT);
        if (given.get("pipeline_inputs") instanceof List<?> list) {
            for (Object entry : list) {
                Map<String, @Nullable Object> input = object(entry);
                String name = input == null ? null : text(input, "input_name");
                if (input != null && name != null) {
                    inputs.put(name, input.get("value"));
                }
            }
        }
        return inputs;
    }

    private Answer getRun(Exchange exchange) {
        String id = exchange.query("run_id");
        if (id == null) {
            throw new Refusal(error(400, "run_id is required"));
        }
        checkOwner(exchange.query("user_id"), exchange.query("project_id"));
        return Answer.ok(GumloopDocuments.run(existing(id, "Flow run not found").read(), USER_ID));
    }

    private Answer history(Exchange exchange) {
        String savedItem = exchange.query("saved_item_id");
        String workbook = exchange.query("workbook_id");
        if (savedItem == null && workbook == null) {
            throw new Refusal(error(400, "workbook_id or saved_item_id is required"));
        }
        checkOwner(exchange.query("user_id"), exchange.query("project_id"));
        Map<String, @Nullable Object> runsOfItem = new LinkedHashMap<>();
        for (SimulatedRun run : runs.newestFirst()) {
            boolean wanted = savedItem == null
                    ? GumloopDocuments.workbookOf(run.workflowId).equals(workbook)
                    : run.workflowId.equals(savedItem);
            if (wanted) {
                @SuppressWarnings("unchecked") // this method puts nothing else in
                List<Object> items = (List<Object>) runsOfItem.computeIfAbsent(run.workflowId, key -> new ArrayList<>());
                if (items.size() < RUNS_IN_HISTORY) {
                    items.add(GumloopDocuments.historyItem(run.look()));
                }
            }
        }
        return Answer.ok(runsOfItem);
    }

    private Answer kill(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.bodyOrNull();
        String id = body == null ? null : text(body, "run_id");
        if (body == null || id == null) {
            throw new Refusal(error(400, "run_id is required"));
        }
        checkOwner(body);
        SimulatedRun run = existing(id, "Pipeline run not found");
        SimulatedRun.Moment now = run.look();
        if (!now.state().ended() && !now.status().equals("TERMINATING")) {
            run.turnTo(RunStep.of("TERMINATING"), RunStep.of("TERMINATED"));
        }
        return Answer.ok(document("success", true, "run_id", id));
    }

    private Answer inputsOfFlow(Exchange exchange) {
        if (exchange.query("saved_item_id") == null) {
            throw new Refusal(error(400, "saved_item_id is required"));
        }
        checkOwner(exchange.query("user_id"), exchange.query("project_id"));
        return Answer.ok(document("inputs", inputs));
    }

    private Answer list(Exchange exchange, String name, Function<String, Map<String, @Nullable Object>> documentOf) {
        checkOwner(exchange.query("user_id"), exchange.query("project_id"));
        Set<String> savedItems = new LinkedHashSet<>(Set.of(SAVED_ITEM_ID));
        runs.newestFirst().forEach(run -> savedItems.add(run.workflowId));
        return Answer.ok(document(name, savedItems.stream().map(documentOf).toList()));
    }

    private SimulatedRun existing(String id, String otherwise) {
        SimulatedRun run = runs.find(id);
        if (run == null) {
            throw new Refusal(error(404, otherwise));
        }
        return run;
    }

    /** Says no to a body that names neither a user nor a project, or another than those of this simulator. */
    static void checkOwner(Map<String, @Nullable Object> body) {
        checkOwner(text(body, "user_id"), text(body, "project_id"));
    }

    private static void checkOwner(@Nullable String user, @Nullable String project) {
        if (user == null && project == null) {
            throw new Refusal(error(400, "user_id or project_id is required"));
        }
        if ((user != null && !user.equals(USER_ID)) || (project != null && !project.equals(PROJECT_ID))) {
            throw new Refusal(error(403, "API key does not match"));
        }
    }

    private static String newId(long number) {
        return String.format(Locale.ROOT, "GumloopRun%012d", number);
    }
}
