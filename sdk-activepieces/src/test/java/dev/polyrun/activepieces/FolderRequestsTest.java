package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyrun.activepieces.Folders.ListFoldersParams;
import dev.polyrun.activepieces.model.CreateFolderRequest;
import dev.polyrun.activepieces.model.Folder;
import dev.polyrun.activepieces.model.UpdateFolderRequest;
import dev.polyrun.contract.Sent;
import dev.polyrun.core.ConflictException;
import dev.polyrun.core.NotFoundException;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FolderRequestsTest {
    private final ActivepiecesSimulator activepieces = ActivepiecesSimulator.start();
    private final String project = activepieces.projectId();
    private final ActivepiecesClient client =
            ActivepiecesClient.builder().baseUrl(activepieces.baseUrl()).apiKey(activepieces.apiKey()).build();

    @AfterEach
    void close() {
        activepieces.close();
    }

    private Folder create(String name) {
        return client.folders().create(CreateFolderRequest.builder().projectId(project).displayName(name).build());
    }

    private Folder rename(String id, String name) {
        return client.folders().update(id, UpdateFolderRequest.builder().displayName(name).build());
    }

    @Test
    void createSendsNameAndProject() {
        Folder made = create("Finance");

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("POST /api/v1/folders");
        assertThat(sent.headers()).isEqualTo(Map.of(
                "accept", "application/json",
                "authorization", "Bearer " + activepieces.apiKey(),
                "content-type", "application/json"));
        assertThat(sent.json()).isEqualTo(Map.of("projectId", project, "displayName", "Finance"));
        assertThat(made.displayName()).isEqualTo("Finance");
        assertThat(made.numberOfFlows()).isZero();
    }

    @Test
    void createIsRepeatedWhenItsAnswerIsLostSinceItFindsTheFolderByItsName() {
        activepieces.failNext(Fault.connectionReset().afterHandling());

        create("Finance");

        assertThat(activepieces.requests()).hasSize(2);
        assertThat(client.folders().list(project).data()).hasSize(1);
    }

    @Test
    void listNamesTheProjectAndThePage() {
        client.folders().list(project, new ListFoldersParams().limit(2).cursor("bmV4dF8="));

        Sent sent = Sent.onlyTo(activepieces);
        assertThat(sent.line()).isEqualTo("GET /api/v1/folders");
        assertThat(sent.query()).isEqualTo(
                Map.of("projectId", List.of(project), "limit", List.of("2"), "cursor", List.of("bmV4dF8=")));
        assertThat(sent.headers())
                .isEqualTo(Map.of("accept", "application/json", "authorization", "Bearer " + activepieces.apiKey()));
    }

    @Test
    void getUpdateAndDeleteNameTheFolderInThePath() {
        String id = create("Finance").id();

        assertThat(client.folders().get(id).displayName()).isEqualTo("Finance");
        assertThat(Sent.lastTo(activepieces).line()).isEqualTo("GET /api/v1/folders/" + id);

        assertThat(rename(id, "Money").displayName()).isEqualTo("Money");
        assertThat(Sent.lastTo(activepieces).line()).isEqualTo("POST /api/v1/folders/" + id);
        assertThat(Sent.lastTo(activepieces).json()).isEqualTo(Map.of("displayName", "Money"));

        client.folders().delete(id);
        assertThat(Sent.lastTo(activepieces).line()).isEqualTo("DELETE /api/v1/folders/" + id);
        assertThatThrownBy(() -> client.folders().get(id)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aNameThatAnotherFolderHasIsAConflict() {
        create("Finance");
        String id = create("Money").id();

        assertThatThrownBy(() -> rename(id, "FINANCE")).isInstanceOf(ConflictException.class);
    }
}
