package io.ratchet.store.audit;

import static io.ratchet.store.Examples.AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.store.Examples;
import io.ratchet.store.Rounds;
import io.ratchet.store.audit.Verdict.Answer;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of a part of the log: of sixty lines about five hosts, a line a second. */
class SelectedExportTest {
    private static final int LINES = 60;
    private static final Instant NOW = AT.plusSeconds(3600);

    @TempDir
    static Path folder;

    private static SqlStore store;

    @BeforeAll
    static void fill() {
        store = Databases.h2(folder.resolve("database"));
        store.run(tx -> {
            IntStream.range(0, LINES).forEach(i -> tx.audit().append(Examples.event(i)));
            tx.decisions()
                    .replace(
                            List.of(Examples.nothing(new AssetId("host2.corp.example"), Readiness.READY)),
                            new Rounds.Ground(AT, "b".repeat(64), Organisation.careful(), 0));
        });
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void holdsTheLinesOfAnAssetASiteOrATimeAndEachStandsInTheSignedTree() {
        // Given
        ExportZip asset = export(new AuditSelection(null, "host1.corp.example", null, null));
        ExportZip site = export(new AuditSelection("hq", null, null, null));
        ExportZip time = export(new AuditSelection(null, null, AT.plusSeconds(10), AT.plusSeconds(20)));

        // Then
        for (ExportZip each : List.of(asset, site, time)) {
            Verdict verdict = verify(each);
            assertThat(verdict.integrity()).as("%s", verdict).isEqualTo(Answer.OK);
            assertThat(verdict.completeness()).isEqualTo(Answer.OK);
            assertThat(verdict.time()).isEqualTo(Answer.OK);
            assertThat(each.text("leaves.txt").lines()).hasSize(LINES);
        }
        assertThat(asset.text("events.ndjson").lines()).isNotEmpty().allMatch(line -> line.contains("host1.corp"));
        assertThat(site.text("events.ndjson").lines()).isNotEmpty().allMatch(line -> line.contains("host2.corp"));
        assertThat(time.lines()).hasSize(10);
        assertThat(asset.text("assets.csv")).doesNotContain("host2.corp");
        assertThat(asset.text("head.json")).contains("ratchet.audit-head/3", "\"asset\" : \"host1.corp.example\"");
    }

    @Test
    void seesALineThatWasTakenOutChangedMovedOrPutIn() {
        // Given
        ExportZip time = export(new AuditSelection(null, null, AT.plusSeconds(10), AT.plusSeconds(20)));
        ExportZip whole = export(AuditSelection.all());
        List<byte[]> lines = time.lines();
        List<byte[]> without = new ArrayList<>(lines);
        without.remove(4);
        List<byte[]> moved = new ArrayList<>(lines);
        moved.add(moved.remove(3));
        List<byte[]> more = new ArrayList<>(lines);
        more.add(whole.lines().get(40));
        List<byte[]> changed = new ArrayList<>(lines);
        changed.set(
                2,
                new String(changed.get(2), StandardCharsets.UTF_8)
                        .replace("\"READY\"", "\"ONLY\"")
                        .getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(verify(time.withLines(without)).completeness()).isEqualTo(Answer.BROKEN);
        assertThat(verify(time.withLines(moved)).completeness()).isEqualTo(Answer.BROKEN);
        assertThat(verify(time.withLines(changed)).integrity()).isEqualTo(Answer.BROKEN);
        Verdict added = verify(time.withLines(more));
        assertThat(added.completeness()).isEqualTo(Answer.BROKEN);
        assertThat(added.firstProblem().problem()).contains("not of the selection");
        assertThat(verify(time.with(
                                "leaves.txt",
                                export(AuditSelection.all())
                                        .text("leaves.txt")
                                        .replaceFirst("[0-9a-f]", "")
                                        .getBytes(StandardCharsets.US_ASCII)))
                        .integrity())
                .isEqualTo(Answer.BROKEN);
    }

    @Test
    void theHeadOfASelectionIsNoHeadOfTheWholeAndItsWordsAreSigned() {
        // Given
        ExportZip time = export(new AuditSelection(null, null, AT.plusSeconds(10), AT.plusSeconds(20)));
        String head = time.text("head.json");

        // Then
        for (String forged : List.of(
                head.replace("\"lines\" : 10", "\"lines\" : 9"),
                head.replace("\"until\" : \"2018-09-20T22:00:20Z\"", "\"until\" : \"2018-09-20T22:00:21Z\""),
                head.replace("audit-head/3", "audit-head/2"))) {
            assertThat(forged).isNotEqualTo(head);
            assertThat(verify(time.with("head.json", forged.getBytes(StandardCharsets.UTF_8)))
                            .integrity())
                    .isEqualTo(Answer.BROKEN);
        }
    }

    @Test
    void isHeldAgainstAnOlderExport() {
        // Given
        Path older = whole("older.zip");
        Path selected = export(new AuditSelection(null, "host1.corp.example", null, null))
                .write(folder.resolve("selected.zip"));

        // When
        Verdict verdict =
                AuditVerify.verify(selected, new AuditVerify.Against(Optional.empty(), Optional.of(older), NOW));

        // Then
        assertThat(verdict.holds()).isTrue();
    }

    @Test
    void saysThatThereIsNothingOfANameThatIsNotThere() {
        assertThatThrownBy(() -> export(new AuditSelection("Atlantis", null, null, null)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("'Atlantis'");
        assertThatThrownBy(() -> export(new AuditSelection(null, "nothing.example", null, null)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("'nothing.example'");
    }

    private static Path whole(String name) {
        return write(folder.resolve(name), AuditSelection.all());
    }

    private static ExportZip export(AuditSelection selection) {
        return ExportZip.read(write(folder.resolve("export.zip"), selection));
    }

    private static Path write(Path file, AuditSelection selection) {
        return AuditExport.write(
                        store,
                        file,
                        Clock.fixed(AT.plusSeconds(600), ZoneOffset.UTC),
                        SigningKey.open(folder.resolve("keys")),
                        selection)
                .file();
    }

    private static Verdict verify(ExportZip export) {
        return AuditVerify.verify(export.write(folder.resolve("checked.zip")), AuditVerify.Against.nothing(NOW));
    }
}
