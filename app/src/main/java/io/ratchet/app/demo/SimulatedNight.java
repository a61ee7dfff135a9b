package io.ratchet.app.demo;

import io.ratchet.app.flow.Flow;
import io.ratchet.app.flow.FlowParts;
import io.ratchet.app.server.DataFolder;
import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.tls.ControlPeer;
import io.ratchet.connectors.tls.ProbeSettings;
import io.ratchet.connectors.tls.TlsProbes;
import io.ratchet.connectors.winrm.CredentialCircuit;
import io.ratchet.connectors.winrm.HostShellSettings;
import io.ratchet.connectors.winrm.HostShells;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.console.ConsolePorts;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.AuditLog;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Two nights in the demo's company: everything as in earnest, except that the hosts are simulated and it is 2018, then
 * 2019.
 */
public final class SimulatedNight implements DemoNight {
    /** By whom the demo approves: every plan of its own estate, which nobody else's hosts can ever be in. */
    static final String POLICY = "policy:demo";

    private static final Duration APPROVAL_LASTS = Duration.ofDays(7);
    private static final Duration LONGEST_NIGHT = Duration.ofMinutes(5);
    /** What an approval meets whose plan was changed or withdrawn since it was read. */
    private static final Set<FailureCode> OVERTAKEN = Set.of(FailureCode.PLAN_CHANGED, FailureCode.NOT_WAITING);

    private static final long POLL_MILLIS = 100;

    private static final long WATCH_MILLIS = 1000;

    private final Path folder;
    private final DemoActs acts;
    private final ControlPeer control;
    private final DemoFleet fleet;
    private final Flow flow;
    private final Instant begun = Instant.now();
    private final CountDownLatch closing = new CountDownLatch(1);

    private SimulatedNight(Path folder, DemoActs acts, ControlPeer control, DemoFleet fleet, Flow flow) {
        this.folder = folder;
        this.acts = acts;
        this.control = control;
        this.fleet = fleet;
        this.flow = flow;
    }

    /** Opens the night on {@code data}, laying the estate out where it is not yet. */
    public static DemoNight open(DataFolder data) {
        Path folder = data.path();
        DemoEstate.write(folder);
        SqlStore store = SqlStore.h2(folder);
        DemoClock clock = DemoClock.after(lastMoment(store), Clock.systemUTC());
        DemoActs acts = new DemoActs(folder, clock);
        Path secrets = folder.resolve("credentials");
        DemoFleet fleet = new DemoFleet(folder.resolve("fleet"), secrets, clock);
        ControlPeer control = TlsProbes.loopbackControl();
        Organisation organisation = OrganisationFile.read(folder.resolve("organisation.yaml"));
        RuleBook rules = RuleBook.shipped();
        HostShellSettings shells = HostShellSettings.defaults()
                .withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(20))
                .withQuota(5, Duration.ofSeconds(1));
        Flow flow = Flow.open(FlowParts.plain(
                new FlowParts.Ground(store, folder, () -> organisation, () -> rules, clock, IdSource.random()),
                new FlowParts.Hosts(
                        fleet,
                        HostShells.wsman(
                                new CredentialReferences(secrets, Map.of()),
                                shells,
                                Authentication.NTLM,
                                CredentialCircuit.withDefaults(clock),
                                clock),
                        TlsProbes.clientHello(ProbeSettings.defaults(), control),
                        PackageDepot.read(folder.resolve("packages.yaml"))),
                FlowParts.Changing.plain(
                        new RunSettings(
                                4,
                                Duration.ofMillis(300),
                                Duration.ofSeconds(5),
                                5,
                                Duration.ofMillis(400),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(60),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(20),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(20)),
                        new Night.Settings(8, Duration.ofMillis(150), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                        APPROVAL_LASTS),
                FlowParts.Observers.none()));
        return new SimulatedNight(folder, acts, control, fleet, flow);
    }

    /** When the log was last written to; long ago when never. */
    private static Instant lastMoment(SqlStore store) {
        return store.transact(tx -> {
            long size = tx.audit().size();
            if (size == 0) return Instant.EPOCH;
            try (Stream<AuditLog.Line> last = tx.audit().lines(size - 1)) {
                return last.findFirst().map(line -> line.event().at()).orElse(Instant.EPOCH);
            }
        });
    }

    @Override
    public void begin(Consumer<String> progress) {
        progress.accept(fleet.start() + " simulated Windows hosts are up.");
        long fresh = acts.take(flow);
        progress.accept(acts.reports().size() + " reports in the inbox, " + fresh + " of them new.");
        if (acts.first().isEmpty()) acts.ask(flow, DemoAct.SEPTEMBER_2018, progress);
        flow.decision().redecide();
        int waiting = flow.desk().queue().size();
        progress.accept(flow.decision().assets().ids().size() + " assets are decided; " + waiting
                + " plans are waiting for approval.");
        flow.startNight();
        flow.startCollecting();
    }

    @Override
    public ConsolePorts ports() {
        return flow.ports();
    }

    @Override
    public void goOn(Consumer<String> progress) throws InterruptedException {
        try {
            playOn(progress);
        } catch (RuntimeException e) {
            // What broke off because the night was closed goes on at the next start.
            if (closing.getCount() > 0) throw e;
        }
    }

