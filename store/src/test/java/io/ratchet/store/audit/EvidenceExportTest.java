package io.ratchet.store.audit;

import static io.ratchet.store.Examples.AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.store.Examples;
import io.ratchet.store.audit.Verdict.Answer;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept of hosts before they were changed, in exports. */
class EvidenceExportTest {
    private static final Instant NOW = AT.plusSeconds(3600);
    private static final String SAID = "what a host said";
    private static final String PART = "evidence-" + Sha256.hex(SAID) + ".json";

    @TempDir
    private Path folder;

    private final DataSource database = Databases.h2WithTables();
    private SqlStore store;

    @BeforeEach
    void fill() {
        store = Databases.opened(database);
        store.sealAudit();
        store.run(tx -> {
            tx.audit().append(Examples.event(1));
            tx.audit().append(Examples.event(2));
            Examples.keepEvidence(tx, AT.plusSeconds(3), SAID);
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void bringsItAlongByTheHashOfItsLine() {
        // When
        ExportZip export = export(AuditSelection.all());

        // Then
        assertThat(export.text(PART)).isEqualTo(SAID);
        assertThat(export.text("events.ndjson")).contains("\"sha256\":\"" + Sha256.hex(SAID) + "\"");
        assertThat(verify(export).holds()).isTrue();
    }

    @Test
    void findsOneThatWasChangedTakenOutOrPutIn() {
        // Given
        ExportZip export = export(AuditSelection.all());
        byte[] other = "what no host said".getBytes(StandardCharsets.UTF_8);

        // Then
        refused(export.with(PART, other), "'" + PART + "' is not what the line says was kept.");
        refused(export.without(PART), "'" + PART + "' is missing, which a line says was kept.");
        String stranger = "evidence-" + Sha256.hex(other) + ".json";
        refused(
                export.with(stranger, other),
                "The export holds '" + stranger + "', which the signed head does not cover.");
    }

    @Test
    void findsOneThatWasTakenOutOfTheDatabase() throws SQLException {
        // Given
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update kept_evidence set hash = '" + "0".repeat(64) + "'");
        }

        // When
        ExportZip export = export(AuditSelection.all());

        // Then
        refused(export, "'" + PART + "' is missing, which a line says was kept.");
    }

    @Test
    void findsOneThatWasChangedInTheDatabase() throws SQLException {
        // Given
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update kept_evidence set content = X'00'");
        }

        // Then
        refused(export(AuditSelection.all()), "'" + PART + "' is not what the line says was kept.");
    }

    @Test
    void bringsOnlyWhatTheLinesOfASelectionName() {
        // When
        ExportZip other = export(new AuditSelection(null, "host2.corp.example", null, null));
        ExportZip before = export(new AuditSelection(null, null, null, AT.plusSeconds(3)));
        ExportZip own = export(new AuditSelection(null, "host1.corp.example", null, null));

        // Then
        assertThat(other.parts()).doesNotContainKey(PART);
        assertThat(before.parts()).doesNotContainKey(PART);
        assertThat(own.parts()).containsKey(PART);
        for (ExportZip each : new ExportZip[] {other, before, own})
            assertThat(verify(each).holds()).isTrue();
    }

    @Test
    void leavesItOutWhereValuesAreHiddenForItIsFullOfNames() {
        for (Set<Redaction> hidden : Set.of(Set.of(Redaction.USERS), Redaction.all())) {
            // When
            ExportZip export = export(AuditSelection.all().hiding(hidden));

            // Then
            assertThat(export.parts()).doesNotContainKey(PART);
            assertThat(export.text("events.ndjson")).contains("evidence.kept");
            assertThat(verify(export).holds()).isTrue();
            refused(
                    export.with(PART, SAID.getBytes(StandardCharsets.UTF_8)),
                    "The export holds '" + PART + "', which the signed head does not cover.");
        }
    }

    @Test
    void holdsThousandsOfThem() {
        // Given more than a head could name
        store.run(tx -> {
            for (int i = 0; i < 2000; i++) Examples.keepEvidence(tx, AT.plusSeconds(4), "host " + i);
        });

        // When
        ExportZip export = export(AuditSelection.all());

        // Then
        assertThat(export.parts().keySet())
                .filteredOn(part -> part.startsWith("evidence-"))
                .hasSize(2001);
        assertThat(verify(export).holds()).isTrue();
    }

    private ExportZip export(AuditSelection selection) {
        Clock clock = Clock.fixed(AT.plusSeconds(60), ZoneOffset.UTC);
        SigningKey key = SigningKey.open(folder.resolve("keys"));
        return ExportZip.read(AuditExport.write(store, folder.resolve("audit.zip"), clock, key, selection)
                .file());
    }

    private Verdict verify(ExportZip export) {
        return AuditVerify.verify(export.write(folder.resolve("checked.zip")), AuditVerify.Against.nothing(NOW));
    }

    private void refused(ExportZip export, String problem) {
        Verdict verdict = verify(export);
        assertThat(verdict.integrity()).isEqualTo(Answer.BROKEN);
        assertThat(verdict.firstProblem()).isNotNull();
        assertThat(verdict.firstProblem().problem()).isEqualTo(problem);
    }
}
