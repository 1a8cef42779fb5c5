package dev.polyrun.testkit;

import java.util.List;

/** One simulator of each vendor. Thread-safe. */
public final class Simulators implements AutoCloseable {
    private final GumloopSimulator gumloop;
    private final ActivepiecesSimulator activepieces;
    private final RetabSimulator retab;
    private final NoxusSimulator noxus;
    private final OnepinSimulator onepin;

    private Simulators(RetabSimulator.Generation retabGeneration) {
        gumloop = GumloopSimulator.start();
        activepieces = ActivepiecesSimulator.start();
        retab = RetabSimulator.generation(retabGeneration);
        noxus = NoxusSimulator.start();
        onepin = OnepinSimulator.start();
    }

    /** Starts all five: Activepieces 0.86.0, Retab in generation A. */
    public static Simulators start() {
        return start(RetabSimulator.Generation.A);
    }

    /** As {@link #start()}, with Retab in this generation. */
    public static Simulators start(RetabSimulator.Generation retabGeneration) {
        return new Simulators(retabGeneration);
    }

    /** The Gumloop simulator. */
    public GumloopSimulator gumloop() {
        return gumloop;
    }

    /** The Activepieces simulator. */
    public ActivepiecesSimulator activepieces() {
        return activepieces;
    }

    /** The Retab simulator. */
    public RetabSimulator retab() {
        return retab;
    }

    /** The Noxus simulator. */
    public NoxusSimulator noxus() {
        return noxus;
    }

    /** The Onepin simulator. */
    public OnepinSimulator onepin() {
        return onepin;
    }

    /** All five. */
    public List<VendorSimulator> all() {
        return List.of(gumloop, activepieces, retab, noxus, onepin);
    }

    /** Closes all five. */
    @Override
    public void close() {
        all().forEach(VendorSimulator::close);
    }
}
