package io.ratchet.store.audit;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.AuditEventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;

/** A log as releases left it that sealed no value of a line. */
final class PlainLines {
    private PlainLines() {}

    /** Begins an empty log with these. */
    static void begin(SqlStore store, List<AuditEvent> events) throws SQLException {
        MerkleTree tree = new MerkleTree();
        try (Connection connection = store.dataSource().getConnection();
                PreparedStatement line = connection.prepareStatement(
                        "insert into audit_event (sequence, recorded_at, type, asset, remediation, line)"
                                + " values (?, ?, ?, ?, ?, ?)");
                PreparedStatement edge = connection.prepareStatement(
                        "update audit_edge set size = ?, hashes = ?, last_at = ? where id = 1")) {
            connection.setAutoCommit(false);
            for (AuditEvent event : events) {
                byte[] canonical = AuditEventJson.canonical(tree.size(), event);
                line.setLong(1, tree.size());
                line.setObject(2, event.at().atOffset(ZoneOffset.UTC));
                line.setString(3, event.type());
                line.setString(4, event.asset() == null ? null : event.asset().value());
                line.setString(5, null);
                line.setBytes(6, canonical);
                line.executeUpdate();
                tree.append(canonical);
                edge.setString(3, event.at().toString());
            }
            edge.setLong(1, tree.size());
            edge.setBytes(2, tree.edge());
            edge.executeUpdate();
            connection.commit();
        }
    }
}
