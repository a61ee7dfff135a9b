package io.ratchet.store.audit;

import static io.ratchet.store.Examples.AT;
import static io.ratchet.store.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.store.Examples;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditExportTest {
    private static final Clock MORNING = Clock.fixed(AT.plusSeconds(3600), ZoneOffset.UTC);
    private static final AssetId HUB = new AssetId("=cmd|'/c calc'!a0");

    @TempDir
    private Path folder;

    private SqlStore store;
    private SigningKey key;

    @BeforeEach
    void open() {
        store = Databases.inMemory();
        key = SigningKey.open(folder.resolve("keys"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tellsTheWholeWayFromTheFindingToTheReadiness() {
        // Given
        store.run(AuditExportTest::oneNight);

        // When
        List<Map<String, String>> rows = table(export());

        // Then
        Map<String, String> night = rows.get(0);
        assertThat(rows).extracting(row -> row.get("asset")).containsExactly(WEB.value(), WEB.value());
        assertThat(night)
                .containsEntry("decided", "2018-09-20T22:00:00Z")
                .containsEntry("system", "os-7-sp1")
                .containsEntry("decision", "remediate")
                .containsEntry("rule", Examples.RULE)
                .containsEntry("statements", "24 25")
                .containsEntry("citations", "S1 M10")
                .containsEntry("findings", "sha256:" + Examples.sha256(1) + "#ReportItem[1]: TLS 1.0 is offered on 443")
                .containsEntry("withdrawn", "2018-09-20T22:07:00Z")
                .containsEntry("remediation", "rem-1")
                .containsEntry("approved by", "user:alice")
                .containsEntry("approved", "2018-09-20T22:02:00Z")
                .containsEntry("action", "apply registry 10.1")
                .containsEntry("before", "kind=dword; value=160")
                .containsEntry("after", "kind=dword; value=2176")
                .containsEntry("verification", "passed")
                .containsEntry("witnesses", "read-back passed: It holds 2176.; handshake passed: TLS 1.2 is offered.")
                .containsEntry("outcome", "verified")
                .containsEntry("ended", "2018-09-20T22:06:00Z")
                .containsEntry("readiness", "READY")
                .containsEntry("lines", "0 1 2 3 4 5 6 7 8 9 10");
        assertThat(night.get("plan")).hasSize(64);
        assertThat(rows.get(1))
                .containsEntry("decision", "no-action")
                .containsEntry("remediation", "")
                .containsEntry("action", "")
                .containsEntry("lines", "11");
    }

    @Test
    void keepsAnUndoneChangeAndItsReasonApartFromTheChange() {
        // Given
        store.run(tx -> {
            Remediation.Running running = begin(tx);
            AuditEvents.stepsUndone(minute(5), running, answer("2176", "160")).forEach(tx.audit()::append);
            tx.audit()
                    .append(AuditEvents.remediationEnded(
                            minute(6),
                            running.undo(Failure.of(FailureCode.VERIFY_FAILED, "TLS 1.0 is still offered."), minute(5))
                                    .undone(false, minute(5), minute(5))
                                    .rolledBack(minute(6))));
        });

        // When
        List<Map<String, String>> rows = table(export());

        // Then
        assertThat(rows)
                .extracting(row -> row.get("action"))
                .containsExactly("apply registry 10.1", "undo registry 10.1");
        assertThat(rows)
                .extracting(row -> row.get("outcome"))
                .containsOnly("rolled back: VERIFY-FAILED: TLS 1.0 is still offered.");
    }

    @Test
    void namesTicketsAndWhatWaitsAndWhoRefused() {
        // Given
        AssetId sql = new AssetId("sql01.corp.example");
        store.run(tx -> {
            Decision.Ticket ticket = Examples.ticket(sql);
            tx.audit().append(AuditEvents.decisionMade(minute(0), ticket, Examples.sha256(9)));
            tx.audit().append(AuditEvents.ticketOpened(minute(1), ticket, "RT#4711"));
            tx.audit()
                    .append(AuditEvents.decisionMade(
                            minute(2), Examples.remediate(WEB, "It must be."), Examples.sha256(9)));
            Remediation.Proposed proposed = Examples.proposed("rem-1", WEB, minute(2));
            tx.audit().append(AuditEvents.remediationProposed(minute(2), proposed));
            tx.audit()
                    .append(AuditEvents.remediationRejected(
                            minute(3), proposed.reject("user:bob", "Not in September.", minute(3))));
        });

        // When
        List<Map<String, String>> rows = table(export());

        // Then
        assertThat(rows.get(0)).containsEntry("ticket", "RT#4711").containsEntry("lines", "0 1");
        assertThat(rows.get(1))
                .containsEntry("outcome", "rejected by user:bob: Not in September.")
                .containsEntry("approved by", "");
    }

    @Test
    void letsNoCellBecomeAFormula() {
        // Given
        store.run(tx -> tx.audit().append(AuditEvents.decisionMade(AT, Examples.ticket(HUB), Examples.sha256(9))));

        // When
        String table = export().text("assets.csv");

        // Then
        assertThat(table).contains("\r\n'=cmd|'/c calc'!a0,").contains(",'=1+1 is not a formula.,");
        assertThat(Csv.row(List.of("+1", "-1", "@x", "\tx", "a=1", "say \"no\", twice", "\r\nx", "")))
                .isEqualTo("'+1,'-1,'@x,'\tx,a=1,\"say \"\"no\"\", twice\",\"'\r\nx\",\r\n");
    }

    @Test
    void isTheSameForTheSameLogAndMoment() throws IOException {
        // Given
        store.run(AuditExportTest::oneNight);

        // When
        Path one = AuditExport.write(store, folder.resolve("one.zip"), MORNING, key)
                .file();
        Path two = AuditExport.write(store, folder.resolve("two.zip"), MORNING, key)
                .file();

        // Then
        assertThat(two).hasSameBinaryContentAs(one);
        assertThat(AuditVerify.verify(one, AuditVerify.Against.nothing(Examples.AT.plusSeconds(3600)))
                        .holds())
                .isTrue();
    }

    @Test
    void showsThatALineWasChangedInTheDatabase() throws Exception {
        // Given
        store.run(AuditExportTest::oneNight);
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update audit_event set line = (select line from audit_event where sequence = 3) where sequence = 2");
        }

        // When
        AuditExport.Written written = AuditExport.write(store, folder.resolve("audit.zip"), MORNING, key);

        // Then
        assertThat(written.intact()).isFalse();
        assertThat(AuditVerify.verify(written.file(), AuditVerify.Against.nothing(Examples.AT.plusSeconds(3600)))
                        .integrity())
                .isEqualTo(Verdict.Answer.BROKEN);
    }

    @Test
    void leavesNothingHalfWrittenBehind() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        // Then
        assertThatThrownBy(() -> AuditExport.write(store, file.resolve("audit.zip"), MORNING, key))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("cannot be written");
        AuditExport.write(store, folder.resolve("out/audit.zip"), MORNING, key);
        try (var left = Files.list(folder.resolve("out"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("audit.zip");
        }
    }

    /** The check by hand of {@code docs/guides/audit.md}, with the tools an auditor has. */
    @Test
    void canBeCheckedByHand() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");

        // Given
        store.run(AuditExportTest::oneNight);
        ExportZip export = export();
        for (String part : export.parts().keySet())
            Files.write(folder.resolve(part), export.parts().get(part));
        Files.writeString(folder.resolve("check.sh"), byHand());

        // When
        Process check = new ProcessBuilder("sh", "check.sh")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(said)
                .contains("Signature Verified Successfully")
                .contains("assets.csv: OK")
                .contains("leaf 4: OK");
        assertThat(check.waitFor()).isZero();
    }

    private static String byHand() throws IOException {
        String guide = Files.readString(Path.of("../docs/guides/audit.md"));
        int from = guide.indexOf("```sh by-hand\n") + "```sh by-hand\n".length();
        return guide.substring(from, guide.indexOf("```", from));
    }

    // ---- a night's events

    private static void oneNight(Tx tx) {
        Remediation.Running running = begin(tx);
        Remediation.Verifying verifying = running.verifying(minute(5));
        Verification passed = new Verification(
                minute(5),
                List.of(
                        new Verification.Witness("read-back", Verification.Verdict.PASSED, "It holds 2176."),
                        new Verification.Witness("handshake", Verification.Verdict.PASSED, "TLS 1.2 is offered.")));
        tx.audit().append(AuditEvents.verificationDone(minute(5), verifying, passed));
        tx.audit().append(AuditEvents.remediationEnded(minute(6), verifying.verified(passed)));
        tx.audit().append(AuditEvents.decisionWithdrawn(minute(7), Examples.remediate(WEB, "It keeps what is there.")));
        tx.audit()
                .append(AuditEvents.decisionMade(
                        minute(7), Examples.nothing(WEB, Readiness.CONFIGURED), Examples.sha256(9)));
        tx.audit()
                .append(AuditEvents.readinessChanged(
                        minute(8), WEB, "os-7-sp1", Goal.READY, Readiness.CONFIGURED, Readiness.READY));
    }

    /** From the decision to the applied change. */
    private static Remediation.Running begin(Tx tx) {
        Remediation.Proposed proposed = Examples.proposed("rem-1", WEB, minute(1));
        Remediation.Approved approved = Examples.approved(proposed);
        Remediation.Running running = Examples.running(approved, "run-1")
                .snapshotTaken(new Snapshot(minute(3), AT, Map.of("10.1", Map.of("kind", "dword", "value", "160"))));
        tx.audit()
                .append(AuditEvents.decisionMade(
                        AT, Examples.remediate(WEB, "It keeps what is there."), Examples.sha256(9)));
        tx.audit().append(AuditEvents.remediationProposed(minute(1), proposed));
        tx.audit().append(AuditEvents.remediationApproved(minute(2), approved));
        tx.audit().append(AuditEvents.runStarted(minute(3), running));
        AuditEvents.stepsAssessed(minute(3), running, answer("160", "160")).forEach(tx.audit()::append);
        AuditEvents.stepsApplied(minute(4), running, answer("160", "2176")).forEach(tx.audit()::append);
        return running;
    }

    private static PhaseAnswer answer(String before, String after) {
        StepResult result = new StepResult(
                "10.1",
                "registry",
                !before.equals(after),
                Map.of("kind", "dword", "value", before),
                Map.of("kind", "dword", "value", after),
                "none",
                null);
        StepResult identity =
                new StepResult("0", "host-identity", false, Map.of(), Map.of("os", "6.1.7601"), "none", null);
        return new PhaseAnswer("run-1", Phase.APPLY, AT, "WEB01", null, null, List.of(identity, result));
    }

    private static Instant minute(int minute) {
        return AT.plusSeconds(60L * minute);
    }

    private ExportZip export() {
        return ExportZip.read(AuditExport.write(store, folder.resolve("audit.zip"), MORNING, key)
                .file());
    }

    private static List<Map<String, String>> table(ExportZip export) {
        List<Map<String, String>> rows = new ArrayList<>();
        List<String> lines = export.text("assets.csv").lines().toList();
        assertThat(lines.get(0)).isEqualTo(String.join(",", AssetTable.COLUMNS));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            assertThat(cells).as(line).hasSize(AssetTable.COLUMNS.size());
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.length; i++) row.put(AssetTable.COLUMNS.get(i), cells[i]);
            rows.add(row);
        }
        return rows;
    }
}
