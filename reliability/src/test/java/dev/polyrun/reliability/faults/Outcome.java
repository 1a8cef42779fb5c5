package dev.polyrun.reliability.faults;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What came of a fault with one vendor.
 *
 * @param read what a read ended with
 * @param retries how often it was sent, with two retries allowed
 * @param start what a start ended with
 * @param waiting what a wait for a run came to when its first two polls met the fault
 */
record Outcome(String read, String retries, String start, String waiting) {
    static Outcome of(Bench bench, WireFault fault) throws Exception {
        ClientTrial.Result client = new ClientTrial(bench, fault).result();
        EngineTrial engine = new EngineTrial(bench, fault);
        String waiting = engine.passing();
        if (!client.isAnswered()) {
            String lasting = engine.lasting();
            // Time stands still while calls are sent: polls that are cut by their timeout do not see that it is over.
            String cause = fault.isSlow() ? "Connection" : client.read();
            assertThat(lasting).as("the end of a wait when nothing else comes").isIn("PollingFailed of " + cause, "RunNotFound of " + cause);
            assertThat(waiting).isIn("goes on", lasting);
        } else {
            assertThat(waiting).isEqualTo("goes on");
        }
        return new Outcome(client.read(), client.retries(), client.start(), waiting.equals("goes on") ? waiting : "ends");
    }
}
