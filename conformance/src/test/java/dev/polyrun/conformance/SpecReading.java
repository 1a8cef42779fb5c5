package dev.polyrun.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Says in the validator's words what four things in the specs mean. The specs themselves stay as they are written, and everything
 * else reaches the validator untouched.
 */
final class SpecReading {
    private SpecReading() {}

    /**
     * {@code nullable: true} beside {@code allOf} with one reference means the value or null, as the generator reads it and as
     * everybody means it. By the letter of OpenAPI 3.0.3 {@code nullable} has no effect without {@code type} beside it, and the
     * validator goes by the letter. In its place comes an {@code anyOf} of what {@code allOf} held and of null alone, so that
     * nothing but null is let in.
     */
    static void nullableReferences(JsonNode node) {
        if (node instanceof ObjectNode schema && schema.path("nullable").asBoolean() && schema.path("allOf").size() == 1) {
            JsonNode value = schema.remove("allOf").get(0);
            schema.remove("nullable");
            schema.putArray("anyOf").add(value).add(justNull(schema));
        }
        node.forEach(SpecReading::nullableReferences);
    }

    /**
     * The security of the whole spec holds for each operation that does not name its own. The validator looks at the latter only,
     * and would let a request without any credential pass.
     */
    static void inheritedSecurity(JsonNode root) {
        root.path("paths").forEach(path -> path.forEach(operation -> {
            if (operation instanceof ObjectNode object && object.has("operationId") && !object.has("security")) {
                object.set("security", root.path("security"));
            }
        }));
    }

    /**
     * The schema of a stream of events is that of the data of each event, which is JSON; the validator looks into JSON only. {@link Recorded#events}
     * takes such a stream apart.
     */
    static void eventsAsJson(JsonNode node) {
        if (node instanceof ObjectNode content && content.has(Recorded.EVENTS)) {
            content.set(Recorded.EVENT, content.remove(Recorded.EVENTS));
        }
        node.forEach(SpecReading::eventsAsJson);
    }

    /**
     * The one date that a server before 0.80 of Activepieces writes as an empty text when there is none: {@code finishTime} of a
     * flow run. It may be {@code ""} here, besides a date-time or null; anything else is still refused.
     */
    static void emptyFinishTime(JsonNode root) {
        ObjectNode property = (ObjectNode) root.at("/components/schemas/FlowRun/properties/finishTime");
        ObjectNode date = property.deepCopy();
        property.removeAll();
        ObjectNode empty = property.objectNode().put("type", "string");
        empty.putArray("enum").add("");
        property.putArray("anyOf").add(date).add(empty);
    }

    private static ObjectNode justNull(ObjectNode factory) {
        ObjectNode schema = factory.objectNode().put("type", "string").put("nullable", true);
        schema.putArray("enum").addNull();
        return schema;
    }
}
