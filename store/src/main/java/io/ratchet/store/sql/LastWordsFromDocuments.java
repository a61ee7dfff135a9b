package io.ratchet.store.sql;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** V24.1: finds the last word on each asset and goal of before V24, and what was asked again after it. */
final class LastWordsFromDocuments implements JavaMigration {
    private static final Set<State> CARRIED_OUT = Set.of(State.VERIFIED, State.FAILED, State.ROLLED_BACK);

    private record Unit(String asset, Goal goal) {}

    private record Kept(Remediation remediation, boolean approved) {}

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("24.1");
    }

    @Override
    public String getDescription() {
        return "last words from documents";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) {
        Sql sql = new Sql(context.getConnection());
        Map<Unit, Kept> last = new LinkedHashMap<>();
        try (Stream<Kept> all = sql.stream(
                row -> new Kept(Documents.remediation(row.getString(1)), row.getBoolean(2)),
                // What was approved and then withdrawn has lost its approval; the log has it.
                "select r.document, exists (select 1 from audit_event a where a.asset = r.asset"
                        + " and a.remediation = r.id and a.type = 'remediation.approved')"
                        + " from remediation r where r.state <> 'Proposed' order by r.proposed_at, r.id")) {
            all.filter(LastWordsFromDocuments::decided).forEach(one -> {
                Remediation.Subject subject = one.remediation().subject();
                last.put(new Unit(subject.asset().value(), subject.plan().goal()), one);
            });
        }
        last.values().stream()
                .map(Kept::remediation)
                .filter(one -> !CARRIED_OUT.contains(one.state()))
                .forEach(one -> SqlLastWords.said(sql, one.subject()));
        sql.list(
                        row -> Documents.remediation(row.getString(1)),
                        "select document from remediation where state = 'Proposed'")
                .forEach(waiting -> SqlQueue.askedAgain(sql, waiting.subject()));
    }

    private static boolean decided(Kept one) {
        return one.remediation().state() != State.WITHDRAWN || one.approved();
    }
}
