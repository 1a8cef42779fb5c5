package dev.polyrun.activepieces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.activepieces.model.FlowTemplate;
import dev.polyrun.contract.DocumentContract;
import dev.polyrun.contract.Fixtures;
import org.junit.jupiter.api.Test;

class FlowTemplateDocumentTest extends DocumentContract<FlowTemplate> {
    FlowTemplateDocumentTest() {
        super(
                "activepieces", FlowTemplate.class, FlowTemplate::fromJson, "flow-template", "template-of-a-new-server",
                "template-of-an-old-server");
    }

    @Test
    void theVersionIsWhereTheServerPutIt() {
        FlowTemplate ofNew = FlowTemplate.fromJson(Fixtures.document("template-of-a-new-server"));
        FlowTemplate ofOld = FlowTemplate.fromJson(Fixtures.document("template-of-an-old-server"));

        assertThat(ofNew.flows()).singleElement().satisfies(version -> assertThat(version.displayName()).isEqualTo("flow code"));
        assertThat(ofNew.template()).isNull();
        assertThat(ofOld.template().displayName()).isEqualTo("flow code");
        assertThat(ofOld.flows()).isNull();
    }
}
