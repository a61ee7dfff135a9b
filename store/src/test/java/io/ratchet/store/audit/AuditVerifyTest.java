package io.ratchet.store.audit;

import static io.ratchet.store.audit.Verdict.Answer.BROKEN;
import static io.ratchet.store.audit.Verdict.Answer.OK;
import static io.ratchet.store.audit.Verdict.Answer.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import io.ratchet.store.Examples;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditVerifyTest {
    private static final int LINES = 40;
    private static final Path FOLDER = folder();
    private static final SqlStore LOG = Databases.inMemory();
    private static final Path FILE = FOLDER.resolve("audit.zip");
    private static final Path OLDER = export(FOLDER.resolve("older.zip"), 7, Examples.AT.plusSeconds(60));
    private static final ExportZip EXPORT = export();
    private static final Instant NOW = Examples.AT.plusSeconds(3600);

    @Test
    void findsNothingWrongWithWhatWasExported() {
        // When
        Verdict verdict = check(FILE);

        // Then
        assertThat(verdict.integrity()).isEqualTo(OK);
        assertThat(verdict.completeness()).isEqualTo(OK);
        assertThat(verdict.time()).isEqualTo(OK);
        assertThat(verdict.firstProblem()).isNull();
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.events()).isEqualTo(LINES);
        assertThat(verdict.json())
                .startsWith(
                        "{\"integrity\":\"ok\",\"completeness\":\"ok\",\"time\":\"ok\",\"signer\":\"unchecked\",\"firstProblem\":null,");
    }

    @Property(tries = 200)
    void namesTheLineInWhichAnyByteWasChanged(Draw draw) {
        // Given
        int line = draw.between(0, LINES - 1);
        int at = draw.between(0, 10_000);
        int flip = draw.between(1, 255);
        List<byte[]> lines = EXPORT.lines();
        byte[] changed = lines.get(line).clone();
        changed[at % (changed.length - 1)] ^= (byte) flip;
        lines.set(line, changed);

        // When
        Verdict verdict = verify(EXPORT.withLines(lines));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().line()).isEqualTo(line + 1L);
        assertThat(verdict.firstProblem().sequence()).isEqualTo(line);
    }

    @ParameterizedTest
    @MethodSource("everyLine")
    void missesALineThatWasTakenOut(int line) {
        // Given
        List<byte[]> lines = EXPORT.lines();
        lines.remove(line);

        // When
        Verdict verdict = verify(EXPORT.withLines(lines));

        // Then
        assertThat(verdict.completeness()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().line()).isEqualTo(line + 1L);
    }

    @ParameterizedTest
    @MethodSource("everyLine")
    void missesATailThatWasCutOff(int kept) {
        // When
        Verdict verdict = verify(EXPORT.withLines(EXPORT.lines().subList(0, kept)));

        // Then the lines that are left are the signed ones
        assertThat(verdict.integrity()).isEqualTo(OK);
        assertThat(verdict.completeness()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().line()).isEqualTo(kept + 1L);
        assertThat(verdict.firstProblem().problem()).contains("ends here").contains("40 lines");
    }

    @Property(tries = 40)
    void seesALineThatWasPutInAgain(Draw draw) {
        // Given
        int line = draw.between(0, LINES - 1);
        int where = draw.between(0, LINES);
        List<byte[]> lines = EXPORT.lines();
        lines.add(where, lines.get(line));

        // When
        Verdict verdict = verify(EXPORT.withLines(lines));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.completeness()).isEqualTo(BROKEN);
        assertThat(verdict.holds()).isFalse();
    }

    @Property(tries = 60)
    void seesTwoLinesThatChangedPlaces(Draw draw) {
        // Given
        int one = draw.between(0, LINES - 1);
        int other = (one + draw.between(1, LINES - 1)) % LINES;
        List<byte[]> lines = EXPORT.lines();
        Collections.swap(lines, one, other);

        // When
        Verdict verdict = verify(EXPORT.withLines(lines));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.completeness()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().line()).isEqualTo(Math.min(one, other) + 1L);
    }

    @Property(tries = 60)
    void seesAnyByteOfTheHeadThatWasChanged(Draw draw) {
        // Given
        int at = draw.between(0, 10_000);
        int flip = draw.between(1, 255);
        byte[] head = EXPORT.parts().get("head.json").clone();
        head[at % head.length] ^= (byte) flip;

        // When
        Verdict verdict = verify(EXPORT.with("head.json", head));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.completeness()).isEqualTo(UNKNOWN);
        assertThat(verdict.firstProblem().problem()).contains("head.json");
    }

    @Property(tries = 40)
    void seesAnyByteOfTheTableThatWasChanged(Draw draw) {
        // Given
        int at = draw.between(0, 10_000);
        byte[] table = EXPORT.parts().get("assets.csv").clone();
        table[at % table.length] ^= 1;

        // When
        Verdict verdict = verify(EXPORT.with("assets.csv", table));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("assets.csv");
    }

    @Test
    void isNotFooledByLeavesThatWereForgedWithTheLine() {
        // Given
        List<byte[]> lines = EXPORT.lines();
        String forged = new String(lines.get(3), StandardCharsets.UTF_8).replace("sequence", "sequencE");
        lines.set(3, forged.getBytes(StandardCharsets.UTF_8));
        byte[] leaf = new MerkleTree().leafHash(forged.stripTrailing().getBytes(StandardCharsets.UTF_8));
        List<String> leaves = new ArrayList<>(EXPORT.text("leaves.txt").lines().toList());
        leaves.set(3, HexFormat.of().formatHex(leaf));

        // When
        Verdict verdict = verify(EXPORT.withLines(lines)
                .with("leaves.txt", (String.join("\n", leaves) + "\n").getBytes(StandardCharsets.US_ASCII)));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("signed root");
    }

    @Test
    void seesChangedLeavesMissingPartsAndStrangers() {
        // Given
        byte[] leaves = EXPORT.parts().get("leaves.txt").clone();
        leaves[7] = leaves[7] == '0' ? (byte) '1' : (byte) '0';

        // Then
        assertThat(verify(EXPORT.with("leaves.txt", leaves)).integrity()).isEqualTo(BROKEN);
        assertThat(verify(EXPORT.without("leaves.txt")).integrity()).isEqualTo(BROKEN);
        assertThat(verify(EXPORT.without("assets.csv")).integrity()).isEqualTo(BROKEN);
        assertThat(verify(EXPORT.with("note.txt", new byte[1])).integrity()).isEqualTo(BROKEN);
        assertThat(verify(EXPORT.without("events.ndjson")).completeness()).isEqualTo(BROKEN);
        Verdict headless = verify(EXPORT.without("head.json"));
        assertThat(headless.integrity()).isEqualTo(UNKNOWN);
        assertThat(headless.completeness()).isEqualTo(UNKNOWN);
        assertThat(headless.holds()).isFalse();
    }

    @Test
    void seesAPartThatStandsThereTwice() throws IOException {
        // Given a zip with two heads, of which one reader may take the first and another one the second
        Path file = EXPORT.with("head.jsoX", EXPORT.parts().get("head.json")).write(FOLDER.resolve("twice.zip"));
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, bytes.replace("head.jsoX", "head.json"), StandardCharsets.ISO_8859_1);

        // When
        Verdict verdict = check(file);

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("'head.json'");
    }

    @Test
    void tellsPeopleTheSame() {
        assertThat(check(FILE).text())
                .startsWith(
                        "integrity     ok\ncompleteness  ok\ntime          ok\nsigner        unchecked\n40 events, root ")
                .contains("\nsigned by sha256:");
        assertThat(verify(EXPORT.withLines(EXPORT.lines().subList(0, 3))).text())
                .contains("completeness  broken")
                .endsWith("\nline 4: The log ends here; the signed head counts 40 lines.");
    }

    @Test
    void seesWindowsLineEndsAndACutLastLine() {
        // Given
        byte[] windows = EXPORT.text("events.ndjson").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] cut = EXPORT.text("events.ndjson").stripTrailing().getBytes(StandardCharsets.UTF_8);

        // Then
        assertThat(verify(EXPORT.with("events.ndjson", windows)).integrity()).isEqualTo(BROKEN);
        assertThat(verify(EXPORT.with("events.ndjson", cut)).holds()).isFalse();
    }

    @Test
    void judgesTimeByItself() {
        // Given a log whose last line is later than the moment at which it was exported
        Path file = export(FOLDER.resolve("future.zip"), 3, Examples.AT.minusSeconds(60));

        // When
        Verdict verdict = check(file);

        // Then
        assertThat(verdict.integrity()).isEqualTo(OK);
        assertThat(verdict.completeness()).isEqualTo(OK);
        assertThat(verdict.time()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().line()).isEqualTo(1);
        assertThat(verdict.holds()).isTrue();
    }

    @Test
    void anEmptyLogHolds() {
        // When
        Verdict verdict = check(export(FOLDER.resolve("empty.zip"), 0, Examples.AT));

        // Then
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.events()).isZero();
        assertThat(verdict.root()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void holdsANewerExportToAnOlderOne() {
        // Given
        Path older = OLDER;
        Path other = FOLDER.resolve("other-history.zip");
        try (SqlStore store = Databases.inMemory()) {
            store.run(tx -> IntStream.range(1, 50).forEach(i -> tx.audit().append(Examples.event(i))));
            AuditExport.write(
                    store,
                    other,
                    Clock.fixed(Examples.AT.plusSeconds(60), ZoneOffset.UTC),
                    SigningKey.open(FOLDER.resolve("keys")));
        }

        // Then
        assertThat(check(FILE, older).holds()).isTrue();
        assertThat(check(FILE, FILE).holds()).isTrue();
        assertThat(check(FILE, export(FOLDER.resolve("nothing.zip"), 0, Examples.AT))
                        .holds())
                .isTrue();
        assertThat(check(other).holds()).isTrue();
        assertThat(check(other, older).firstProblem().problem()).contains("history was rewritten");
        assertThat(check(older, FILE).firstProblem().problem()).contains("has only 7");
        assertThatThrownBy(() -> check(FILE, EXPORT.without("head.json").write(FOLDER.resolve("headless.zip"))))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("nothing can be compared");
    }

    @Test
    void refusesWhatIsNoExport() throws IOException {
        // Given
        Path text = Files.writeString(FOLDER.resolve("text.zip"), "hello");
        Path other = new ExportZip(Map.of("readme.txt", new byte[1])).write(FOLDER.resolve("other.zip"));

        // Then
        for (Path file : List.of(text, other, FOLDER.resolve("missing.zip")))
            assertThatThrownBy(() -> check(file))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.INTAKE_UNRECOGNISED))
                    .hasMessageContaining("audit export");
    }

    private static Verdict check(Path file) {
        return AuditVerify.verify(file, AuditVerify.Against.nothing(NOW));
    }

    private static Verdict check(Path file, Path older) {
        return AuditVerify.verify(file, new AuditVerify.Against(Optional.empty(), Optional.of(older), NOW));
    }

    private static IntStream everyLine() {
        return IntStream.range(0, LINES);
    }

    private static Verdict verify(ExportZip forged) {
        return check(forged.write(FOLDER.resolve("forged.zip")));
    }

    private static ExportZip export() {
        export(FILE, LINES, Examples.AT.plusSeconds(LINES));
        return ExportZip.read(FILE);
    }

    /** Of the first lines of one log; no two logs are alike, since their salts are not. */
    private static Path export(Path file, int lines, Instant at) {
        try (SqlStore none = Databases.inMemory()) {
            SqlStore store = lines == 0 ? none : LOG;
            int before = Math.toIntExact(store.transact(tx -> tx.audit().size()));
            store.run(
                    tx -> IntStream.range(before, lines).forEach(i -> tx.audit().append(Examples.event(i))));
            SigningKey key = SigningKey.open(FOLDER.resolve("keys"));
            return AuditExport.write(store, file, Clock.fixed(at, ZoneOffset.UTC), key)
                    .file();
        }
    }

    @AfterAll
    static void leaveNothing() throws IOException {
        LOG.close();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("audit-verify");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
