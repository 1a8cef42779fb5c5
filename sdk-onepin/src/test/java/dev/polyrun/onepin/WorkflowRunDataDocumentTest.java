package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.onepin.model.CardAudio;
import dev.polyrun.onepin.model.DownloadUrl;
import dev.polyrun.onepin.model.WorkflowRunData;
import org.junit.jupiter.api.Test;

/** The lines of a run with their audio. */
class WorkflowRunDataDocumentTest extends DocumentContract<WorkflowRunData> {
    WorkflowRunDataDocumentTest() {
        super("onepin", WorkflowRunData.class, WorkflowRunData::fromJson, "workflow-run-data", "data-of-the-sdk");
    }

    @Test
    void signedLinksAreNotInTheTextOfAModel() {
        CardAudio audio = WorkflowRunData.fromJson(Fixtures.document("data-of-the-sdk")).rows().get(0).cards().get(0).audio();
        DownloadUrl link = DownloadUrl.fromJson("{\"url\":\"https://storage.example.com/a.zip?token=s3cret\",\"filename\":\"a.zip\"}");

        assertThat(audio.playbackUrl()).endsWith("signature=s3cret");
        assertThat(audio).hasToString("CardAudio[status=available, duration_ms=1200]");
        assertThat(link).hasToString("DownloadUrl[filename=a.zip]");
    }
}
