package dev.polyrun.activepieces;

import static dev.polyrun.testkit.JsonAssertions.assertSameJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.model.Flow;
import dev.polyrun.activepieces.model.FlowOperationStatus;
import dev.polyrun.activepieces.model.FlowStatus;
import dev.polyrun.contract.DocumentContract;
import org.junit.jupiter.api.Test;

class FlowDocumentTest extends DocumentContract<Flow> {
    FlowDocumentTest() {
        super("activepieces", Flow.class, Flow::fromJson, "flow", "flow-of-a-server");
    }

    @Test
    void whatIsNullHasNoValueAndStaysInTheDocument() {
        String json = "{\"folderId\":null,\"publishedVersionId\":null,\"version\":{\"updatedBy\":null}}";

        Flow flow = Flow.fromJson(json);

        assertThat(flow.folderId()).isNull();
        assertThat(flow.publishedVersionId()).isNull();
        assertThat(flow.version().updatedBy()).isNull();
        assertSameJson(json, flow.toJson());
    }

    @Test
    void theEmptyTextOfAnOldServerIsNotTakenForNull() {
        String json = "{\"folderId\":\"\",\"publishedVersionId\":\"\",\"version\":{\"updatedBy\":\"\",\"updated\":\"\"}}";

        Flow flow = Flow.fromJson(json);

        assertThat(flow.folderId()).isEmpty();
        assertThat(flow.publishedVersionId()).isEmpty();
        assertThat(flow.version().updatedBy()).isEmpty();
        assertThat(flow.version().updated()).isNull();
        assertSameJson(json, flow.toJson());
    }

    @Test
    void statusesOfTomorrowAreKeptAsTheirText() {
        Flow flow = Flow.fromJson("{\"status\":\"PAUSED\",\"operationStatus\":\"MOVING\"}");

        assertThat(flow.status()).isEqualTo(FlowStatus.of("PAUSED"));
        assertThat(flow.operationStatus().known()).isEqualTo(FlowOperationStatus.Known.UNRECOGNIZED);
    }
}
