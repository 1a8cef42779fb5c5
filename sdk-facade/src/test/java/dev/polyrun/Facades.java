package dev.polyrun;

import dev.polyrun.core.RetryPolicy;
import dev.polyrun.retab.RetabClient;
import dev.polyrun.testkit.ActivepiecesSimulator;
import dev.polyrun.testkit.GumloopSimulator;
import dev.polyrun.testkit.NoxusSimulator;
import dev.polyrun.testkit.OnepinSimulator;
import dev.polyrun.testkit.RetabSimulator;
import dev.polyrun.testkit.RunScript;
import dev.polyrun.testkit.RunStep;
import dev.polyrun.testkit.Simulators;
import dev.polyrun.testkit.VendorSimulator;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Facades over simulators, and what tests do with them. */
final class Facades {
    private static final AtomicLong SERIAL = new AtomicLong();

    private Facades() {}

    /** All five vendors; ordinary calls are not retried, so that a fault meets its call. */
    static PolyrunBuilder over(Simulators vendors) {
        return over(vendors.gumloop(), over(vendors.activepieces(), over(vendors.retab(), over(vendors.noxus(), over(vendors.onepin())))));
    }

    static PolyrunBuilder over(GumloopSimulator vendor) {
        return over(vendor, Polyrun.builder());
    }

    static PolyrunBuilder over(ActivepiecesSimulator vendor) {
        return over(vendor, Polyrun.builder());
    }

    static PolyrunBuilder over(RetabSimulator vendor, RetabClient.WireGeneration generation) {
        return Polyrun.builder().retab(client -> client.baseUrl(vendor.baseUrl())
                .apiKey(vendor.apiKey())
                .wireGeneration(generation)
                .retryPolicy(RetryPolicy.none()));
    }

    static PolyrunBuilder over(NoxusSimulator vendor) {
        return over(vendor, Polyrun.builder());
    }

    static PolyrunBuilder over(OnepinSimulator vendor) {
        return Polyrun.builder()
                .onepin(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).retryPolicy(RetryPolicy.none()));
    }

    private static PolyrunBuilder over(GumloopSimulator vendor, PolyrunBuilder builder) {
        return builder.gumloop(client -> client.baseUrl(vendor.baseUrl())
                .apiKey(vendor.apiKey())
                .userId(vendor.userId())
                .retryPolicy(RetryPolicy.none()));
    }

    private static PolyrunBuilder over(ActivepiecesSimulator vendor, PolyrunBuilder builder) {
        return builder.activepieces(client -> client.baseUrl(vendor.baseUrl())
                .apiKey(vendor.apiKey())
                .projectId(vendor.projectId())
                .retryPolicy(RetryPolicy.none()));
    }

    private static PolyrunBuilder over(RetabSimulator vendor, PolyrunBuilder builder) {
        return builder.retab(client -> client.baseUrl(vendor.baseUrl())
                .apiKey(vendor.apiKey())
                .wireGeneration(RetabClient.WireGeneration.A)
                .retryPolicy(RetryPolicy.none()));
    }

    private static PolyrunBuilder over(NoxusSimulator vendor, PolyrunBuilder builder) {
        return builder.noxus(client -> client.baseUrl(vendor.baseUrl()).apiKey(vendor.apiKey()).retryPolicy(RetryPolicy.none()));
    }

    static VendorSimulator vendor(Simulators vendors, String name) {
        return switch (name) {
            case "gumloop" -> vendors.gumloop();
            case "activepieces" -> vendors.activepieces();
            case "retab" -> vendors.retab();
            case "noxus" -> vendors.noxus();
            case "onepin" -> vendors.onepin();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Plants a run that shows this step for ever. */
    static RunRef plant(VendorSimulator vendor, RunStep step) {
        return plant(vendor, RunScript.perRead(step));
    }

    /** Plants a run that shows these statuses, one a read. */
    static RunRef plant(VendorSimulator vendor, String... statuses) {
        return plant(vendor, RunScript.perRead(statuses));
    }

    static RunRef plant(VendorSimulator vendor, RunScript script) {
        if (vendor instanceof OnepinSimulator) {
            String id = new UUID(0x3fa85f6457174562L, 0x9000000000000000L + SERIAL.incrementAndGet()).toString();
            vendor.addRun(id, script);
            return RunRef.of("onepin", vendor.workflowId(), id);
        }
        String name = vendor instanceof GumloopSimulator
                ? "gumloop"
                : vendor instanceof ActivepiecesSimulator ? "activepieces" : vendor instanceof RetabSimulator ? "retab" : "noxus";
        String id = String.format(Locale.ROOT, "planted%014d", SERIAL.incrementAndGet());
        vendor.addRun(id, script);
        return RunRef.of(name, id);
    }

    /** The result of a future that needs no more virtual time, within bounds of real time. */
    static <T> T end(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the future did not end", e);
        }
    }

    /** Runs what blocks on a thread of its own. */
    static <T> CompletableFuture<T> elsewhere(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }, "test-caller");
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
