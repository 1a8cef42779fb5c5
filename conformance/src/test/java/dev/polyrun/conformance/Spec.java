package dev.polyrun.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A spec as it is written.
 *
 * @param root a tree of its own for each instance
 */
record Spec(String fileName, ObjectNode root) {
    /**
     * An operation of a spec.
     *
     * @param accessor the method of the client that gives the group of the operation
     * @param method the Java method of the operation in that group
     * @param source where the facts are from
     * @param statuses the answers that are documented, as {@code 404} or {@code 5XX}
     */
    record Operation(
            String id, String accessor, String method, String verb, String path, String source, List<String> statuses) {

        /** Those of the statuses that name an error. */
        List<String> errors() {
            return statuses.stream().filter(status -> status.charAt(0) >= '4').toList();
        }
    }

    static Spec of(String fileName) {
        try {
            JsonNode tree = Yaml.mapper().readTree(Repository.read(Repository.SPECS.resolve(fileName)));
            return new Spec(fileName, (ObjectNode) tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read " + fileName, e);
        }
    }

    /** All operations, in the order of the file. */
    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths").properties().forEach(path -> path.getValue().properties().forEach(verb -> {
            JsonNode operation = verb.getValue();
            if (operation.has("operationId")) {
                List<String> statuses = new ArrayList<>();
                operation.path("responses").fieldNames().forEachRemaining(statuses::add);
                operations.add(new Operation(
                        operation.path("operationId").asText(),
                        operation.path("tags").path(0).asText().toLowerCase(Locale.ROOT),
                        operation.path("x-method").asText(),
                        verb.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        operation.path("x-source").asText("the vendor's page that the spec started from"),
                        List.copyOf(statuses)));
            }
        }));
        return operations;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(fileName + " has no operation " + id));
    }
}
