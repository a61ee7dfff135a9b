package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.Failure;
import io.ratchet.store.CollectOrders;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class SqlCollectOrders implements CollectOrders {
    private static final String SELECT = "select subject, asset, address, site, state, attempts, due_at, ordered_by,"
            + " ordered_at, ended_at, code, message from collect_order";

    private static final List<State> NEED = List.of(State.READING, State.HELD, State.FAILED, State.WAITING, State.DONE);

    private final Sql sql;

    SqlCollectOrders(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean order(Order order) {
        Optional<Order> there = find(order.subject());
        if (there.isPresent()) {
            boolean free =
                    there.get().state() != State.READING || there.get().due().isBefore(order.at());
            return free
                    && sql.update(
                                    "update collect_order set asset = ?, address = ?, site = ?, state = 'waiting', attempts = 0,"
                                            + " due_at = ?, ordered_by = ?, ordered_at = ?, code = null, message = ''"
                                            + " where subject = ? and state = ? and attempts = ?",
                                    value(order.asset()),
                                    order.address(),
                                    order.site(),
                                    order.due(),
                                    order.by(),
                                    order.at(),
                                    order.subject(),
                                    wire(there.get().state()),
                                    there.get().attempts())
                            == 1;
        }
        sql.update(
                "insert into collect_order (subject, asset, address, site, state, attempts, due_at, ordered_by, ordered_at, message)"
                        + " values (?, ?, ?, ?, 'waiting', 0, ?, ?, ?, '')",
                order.subject(),
                value(order.asset()),
                order.address(),
                order.site(),
                order.due(),
                order.by(),
                order.at());
        return true;
    }

    @Override
    public List<Order> due(Instant now, int limit) {
        return sql.list(
                SqlCollectOrders::read,
                SELECT + " where state in ('waiting', 'reading') and due_at <= ? order by due_at, subject limit "
                        + limit,
                now);
    }

    @Override
    public boolean take(Order order, Instant lost) {
        return sql.update(
                        "update collect_order set state = 'reading', attempts = ?, due_at = ?, code = null, message = ''"
                                + " where subject = ? and state = ? and attempts = ? and due_at = ?",
                        order.attempts() + 1,
                        lost,
                        order.subject(),
                        wire(order.state()),
                        order.attempts(),
                        order.due())
                == 1;
    }

    @Override
    public void end(Order taken, State state, Instant at, @Nullable Failure why, String message) {
        sql.update(
                "update collect_order set state = ?, ended_at = ?, code = ?, message = ?"
                        + " where subject = ? and state = 'reading' and attempts = ?",
                wire(state),
                at,
                why == null ? null : why.code().wire(),
                message,
                taken.subject(),
                taken.attempts() + 1);
    }

    @Override
    public void again(Order taken, Instant due, Failure why) {
        sql.update(
                "update collect_order set state = 'waiting', due_at = ?, code = ?, message = ?"
                        + " where subject = ? and state = 'reading' and attempts = ?",
                due,
                why.code().wire(),
                why.message(),
                taken.subject(),
                taken.attempts() + 1);
    }

    @Override
    public void postpone(Order waiting, Instant due, Failure why) {
        sql.update(
                "update collect_order set due_at = ?, code = ?, message = ?"
                        + " where subject = ? and state = 'waiting' and attempts = ?",
                due,
                why.code().wire(),
                why.message(),
                waiting.subject(),
                waiting.attempts());
    }

    @Override
    public int hold(Failure why) {
        return sql.update(
                "update collect_order set state = 'held', code = ?, message = ? where state = 'waiting'",
                why.code().wire(),
                why.message());
    }

    @Override
    public Optional<Order> find(String subject) {
        return sql.first(SqlCollectOrders::read, SELECT + " where subject = ?", subject);
    }

    @Override
    public List<Order> list(@Nullable Seen after, int limit) {
        List<Order> found = new ArrayList<>();
        boolean reached = after == null;
        // State by state, each by an index: the database sorts nothing, however many hosts there are.
        for (State state : NEED) {
            if (found.size() == limit) break;
            boolean begun = after != null && state == after.state();
            if (!reached && !begun) continue;
            reached = true;
            Query query = new Query(SELECT + " where state = '" + wire(state) + "'");
            if (after != null && begun)
                query.add(
                        " and (ordered_at < ? or (ordered_at = ? and subject > ?))",
                        after.at(),
                        after.at(),
                        after.subject());
            query.add(" order by state, ordered_at desc, subject fetch first ? rows only", limit - found.size());
            found.addAll(sql.list(SqlCollectOrders::read, query.text(), query.values()));
        }
        return found;
    }

    @Override
    public List<Order> page(@Nullable String after, int limit) {
        return sql.list(
                SqlCollectOrders::read,
                SELECT + " where subject > ? order by subject fetch first ? rows only",
                after == null ? "" : after,
                limit);
    }

    @Override
    public Map<State, Long> standing() {
        Map<State, Long> standing = new EnumMap<>(State.class);
        sql.list(
                        row -> Map.entry(state(row.getString(1)), row.getLong(2)),
                        "select state, count(*) from collect_order group by state")
                .forEach(entry -> standing.put(entry.getKey(), entry.getValue()));
        return standing;
    }

    @Override
    public Optional<Instant> last(String by, String site) {
        return sql.first(
                row -> Checks.present(Sql.instant(row, 1), "the moment of an order"),
                "select ordered_at from collect_order where ordered_by = ? and site = ? order by ordered_at desc limit 1",
                by,
                site);
    }

    private static Order read(ResultSet row) throws SQLException {
        String asset = row.getString(2);
        return new Order(
                row.getString(1),
                asset == null ? null : new AssetId(asset),
                row.getString(3),
                row.getString(4),
                state(row.getString(5)),
                row.getInt(6),
                Checks.present(Sql.instant(row, 7), "when an order is due"),
                row.getString(8),
                Checks.present(Sql.instant(row, 9), "the moment of an order"),
                Sql.instant(row, 10),
                row.getString(11),
                row.getString(12));
    }

    private static @Nullable String value(@Nullable AssetId asset) {
        return asset == null ? null : asset.value();
    }

    private static State state(String wire) {
        return State.valueOf(wire.toUpperCase(Locale.ROOT));
    }

    private static String wire(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
