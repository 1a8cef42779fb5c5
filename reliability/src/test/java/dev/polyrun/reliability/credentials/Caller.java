package dev.polyrun.reliability.credentials;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ApiResponse;
import dev.polyrun.core.Download;
import dev.polyrun.core.ErrorResponse;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.core.http.ApiCall;
import dev.polyrun.core.json.JsonModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes calls, and brings whatever a caller may print of them into a haul. */
final class Caller {
    private final Haul haul;
    private int events;

    Caller(Haul haul) {
        this.haul = haul;
    }

    /** How many events came. */
    int events() {
        return events;
    }

    /** One after the other. */
    void call(List<? extends ApiCall<?>> calls) {
        for (ApiCall<?> call : calls) {
            haul.countCall();
            haul.take("toString", call.toString());
            try {
                take(call.executeForResponse());
            } catch (RuntimeException e) {
                take(e);
            }
        }
    }

    /** All at the same time. */
    void callAtOnce(List<? extends ApiCall<?>> calls) {
        List<CompletableFuture<? extends ApiResponse<?>>> answers = new ArrayList<>();
        for (ApiCall<?> call : calls) {
            haul.countCall();
            answers.add(call.executeForResponseAsync());
        }
        for (CompletableFuture<? extends ApiResponse<?>> answer : answers) {
            try {
                take(answer.get(30, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                take(e.getCause());
            } catch (InterruptedException | TimeoutException e) {
                throw new IllegalStateException("A call did not end", e);
            }
            haul.take("toString", answer.toString());
        }
    }

    /** What came back. What a vendor's bodies say is data; a model's toString leaves out what is nested, since it may be a request. */
    private void take(ApiResponse<?> response) {
        haul.take("toString", response.toString());
        if (response.body() instanceof Download download) {
            // Its toString has the name that the server gives the file.
            try (download) {
                download.stream().readAllBytes();
            } catch (IOException e) {
                take(e);
            }
        } else if (response.body() instanceof JsonModel model) {
            haul.take("toString", model.toString());
        } else if (response.body() instanceof EventStream<?> stream) {
            haul.take("toString", stream.toString());
            try (stream) {
                for (Event<?> event : stream) {
                    events++;
                }
            } catch (RuntimeException e) {
                take(e);
            }
        }
    }

    /** An exception as a log would print it, and what was read from an answer for its message. */
    void take(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        haul.take("exception", trace.toString());
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof ApiException api) {
                ErrorResponse response = api.response();
                haul.take("exception", response + " " + response.code() + " " + response.message() + " " + response.requestId() + " "
                        + response.fieldErrors());
            }
        }
    }
}
