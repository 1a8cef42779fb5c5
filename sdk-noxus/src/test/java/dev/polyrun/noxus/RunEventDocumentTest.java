package dev.polyrun.noxus;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.noxus.model.RunEvent;

/** The data of an event of a run. */
class RunEventDocumentTest extends DocumentContract<RunEvent> {
    RunEventDocumentTest() {
        super("noxus", RunEvent.class, RunEvent::fromJson, "run-event", "run-event-of-the-docs");
    }
}
