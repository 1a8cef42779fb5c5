package dev.polyrun.activepieces;

import dev.polyrun.activepieces.model.Folder;
import dev.polyrun.contract.DocumentContract;

class FolderDocumentTest extends DocumentContract<Folder> {
    FolderDocumentTest() {
        super("activepieces", Folder.class, Folder::fromJson, "folder", "folder-of-a-server");
    }
}
