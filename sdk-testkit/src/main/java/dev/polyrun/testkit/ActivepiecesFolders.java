package dev.polyrun.testkit;

import static dev.polyrun.testkit.Documents.document;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Activepieces' folders. Guarded by the simulator's lock. */
final class ActivepiecesFolders {
    private static final ActivepiecesPages.Order<Folder> OLDEST_FIRST = new ActivepiecesPages.Order<>(
            folder -> List.of("created", String.valueOf(ActivepiecesDocuments.time(folder.created))), false);

    private static final class Folder {
        final String id = String.format(Locale.ROOT, "folder%015d", RunBook.nextSerial());
        final Instant created;
        Instant updated;
        String name;

        Folder(String name, Instant created) {
            this.name = name;
            this.created = created;
            this.updated = created;
        }
    }

    private final ActivepiecesErrors errors;
    private final ActivepiecesRequests requests;
    private final ActivepiecesPages pages;
    private final String projectId;
    private final Supplier<Instant> clock;
    private final Map<String, Folder> folders = new LinkedHashMap<>();

    ActivepiecesFolders(
            ActivepiecesErrors errors,
            ActivepiecesRequests requests,
            ActivepiecesPages pages,
            String projectId,
            Supplier<Instant> clock) {
        this.errors = errors;
        this.requests = requests;
        this.pages = pages;
        this.projectId = projectId;
        this.clock = clock;
    }

    /** @param flowsIn how many flows are in the folder of an id */
    Answer list(Exchange exchange, ToLongFunction<String> flowsIn) {
        requests.checkProjectOfQuery(exchange);
        return pages.page(exchange.request(), List.copyOf(folders.values()), OLDEST_FIRST, folder -> folder(folder, flowsIn));
    }

    Answer get(Exchange exchange, ToLongFunction<String> flowsIn) {
        return Answer.ok(folder(existing(exchange), flowsIn));
    }

    Answer create(Exchange exchange, ToLongFunction<String> flowsIn) {
        Map<String, @Nullable Object> body = requests.bodyOfProject(exchange);
        String id = upsert(requests.required(body, "displayName"));
        return Answer.ok(folder(Objects.requireNonNull(folders.get(id)), flowsIn));
    }

    Answer update(Exchange exchange, ToLongFunction<String> flowsIn) {
        String name = requests.required(requests.body(exchange), "displayName");
        Folder folder = existing(exchange);
        Folder other = named(name);
        if (other != null && other != folder) {
            throw new Refusal(errors.own(409, "VALIDATION", document("message", "Folder displayName is used")));
        }
        rename(folder, name);
        return Answer.ok(folder(folder, flowsIn));
    }

    /** Deletes the folder and gives its id. */
    String delete(Exchange exchange) {
        Folder folder = existing(exchange);
        folders.remove(folder.id);
        return folder.id;
    }

    /** The id of the folder of this name, which is made when there is none. */
    String upsert(String name) {
        Folder folder = named(name);
        if (folder == null) {
            folder = new Folder(name, clock.get());
            folders.put(folder.id, folder);
        } else {
            rename(folder, name);
        }
        return folder.id;
    }

    private void rename(Folder folder, String name) {
        folder.name = name;
        folder.updated = clock.get();
    }

    private @Nullable Folder named(String name) {
        return folders.values().stream().filter(folder -> folder.name.equalsIgnoreCase(name)).findFirst().orElse(null);
    }

    private Folder existing(Exchange exchange) {
        String id = exchange.path("id");
        Folder folder = folders.get(id);
        if (folder == null) {
            throw new Refusal(errors.noFolder(id));
        }
        return folder;
    }

    private Map<String, @Nullable Object> folder(Folder folder, ToLongFunction<String> flowsIn) {
        return document(
                "id", folder.id,
                "created", ActivepiecesDocuments.time(folder.created),
                "updated", ActivepiecesDocuments.time(folder.updated),
                "displayName", folder.name,
                "projectId", projectId,
                "displayOrder", 0,
                "numberOfFlows", flowsIn.applyAsLong(folder.id));
    }
}
