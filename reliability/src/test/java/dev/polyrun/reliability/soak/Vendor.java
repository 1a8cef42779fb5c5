package dev.polyrun.reliability.soak;

import dev.polyrun.StartRequest;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.VendorSimulator;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** A vendor: its simulator, its words for how a run stands, and what a run of it is started with. */
enum Vendor {
    GUMLOOP(GumloopSimulator::start, "/api/v1", "RUNNING", "DONE", "FAILED", "TERMINATED"),
    ACTIVEPIECES(ActivepiecesSimulator::start, "/api", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED"),
    RETAB(() -> RetabSimulator.generation(RetabSimulator.Generation.C), "", "running", "completed", "error", "cancelled"),
    NOXUS(NoxusSimulator::start, "", "running", "completed", "failed", "stopped"),
    ONEPIN(OnepinSimulator::start, "", "running", "completed", "failed", "cancelled");

    /** The vendor allows one run of a workflow at a time. By when it is a workflow's turn again, its run has ended. */
    private static final int ONEPIN_WORKFLOWS = 600;
    /** A webhook's run is looked for among those of its flow: not all of them are of one. */
    private static final int ACTIVEPIECES_FLOWS = 32;

    private final Supplier<VendorSimulator> simulator;
    final String basePath;
    final String active;
    final String succeeded;
    final String failed;
    final String cancelled;

    Vendor(Supplier<VendorSimulator> simulator, String basePath, String active, String succeeded, String failed, String cancelled) {
        this.simulator = simulator;
        this.basePath = basePath;
        this.active = active;
        this.succeeded = succeeded;
        this.failed = failed;
        this.cancelled = cancelled;
    }

    String vendorName() {
        return name().toLowerCase(Locale.ROOT);
    }

    VendorSimulator start() {
        return simulator.get();
    }

    /** @param number counts the starts of an account */
    String workflowId(long number, String usual) {
        return switch (this) {
            case ONEPIN -> new UUID(0x50a4_4000L, 0x8000_0000_0000_0000L + number % ONEPIN_WORKFLOWS).toString();
            case ACTIVEPIECES -> String.format(Locale.ROOT, "SoakFlow%013d", number % ACTIVEPIECES_FLOWS);
            default -> usual;
        };
    }

    /** Inputs by which the servers tell which attempt made a run. */
    StartRequest request(String attempt) {
        return switch (this) {
            case GUMLOOP -> StartRequest.input("topic", attempt);
            case ACTIVEPIECES -> StartRequest.input("attempt", attempt);
            case RETAB -> StartRequest.input("start-json-1", Map.of("attempt", attempt));
            case NOXUS -> StartRequest.input("User Question", attempt);
            case ONEPIN -> StartRequest.input("script_text", attempt);
        };
    }
}
