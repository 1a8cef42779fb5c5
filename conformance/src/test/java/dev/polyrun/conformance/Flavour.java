package dev.polyrun.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.conformance.Drive.Stage;
import dev.polyrun.core.ApiException;
import dev.polyrun.testkit.VendorSimulator;
import java.io.IOException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * One of the ways in which a vendor's API is spoken.
 *
 * @param name "" when the vendor has only one
 */
record Flavour<S extends VendorSimulator, C>(
        String name, Contract contract, Supplier<S> simulator, BiFunction<S, OkHttpClient, C> client) {

    /** Plays the scene against a fresh simulator and holds all that went over the wire against the spec. */
    void agreesOn(Drive<S, C> drive) throws Exception {
        Recording recording = play(drive);

        Recorded last = recording.last();
        assertThat(contract.operation(last)).as("the operation that was called last").contains(drive.operation());
        assertThat(last.status()).as(last.toString()).matches(status -> drive.succeeds() ? status / 100 == 2 : status == drive.refused());
        for (Recorded recorded : recording.exchanges()) {
            boolean deliberatelyWrong = drive.malformed() && recorded == last;
            if (!deliberatelyWrong) {
                assertThat(contract.problemsOfRequest(recorded)).as("against the request").isEmpty();
            }
            assertThat(contract.problemsOfResponse(recorded)).as("against the answer").isEmpty();
        }
    }

    /** Plays the scene and gives back what went over the wire. */
    Recording play(Drive<S, C> drive) throws Exception {
        Recording recording = new Recording();
        try (S server = simulator.get()) {
            Stage<S, C> stage = new Stage<>(server, client.apply(server, recording.client()), recording.client());
            if (drive.succeeds() || drive.malformed()) {
                drive.scene().play(stage);
            } else {
                assertThatThrownBy(() -> drive.scene().play(stage))
                        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(drive.refused()));
            }
        }
        return recording;
    }

    /** Sends a request that no client of ours would send; the answer is only recorded. */
    static void send(Stage<? extends VendorSimulator, ?> stage, String method, String path, String body, String... headers)
            throws IOException {
        Request.Builder request = new Request.Builder()
                .url(HttpUrl.get(stage.server().baseUrl() + path))
                .method(method, method.equals("GET") ? null : RequestBody.create(body, okhttp3.MediaType.get("application/json")));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        stage.http().newCall(request.build()).execute().close();
    }

    @Override
    public String toString() {
        return name;
    }
}
