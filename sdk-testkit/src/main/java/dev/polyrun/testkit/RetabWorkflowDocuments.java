package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import dev.polyrun.testkit.RetabSimulator.Generation;
import dev.polyrun.testkit.RetabWorkflow.Block;
import dev.polyrun.testkit.RetabWorkflow.Edge;
import dev.polyrun.testkit.RetabWorkflow.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Retab's JSON about workflows in one generation. */
final class RetabWorkflowDocuments {
    private static final String ORGANIZATION_ID = "org_simulated1";
    private static final String DRAFT = "draft_simulated1";
    private static final int BLOCK_DISTANCE = 320;

    private final Generation generation;

    RetabWorkflowDocuments(Generation generation) {
        this.generation = generation;
    }

    Map<String, @Nullable Object> workflow(RetabWorkflow workflow) {
        Map<String, @Nullable Object> document =
                document("id", workflow.id, "name", workflow.name, "description", workflow.description);
        Version published = workflow.published();
        if (generation == Generation.A) {
            document.put("is_published", published != null);
            document.put("published_snapshot_id", published == null ? null : published.id());
            document.put("published_at", published == null ? null : published.publishedAt().toString());
            document.put("draft_version", DRAFT);
            document.put("email_senders_whitelist", workflow.senders);
            document.put("email_domains_whitelist", workflow.domains);
        } else {
            document.put("published", published == null ? null : publication(published));
        }
        if (generation == Generation.B) {
            document.put(
                    "email_trigger",
                    document("allowed_senders", workflow.senders, "allowed_domains", workflow.domains));
        }
        if (generation == Generation.C) {
            document.put("project_id", workflow.projectId);
            document.put("capabilities", List.of("workflow:view", "workflow:edit", "workflow:run"));
            document.put("authz_status", "ready");
        } else {
            document.put("organization_id", ORGANIZATION_ID);
        }
        document.put("created_at", workflow.createdAt.toString());
        document.put("updated_at", workflow.updatedAt.toString());
        return document;
    }

    private Map<String, @Nullable Object> publication(Version version) {
        return generation == Generation.B
                ? document("snapshot_id", version.id(), "published_at", version.publishedAt().toString())
                : document(
                        "version_id", version.id(),
                        "published_at", version.publishedAt().toString(),
                        "description", version.note());
    }

    Map<String, @Nullable Object> entities(RetabWorkflow workflow) {
        Map<String, @Nullable Object> document =
                document("workflow", workflow(workflow), "blocks", blocks(workflow), "edges", edges(workflow));
        if (generation == Generation.A) {
            document.put("subflows", List.of());
        }
        return document;
    }

    /** The blocks of the draft. */
    List<Map<String, @Nullable Object>> blocks(RetabWorkflow workflow) {
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        for (Block block : workflow.blocks) {
            Map<String, @Nullable Object> document = document("id", block.id(), "workflow_id", workflow.id);
            if (generation == Generation.B) {
                document.put("organization_id", ORGANIZATION_ID);
                document.put("draft_version", DRAFT);
            }
            document.put("type", type(block));
            document.put("label", block.label());
            document.put("position_x", documents.size() * BLOCK_DISTANCE);
            document.put("position_y", 0);
            document.put("width", null);
            document.put("height", null);
            document.put("config", block.config());
            if (generation == Generation.A) {
                document.put("subflow_id", null);
            } else {
                document.put("resolved_schemas", schemas(block));
            }
            document.put("parent_id", null);
            document.put("updated_at", workflow.updatedAt.toString());
            documents.add(document);
        }
        return documents;
    }

    private static List<Object> edges(RetabWorkflow workflow) {
        List<Object> documents = new ArrayList<>();
        for (Edge edge : workflow.edges) {
            documents.add(document(
                    "id", edge.id(),
                    "workflow_id", workflow.id,
                    "source_block", edge.source(),
                    "target_block", edge.target(),
                    "source_handle", edge.sourceHandle(),
                    "target_handle", edge.targetHandle(),
                    "updated_at", workflow.updatedAt.toString()));
        }
        return documents;
    }

    Map<String, @Nullable Object> version(RetabWorkflow workflow, Version version) {
        List<Object> blocks = new ArrayList<>();
        for (Block block : version.blocks()) {
            blocks.add(document(
                    "id", block.id(),
                    "type", type(block),
                    "position", document("x", blocks.size() * BLOCK_DISTANCE, "y", 0),
                    "label", block.label(),
                    "config", block.config(),
                    "resolved_schemas", schemas(block),
                    "width", null,
                    "height", null,
                    "parent_id", null));
        }
        List<Object> edges = new ArrayList<>();
        for (Edge edge : version.edges()) {
            edges.add(document(
                    "id", edge.id(),
                    "source", edge.source(),
                    "target", edge.target(),
                    "source_handle", edge.sourceHandle(),
                    "target_handle", edge.targetHandle(),
                    "animated", true));
        }
        return document(
                "id", version.id(),
                "workflow_id", workflow.id,
                "blocks", blocks,
                "edges", edges,
                "block_version_ids", List.of(),
                "edge_version_ids", List.of(),
                "created_at", version.publishedAt().toString());
    }

    private String type(Block block) {
        return RetabDocuments.blockType(block.type(), generation);
    }

    private static Map<String, @Nullable Object> schemas(Block block) {
        Object schema = block.config() == null ? null : block.config().get("json_schema");
        return document(
                "input_schemas", Map.of(), "output_schemas", schema == null ? Map.of() : Map.of("output-json-0", schema));
    }
}
