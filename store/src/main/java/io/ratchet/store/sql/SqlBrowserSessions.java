package io.ratchet.store.sql;

import io.ratchet.store.BrowserSessions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

final class SqlBrowserSessions implements BrowserSessions {
    private static final String COLUMNS = "hash, stands_for, begun_at, ends_at";

    private final Sql sql;

    SqlBrowserSessions(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void begin(BrowserSession session, int most) {
        sql.update("delete from browser_session where ends_at <= ?", session.begunAt());
        sql.list(
                        row -> row.getString(1),
                        "select hash from browser_session where stands_for = ? order by begun_at desc, hash"
                                + " offset ? rows",
                        session.standsFor(),
                        most - 1)
                .forEach(this::end);
        sql.update(
                "insert into browser_session (" + COLUMNS + ") values (?, ?, ?, ?)",
                session.hash(),
                session.standsFor(),
                session.begunAt(),
                session.endsAt());
    }

    @Override
    public Optional<BrowserSession> find(String hash) {
        return sql.first(
                SqlBrowserSessions::session, "select " + COLUMNS + " from browser_session where hash = ?", hash);
    }

    @Override
    public void end(String hash) {
        sql.update("delete from browser_session where hash = ?", hash);
    }

    @Override
    public int endAll(String standsFor) {
        return sql.update("delete from browser_session where stands_for = ?", standsFor);
    }

    private static BrowserSession session(ResultSet row) throws SQLException {
        return new BrowserSession(row.getString(1), row.getString(2), Sql.moment(row, 3), Sql.moment(row, 4));
    }
}
