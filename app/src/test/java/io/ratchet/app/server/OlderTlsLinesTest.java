package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.AuditLog;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log says of hosts that are talked to by TLS 1.0 or 1.1. */
class OlderTlsLinesTest {
    private static final AssetId ASSET = new AssetId("web01.corp.example");
    private static final HostAddress HOST =
            new HostAddress("web01.corp.example", 5986, true, "file:winrm", "winrm[0]", 1, ASSET);

    @TempDir
    private Path folder;

    private SqlStore store;

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void eachHostOfEachRunIsOneLine() {
        // Given
        OlderTlsLines lines = new OlderTlsLines(store, Clock.systemUTC());
        // When
        lines.begins(HOST, "run-1");
        lines.begins(HOST, "run-1");
        lines.begins(HOST, "run-2");
        lines.begins(new HostAddress("10.0.0.9", 5986, true, "file:winrm", "winrm[0]"), "run-2");
        // Then
        assertThat(audited())
                .extracting(
                        AuditEvent::type,
                        AuditEvent::asset,
                        event -> event.data().get("runId"))
                .containsExactly(
                        tuple("older-tls.used", ASSET, "run-1"),
                        tuple("older-tls.used", ASSET, "run-2"),
                        tuple("older-tls.used", null, "run-2"));
        assertThat(audited().get(2).data())
                .containsEntry("host", "10.0.0.9")
                .containsEntry("port", 5986L)
                .containsEntry("profile", "winrm[0]");
    }

    private List<AuditEvent> audited() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals("older-tls.used"))
                        .toList();
            }
        });
    }
}
