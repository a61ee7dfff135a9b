package io.ratchet.store.audit;

import static io.ratchet.store.audit.Verdict.Answer.BROKEN;
import static io.ratchet.store.audit.Verdict.Answer.OK;
import static io.ratchet.store.audit.Verdict.Answer.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import io.ratchet.store.Examples;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What somebody may try who has the file, and what somebody may who has the key as well. */
class AuditForgeryTest {
    private static final Instant NOW = Examples.AT.plusSeconds(3600);
    private static final Path FOLDER = folder();
    private static final SigningKey KEY = SigningKey.open(FOLDER.resolve("keys"));
    private static final SqlStore LOG = log(0);
    private static final Path FILE = export(FOLDER.resolve("audit.zip"), LOG, KEY);
    private static final byte[] BYTES = bytes(FILE);

    // ---- the file around its parts

    @Test
    void findsBytesBeforeBehindAndBetweenTheParts() {
        // Given
        int second = at("leaves.txt") - 30;
        int directory = directory(BYTES);

        // Then
        for (int where : new int[] {0, second, directory, BYTES.length}) {
            byte[] forged = insert(BYTES, where, "more".getBytes(StandardCharsets.US_ASCII));
            assertThat(verify(moved(forged, where, 4)).integrity())
                    .as("at " + where)
                    .isEqualTo(BROKEN);
        }
        assertThat(verify(moved(insert(BYTES, second, new byte[4]), second, 4))
                        .firstProblem()
                        .problem())
                .contains("bytes that belong to none");
    }

    @Test
    void findsAnEntryThatTheDirectoryDoesNotName() {
        // Given a second head between the last part and the directory
        int directory = directory(BYTES);
        byte[] hidden = Arrays.copyOfRange(BYTES, at("head.json") - 30, directory);

        // When
        Verdict verdict = verify(moved(insert(BYTES, directory, hidden), directory, hidden.length));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("Behind the last entry");
    }

    @Test
    void findsANameThatDiffersBetweenEntryAndDirectory() {
        // Given
        byte[] forged = BYTES.clone();
        forged[at("assets.csv")] = 'A';

        // When
        Verdict verdict = verify(forged);

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("another name where it stands");
    }

    @Test
    void findsACommentBehindTheEnd() {
        // Given
        byte[] forged = insert(BYTES, BYTES.length, "note".getBytes(StandardCharsets.US_ASCII));
        forged[BYTES.length - 2] = 4;

        // When
        Verdict verdict = verify(forged);

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("Behind the end");
    }

    @Property(tries = 1000)
    void refusesEveryByteThatIsChangedUnlessEveryPartIsStillThere(Draw draw) {
        // Given
        byte[] forged = BYTES.clone();
        forged[draw.between(0, BYTES.length - 1)] ^= (byte) (1 << draw.between(0, 7));

        // When
        Verdict verdict = verify(forged);

        // Then
        if (verdict.holds()) assertThat(parts(forged)).isEqualTo(parts(BYTES));
    }

    @Test
    void findsEveryByteThatIsChangedInTheHeadersAndTheDirectory() {
        // Given
        int behindLastPart = directory(BYTES) - 16;
        IntStream headers = IntStream.concat(
                IntStream.of(
                                0,
                                at("leaves.txt") - 30,
                                at("assets.csv") - 30,
                                at("checkpoint") - 30,
                                at("head.json") - 30)
                        .flatMap(from -> IntStream.range(from, from + 30)),
                IntStream.range(behindLastPart, BYTES.length));

        // Then
        headers.forEach(at -> {
            byte[] forged = BYTES.clone();
            forged[at] ^= 1;
            assertThat(refused(forged)).as("byte " + at).isTrue();
        });
    }

