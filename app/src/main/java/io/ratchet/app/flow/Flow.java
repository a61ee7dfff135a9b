package io.ratchet.app.flow;

import io.ratchet.console.ConsolePorts;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.exceptions.ExceptedProfile;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.store.Contacts;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.audit.AuditSelection;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Intake to audit, running: each part takes what it needs of those before it and brings its own routes. Everything it
 * keeps is in the store; closing it loses nothing.
 */
public final class Flow implements AutoCloseable {
    private final SqlStore store;
    private final Routing routing;
    private final Deciding deciding;
    private final TakingIn intake;
    private final Proof proof;
    private final ChangingHosts hosts;
    private final Desks desks;
    private final AskingHosts asking;
    private final Tickets tickets;
    private final Telling telling;
    private final ConsoleSide console;

    private Flow(FlowParts parts) {
        ExceptedProfile excepted =
                new ExceptedProfile(parts.ground().store(), parts.ground().organisation());
        FlowParts.Ground ground = parts.ground().by(excepted);
        TicketRounds rounds = new TicketRounds(parts.tickets().settings());
        this.store = ground.store();
        this.routing = new Routing(parts.observers().routes());
        this.deciding = new Deciding(
                ground,
                excepted,
                parts.hosts().depot(),
                rounds,
                parts.observers().rounds());
        this.intake = new TakingIn(ground, parts.sources(), parts.observers().intake());
        this.proof = new Proof(ground, parts.proving(), deciding);
        this.hosts = new ChangingHosts(ground, parts.hosts(), parts.changing(), deciding, proof, routing);
        this.desks = new Desks(ground, parts.changing().validity(), hosts);
        this.asking = new AskingHosts(
                ground, parts.hosts().directory(), parts.collecting(), deciding, intake, hosts, routing);
        this.tickets = new Tickets(ground, parts.tickets(), rounds, hosts, desks);
        this.telling = new Telling(ground, parts.noticing(), parts.telling(), hosts);
        this.console = new ConsoleSide(
                ground, parts.sources().trust(), deciding, intake, hosts, desks, asking, tickets, proof);
    }

    /** Wires everything up and starts the routes; {@link #startNight()} begins to change hosts. */
    public static Flow open(FlowParts parts) {
        Flow flow = new Flow(parts);
        try {
            flow.routes();
        } catch (Exception e) {
            throw new IllegalStateException("the routes cannot be started", e);
        }
        return flow;
    }

    private void routes() throws Exception {
        intake.routes(routing);
        deciding.routes(routing);
        hosts.routes(routing);
        tickets.routes(routing);
        telling.routes(routing);
        proof.routes(routing);
        routing.start();
    }

    /**
     * Begins to decide whatever comes, also what others take in and what time alone may change; first what this process
     * has not seen of an estate that is there already.
     */
    public void startWaves() {
        deciding.start();
    }

    /** Since when something that came to this process is not decided; empty: nothing is. */
    public Optional<Instant> undecidedSince() {
        return deciding.undecidedSince();
    }

    /** Begins to take turns: first what an earlier process left under way. */
    public void startNight() {
        hosts.start();
    }

    /** Begins to ask hosts for facts: whom people order to be asked, and whom a schedule names. */
    public void startCollecting() {
        asking.start();
    }

    /** Where people have hosts asked for facts. */
    public CollectDesk collectDesk() {
        return asking.desk();
    }

    /** Asks whom is due now; comes back when they have answered. */
    public int collectNow() {
        return asking.askNow();
    }

    /** Begins to decide anew whenever something besides a report gives reason to; first what was missed. */
    public void watchForRounds(Duration pause) {
        deciding.watchForRounds(pause);
    }

    public EstateDecision decision() {
        return deciding.decision();
    }

    public ApprovalDesk desk() {
        return desks.approvals();
    }

    /** Where people have what has not begun stopped, tried again, put off. */
    public RunDesk runDesk() {
        return desks.runs();
    }

    /** Where people decide on breakers and quarantines. */
    public BrakeDesk brakeDesk() {
        return hosts.brakes();
    }

    public SqlStore store() {
        return store;
    }

    /** Takes one report in without deciding; empty when it was there already. */
    public List<Coverage> take(Path report, String actor) {
        return intake.take(report, actor);
    }

    /** Writes the audit export as a zip. */
    public AuditExport.Written export(Path out) {
        return export(out, AuditSelection.all());
    }

    /** The lines of a selection alone. */
    public AuditExport.Written export(Path out, AuditSelection selection) {
        return proof.export(out, selection);
    }

    /** How those stand who are sent the audit log's heads; none where the settings name nobody. */
    public List<Contacts.Receiver> headReceivers() {
        return proof.headReceivers();
    }

    /** What the console needs. */
    public ConsolePorts ports() {
        return console.ports(routing);
    }

    /** Whoever begins something ends before those who are asked for it, and the store last. */
    @Override
    public void close() {
        deciding.endWatching();
        asking.close();
        desks.close();
        hosts.close();
        deciding.close();
        routing.stop();
        intake.close();
        tickets.close();
        telling.close();
        proof.close();
        store.close();
    }
}
