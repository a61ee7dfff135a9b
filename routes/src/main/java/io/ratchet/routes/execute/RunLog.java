package io.ratchet.routes.execute;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.routes.execute.HostLeases.HostLease;
import io.ratchet.store.Remediations.Reference;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One remediation as a turn sees it: its present state and version, and the one way to move on, state, evidence and
 * audit lines together. Nothing is written by a turn that has lost its host.
 */
final class RunLog implements AutoCloseable {
    private final Store store;
    private final HostLease lease;
    private Remediation now;
    private long version;
    private final List<Consumer<Tx>> noted = new ArrayList<>();

    private RunLog(Store store, HostLease lease, Remediation now, long version) {
        this.store = store;
        this.lease = lease;
        this.now = now;
        this.version = version;
    }

    /** Of which host a remediation is, and whether it has ended. */
    static Reference reference(Store store, String id) {
        return known(id, store.transact(tx -> tx.remediations().reference(id)));
    }

    /** As it stands at the moment at which the host is taken in hand; empty while another turn has it. */
    static Optional<RunLog> open(Store store, HostLeases leases, AssetId asset, String id) {
        List<RunLog> opened = new ArrayList<>(1);
        Optional<HostLease> lease = leases.take(asset, id, (tx, mine) -> {
            opened.clear(); // it may be tried again after a conflict
            Versioned<Remediation> seen = known(id, tx.remediations().find(id));
            opened.add(new RunLog(store, mine, seen.remediation(), seen.version()));
        });
        return lease.map(mine -> opened.get(0));
    }

    private static <T> T known(String id, Optional<T> found) {
        return found.orElseThrow(
                () -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no remediation '" + id + "'."));
    }

    /** Writes what was noted and frees the host. */
    @Override
    public void close() {
        try {
            write();
        } finally {
            lease.close();
        }
    }

    Remediation now() {
        return now;
    }

    HostLease lease() {
        return lease;
    }

    /** Whether another run has this host in hand, between two of its turns too. */
    boolean hostIsBusy() {
        String id = now.subject().id();
        return store.<Boolean>transact(tx -> tx.remediations().othersUnderWay(lease.asset(), id));
    }

    void save(Remediation next, AuditEvent... events) {
        save(next, null, false, List.of(events));
    }

    void save(Remediation next, List<AuditEvent> events) {
        save(next, null, false, events);
    }

    /** Saves, with what else is to stand or fall with it. */
    void save(Remediation next, Consumer<Tx> also, AuditEvent... events) {
        save(next, also, false, List.of(events));
    }

    /** Saves the last word of a turn: the host is free with it. */
    void leave(Remediation next, AuditEvent... events) {
        save(next, null, true, List.of(events));
    }

    /** The same, with what else is to stand or fall with it. */
    void leave(Remediation next, Consumer<Tx> also, AuditEvent... events) {
        save(next, also, true, List.of(events));
    }

    private void save(Remediation next, @Nullable Consumer<Tx> also, boolean free, List<AuditEvent> events) {
        List<Consumer<Tx>> told = List.copyOf(noted);
        noted.clear(); // of a transaction that breaks off nobody knows whether it held
        try {
            write(tx -> {
                tx.remediations().save(next, version);
                // Whoever begins takes the turnstile before the audit log, to which what was noted adds.
                if (also != null && !told.isEmpty()) tx.runs().passTurnstile();
                told.forEach(work -> work.accept(tx));
                if (also != null) also.accept(tx);
                events.forEach(tx.audit()::append);
                if (next.ended()) wantRound(tx, next, events);
                if (free) lease.release(tx);
            });
        } catch (FailureException e) {
            // Surely not written, and no less true for that: it is written at the end of the turn.
            if (e.failure().code() == FailureCode.STORE_CONFLICT) noted.addAll(told);
            throw e;
        }
        if (free) lease.released();
        moved(next);
    }

    /** Saves unless {@code gate} is against it in the same transaction, and says what it has against it. */
    Optional<Failure> saveUnless(Function<Tx, Optional<Failure>> gate, Remediation next, AuditEvent... events) {
        List<Failure> against = new ArrayList<>(1);
        write(tx -> {
            against.clear(); // it may be tried again after a conflict
            gate.apply(tx).ifPresent(against::add);
            if (!against.isEmpty()) return;
            tx.remediations().save(next, version);
            for (AuditEvent event : events) tx.audit().append(event);
        });
        if (!against.isEmpty()) return Optional.of(against.get(0));
        moved(next);
        return Optional.empty();
    }

    private void moved(Remediation next) {
        now = next;
        version++;
    }

    /** What a run found and left is decided on at once, not only when the next report comes. */
    private static void wantRound(Tx tx, Remediation ended, List<AuditEvent> events) {
        String asset = ended.subject().asset().value();
        tx.rounds()
                .want(
                        "The run on " + asset + " ended: " + ended.state().wire() + ".",
                        events.get(events.size() - 1).at());
    }

    /** Notes what is to be written together with the next state, at the latest at the end of the turn. */
    void note(Consumer<Tx> work) {
        noted.add(work);
    }

    void note(List<AuditEvent> events) {
        note(tx -> events.forEach(tx.audit()::append));
    }

    /** What the run itself saw becomes evidence like any other source's; the same run's answer is kept once. */
    void evidence(List<Finding> findings, Instant at) {
        if (findings.isEmpty()) return;
        String sha256 = findings.get(0).report().sha256();
        String name = findings.get(0).report().format() + ":"
                + findings.get(0).report().source();
        long records = findings.stream().map(Finding::record).distinct().count();
        Coverage coverage = new Coverage(name, "ratchet", sha256, records, records, findings.size(), 0, 0, true, 1);
        note(tx -> {
            tx.reports().begin(sha256, name, at);
            tx.findings().add(sha256, 0, findings);
            tx.reports().finish(sha256, coverage, at);
        });
    }

    /** What the store has at this moment. */
    <T> T read(Function<Tx, T> work) {
        return store.transact(work);
    }

    /** Writes what was noted, where somebody is to read it before the next state. */
    void write() {
        if (noted.isEmpty()) return;
        List<Consumer<Tx>> told = List.copyOf(noted);
        noted.clear();
        write(tx -> told.forEach(work -> work.accept(tx)));
    }

    /** Writes something beside the state, under the same condition. */
    void write(Consumer<Tx> work) {
        store.run(tx -> {
            if (!tx.remediations().holds(lease.asset(), lease.holder()))
                throw FailureException.of(
                        FailureCode.LEASE_LOST,
                        "Another turn has taken " + lease.asset().value() + " over; nothing of this one is written.");
            work.accept(tx);
        });
    }
}
