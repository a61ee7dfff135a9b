package io.ratchet.store.sql;

import io.ratchet.store.LocalUsers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class SqlLocalUsers implements LocalUsers {
    private static final String COLUMNS = "name, password, roles, sites, made_by, made_at, revoked_at";

    private final Sql sql;

    SqlLocalUsers(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void set(LocalUser user) {
        sql.update("delete from local_user where name = ?", user.name());
        sql.update(
                "insert into local_user (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?)",
                user.name(),
                user.password(),
                SqlTokens.list(user.roles()),
                SqlTokens.list(user.sites()),
                user.madeBy(),
                user.madeAt(),
                user.revokedAt());
    }

    @Override
    public Optional<LocalUser> find(String name) {
        return sql.first(SqlLocalUsers::user, "select " + COLUMNS + " from local_user where name = ?", name);
    }

    @Override
    public List<LocalUser> list() {
        return sql.list(SqlLocalUsers::user, "select " + COLUMNS + " from local_user order by name");
    }

    @Override
    public boolean revoke(String name, Instant at) {
        return sql.update("update local_user set revoked_at = ? where name = ? and revoked_at is null", at, name) > 0;
    }

    private static LocalUser user(ResultSet row) throws SQLException {
        return new LocalUser(
                row.getString(1),
                row.getString(2),
                SqlTokens.list(row.getString(3)),
                SqlTokens.list(row.getString(4)),
                row.getString(5),
                Sql.moment(row, 6),
                Sql.instant(row, 7));
    }
}
