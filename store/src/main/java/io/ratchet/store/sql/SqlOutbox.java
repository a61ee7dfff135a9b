package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.store.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class SqlOutbox implements Outbox {
    private static final String SELECT =
            "select id, channel, subject, kind, entry_key, document, state, attempts, due_at, written_at, sent_at, answer from outbox o";

    private final Sql sql;

    SqlOutbox(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean put(Letter letter, Instant due, Instant at) {
        if (sql.number("select count(*) from outbox where entry_key = ?", letter.key()) > 0) return false;
        sql.update(
                "insert into outbox (channel, subject, kind, entry_key, document, state, attempts, due_at, written_at, answer)"
                        + " values (?, ?, ?, ?, ?, 'waiting', 0, ?, ?, '')",
                letter.channel(),
                letter.subject(),
                letter.kind(),
                letter.key(),
                letter.document(),
                due,
                at);
        return true;
    }

    @Override
    public int replace(Letter letter, List<String> kinds, Instant due, Instant at) {
        int gone = 0;
        for (String kind : kinds)
            gone += sql.update(
                    "delete from outbox where channel = ? and subject = ? and kind = ? and state = 'waiting' and attempts = 0",
                    letter.channel(),
                    letter.subject(),
                    kind);
        put(letter, due, at);
        return gone;
    }

    @Override
    public Optional<Entry> unsent(String channel, String subject, String kind) {
        return sql.first(
                SqlOutbox::read,
                SELECT
                        + " where channel = ? and subject = ? and kind = ? and state = 'waiting' and attempts = 0 order by id desc",
                channel,
                subject,
                kind);
    }

    @Override
    public boolean rewrite(Entry entry, String document) {
        return sql.update(
                        "update outbox set document = ? where id = ? and state = 'waiting' and attempts = 0",
                        document,
                        entry.id())
                == 1;
    }

    @Override
    public List<Entry> due(String channel, Instant now, int limit) {
        return sql.list(
                SqlOutbox::read,
                SELECT + " where channel = ? and state in ('waiting', 'sending', 'unknown') and due_at <= ?"
                        + " and not exists (select 1 from outbox earlier where earlier.channel = o.channel"
                        + " and earlier.subject = o.subject and earlier.id < o.id and earlier.state <> 'done')"
                        + " order by case state when 'waiting' then 1 else 0 end, due_at, id limit " + limit,
                channel,
                now);
    }

    @Override
    public boolean take(Entry entry, Instant now, Instant lost) {
        return sql.update(
                        "update outbox set state = 'sending', attempts = ?, sent_at = ?, due_at = ?"
                                + " where id = ? and state = ? and attempts = ?",
                        entry.attempts() + 1,
                        entry.state() == State.WAITING ? now : entry.sent(),
                        lost,
                        entry.id(),
                        wire(entry.state()),
                        entry.attempts())
                == 1;
    }

    @Override
    public void settle(Entry taken, State state, Instant due, String answer) {
        sql.update(
                "update outbox set state = ?, due_at = ?, answer = ? where id = ? and state = 'sending' and attempts = ?",
                wire(state),
                due,
                answer,
                taken.id(),
                taken.attempts() + 1);
    }

    @Override
    public boolean again(long id, Instant due) {
        return sql.update("update outbox set state = 'waiting', due_at = ? where id = ? and state = 'refused'", due, id)
                == 1;
    }

    @Override
    public void drop(String channel, String subject, String why) {
        sql.update(
                "update outbox set state = 'done', answer = ? where channel = ? and subject = ? and state <> 'done'",
                why,
                channel,
                subject);
    }

    @Override
    public int forget(String channel, Instant before, Set<String> kept) {
        List<Long> gone = sql
                .list(
                        row -> Map.entry(row.getLong(1), row.getString(2)),
                        "select id, entry_key from outbox where channel = ? and state in ('done', 'refused') and written_at < ?",
                        channel,
                        before)
                .stream()
                .filter(entry -> !kept.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        // Another process may do the same now.
        return gone.stream()
                .mapToInt(id -> sql.update("delete from outbox where id = ? and state in ('done', 'refused')", id))
                .sum();
    }

    @Override
    public List<Entry> of(String channel, String subject) {
        return sql.list(SqlOutbox::read, SELECT + " where channel = ? and subject = ? order by id", channel, subject);
    }

    @Override
    public Map<String, Entry> next(String channel, Collection<String> subjects) {
        Map<String, Entry> next = new HashMap<>();
        sql.listOf(Set.copyOf(subjects), SqlOutbox::read, SELECT + " where state <> 'done' and subject", "").stream()
                .filter(entry -> entry.letter().channel().equals(channel))
                .sorted(Comparator.comparing(Entry::id))
                .forEach(entry -> next.putIfAbsent(entry.letter().subject(), entry));
        return next;
    }

    @Override
    public List<Entry> in(String channel, State... states) {
        List<@Nullable Object> values = new ArrayList<>(List.of(channel));
        Arrays.stream(states).map(SqlOutbox::wire).forEach(values::add);
        return sql.list(
                SqlOutbox::read,
                SELECT + " where channel = ? and state in ("
                        + String.join(", ", Collections.nCopies(states.length, "?")) + ") order by id",
                values.toArray());
    }

    @Override
    public List<Standing> standing(String channel) {
        return sql.list(
                row -> new Standing(
                        state(row.getString(1)),
                        row.getLong(2),
                        Checks.present(Sql.instant(row, 3), "the moment of an entry")),
                "select state, count(*), min(written_at) from outbox where channel = ? and state <> 'done' group by state order by state",
                channel);
    }

    private static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong(1),
                new Letter(row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6)),
                state(row.getString(7)),
                row.getInt(8),
                Checks.present(Sql.instant(row, 9), "when an entry is due"),
                Checks.present(Sql.instant(row, 10), "when an entry was written"),
                Sql.instant(row, 11),
                row.getString(12));
    }

    private static String wire(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static State state(String wire) {
        return State.valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
