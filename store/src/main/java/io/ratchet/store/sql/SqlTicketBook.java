package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.Ticket.ByHand;
import io.ratchet.domain.ticket.Ticket.Host;
import io.ratchet.domain.ticket.Ticket.Note;
import io.ratchet.domain.ticket.Ticket.Standing;
import io.ratchet.domain.ticket.Ticket.There;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.store.TicketBook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class SqlTicketBook implements TicketBook {
    private static final String SELECT =
            "select ticket_key, system, place, name, ticket_system, queue, owner, due_on, by_hand, generation, state, hosts,"
                    + " asked, fingerprint, changed_at, merged_into, there_id, there_url, there_status, there_open,"
                    + " there_closed_by, there_seen_at from ticket";

    private static final String RANK = "case state when 'open' then 0 when 'closed' then 1 else 2 end";

    private final Sql sql;

    SqlTicketBook(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Ticket> find(TicketKey key) {
        return sql.first(SqlTicketBook::ticket, SELECT + " where ticket_key = ?", key.value());
    }

    @Override
    public Optional<Ticket> of(TicketUnit unit) {
        return sql.first(
                SqlTicketBook::ticket,
                SELECT + " where system = ? and place = ? and state <> 'merged'",
                unit.system(),
                unit.place());
    }

    @Override
    public int generations(TicketUnit unit) {
        return Math.toIntExact(sql.number(
                "select coalesce(max(generation), 0) from ticket where system = ? and place = ?",
                unit.system(),
                unit.place()));
    }

    @Override
    public List<Ticket> list() {
        return list(null, Integer.MAX_VALUE);
    }

    @Override
    public List<Ticket> list(@Nullable Seen after, int limit) {
        Query query = new Query(SELECT + " where 1 = 1");
        if (after != null) {
            int rank = rank(after.state());
            query.add(
                    " and (" + RANK + " > ? or (" + RANK + " = ? and ticket_key > ?))",
                    rank,
                    rank,
                    after.key().value());
        }
        query.add(" order by " + RANK + ", ticket_key fetch first ? rows only", limit);
        return sql.list(SqlTicketBook::ticket, query.text(), query.values());
    }

    private static int rank(Ticket.State state) {
        return state == Ticket.State.OPEN ? 0 : state == Ticket.State.CLOSED ? 1 : 2;
    }

    @Override
    public List<Ticket> page(@Nullable TicketKey after, int limit) {
        return sql.list(
                SqlTicketBook::ticket,
                SELECT + " where ticket_key > ? order by ticket_key fetch first ? rows only",
                after == null ? "" : after.value(),
                limit);
    }

    @Override
    public List<Member> members(Set<AssetId> assets) {
        return sql.listOf(
                SqlRemediations.values(assets),
                row -> new Member(new TicketKey(row.getString(5)), host(row)),
                "select h.asset, h.standing, h.goals, h.says, h.ticket_key from ticket_host h"
                        + " join ticket t on t.ticket_key = h.ticket_key where t.state <> 'merged' and h.asset",
                "");
    }

    @Override
    public List<Host> hosts(TicketKey key) {
        return sql.list(
                SqlTicketBook::host,
                "select asset, standing, goals, says from ticket_host where ticket_key = ? order by asset",
                key.value());
    }

    @Override
    public void keep(Ticket ticket) {
        @Nullable
        Object[] values = {
            ticket.unit().system(),
            ticket.unit().place(),
            ticket.name(),
            ticket.in(),
            ticket.queue(),
            ticket.owner(),
            ticket.due(),
            wire(ticket.byHand()),
            ticket.generation(),
            wire(ticket.state()),
            ticket.hosts(),
            ticket.asked(),
            ticket.fingerprint(),
            ticket.changedAt(),
            ticket.mergedInto() == null ? null : ticket.mergedInto().value(),
            ticket.key().value()
        };
        int kept = sql.update(
                "update ticket set system = ?, place = ?, name = ?, ticket_system = ?, queue = ?, owner = ?, due_on = ?, by_hand = ?,"
                        + " generation = ?, state = ?, hosts = ?, asked = ?, fingerprint = ?, changed_at = ?, merged_into = ?"
                        + " where ticket_key = ?",
                values);
        if (kept == 0)
            sql.update(
                    "insert into ticket (system, place, name, ticket_system, queue, owner, due_on, by_hand, generation, state,"
                            + " hosts, asked, fingerprint, changed_at, merged_into, ticket_key)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values);
    }

    @Override
    public void rename(TicketKey before, TicketKey after) {
        sql.update(
                "update ticket set ticket_key = ?, there_id = null, there_url = null, there_status = null, there_open = null,"
                        + " there_closed_by = null, there_seen_at = null where ticket_key = ?",
                after.value(),
                before.value());
        sql.update("update ticket_host set ticket_key = ? where ticket_key = ?", after.value(), before.value());
        sql.update("update ticket set merged_into = ? where merged_into = ?", after.value(), before.value());
    }

    @Override
    public void keep(TicketKey key, Collection<Host> hosts, Collection<AssetId> gone) {
        sql.batch(
                "delete from ticket_host where ticket_key = ? and asset = ?",
                Stream.concat(hosts.stream().map(Host::asset), gone.stream())
                        .map(asset -> new @Nullable Object[] {key.value(), asset.value()})
                        .toList());
        sql.batch(
                "insert into ticket_host (ticket_key, asset, standing, goals, says) values (?, ?, ?, ?, ?)",
                hosts.stream()
                        .map(host -> new @Nullable Object[] {
                            key.value(), host.asset().value(), wire(host.standing()), host.goals(), host.says()
                        })
                        .toList());
    }

    @Override
    public void keep(TicketKey key, There there) {
        sql.update(
                "update ticket set there_id = ?, there_url = ?, there_status = ?, there_open = ?, there_closed_by = ?,"
                        + " there_seen_at = ? where ticket_key = ?",
                there.id(),
                there.url(),
                there.status(),
                there.open(),
                there.closedBy(),
                there.seenAt(),
                key.value());
    }

    @Override
    public List<Ticket> numbered(String in, String number) {
        return sql.list(
                SqlTicketBook::ticket,
                SELECT + " where ticket_system = ? and lower(there_id) = lower(?) and state <> 'merged'",
                in,
                number);
    }

    @Override
    public List<Ticket> toLookAt(String in, Instant before, int limit) {
        return sql.list(
                SqlTicketBook::ticket,
                SELECT
                        + " where ticket_system = ? and there_id is not null and state <> 'merged'"
                        + " and (there_seen_at is null or there_seen_at < ?) order by there_seen_at nulls first, ticket_key limit "
                        + limit,
                in,
                before);
    }

    @Override
    public boolean note(TicketKey key, Note note) {
        if (sql.number("select count(*) from ticket_note where ticket_key = ? and note_id = ?", key.value(), note.id())
                > 0) return false;
        sql.update(
                "insert into ticket_note (ticket_key, note_id, written_by, written_at, note) values (?, ?, ?, ?, ?)",
                key.value(),
                note.id(),
                note.by(),
                note.at(),
                note.text());
        return true;
    }

    @Override
    public List<Note> notes(TicketKey key) {
        return sql.list(
                row -> new Note(
                        row.getString(1),
                        row.getString(2),
                        Checks.present(Sql.instant(row, 3), "the moment of a note"),
                        row.getString(4)),
                "select note_id, written_by, written_at, note from ticket_note where ticket_key = ? order by written_at, note_id",
                key.value());
    }

    private static Host host(ResultSet row) throws SQLException {
        return new Host(
                new AssetId(row.getString(1)),
                Standing.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                row.getString(4));
    }

    private static Ticket ticket(ResultSet row) throws SQLException {
        String mergedInto = row.getString(16);
        return new Ticket(
                new TicketKey(row.getString(1)),
                new TicketUnit(row.getString(2), row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getObject(8, LocalDate.class),
                ByHand.valueOf(row.getString(9).toUpperCase(Locale.ROOT)),
                row.getInt(10),
                Ticket.State.valueOf(row.getString(11).toUpperCase(Locale.ROOT)),
                row.getInt(12),
                row.getInt(13),
                row.getString(14),
                Checks.present(Sql.instant(row, 15), "when a ticket changed"),
                mergedInto == null ? null : new TicketKey(mergedInto),
                there(row));
    }

    private static @Nullable There there(ResultSet row) throws SQLException {
        String id = row.getString(17);
        if (id == null) return null;
        return new There(
                id,
                orEmpty(row.getString(18)),
                orEmpty(row.getString(19)),
                row.getObject(20, Boolean.class),
                row.getString(21),
                Sql.instant(row, 22));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
