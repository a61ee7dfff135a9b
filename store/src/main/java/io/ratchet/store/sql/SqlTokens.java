package io.ratchet.store.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ratchet.store.Tokens;
import io.ratchet.wire.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class SqlTokens implements Tokens {
    private static final String COLUMNS =
            "hash, name, roles, sites, made_by, made_at, expires_at, revoked_at, last_used_at";

    private final Sql sql;

    SqlTokens(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(Token token) {
        sql.update(
                "insert into access_token (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                token.hash(),
                token.name(),
                list(token.roles()),
                list(token.sites()),
                token.madeBy(),
                token.madeAt(),
                token.expires(),
                token.revokedAt(),
                token.lastUsedAt());
    }

    @Override
    public Optional<Token> find(String hash) {
        return sql.first(SqlTokens::token, "select " + COLUMNS + " from access_token where hash = ?", hash);
    }

    @Override
    public List<Token> list() {
        return sql.list(SqlTokens::token, "select " + COLUMNS + " from access_token order by made_at, hash");
    }

    @Override
    public boolean revoke(String name, Instant at) {
        return sql.update("update access_token set revoked_at = ? where name = ? and revoked_at is null", at, name) > 0;
    }

    @Override
    public void used(String hash, Instant at) {
        sql.update("update access_token set last_used_at = ? where hash = ?", at, hash);
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                row.getString(1),
                row.getString(2),
                list(row.getString(3)),
                list(row.getString(4)),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                moment(row, 8),
                moment(row, 9));
    }

    private static @Nullable Instant moment(ResultSet row, int column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    static String list(List<String> words) {
        ArrayNode list = Json.mapper().createArrayNode();
        words.forEach(list::add);
        return Json.line(list);
    }

    static List<String> list(String document) {
        return Documents.read(document, node -> {
            List<String> words = new ArrayList<>();
            for (JsonNode word : node) words.add(word.asText());
            return words;
        });
    }
}
