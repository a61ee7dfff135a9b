package io.ratchet.lab;

import io.ratchet.lab.wsman.Admission;
import io.ratchet.lab.wsman.KerberosService;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** The command {@code lab}: a fleet alone, until somebody stops it. */
public final class Lab {
    private static final int STOPPED = 3;

    private Lab() {}

    /**
     * Starts the fleet, prints {@code ready N hosts} on {@code out} once all listen, and waits for SIGTERM or an
     * interrupt.
     *
     * @return 3 when the calling thread is interrupted; a SIGTERM ends the process itself with 3
     * @throws IllegalArgumentException when there is no such profile
     * @throws IllegalStateException when an address or a port cannot be had
     */
    public static int run(LabSettings settings, PrintStream out) {
        FleetSettings fleetSettings = FleetSettings.standard()
                .with(settings.https() ? Ports.WINDOWS_WITH_HTTPS : Ports.WINDOWS)
                .withNetwork(settings.network());
        Admission admission = settings.basic() ? Admission.standard() : Admission.asInstalled();
        if (settings.keytab() != null) admission = admission.in(KerberosService.of(settings.keytab()));
        fleetSettings = fleetSettings.with(admission);
        if (settings.site() != null) fleetSettings = fleetSettings.with(FleetSettings.Addresses.ONE_EACH);
        if (settings.directory() != null) fleetSettings = fleetSettings.withDirectory(settings.directory());
        return run(settings, fleetSettings, out);
    }

    static int run(LabSettings settings, FleetSettings fleetSettings, PrintStream out) {
        try (Fleet fleet = Fleet.start(
                fleetSettings,
                Fleet.generated(
                        settings.hosts(), settings.profile(), settings.seed(), settings.faults(), settings.traits()))) {
            if (settings.inventory() != null) Inventory.write(settings.inventory(), fleet);
            if (settings.site() != null) Site.write(settings.site(), fleet);
            out.println("ready " + settings.hosts() + " hosts");
            out.flush();
            waitForTheEnd(fleet);
        } catch (AddressTakenException e) {
            throw new IllegalStateException(
                    e.getMessage()
                            + "; stop what listens there, or give this lab addresses of its own, such as --network "
                            + settings.another(),
                    e);
        }
        return STOPPED;
    }

    /** A JVM that a signal ends would say 143; the contract says 3. */
    private static void waitForTheEnd(Fleet fleet) {
        var hook = new Thread(
                () -> {
                    fleet.close();
                    Runtime.getRuntime().halt(STOPPED);
                },
                "lab-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
