package dev.polyrun.examples;

import dev.polyrun.Polyrun;
import dev.polyrun.RetabWebhook;
import dev.polyrun.RunRef;
import dev.polyrun.core.Event;
import dev.polyrun.core.EventStream;
import dev.polyrun.noxus.NoxusClient;
import dev.polyrun.noxus.Runs;
import dev.polyrun.noxus.model.RunEvent;

/** The snippets of docs/events.md, as code that compiles and that a test runs. */
final class EventsGuide {
    private EventsGuide() {}

    static Polyrun withoutStreams(String key) {
        return Polyrun.builder().noxus(n -> n.apiKey(key)).polling(polling -> polling.eventStreams(0)).build();
    }

    static void listen(NoxusClient noxus, String runId, String lastSeen) {
        try (EventStream<RunEvent> events = noxus.runs().events(runId, new Runs.StreamRunEventsParams().etag(lastSeen))) {
            for (Event<RunEvent> event : events) {
                RunEvent told = event.data();
                if (told != null && told.data() != null) { // null when it was no JSON, or none of this kind
                    System.out.println(told.type() + " " + told.data().status() + ", go on after " + told.redisId());
                }
            }
        }
    }

    static boolean hint(Polyrun polyrun, String runId) {
        return polyrun.hint(RunRef.of("noxus", runId));
    }

    static void onRetabWebhook(Polyrun polyrun, String secret, String signature, byte[] body) {
        RetabWebhook.withSecret(secret).verify(signature, body); // the header RetabWebhook.SIGNATURE_HEADER; throws WebhookSignatureException
        RunRef ref = RetabWebhook.runOf(body);
        if (ref != null) {
            polyrun.hint(ref);
        }
    }
}
