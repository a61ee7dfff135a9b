package io.ratchet.store.sql;

import io.ratchet.store.KeyedRequests;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class SqlKeyedRequests implements KeyedRequests {
    /** H2 holds no longer ones in a column of bytes. */
    private static final int PIECE = 1 << 20;

    private static final String OF_KEY = " where asked_by = ? and request_key = ?";

    private final Sql sql;

    SqlKeyedRequests(Sql sql) {
        this.sql = sql;
    }

    private record Row(
            String fingerprint,
            Instant begunAt,
            @Nullable Integer status,
            @Nullable String media) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(row.getString(1), Sql.moment(row, 2), row.getObject(3, Integer.class), row.getString(4));
        }
    }

    /** Of two at the same moment one inserts; the other conflicts, is tried again and finds it. */
    @Override
    public Optional<Keyed> begin(String by, String key, String fingerprint, Instant at) {
        Optional<Keyed> there = find(by, key);
        if (there.isEmpty())
            sql.update(
                    "insert into keyed_request (asked_by, request_key, fingerprint, begun_at) values (?, ?, ?, ?)",
                    by,
                    key,
                    fingerprint,
                    at);
        return there;
    }

    private Optional<Keyed> find(String by, String key) {
        return sql.first(Row::read, "select fingerprint, begun_at, status, media from keyed_request" + OF_KEY, by, key)
                .map(row -> new Keyed(by, key, row.fingerprint(), row.begunAt(), answer(by, key, row)));
    }

    private @Nullable Answer answer(String by, String key, Row row) {
        Integer status = row.status();
        String media = row.media();
        if (status == null || media == null) return null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        sql.list(piece -> piece.getBytes(1), "select content from keyed_answer" + OF_KEY + " order by piece", by, key)
                .forEach(body::writeBytes);
        return new Answer(status, media, body.toByteArray());
    }

    @Override
    public void answered(String by, String key, Answer answer) {
        sql.update("update keyed_request set status = ?, media = ?" + OF_KEY, answer.status(), answer.media(), by, key);
        byte[] body = answer.body();
        for (int from = 0, piece = 0; from < body.length; from += PIECE, piece++)
            sql.update(
                    "insert into keyed_answer (asked_by, request_key, piece, content) values (?, ?, ?, ?)",
                    by,
                    key,
                    piece,
                    Arrays.copyOfRange(body, from, Math.min(from + PIECE, body.length)));
    }

    @Override
    public void forget(String by, String key) {
        sql.update("delete from keyed_answer" + OF_KEY, by, key);
        sql.update("delete from keyed_request" + OF_KEY, by, key);
    }

    @Override
    public void forgetUntil(Instant moment) {
        sql.update(
                "delete from keyed_answer where exists (select 1 from keyed_request r where r.asked_by ="
                        + " keyed_answer.asked_by and r.request_key = keyed_answer.request_key and r.begun_at <= ?)",
                moment);
        sql.update("delete from keyed_request where begun_at <= ?", moment);
    }
}
