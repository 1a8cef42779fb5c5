package dev.polyrun.core.http;

import dev.polyrun.core.ApiException;
import dev.polyrun.core.ErrorMeaning;
import dev.polyrun.core.ErrorResponse;

/** The exceptions that answers with an error end in. */
final class ErrorAnswers {
    private ErrorAnswers() {}

    static ApiException ofVendor(Transport transport, ApiCall<?> call, ErrorResponse response, String prefix) {
        ErrorMeaning meaning = call.refusals.contains(response.status())
                ? ErrorMeaning.START_REFUSED
                : transport.profile().meaningOf(response.status(), response.code());
        StringBuilder message = new StringBuilder(prefix).append("status ").append(response.status());
        if (response.code() != null) {
            message.append(' ').append(response.code());
        }
        if (response.message() != null) {
            message.append(": ").append(response.message());
        }
        if (meaning == ErrorMeaning.START_REFUSED) {
            message.append(". Nothing was started: a run is active, or as many as allowed are");
        }
        if (meaning == ErrorMeaning.UNAUTHORIZED || meaning == ErrorMeaning.FORBIDDEN) {
            message.append(". ").append(transport.credential().hint());
        }
        if (response.requestId() != null) {
            message.append(" (request id ").append(response.requestId()).append(')');
        }
        return ApiException.of(meaning, response, message.toString());
    }

    /** Of whoever else has a file. It may repeat the URL, and knows nothing of the vendor's codes. */
    static ApiException ofStranger(String stranger, ErrorResponse response, String prefix) {
        return ApiException.of(ErrorMeaning.ofStatus(response.status()), response, prefix + "status " + response.status() + " from " + stranger
                + ". A signed URL holds for a while only: ask the vendor for a new one");
    }
}
