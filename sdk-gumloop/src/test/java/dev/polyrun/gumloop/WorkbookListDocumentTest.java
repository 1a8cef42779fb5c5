package dev.polyrun.gumloop;

import dev.polyrun.contract.DocumentContract;
import dev.polyrun.gumloop.model.WorkbookList;

class WorkbookListDocumentTest extends DocumentContract<WorkbookList> {
    WorkbookListDocumentTest() {
        super("gumloop", WorkbookList.class, WorkbookList::fromJson, "workbooks", "workbooks-of-the-docs");
    }
}
