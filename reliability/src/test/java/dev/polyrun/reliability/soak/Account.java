package dev.polyrun.reliability.soak;

import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.VendorSimulator;

/**
 * Where an account's server is, and what its client needs.
 *
 * @param owner Gumloop's user, Activepieces' project; "-" for the others
 * @param workflowId of those vendors whose runs are all of one workflow
 */
record Account(int index, int port, String apiKey, String owner, String workflowId) {
    static Account of(int index, int port, VendorSimulator server) {
        String owner = server instanceof GumloopSimulator gumloop ? gumloop.userId()
                : server instanceof ActivepiecesSimulator activepieces ? activepieces.projectId() : "-";
        return new Account(index, port, server.apiKey(), owner, server.workflowId());
    }

    static Account parse(String text) {
        String[] parts = text.split("\\|");
        return new Account(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2], parts[3], parts[4]);
    }

    @Override
    public String toString() {
        return String.join("|", String.valueOf(index), String.valueOf(port), apiKey, owner, workflowId);
    }
}
