package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workflow of Retab: its draft and what was published of it. Guarded by its simulator's lock. */
final class RetabWorkflow {
    /** @param type as generations A and B call it */
    record Block(String id, String type, String label, @Nullable Map<String, @Nullable Object> config) {}

    record Edge(String source, String sourceHandle, String target, String targetHandle) {
        String id() {
            return "edge-" + source + "-" + target;
        }
    }

    record Version(String id, String note, Instant publishedAt, List<Block> blocks, List<Edge> edges) {}

    final String id;
    final Instant createdAt;
    /** Of the draft. */
    final List<Block> blocks;
    final List<Edge> edges;
    /** In the order of publication. */
    final List<Version> versions = new ArrayList<>();

    String name;
    String description;
    @Nullable String projectId;
    List<?> senders = List.of();
    List<?> domains = List.of();
    Instant updatedAt;

    RetabWorkflow(String id, String name, String description, List<Block> blocks, List<Edge> edges, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.description = description;
        this.blocks = new ArrayList<>(blocks);
        this.edges = edges;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    /** The workflow that all runs go through, with one more block beside those that a run has steps for: the input that runs may do without. */
    static RetabWorkflow usual(String id, Instant createdAt) {
        List<Block> blocks = new ArrayList<>();
        for (String[] node : RetabDocuments.NODES) {
            blocks.add(new Block(node[0], node[1], node[2], node[1].equals("extract") ? extraction() : null));
        }
        blocks.add(new Block("start-json-1", "start_json", "Customer", document("json_schema", schema("customer_id"))));
        List<Edge> edges = List.of(
                new Edge("start-node-1", "output-file-0", "extract-node-1", "input-file-0"),
                new Edge("start-json-1", "output-json-0", "extract-node-1", "input-json-0"),
                new Edge("extract-node-1", "output-json-0", "end-node-1", "input-json-0"));
        return new RetabWorkflow(id, "Invoice Processing", "Extract invoice fields", blocks, edges, createdAt);
    }

    /** A new workflow has one block, for a document. */
    static RetabWorkflow blank(String id, String name, String description, String blockId, Instant createdAt) {
        return new RetabWorkflow(id, name, description, List.of(new Block(blockId, "start", "Document", null)), List.of(), createdAt);
    }

    @Nullable Version published() {
        return versions.isEmpty() ? null : versions.get(versions.size() - 1);
    }

    private static Map<String, @Nullable Object> extraction() {
        return document("model", "retab-small", "json_schema", schema("invoice_number"));
    }

    private static Map<String, @Nullable Object> schema(String property) {
        return document("type", "object", "properties", document(property, document("type", "string")));
    }
}
