package io.ratchet.store.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Finding;
import io.ratchet.store.Findings.Placed;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What was kept before findings were kept in blocks, and is only read: first each as a whole
 * ({@code V1__what_survives_a_restart.sql}), later each in a row of numbers
 * ({@code V7__statements_that_keep_what_was_said_once.sql}).
 */
final class OlderFindings {
    private static final String WHOLE = "select document, ";

    /** Before the place of a row. */
    private static final String SINGLE =
            "select report, record, observed_second, observed_nano, host, observation, evidence, ";

    private final Sql sql;

    OlderFindings(Sql sql) {
        this.sql = sql;
    }

    /**
     * Up to which positions there are findings of either kind; 0 where there are none.
     *
     * @param single at least as large as the other
     */
    record Ends(long whole, long single) {
        static final Ends NONE = new Ends(0, 0);
    }

    Ends ends() {
        return sql.first(
                        row -> new Ends(row.getLong(1), Math.max(row.getLong(1), row.getLong(2))),
                        "select (select coalesce(max(position), 0) from finding),"
                                + " (select coalesce(max(position), 0) from statement)")
                .orElseThrow();
    }

    long count() {
        return sql.number("select (select count(*) from statement) + (select count(*) from finding)");
    }

    /** An ordinal of a delivery that is there. */
    record Known(ByteBuffer delivery, long ordinal) {}

    /** Tells of each ordinal from {@code first} to {@code last} that is there of some deliveries. */
    void known(Collection<String> reports, Collection<byte[]> deliveries, long first, long last, Consumer<Known> each) {
        sql.listOf(
                        deliveries,
                        row -> new Known(ByteBuffer.wrap(row.getBytes(1)), row.getLong(2)),
                        "select part.fingerprint, ordinal from part join statement on delivery = part.id"
                                + " where part.fingerprint",
                        "and ordinal between ? and ?",
                        first,
                        last)
                .forEach(each);
        sql.listOf(
                        reports,
                        row -> new Known(ByteBuffer.wrap(Documents.fingerprint(row.getString(1))), row.getLong(2)),
                        "select report_sha256, ordinal from finding where report_sha256",
                        "and ordinal between ? and ?",
                        first,
                        last)
                .forEach(each);
    }

    Stream<Finding> whole(long after, long upTo) {
        return sql.stream(
                row -> Documents.finding(row.getString(1)),
                "select document from finding where position > ? and position <= ? order by position",
                after,
                upTo);
    }

    List<Placed> whole(boolean newest, long from, int limit) {
        return sql.list(OlderFindings::whole, WHOLE + "position from finding where " + behind(newest, limit), from);
    }

    List<Statement.Placed> single(boolean newest, long from, int limit) {
        return sql.list(OlderFindings::single, SINGLE + "position from statement where " + behind(newest, limit), from);
    }

    private static String behind(boolean newest, int limit) {
        return (newest ? "position < ? order by position desc" : "position > ? order by position") + first(limit);
    }

    List<Placed> whole(String report, long from, int limit) {
        return sql.list(
                OlderFindings::whole,
                WHOLE + "ordinal from finding where report_sha256 = ? and ordinal > ? order by ordinal" + first(limit),
                report,
                from);
    }

    List<Statement.Placed> single(byte[] delivery, long from, int limit) {
        return sql.list(
                OlderFindings::single,
                SINGLE + "ordinal from statement where delivery = (select id from part where fingerprint = ?)"
                        + " and ordinal > ? order by ordinal" + first(limit),
                delivery,
                from);
    }

    private static String first(int limit) {
        return " fetch first " + limit + " rows only";
    }

    private static Placed whole(ResultSet row) throws SQLException {
        return new Placed(row.getLong(2), Documents.finding(row.getString(1)));
    }

    private static Statement.Placed single(ResultSet row) throws SQLException {
        return new Statement.Placed(
                row.getLong(8),
                new Statement(
                        row.getLong(1),
                        unescaped(row.getString(2)),
                        0,
                        row.getLong(3),
                        row.getInt(4),
                        row.getLong(5),
                        row.getLong(6),
                        // null is read as none
                        row.getLong(7)));
    }

    /** No database keeps every character there is, so a record was kept as it stands between the quotes of JSON. */
    private static String unescaped(String record) {
        return record.indexOf('\\') < 0 ? record : Documents.read("\"" + record + "\"", JsonNode::asText);
    }
}
