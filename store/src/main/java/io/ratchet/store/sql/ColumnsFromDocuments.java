package io.ratchet.store.sql;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.remediation.Remediation;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** V10.1: gives rows of before V10 the columns that lists are looked through by. */
final class ColumnsFromDocuments implements JavaMigration {
    private record Kept(Object id, String document) {}

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("10.1");
    }

    @Override
    public String getDescription() {
        return "columns from documents";
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
        try (Stream<Remediation> all =
                sql.stream(row -> Documents.remediation(row.getString(1)), "select document from remediation")) {
            all.toList().forEach(one -> {
                SqlQueue.starts(sql, one.subject().plan());
                if (one instanceof Remediation.Proposed) SqlQueue.waits(sql, one.subject());
            });
        }
        fill(
                sql,
                "select id, document from decision where withdrawn_at is null and goal is null",
                "update decision set system = ?, goal = ?, readiness = ?, gates = ? where id = ?",
                kept -> decision(Documents.decision(kept.document()), kept.id()));
    }

    private static void fill(Sql sql, String select, String update, Function<Kept, @Nullable Object[]> values) {
        List<@Nullable Object[]> rows;
        try (Stream<Kept> kept = sql.stream(row -> new Kept(row.getObject(1), row.getString(2)), select)) {
            rows = kept.map(values).toList();
        }
        sql.batch(update, rows);
    }

    private static @Nullable Object[] decision(Decision decision, Object id) {
        return new @Nullable Object[] {
            decision.about().system(),
            decision.about().goal().name(),
            decision.about().readiness().name(),
            SqlDecisions.gates(decision),
            id
        };
    }
}