    private void playOn(Consumer<String> progress) throws InterruptedException {
        if (acts.first().isEmpty()) {
            if (!nothingIsLeft(progress)) return;
            acts.endFirst(flow);
            progress.accept("Nothing of the first night is left to do.");
        }
        acts.beginSecond(flow, progress);
        if (nothingIsLeft(progress)) acts.morning(flow, progress);
    }

    /** Waits for people and hosts; false when the night was closed meanwhile. */
    private boolean nothingIsLeft(Consumer<String> progress) throws InterruptedException {
        Set<String> told = new HashSet<>();
        while (!closing.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
            for (Brake brake : flow.brakeDesk().brakes())
                if (told.add(brake.scope()))
                    progress.accept(held(brake) + " Look at it on the page Night, or by `ratchet brakes`.");
            if (open() > 0) continue;
            flow.decision().redecide();
            if (open() == 0) return true;
        }
        return false;
    }

    @Override
    public DemoOutcome toTheEnd(Consumer<String> progress) throws InterruptedException {
        ActOutcome first = acts.first().orElse(null);
        if (first == null) {
            stopMadrid(progress);
            untilNothingIsLeft(progress);
            first = acts.endFirst(flow);
        }
        acts.beginSecond(flow, progress);
        untilNothingIsLeft(progress);
        acts.morning(flow, progress);
        ActOutcome second = acts.outcome(flow, DemoAct.JULY_2019);
        AuditExport.Written export = flow.export(folder.resolve("audit-export.zip"));
        return new DemoOutcome(
                List.of(first, second),
                new DemoOutcome.Audit(export.events(), export.root(), export.file(), export.intact()),
                Duration.between(begun, Instant.now()));
    }

    /** Approves what waits, also what a finished run has made the next plan of, until nothing is open any more. */
    private void untilNothingIsLeft(Consumer<String> progress) throws InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_NIGHT);
        while (Instant.now().isBefore(latest)) {
            int approved = approveAll();
            if (approved > 0) progress.accept("Approved " + approved + " plans by the demo's policy.");
            goOnWithWhatIsStopped(progress);
            goOnWithWhatIsHeld(progress);
            if (open() > 0) {
                if (closing.await(POLL_MILLIS, TimeUnit.MILLISECONDS))
                    throw new InterruptedException("the demo was stopped");
                continue;
            }
            flow.decision().redecide();
            if (open() == 0) return;
        }
    }

    /** Before anything is approved a person stops a site, as somebody would whose phones are in use. */
    private void stopMadrid(Consumer<String> progress) {
        boolean begun = flow.store()
                .<Boolean>transact(tx -> tx.remediations().list().stream()
                        .anyMatch(seen -> !(seen.remediation() instanceof Remediation.Proposed)));
        if (begun) return;
        flow.runDesk().stop(Stop.site("MADRID"), POLICY, "The phones are in use until the first hosts are done.");
        progress.accept("Stopped at the site MADRID: the phones are in use until the first hosts are done.");
    }

    private void goOnWithWhatIsStopped(Consumer<String> progress) {
        List<Stop> stops = flow.runDesk().stops();
        if (stops.isEmpty()) return;
        boolean done = flow.store()
                .<Boolean>transact(tx ->
                        !tx.remediations().list(Remediation.State.VERIFIED).isEmpty());
        if (!done) return;
        for (Stop stop : stops) {
            flow.runDesk().lift(stop.scope(), POLICY, "The first hosts are done.");
            progress.accept("The stop of " + stop.scope() + " is lifted.");
        }
    }

    /** Looks at what failed, as a person must before its like goes on. */
    private void goOnWithWhatIsHeld(Consumer<String> progress) {
        for (Brake brake : flow.brakeDesk().brakes()) {
            flow.brakeDesk().release(brake.scope(), POLICY, "Looked at; it may go on elsewhere.");
            progress.accept(held(brake) + " The demo's policy has looked at it and lets the others go on.");
        }
    }

    private static String held(Brake brake) {
        return (brake.kind() == Brake.Kind.BREAKER ? "A breaker has opened for " : "There is a quarantine for ")
                + brake.scope() + ": " + brake.because();
    }

    private int approveAll() {
        int approved = 0;
        for (var entry : flow.desk().queue()) {
            Remediation.Subject waiting = entry.remediation().subject();
            try {
                flow.desk().approve(waiting.id(), waiting.plan().hash(), POLICY);
                approved++;
            } catch (FailureException e) {
                // A finished run had everything decided again meanwhile: what waits now is looked at in the next turn.
                if (!OVERTAKEN.contains(e.failure().code())) throw e;
            }
        }
        return approved;
    }

    /** What is still to be done in this night; what was deferred waits for another one. */
    private long open() {
        return flow.store()
                .transact(tx -> tx.remediations().list().stream()
                        .filter(seen -> !seen.remediation().ended())
                        .filter(seen -> !(seen.remediation() instanceof Remediation.Deferred))
                        .count());
    }

    @Override
    public void close() {
        closing.countDown();
        flow.close();
        fleet.close();
        control.close();
    }
}
