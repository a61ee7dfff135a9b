package io.ratchet.store.sql;

import io.ratchet.domain.remediation.Comment;
import io.ratchet.store.Comments;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class SqlComments implements Comments {
    private static final String SELECT = "select remediation, said_by, said_at, said from remediation_comment";

    private final Sql sql;

    SqlComments(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(Comment comment) {
        sql.update(
                "insert into remediation_comment (remediation, said_by, said_at, said) values (?, ?, ?, ?)",
                comment.remediation(),
                comment.by(),
                comment.at(),
                comment.text());
    }

    @Override
    public List<Comment> of(String remediation, int limit) {
        return sql.list(
                SqlComments::read,
                SELECT + " where remediation = ? order by id desc fetch first ? rows only",
                remediation,
                limit);
    }

    private record Counted(long comments, long remediations, long last) {}

    @Override
    public Optional<OfCohort> ofCohort(String cohort) {
        return sql.first(
                        row -> new Counted(row.getLong(1), row.getLong(2), row.getLong(3)),
                        "select count(*), count(distinct c.remediation), max(c.id) from waiting_plan w"
                                + " join remediation_comment c on c.remediation = w.remediation where w.cohort = ?",
                        cohort)
                .filter(counted -> counted.comments() > 0)
                .flatMap(counted -> sql.first(SqlComments::read, SELECT + " where id = ?", counted.last())
                        .map(last -> new OfCohort(counted.comments(), counted.remediations(), last)));
    }

    @Override
    public Map<String, Said> of(Collection<String> remediations) {
        Map<String, Said> said = new HashMap<>();
        sql.listOf(remediations, SqlComments::read, SELECT + " where remediation", "order by id")
                .forEach(comment -> said.merge(
                        comment.remediation(),
                        new Said(1, comment),
                        (before, last) -> new Said(before.comments() + 1, last.last())));
        return said;
    }

    private static Comment read(ResultSet row) throws SQLException {
        return new Comment(row.getString(1), row.getString(2), Sql.moment(row, 3), row.getString(4));
    }
}
