package io.ratchet.store.sql;

import io.ratchet.domain.decision.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** V11.1: gives decisions of before V11 their rungs, and those that stand the column of who holds them. */
final class LadderFromDocuments implements JavaMigration {
    private record Standing(long id, Decision decision) {}

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("11.1");
    }

    @Override
    public String getDescription() {
        return "ladder from documents";
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
        SqlLadder.climbed(sql);
        List<Standing> standing;
        try (Stream<Standing> all = sql.stream(
                row -> new Standing(row.getLong(1), Documents.decision(row.getString(2))),
                "select id, document from decision where withdrawn_at is null and kind = 'hold'")) {
            standing = all.toList();
        }
        List<@Nullable String> columns = new SqlHolders(sql)
                .columns(standing.stream().map(Standing::decision).toList());
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++)
            rows.add(new @Nullable Object[] {columns.get(i), standing.get(i).id()});
        sql.batch("update decision set held_by = ? where id = ?", rows);
    }
}
