package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.event.Event;
import io.ratchet.store.Events;
import io.ratchet.store.Rounds;
import io.ratchet.wire.EventJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what a transaction tells and writes it under the lock of the edge, which is held for the commit alone. */
final class SqlEvents implements Events {
    private final Sql sql;
    private final boolean telling;
    private final List<Told> waiting = new ArrayList<>();

    private record Told(Event event, Instant at) {}

    /** @param telling whether anything is written */
    SqlEvents(Sql sql, boolean telling) {
        this.sql = sql;
        this.telling = telling;
    }

    boolean telling() {
        return telling;
    }

    @Override
    public void tell(Event event, Instant at) {
        if (telling) waiting.add(new Told(event, at));
    }

    /** What a round changed: first which assets there are, then what is decided of them, last which are gone. */
    void decided(List<Decision> added, List<Decision> withdrawn, Rounds.Round round) {
        if (!telling) return;
        Map<AssetId, Decision.About> now = byAsset(added);
        Map<AssetId, Decision.About> before = byAsset(withdrawn);
        Set<AssetId> onlyOneSide = new HashSet<>(now.keySet());
        onlyOneSide.removeAll(before.keySet());
        before.keySet().stream().filter(asset -> !now.containsKey(asset)).forEach(onlyOneSide::add);
        Set<AssetId> others = standing(onlyOneSide, round);
        now.forEach((asset, about) -> {
            Decision.About was = before.get(asset);
            if (was == null && !others.contains(asset)) tell(new Event.AssetIdentified(about), round.at());
            if (was != null && !same(was, about)) tell(new Event.AssetChanged(about), round.at());
        });
        withdrawn.forEach(decision -> tell(new Event.DecisionWithdrawn(decision), round.at()));
        added.forEach(decision -> tell(new Event.DecisionMade(decision), round.at()));
        before.forEach((asset, about) -> {
            if (!now.containsKey(asset) && !others.contains(asset)) tell(new Event.AssetGone(about), round.at());
        });
    }

    private static Map<AssetId, Decision.About> byAsset(List<Decision> decisions) {
        Map<AssetId, Decision.About> byAsset = new LinkedHashMap<>();
        decisions.forEach(decision -> byAsset.putIfAbsent(decision.about().asset(), decision.about()));
        return byAsset;
    }

    private static boolean same(Decision.About one, Decision.About other) {
        return one.identity().equals(other.identity())
                && one.host().equals(other.host())
                && Objects.equals(one.site(), other.site());
    }

    /** Those of which something stands that this round did not decide. */
    private Set<AssetId> standing(Set<AssetId> assets, Rounds.Round round) {
        return new HashSet<>(sql.listOf(
                SqlRemediations.values(assets),
                row -> new AssetId(row.getString(1)),
                "select distinct asset from decision where withdrawn_at is null and (round_id is null or round_id <> "
                        + round.number() + ") and asset",
                ""));
    }

    /**
     * Writes what was told; after the audit log's lines.
     *
     * @param lastLine when this transaction's last line of the log was written; null: it wrote none
     */
    void flush(@Nullable Instant lastLine) {
        if (waiting.isEmpty()) return;
        long last = sql.number("select last_number from event_edge where id = 1 for update");
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Told told : waiting) {
            Instant at = lastLine == null ? told.at() : lastLine;
            String text = EventJson.message(++last, at, told.event());
            rows.add(new @Nullable Object[] {last, told.event().about(), at, text});
        }
        sql.batch("insert into event_out (number, about, told_at, message) values (?, ?, ?, ?)", rows);
        sql.update("update event_edge set last_number = ? where id = 1", last);
        waiting.clear();
    }

    @Override
    public Lane lane() {
        return sql.first(
                        row -> new Lane(row.getLong(1), row.getString(2), row.getLong(3)),
                        "select sent_up_to, holder, beat from event_lane where id = 1")
                .orElseThrow();
    }

    @Override
    public boolean take(String holder, Lane seen) {
        return sql.update(
                        "update event_lane set holder = ?, beat = beat + 1 where id = 1 and beat = ? and sent_up_to = ?",
                        holder,
                        seen.beat(),
                        seen.sentUpTo())
                == 1;
    }

    @Override
    public List<Message> after(long number, int limit) {
        return sql.list(
                SqlEvents::message,
                "select number, about, told_at, message from event_out where number > ? order by number fetch first "
                        + limit + " rows only",
                number);
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(row.getLong(1), row.getString(2), Sql.moment(row, 3), row.getString(4));
    }

    @Override
    public boolean sent(String holder, long number) {
        return sql.update(
                        "update event_lane set sent_up_to = ?, beat = beat + 1 where id = 1 and holder = ?",
                        number,
                        holder)
                == 1;
    }

    @Override
    public void release(String holder) {
        sql.update("update event_lane set holder = null, beat = beat + 1 where id = 1 and holder = ?", holder);
    }

    @Override
    public int forget(Instant before) {
        return sql.update(
                "delete from event_out where told_at < ? and number <= (select sent_up_to from event_lane where id = 1)",
                before);
    }

    @Override
    public Standing standing() {
        return sql.first(
                        row -> new Standing(row.getLong(1), Sql.instant(row, 2)),
                        "select edge.last_number - lane.sent_up_to,"
                                + " (select told_at from event_out where number = lane.sent_up_to + 1)"
                                + " from event_edge edge, event_lane lane where edge.id = 1 and lane.id = 1")
                .orElseThrow();
    }
}
