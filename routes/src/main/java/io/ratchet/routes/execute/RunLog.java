package io.ratchet.routes.execute;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import java.time.Instant;
import java.util.List;

/**
 * One remediation as a run sees it: its present state and version, and the one way to move on, state and audit lines
 * together.
 */
final class RunLog {
    private final Store store;
    private Remediation now;
    private long version;

    private RunLog(Store store, Remediation now, long version) {
        this.store = store;
        this.now = now;
        this.version = version;
    }

    static RunLog open(Store store, String id) {
        Versioned<Remediation> seen = store.transact(tx -> tx.remediations().find(id))
                .orElseThrow(
                        () -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no remediation '" + id + "'."));
        return new RunLog(store, seen.remediation(), seen.version());
    }

    Remediation now() {
        return now;
    }

    boolean lease(Instant at, Instant until) {
        return store.transact(tx -> tx.remediations().lease(now.subject().asset(), holder(), at, until));
    }

    void release() {
        store.run(tx -> tx.remediations().release(now.subject().asset(), holder()));
    }

    void save(Remediation next, AuditEvent... events) {
        save(next, List.of(events));
    }

    void save(Remediation next, List<AuditEvent> events) {
        store.run(tx -> {
            tx.remediations().save(next, version);
            events.forEach(tx.audit()::append);
        });
        now = next;
        version++;
    }

    void append(AuditEvent event) {
        append(List.of(event));
    }

    void append(List<AuditEvent> events) {
        store.run(tx -> events.forEach(tx.audit()::append));
    }

    /** What the run itself saw becomes evidence like any other source's; the same run's answer is kept once. */
    void evidence(List<Finding> findings, Instant at) {
        if (findings.isEmpty()) return;
        String sha256 = findings.get(0).report().sha256();
        String name = findings.get(0).report().format() + ":"
                + findings.get(0).report().source();
        store.run(tx -> {
            tx.reports().begin(sha256, name, at);
            tx.findings().add(sha256, 0, findings);
            long records = findings.stream().map(Finding::record).distinct().count();
            tx.reports()
                    .finish(
                            sha256,
                            new Coverage(name, "ratchet", sha256, records, records, findings.size(), 0, 0, true, 1),
                            at);
        });
    }

    private String holder() {
        return now.subject().id();
    }
}
