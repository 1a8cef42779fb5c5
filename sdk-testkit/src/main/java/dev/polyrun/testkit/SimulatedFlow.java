package dev.polyrun.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flow of Activepieces with its versions. Guarded by its simulator's lock. */
final class SimulatedFlow {
    static final String ENABLED = "ENABLED";
    static final String DISABLED = "DISABLED";

    final String id;
    final String externalId;
    final Instant created;
    /** Documents of the versions, oldest first; never empty. */
    final List<Map<String, @Nullable Object>> versions = new ArrayList<>();

    Instant updated;
    String status = DISABLED;
    /** The status that the server is still working on; null at rest. */
    @Nullable String statusToCome;
    @Nullable String folderId;
    @Nullable String publishedVersionId;
    @Nullable String templateId;
    @Nullable String ownerId;
    @Nullable Object metadata;
    @Nullable Object timeSavedPerRun;

    SimulatedFlow(String id, String externalId, Instant created, Map<String, @Nullable Object> firstVersion) {
        this.id = id;
        this.externalId = externalId;
        this.created = created;
        this.updated = created;
        versions.add(firstVersion);
    }

    Map<String, @Nullable Object> latest() {
        return versions.get(versions.size() - 1);
    }

    /** The version of this id; null for none. */
    @Nullable Map<String, @Nullable Object> version(@Nullable String versionId) {
        return versions.stream()
                .filter(version -> version.get("id") instanceof String id && id.equals(versionId))
                .findFirst()
                .orElse(null);
    }

    /** The server has done what it was working on. A flow without a published version cannot be enabled. */
    void settle() {
        if (statusToCome != null) {
            status = publishedVersionId == null ? DISABLED : statusToCome;
            statusToCome = null;
        }
    }
}
