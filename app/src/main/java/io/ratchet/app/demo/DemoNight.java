package io.ratchet.app.demo;

import io.ratchet.app.server.DataFolder;
import io.ratchet.console.ConsolePorts;
import java.util.function.Consumer;

/**
 * The demo's flow, fleet and store on one data folder: what stands between the folder and the people who watch. It has
 * two acts.
 */
public interface DemoNight extends AutoCloseable {
    /** Opens the night on a folder that may hold an earlier, broken-off one. */
    @FunctionalInterface
    interface Opening {
        DemoNight open(DataFolder folder);
    }

    /**
     * Starts the fleet, takes the estate's reports in, decides, and goes on with whatever an earlier process left under
     * way.
     *
     * @param progress told what happens, one sentence at a time
     */
    void begin(Consumer<String> progress);

    /** What the console shows and does. */
    ConsolePorts ports();

    /**
     * Leaves the approvals to people: waits until nothing of the first act is left to do, then lets the second begin.
     * Returns when nothing of that is left either, or when the night was closed.
     */
    void goOn(Consumer<String> progress) throws InterruptedException;

    /**
     * Plays both acts, as far as they are not played yet: approves everything that the demo's policy allows, and writes
     * the audit export.
     */
    DemoOutcome toTheEnd(Consumer<String> progress) throws InterruptedException;

    /** Stops turns, flow, store and fleet; what was under way goes on at the next start. */
    @Override
    void close();
}
