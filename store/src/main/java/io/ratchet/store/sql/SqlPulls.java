package io.ratchet.store.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.Checks;
import io.ratchet.store.Pulls;
import io.ratchet.wire.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

final class SqlPulls implements Pulls {
    private static final String COLUMNS = "name, origin, kept, due_at, failures, problem, finished_at";

    private final Sql sql;

    SqlPulls(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Standing> find(String name) {
        return sql.first(SqlPulls::standing, "select " + COLUMNS + " from pull where name = ?", name);
    }

    @Override
    public List<Standing> list() {
        return sql.list(SqlPulls::standing, "select " + COLUMNS + " from pull order by name");
    }

    @Override
    public void add(String name, String origin, Instant now) {
        if (find(name).isPresent()) return;
        sql.update(
                "insert into pull (name, origin, kept, due_at, failures, problem) values (?, ?, '{}', ?, 0, '')",
                name,
                origin,
                now);
    }

    @Override
    public Optional<Standing> take(String name, Instant now, Instant until) {
        int taken = sql.update(
                "update pull set held_until = ? where name = ? and due_at <= ? and (held_until is null or held_until < ?)",
                until,
                name,
                now,
                now);
        return taken == 1 ? find(name) : Optional.empty();
    }

    @Override
    public void save(Standing standing, @Nullable Instant heldUntil) {
        sql.update(
                "update pull set origin = ?, kept = ?, due_at = ?, failures = ?, problem = ?, finished_at = ?, held_until = ?"
                        + " where name = ?",
                standing.origin(),
                document(standing.kept()),
                standing.dueAt(),
                standing.failures(),
                standing.problem(),
                standing.finishedAt(),
                heldUntil,
                standing.name());
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                row.getString(1),
                row.getString(2),
                kept(row.getString(3)),
                Checks.present(Sql.instant(row, 4), "when a source is due"),
                row.getInt(5),
                row.getString(6),
                Sql.instant(row, 7));
    }

    private static String document(Map<String, String> kept) {
        ObjectNode document = Json.object();
        new TreeMap<>(kept).forEach(document::put);
        return Json.line(document);
    }

    private static Map<String, String> kept(String document) {
        try {
            Map<String, String> kept = new HashMap<>();
            for (Map.Entry<String, JsonNode> entry : Json.parse(document).properties())
                kept.put(entry.getKey(), entry.getValue().asText());
            return kept;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document that Ratchet wrote is not JSON any more", e);
        }
    }
}
