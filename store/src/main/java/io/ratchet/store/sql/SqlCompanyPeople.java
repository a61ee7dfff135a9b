package io.ratchet.store.sql;

import io.ratchet.store.CompanyPeople;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

final class SqlCompanyPeople implements CompanyPeople {
    private static final String COLUMNS = "subject, name, groups_told, seen_at";

    private final Sql sql;

    SqlCompanyPeople(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void saw(CompanyPerson person) {
        String groups = SqlTokens.list(person.groups());
        int known = sql.update(
                "update company_person set groups_told = ?, seen_at = ? where subject = ?",
                groups,
                person.seenAt(),
                person.subject());
        if (known == 0)
            sql.update(
                    "insert into company_person (" + COLUMNS + ") values (?, ?, ?, ?)",
                    person.subject(),
                    person.name(),
                    groups,
                    person.seenAt());
    }

    @Override
    public void follow(String subject, String next) {
        sql.update("update company_person set subject = ? where subject = ?", next, subject);
    }

    @Override
    public Optional<CompanyPerson> find(String subject) {
        return sql.first(
                SqlCompanyPeople::person, "select " + COLUMNS + " from company_person where subject = ?", subject);
    }

    @Override
    public Optional<CompanyPerson> named(String name) {
        return sql.first(SqlCompanyPeople::person, "select " + COLUMNS + " from company_person where name = ?", name);
    }

    @Override
    public List<CompanyPerson> list() {
        return sql.list(SqlCompanyPeople::person, "select " + COLUMNS + " from company_person order by name");
    }

    private static CompanyPerson person(ResultSet row) throws SQLException {
        return new CompanyPerson(
                row.getString(1), row.getString(2), SqlTokens.list(row.getString(3)), Sql.moment(row, 4));
    }
}
