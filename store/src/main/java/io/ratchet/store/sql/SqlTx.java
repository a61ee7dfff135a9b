package io.ratchet.store.sql;

import io.ratchet.store.AuditLog;
import io.ratchet.store.Decisions;
import io.ratchet.store.Findings;
import io.ratchet.store.Remediations;
import io.ratchet.store.Reports;
import io.ratchet.store.Tx;

final class SqlTx implements Tx {
    private final Reports reports;
    private final Findings findings;
    private final Decisions decisions;
    private final Remediations remediations;
    private final SqlAuditLog audit;

    SqlTx(Sql sql) {
        reports = new SqlReports(sql);
        findings = new SqlFindings(sql);
        decisions = new SqlDecisions(sql);
        remediations = new SqlRemediations(sql);
        audit = new SqlAuditLog(sql);
    }

    @Override
    public Reports reports() {
        return reports;
    }

    @Override
    public Findings findings() {
        return findings;
    }

    @Override
    public Decisions decisions() {
        return decisions;
    }

    @Override
    public Remediations remediations() {
        return remediations;
    }

    @Override
    public AuditLog audit() {
        return audit;
    }

    /** Writes what was gathered; the last thing before the commit. */
    void flush() {
        audit.flush();
    }
}
