package com.example.ferrywork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.example.ferrywork.model.NewJob;
import dev.polyrun.core.ApiException;
import dev.polyrun.core.RetryPolicy;
import dev.polyrun.testkit.Fault;
import dev.polyrun.testkit.RunScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** What the client sends and what the simulator answers, held against the spec. */
class FerryworkSpecTest {
    private static final NewJob NEW_JOB = NewJob.builder().arguments(Map.of("ship", "Ada")).build();

    static final List<Arguments> CALLS = List.of(
            call("start", 201, jobs -> jobs.start("night-crossing", NEW_JOB)),
            call("get", 200, jobs -> jobs.get("j_1")),
            call("get one that sank", 200, jobs -> jobs.get("j_3")),
            call("get one that is not there", 400, jobs -> jobs.get("j_0")),
            call("list", 200, jobs -> jobs.list()),
            call("list the second page", 200, jobs -> jobs.list(new Jobs.ListJobsParams().cursor("1").limit(1))),
            call("turn back", 202, jobs -> jobs.turnBack("j_1")),
            call("turn back one at anchor", 409, jobs -> jobs.turnBack("j_2")));

    private final FerryworkSimulator ferrywork = FerryworkSimulator.start();
    private final OpenApiInteractionValidator spec = OpenApiInteractionValidator.createFor(Path.of("src/main/openapi/ferrywork.yaml").toUri().toString())
            // The simulator is on another server, and what the spec does not name may be there.
            .withBasePathOverride("/v2")
            .withLevelResolver(LevelResolver.create().withLevel("validation.schema.additionalProperties", ValidationReport.Level.IGNORE).build())
            .build();
    private final List<Integer> statuses = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private static Arguments call(String name, int status, Consumer<Jobs> call) {
        return Arguments.of(name, status, call);
    }

    @AfterEach
    void close() {
        ferrywork.close();
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("CALLS")
    void clientAndSimulatorSpeakAsTheSpecSays(String name, int status, Consumer<Jobs> call) {
        ferrywork.addRun("j_1", RunScript.perRead("SAILING"));
        ferrywork.addRun("j_2", RunScript.perRead("ANCHORED"));
        ferrywork.addRun("j_3", RunScript.perRead("SUNK"));

        perform(call);

        assertThat(statuses).containsExactly(status);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("CALLS")
    void refusalsAreInTheVendorsForm(String name, int status, Consumer<Jobs> call) {
        ferrywork.failNext(Fault.unauthorized());

        perform(call);

        assertThat(statuses).containsExactly(401);
        assertThat(problems).isEmpty();
    }

    private void perform(Consumer<Jobs> call) {
        OkHttpClient recording = new OkHttpClient.Builder().addInterceptor(this::recorded).build();
        FerryworkClient client = FerryworkClient.builder()
                .apiKey(ferrywork.apiKey())
                .baseUrl(ferrywork.baseUrl())
                .okHttpClient(recording)
                .retryPolicy(RetryPolicy.none())
                .build();
        Throwable refused = catchThrowable(() -> call.accept(client.jobs()));
        assertThat(refused).satisfiesAnyOf(none -> assertThat(none).isNull(), some -> assertThat(some).isInstanceOf(ApiException.class));
    }

    private Response recorded(Interceptor.Chain chain) throws IOException {
        okhttp3.Request sent = chain.request();
        Response answer = chain.proceed(sent);
        Buffer body = new Buffer();
        if (sent.body() != null) {
            sent.body().writeTo(body);
        }
        SimpleRequest.Builder request = new SimpleRequest.Builder(sent.method(), sent.url().encodedPath()).withBody(body.readUtf8());
        sent.headers().forEach(header -> request.withHeader(header.getFirst(), header.getSecond()));
        request.withContentType("application/json");
        sent.url().queryParameterNames().forEach(name -> request.withQueryParam(name, sent.url().queryParameterValues(name)));
        SimpleResponse response = SimpleResponse.Builder.status(answer.code())
                .withContentType(answer.header("Content-Type"))
                .withBody(answer.peekBody(Long.MAX_VALUE).string())
                .build();
        statuses.add(answer.code());
        spec.validate(request.build(), response).getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .forEach(message -> problems.add(message.getKey() + ": " + message.getMessage()));
        return answer;
    }
}
