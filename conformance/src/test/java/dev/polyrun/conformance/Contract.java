package dev.polyrun.conformance;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.interaction.ApiOperationResolver;
import com.atlassian.oai.validator.model.ApiOperationMatch;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A spec that requests and answers are held against. */
final class Contract {
    private final OpenApiInteractionValidator validator;
    private final ApiOperationResolver operations;

    private Contract(String json) {
        // The world is open: what the spec does not name may be there, in answers and in inputs of a flow. What it names must fit.
        // References and combinators stay as they are: merged, an anyOf inside an allOf gets lost and accepts anything.
        validator = OpenApiInteractionValidator.createForInlineApiSpecification(json)
                .withLevelResolver(LevelResolver.create()
                        .withLevel("validation.schema.additionalProperties", ValidationReport.Level.IGNORE)
                        .build())
                .build();
        operations = new ApiOperationResolver(
                new OpenAPIV3Parser().readContents(json, null, new ParseOptions()).getOpenAPI(), null, false);
    }

    static Contract of(String fileName) {
        return of(fileName, root -> {});
    }

    /** @param quirk a change to the tree of the spec, for servers that are not quite as it says */
    static Contract of(String fileName, Consumer<JsonNode> quirk) {
        Spec spec = Spec.of(fileName);
        quirk.accept(spec.root());
        SpecReading.nullableReferences(spec.root());
        SpecReading.inheritedSecurity(spec.root());
        SpecReading.eventsAsJson(spec.root());
        return new Contract(spec.root().toString());
    }

    /** Which operation the request is one of; empty when it is of none. */
    Optional<String> operation(Recorded recorded) {
        ApiOperationMatch match = operations.findApiOperation(recorded.path(), recorded.request().getMethod());
        return match.isPathFound() && match.isOperationAllowed()
                ? Optional.of(match.getApiOperation().getOperation().getOperationId())
                : Optional.empty();
    }

    /** What the spec has against the request; empty when it fits. */
    List<String> problemsOfRequest(Recorded recorded) {
        return problems(recorded, validator.validateRequest(recorded.request()));
    }

    /** What the spec has against the answer; empty when it fits. */
    List<String> problemsOfResponse(Recorded recorded) {
        return recorded.events().stream()
                .flatMap(part -> problems(part, validator.validateResponse(part.path(), part.request().getMethod(), part.response())).stream())
                .toList();
    }

    private static List<String> problems(Recorded recorded, ValidationReport report) {
        return report.getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .map(message -> message.getKey() + ": " + message.getMessage() + " " + message.getAdditionalInfo() + "\n  in "
                        + recorded)
                .toList();
    }
}