    @Test
    void aDamagedEndIsADamagedExportAndNoUnknownFile() {
        // When
        Verdict verdict = verify(Arrays.copyOf(BYTES, BYTES.length - 30));

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.completeness()).isEqualTo(UNKNOWN);
    }

    @Test
    void findsLeavesThatSayTheSameInOtherLetters() {
        // Given
        ExportZip export = ExportZip.read(FILE);
        byte[] upper = export.text("leaves.txt").toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

        // When
        Verdict verdict = check(export.with("leaves.txt", upper).write(FOLDER.resolve("upper.zip")), Optional.empty());

        // Then
        assertThat(verdict.integrity()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("leaves.txt");
    }

    @Test
    void acceptsTheSamePartsInAnotherPacking() {
        // When
        Verdict verdict = check(ExportZip.read(FILE).write(FOLDER.resolve("packed.zip")), Optional.empty());

        // Then
        assertThat(verdict.holds()).isTrue();
    }

    // ---- whoever has the key

    @Test
    void drawsTheTableAgain() {
        // Given a table that was signed and does not say what the lines say
        ExportZip export = ExportZip.read(FILE);
        String table = export.text("assets.csv");

        // Then
        assertThat(table).contains("It keeps what is there.");
        for (String forged : List.of(
                table.replace("It keeps what is there.", "Nothing was done there."),
                table.substring(0, table.indexOf("\r\n") + 2),
                table + table.substring(table.indexOf("\r\n") + 2),
                table.replace("\r\nweb01.", "\r\nweb02."),
                table.replace("decision,", "Decision,"))) {
            Verdict verdict = check(signed(export, forged, NOW), Optional.empty());
            assertThat(verdict.integrity()).isEqualTo(BROKEN);
            assertThat(verdict.firstProblem().problem()).contains("assets.csv");
        }
        assertThat(check(signed(export, table, NOW), Optional.empty()).holds()).isTrue();
    }

    @Test
    void takesNoTypeForGoodThatItDoesNotKnow() {
        // When
        Verdict verdict = check(export(FOLDER.resolve("type.zip"), 1, KEY), Optional.empty());

        // Then
        assertThat(verdict.integrity()).isEqualTo(UNKNOWN);
        assertThat(verdict.firstProblem().line()).isEqualTo(3);
        assertThat(verdict.firstProblem().problem()).contains("'door.opened'").contains("does not know");
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void findsAHeadOfTheFuture() {
        // Given
        ExportZip export = ExportZip.read(FILE);
        String table = export.text("assets.csv");

        // Then
        assertThat(check(signed(export, table, NOW.plus(Duration.ofMinutes(4))), Optional.empty())
                        .time())
                .isEqualTo(OK);
        Verdict verdict = check(signed(export, table, NOW.plus(Duration.ofMinutes(6))), Optional.empty());
        assertThat(verdict.time()).isEqualTo(BROKEN);
        assertThat(verdict.firstProblem().problem()).contains("yet to come");
        assertThat(verdict.holdsStrictly()).isFalse();
    }

    // ---- whoever has another key

    @Test
    void saysThatTheSignerWasNotCheckedUnlessAKeyIsGiven() throws IOException {
        // Given
        String fingerprint = KEY.fingerprint().text();
        Path pem = FOLDER.resolve("keys").resolve(SigningKey.PUBLIC_FILE);

        // Then
        Verdict open = check(FILE, Optional.empty());
        assertThat(open.json()).contains("\"signer\":\"unchecked\"");
        assertThat(open.holds()).isTrue();
        assertThat(open.holdsStrictly()).isFalse();
        for (String given :
                List.of(fingerprint, fingerprint.substring(7), fingerprint.toUpperCase(Locale.ROOT), pem.toString())) {
            Verdict checked = check(FILE, Optional.of(KeyFingerprint.read(given)));
            assertThat(checked.json()).contains("\"signer\":\"ok\"");
            assertThat(checked.holdsStrictly()).isTrue();
        }
    }

    @Test
    void refusesALogThatAStrangerSigned() {
        // Given the very same lines, signed with a key of the forger's own
        SigningKey own = SigningKey.open(FOLDER.resolve("own"));
        Path forged = export(FOLDER.resolve("stranger.zip"), 0, own);

        // When
        Verdict verdict = check(forged, Optional.of(KEY.fingerprint()));

        // Then
        assertThat(verdict.json()).contains("\"signer\":\"stranger\"");
        assertThat(verdict.integrity()).isEqualTo(OK);
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.firstProblem().problem())
                .contains(own.fingerprint().text())
                .contains(KEY.fingerprint().text());
    }

    @Test
    void refusesALogThatGoesOnUnderAnotherKey() {
        // Given
        Path newer = export(FOLDER.resolve("newer.zip"), LOG, SigningKey.open(FOLDER.resolve("own")));

        // When
        Verdict verdict = AuditVerify.verify(newer, new AuditVerify.Against(Optional.empty(), Optional.of(FILE), NOW));

        // Then
        assertThat(verdict.signer()).isEqualTo(Verdict.Signer.STRANGER);
        assertThat(verdict.firstProblem().problem()).contains("another key");
    }

    @Test
    void refusesWhatIsNoKey() throws IOException {
        // Given
        Path none = Files.writeString(FOLDER.resolve("none.pem"), "no key");

        // Then
        for (String given : List.of("sha256:12", "", "missing.pem", none.toString()))
            assertThatThrownBy(() -> KeyFingerprint.read(given))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID))
                    .hasMessageContaining("neither a fingerprint");
    }

    // ---- the forger's tools

    private static Verdict verify(byte[] forged) {
        try {
            return check(Files.write(FOLDER.resolve("forged.zip"), forged), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By a verdict, or as no export at all. */
    private static boolean refused(byte[] forged) {
        try {
            return !verify(forged).holds();
        } catch (FailureException e) {
            return e.failure().code() == FailureCode.INTAKE_UNRECOGNISED;
        }
    }

    private static Verdict check(Path file, Optional<KeyFingerprint> key) {
        return AuditVerify.verify(file, new AuditVerify.Against(key, Optional.empty(), NOW));
    }

    private static Path signed(ExportZip export, String table, Instant at) {
        byte[] bytes = table.getBytes(StandardCharsets.UTF_8);
        TreeHead head = TreeHead.read(export.parts().get("head.json")).orElseThrow();
        TreeHead forged = TreeHead.signed(
                head.size(),
                HexFormat.of().parseHex(head.root()),
                at,
                Sha256.of(bytes),
                KEY,
                head.selection(),
                head.lines(),
                head.parts());
        return export.with("assets.csv", bytes).with("head.json", forged.json()).write(FOLDER.resolve("signed.zip"));
    }

    /** Where a part's name stands before its content. */
    private static int at(String part) {
        return new String(BYTES, StandardCharsets.ISO_8859_1).indexOf(part);
    }

    private static int directory(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
    }

    private static byte[] insert(byte[] zip, int where, byte[] more) {
        ByteArrayOutputStream forged = new ByteArrayOutputStream();
        forged.write(zip, 0, where);
        forged.writeBytes(more);
        forged.write(zip, where, zip.length - where);
        return forged.toByteArray();
    }

    /** Corrects every offset behind {@code where}, as a careful forger would. */
    private static byte[] moved(byte[] zip, int where, int by) {
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        if (where == BYTES.length) return zip;
        int end = zip.length - 22;
        int directory = directory(zip) + by;
        buffer.putInt(end + 16, directory);
        for (int at = directory; at < end; at += 46 + buffer.getShort(at + 28)) {
            int offset = buffer.getInt(at + 42);
            if (offset >= where) buffer.putInt(at + 42, offset + by);
        }
        return zip;
    }

    private static Map<String, String> parts(byte[] zip) {
        try {
            Path file = Files.write(FOLDER.resolve("parts.zip"), zip);
            Map<String, String> parts = new TreeMap<>();
            try (ZipFile opened = new ZipFile(file.toFile())) {
                for (var entry : Collections.list(opened.entries()))
                    parts.put(
                            entry.getName(),
                            new String(opened.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1));
            }
            return parts;
        } catch (ZipException e) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path export(Path file, int strangeLines, SigningKey key) {
        try (SqlStore store = log(strangeLines)) {
            return export(file, store, key);
        }
    }

    private static Path export(Path file, SqlStore store, SigningKey key) {
        return AuditExport.write(store, file, Clock.fixed(NOW, ZoneOffset.UTC), key)
                .file();
    }

    private static SqlStore log(int strangeLines) {
        SqlStore store = Databases.inMemory();
        store.sealAudit();
        store.run(tx -> {
            tx.audit()
                    .append(AuditEvents.decisionMade(
                            Examples.AT,
                            Examples.remediate(Examples.WEB, "It keeps what is there."),
                            Examples.sha256(9)));
            tx.audit().append(Examples.event(1));
            for (int i = 0; i < strangeLines; i++)
                tx.audit()
                        .append(new AuditEvent(
                                Examples.AT.plusSeconds(2), "door.opened", "ratchet", null, null, Map.of()));
            for (int i = 3; i < 12; i++) tx.audit().append(Examples.event(i));
        });
        return store;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
            return Files.createTempDirectory("audit-forgery");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
