package dev.polyrun.onepin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import dev.polyrun.onepin.model.AvailabilityStatus;
import dev.polyrun.onepin.model.Metric;
import dev.polyrun.onepin.model.WorkflowRunOverview;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The overview of a run. */
class WorkflowRunOverviewDocumentTest extends DocumentContract<WorkflowRunOverview> {
    WorkflowRunOverviewDocumentTest() {
        super("onepin", WorkflowRunOverview.class, WorkflowRunOverview::fromJson, "workflow-run-overview", "overview-of-the-docs");
    }

    @Test
    void aFigureIsANumberATextOrNothing() {
        List<Metric> metrics = WorkflowRunOverview.fromJson(Fixtures.document("overview-of-the-docs")).metricSections().get(0).metrics();

        assertThat(metrics.get(0).value().asNumber()).isEqualByComparingTo("12");
        assertThat(metrics.get(1).value().asString()).isEqualTo("many");
        assertThat(metrics.get(2).value()).isNull();
        assertThat(metrics.get(2).status()).isEqualTo(AvailabilityStatus.NOT_READY);
    }
}
