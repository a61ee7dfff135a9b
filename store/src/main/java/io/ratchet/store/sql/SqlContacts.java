package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.store.Contacts;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

final class SqlContacts implements Contacts {
    /**
     * Whoever was asked to an end: by a run, which has failed to reach its host where its code says so, or for facts.
     */
    private static final String ASKED = "select coalesce(site, '') as site, ended_at,"
            + " case when code like 'HOST-%' then code end as code, asset as host, '' as message"
            + " from host_run where ended_at is not null"
            + " union all select coalesce(site, ''), ended_at, code, subject, message"
            + " from collect_order where ended_at is not null and state in ('done', 'failed')";

    private static final String LETTERS =
            "select t.ticket_system as name, o.state as state, o.written_at as at, o.answer as answer, o.id as id"
                    + " from outbox o join ticket t on o.channel = 'ticket' and o.subject = t.ticket_key where o.state <> 'done'"
                    + " union all select c.ticket_system, o.state, o.written_at, o.answer, o.id"
                    + " from outbox o join change_request c on o.channel = 'ticket' and o.subject = c.change_key where o.state <> 'done'";

    private static final String THERE = "select ticket_system as name, there_id, there_seen_at from ticket"
            + " union all select ticket_system, there_id, there_seen_at from change_request";

    /** The subject of a notice begins with its receiver, whose name has no slash. */
    private static final String NOTICES =
            "select substring(subject from 1 for position('/' in subject) - 1) as name, state, written_at, sent_at, answer, id"
                    + " from outbox where channel = 'notice'";

    private final Sql sql;

    SqlContacts(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<Reported> reported() {
        return sql.list(
                row -> new Reported(
                        row.getString(1),
                        row.getLong(2),
                        Checks.present(Sql.instant(row, 3), "when a report was taken in"),
                        row.getLong(4),
                        row.getLong(5)),
                "select format, count(*), max(finished_at), sum(records), sum(rejected) from report"
                        + " where finished_at is not null group by format order by format");
    }

    @Override
    public @Nullable Instant reported(String file) {
        return sql
                .list(
                        row -> Objects.requireNonNullElse(Sql.instant(row, 1), Instant.EPOCH),
                        "select max(finished_at) from report where file = ?",
                        file)
                .stream()
                .filter(at -> !at.equals(Instant.EPOCH))
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<Hosts> hosts() {
        return sql.list(
                row -> new Hosts(
                        row.getString(1),
                        row.getLong(2),
                        Sql.instant(row, 3),
                        row.getLong(4),
                        Sql.instant(row, 5),
                        Objects.requireNonNullElse(row.getString(6), ""),
                        Objects.requireNonNullElse(row.getString(7), ""),
                        Objects.requireNonNullElse(row.getString(8), "")),
                "select all_of.site, all_of.answered, all_of.last_answer, all_of.failed, all_of.last_failure,"
                        + " worst.code, worst.host, worst.message from (select site,"
                        + " count(*) - count(code) as answered, max(case when code is null then ended_at end) as last_answer,"
                        + " count(code) as failed, max(case when code is not null then ended_at end) as last_failure"
                        + " from (" + ASKED + ") asked group by site) all_of"
                        + " left join (select site, code, host, message,"
                        + " row_number() over (partition by site order by ended_at desc, host) as place"
                        + " from (" + ASKED + ") failures where code is not null) worst"
                        + " on worst.site = all_of.site and worst.place = 1 order by all_of.site");
    }

    @Override
    public List<TicketSystem> ticketSystems() {
        return sql.list(
                row -> new TicketSystem(
                        row.getString(1),
                        row.getLong(2),
                        Sql.instant(row, 3),
                        row.getLong(4),
                        Sql.instant(row, 5),
                        row.getLong(6),
                        Objects.requireNonNullElse(row.getString(7), "")),
                "select there.name, there.tickets, there.seen, coalesce(letters.waiting, 0), letters.oldest,"
                        + " coalesce(letters.refused, 0), said.answer from (select name, count(there_id) as tickets,"
                        + " max(there_seen_at) as seen from (" + THERE + ") known group by name) there"
                        + " left join (select name, sum(case when state <> 'refused' then 1 else 0 end) as waiting,"
                        + " min(case when state <> 'refused' then at end) as oldest,"
                        + " sum(case when state = 'refused' then 1 else 0 end) as refused"
                        + " from (" + LETTERS + ") sent group by name) letters on letters.name = there.name"
                        + " left join (select name, answer, row_number() over (partition by name order by id desc) as place"
                        + " from (" + LETTERS + ") spoken where answer <> '') said"
                        + " on said.name = there.name and said.place = 1 order by there.name");
    }

    @Override
    public List<Receiver> receivers() {
        return sql.list(
                row -> new Receiver(
                        row.getString(1),
                        Sql.instant(row, 2),
                        row.getLong(3),
                        Sql.instant(row, 4),
                        row.getLong(5),
                        Objects.requireNonNullElse(row.getString(6), "")),
                "select told.name, told.last, told.waiting, told.oldest, told.refused, said.answer from (select name,"
                        + " max(case when state = 'done' then sent_at end) as last,"
                        + " sum(case when state in ('waiting', 'sending', 'unknown') then 1 else 0 end) as waiting,"
                        + " min(case when state in ('waiting', 'sending', 'unknown') then written_at end) as oldest,"
                        + " sum(case when state = 'refused' then 1 else 0 end) as refused"
                        + " from (" + NOTICES + ") notices group by name) told"
                        + " left join (select name, answer, row_number() over (partition by name order by id desc) as place"
                        + " from (" + NOTICES + ") spoken where answer <> '' and state <> 'done') said"
                        + " on said.name = told.name and said.place = 1 order by told.name");
    }
}
