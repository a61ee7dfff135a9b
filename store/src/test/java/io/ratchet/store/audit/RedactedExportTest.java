package io.ratchet.store.audit;

import static io.ratchet.store.Examples.AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Examples;
import io.ratchet.store.audit.Verdict.Answer;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.TlogProof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that hide values, of a log with every type of line, each of whose texts names what may be hidden. */
class RedactedExportTest {
    private static final Path LISTING = Path.of("src/test/resources/redacted-export.txt");
    private static final Instant NOW = AT.plusSeconds(3600);
    private static final AssetId HOST = new AssetId("web01.corp.example");
    private static final AssetId ADDRESS = new AssetId("10.20.30.40@default");
    private static final String GOSSIP = "WEB01 (10.20.30.40, 00-50-56-ab-cd-ef, web01.corp.example) was seen by Alice";

    /** Each as it is looked for, whatever the case of its letters. */
    private static final Map<Redaction, List<String>> NAMES = Map.of(
            Redaction.HOSTS, List.of("web01", "corp.example", "S-1-5-21-1-2-3"),
            Redaction.USERS, List.of("alice"),
            Redaction.ADDRESSES, List.of("10.20.30.40", "00:50:56:ab:cd:ef", "00-50-56-ab-cd-ef"));

    @TempDir
    static Path folder;

    private static SqlStore store;
    private static SigningKey key;

    @BeforeAll
    static void fill() {
        store = Databases.inMemory();
        store.sealAudit();
        key = SigningKey.open(folder.resolve("keys"));
        store.run(tx -> {
            for (AuditType type : AuditType.values()) tx.audit().append(everything(type));
            tx.audit()
                    .append(new AuditEvent(
                            AT, "readiness.changed", "user:alice", ADDRESS, "rem-1", Map.of("new", GOSSIP)));
            tx.audit().append(AuditEvents.decisionMade(AT, Examples.remediate(HOST, GOSSIP), Examples.sha256(9)));
        });
    }

    @AfterAll
    static void close() {
        store.close();
    }

    /** A line of a type in which each field that may name something does. */
    private static AuditEvent everything(AuditType type) {
        Map<String, Object> data = new TreeMap<>();
        for (AuditType.Field field : type.defined()) data.put(field.name(), value(field));
        return new AuditEvent(AT, type.wire(), "user:alice", HOST, "rem-1", data);
    }

    private static Object value(AuditType.Field field) {
        if (!field.parts().isEmpty())
            return Map.of(
                    "fqdn", "web01.corp.example",
                    "netbios", "WEB01",
                    "ip", "10.20.30.40",
                    "mac", "00:50:56:AB:CD:EF",
                    "sid", "S-1-5-21-1-2-3-4",
                    "nativeIds", Map.of("cmdb", GOSSIP),
                    "zone", GOSSIP);
        if (field.hiddenBy().isEmpty()) return 7L;
        if (field.hiddenBy().equals(Set.of(Redaction.USERS))) return "user:alice";
        if (field.hiddenBy().equals(Set.of(Redaction.ADDRESSES))) return "10.20.30.40";
        return field.hiddenBy().size() == 2 ? (Object) List.of("WEB01") : GOSSIP;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hosts",
                "users",
                "addresses",
                "hosts,users",
                "hosts,addresses",
                "users,addresses",
                "hosts,users,addresses"
            })
    void namesNothingThatItHidesInAnyPartAndIsProvenAllTheSame(String words) throws Exception {
        // Given
        Set<Redaction> hidden = Redaction.read(words);
        Path whole = write("whole.zip", AuditSelection.all());
        for (AuditSelection selection : List.of(
                AuditSelection.all(),
                new AuditSelection(null, HOST.value(), null, null),
                new AuditSelection(null, null, AT, AT.plusSeconds(1)))) {
            // When
            Path file = write("redacted.zip", selection.hiding(hidden));

            // Then
            ExportZip export = ExportZip.read(file);
            for (Redaction each : hidden)
                for (String name : NAMES.get(each)) {
                    export.parts()
                            .forEach((part, bytes) -> assertThat(
                                            new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT))
                                    .as("%s in %s", name, part)
                                    .doesNotContain(name.toLowerCase(Locale.ROOT)));
                    assertThat(export.parts().keySet()).noneMatch(part -> part.contains(name));
                }
            Verdict verdict = AuditVerify.verify(
                    file, new AuditVerify.Against(Optional.of(key.fingerprint()), Optional.of(whole), NOW));
            assertThat(verdict.holdsStrictly()).as(verdict.json()).isTrue();
            assertThat(verdict.root())
                    .isEqualTo(AuditVerify.verify(whole, AuditVerify.Against.nothing(NOW))
                            .root());
            assertThat(verdict.events()).isEqualTo(verdicts(selection));
        }
    }

    private static long verdicts(AuditSelection selection) {
        return ExportZip.read(write("plain.zip", selection)).lines().size();
    }

    @Test
    void saysWhatItHides() throws Exception {
        assertThat(AuditExport.redactions(write("said.zip", AuditSelection.all().hiding(Set.of(Redaction.USERS)))))
                .containsExactly(Redaction.USERS);
        assertThat(AuditExport.redactions(write("said.zip", AuditSelection.all())))
                .isEmpty();
    }

    @Test
    void showsWhatItDoesNotHide() {
        // When
        ExportZip users = export(Redaction.USERS);
        ExportZip addresses = export(Redaction.ADDRESSES);

        // Then
        assertThat(users.text("events.ndjson"))
                .contains("\"asset\":\"web01.corp.example\"", "\"ip\":\"10.20.30.40\"", "\"netbios\":\"WEB01\"");
        assertThat(users.text("assets.csv")).contains("\r\nweb01.corp.example,");
        assertThat(addresses.text("events.ndjson"))
                .contains("\"actor\":\"user:alice\"", "\"netbios\":\"WEB01\"")
                .doesNotContain("\"asset\":\"web01");
    }

    /** One could be told from another by its neighbours, or by standing twice. */
    @Test
    void letsNobodyPutTheLinesOfOneHostTogether() {
        // When
        ExportZip export = export(Redaction.HOSTS);

        // Then
        List<String> tokens = Pattern.compile("hidden:[0-9a-f]{64}")
                .matcher(export.text("events.ndjson"))
                .results()
                .map(found -> found.group())
                .toList();
        assertThat(tokens).doesNotHaveDuplicates().hasSizeGreaterThan(200);
        List<Long> rows = export.text("assets.csv")
                .lines()
                .skip(1)
                .map(row -> Long.valueOf(row.substring(row.lastIndexOf(',') + 1)))
                .toList();
        assertThat(rows).isSorted().hasSize(2);
    }

    @Test
    void aHiddenValueIsShownByItsOpeningAndByNoOther() throws Exception {
        // Given
        Path whole = write("whole.zip", AuditSelection.all());
        Path redacted = write("redacted.zip", AuditSelection.all().hiding(Redaction.all()));
        Path openings = folder.resolve("openings.ndjson");
        Path out = folder.resolve("opened.ndjson");

        // When
        long all = Openings.write(redacted, whole, openings, line -> true);
        Openings.Opened opened = Openings.open(redacted, openings, out);

        // Then
        assertThat(opened).isEqualTo(new Openings.Opened(all, Optional.empty()));
        assertThat(unsalted(Files.readString(out)))
                .isEqualTo(unsalted(ExportZip.read(whole).text("events.ndjson")));
        String right = Files.readString(openings);
        for (String wrong : List.of(
                right.replaceFirst("web01.corp.example", "web02.corp.example"),
                right.replaceFirst("\"salt\":\".", "\"salt\":\"g"),
                right.replaceFirst("\"data.address\"", "\"data.addresS\""),
                right.replaceFirst("\"sequence\":0,", "\"sequence\":" + (Long.MAX_VALUE - 1) + ",")
                        .lines()
                        .sorted(Comparator.comparing(line -> line.contains("" + (Long.MAX_VALUE - 1))))
                        .collect(Collectors.joining("\n", "", "\n")))) {
            assertThat(wrong).isNotEqualTo(right);
            Files.writeString(openings, wrong);
            Files.deleteIfExists(out);
            assertThat(Openings.open(redacted, openings, out).problem()).isPresent();
            assertThat(out).doesNotExist();
        }
        Files.writeString(openings, "{}\n");
        assertThatThrownBy(() -> Openings.open(redacted, openings, out)).hasMessageContaining("holds no openings");
    }

    @Test
    void opensSomeLinesAndLeavesTheOthersHidden() throws Exception {
        // Given
        Path whole = write("whole.zip", AuditSelection.all());
        Path redacted = write("redacted.zip", AuditSelection.all().hiding(Redaction.all()));
        Path openings = folder.resolve("some.ndjson");
        Path out = folder.resolve("some-opened.ndjson");

        // When
        Openings.write(redacted, whole, openings, line -> ADDRESS.value().equals(line.asset()));
        Openings.Opened opened = Openings.open(redacted, openings, out);

        // Then
        assertThat(opened.values()).isEqualTo(3);
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.stream().filter(line -> line.contains("user:alice"))).hasSize(1);
        List<String> leaves =
                ExportZip.read(redacted).text("leaves.txt").lines().toList();
        for (int i = 0; i < lines.size(); i++)
            assertThat(HexFormat.of()
                            .formatHex(new MerkleTree()
                                    .leafHash(SealedLine.hashed(lines.get(i).getBytes(StandardCharsets.UTF_8)))))
                    .isEqualTo(leaves.get(i));
        try (SqlStore other = Databases.inMemory()) {
            other.sealAudit();
            other.run(tx -> tx.audit().append(everything(AuditType.SESSION_BEGUN)));
            Path strange = write(other, "strange.zip", AuditSelection.all());
            assertThatThrownBy(() -> Openings.write(redacted, strange, openings, line -> true))
                    .hasMessageContaining("not of the same log");
        }
    }

    private static String unsalted(String lines) {
        return lines.replaceAll("\"salts?\":(\"[0-9a-f]*\"|\\{[^}]*\\}),\"schema\"", "\"schema\"");
    }

    @Test
    void seesThatMoreWasHiddenOrShownThanWasSigned() {
        // Given
        ExportZip redacted = export(Redaction.USERS);
        ExportZip whole = ExportZip.read(write("whole.zip", AuditSelection.all()));
        List<byte[]> fewer = new ArrayList<>(redacted.lines());
        List<byte[]> hidden = new ArrayList<>(whole.lines());

        // When
        fewer.set(3, ended(SealedLine.hashed(unended(fewer.get(3)))));
        hidden.set(3, fewer.get(3));

        // Then
        assertThat(verify(redacted.withLines(fewer)).integrity()).isEqualTo(Answer.BROKEN);
        assertThat(verify(whole.withLines(hidden)).firstProblem().problem()).contains("hides a value");
        assertThat(verify(whole.withLines(hidden)).integrity()).isEqualTo(Answer.BROKEN);
        assertThat(verify(redacted.with(
                                "head.json",
                                redacted.text("head.json")
                                        .replace("\"redacted\" : \"users\"", "\"redacted\" : \"hosts\"")
                                        .getBytes(StandardCharsets.UTF_8)))
                        .integrity())
                .isEqualTo(Answer.BROKEN);
    }

    private static byte[] unended(byte[] line) {
        return Arrays.copyOf(line, line.length - 1);
    }

    private static byte[] ended(byte[] line) {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        return ended;
    }

    @Test
    void givesTilesAndProofsAsAWholeOneDoes() throws Exception {
        // Given
        Path whole = write("whole.zip", AuditSelection.all());
        Path redacted = write("redacted.zip", AuditSelection.all().hiding(Redaction.all()));

        // When
        ExportProofs.tiles(whole, folder.resolve("tiles"));
        ExportProofs.tiles(redacted, folder.resolve("tiles-redacted"));
        ExportProofs.proofs(redacted, folder.resolve("proofs"), line -> line.sequence() == 3);

        // Then
        try (var files = Files.walk(folder.resolve("tiles"))) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                assertThat(folder.resolve("tiles-redacted")
                                .resolve(folder.resolve("tiles").relativize(file)))
                        .hasSameBinaryContentAs(file);
        }
        TlogProof proof = TlogProof.read(Files.readAllBytes(folder.resolve("proofs/3.tlog-proof")));
        assertThat(proof.shows(Files.readAllBytes(folder.resolve("proofs/3.entry"))))
                .isTrue();
        assertThat(proof.shows(SealedLine.leaf(Files.readAllBytes(folder.resolve("proofs/3.json")))))
                .isTrue();
    }

    @Test
    void leavesOutLinesThatSealNothing() throws Exception {
        // Given a log that was begun before it was to be redactable
        try (SqlStore old = Databases.inMemory()) {
            old.run(tx -> {
                tx.audit().append(Examples.event(0));
                tx.audit().append(Examples.event(1));
            });
            old.sealAudit();
            old.run(tx -> tx.audit().append(everything(AuditType.SESSION_BEGUN)));

            // When
            Path whole = write(old, "begun-before.zip", AuditSelection.all());
            Path redacted =
                    write(old, "begun-before-redacted.zip", AuditSelection.all().hiding(Redaction.all()));
            // Then
            assertThat(AuditVerify.verify(whole, AuditVerify.Against.nothing(NOW))
                            .holds())
                    .isTrue();
            Verdict verdict =
                    AuditVerify.verify(redacted, new AuditVerify.Against(Optional.empty(), Optional.of(whole), NOW));
            assertThat(verdict.holds()).as(verdict.json()).isTrue();
            assertThat(verdict.events()).isEqualTo(1);
            assertThat(ExportZip.read(redacted).text("leaves.txt").lines()).hasSize(3);
            assertThatThrownBy(() -> write(
                            old,
                            "begun-before-asset.zip",
                            new AuditSelection(null, "host1.corp.example", null, null).hiding(Redaction.all())))
                    .hasMessageContaining("'redactable: true'");
        }
    }

    /** {@code -Dgolden=update} writes it anew. */
    @Test
    void looksAsItIsListed() throws Exception {
        // When
        ExportZip export = ExportZip.read(
                write("listed.zip", new AuditSelection(null, HOST.value(), AT, null).hiding(Redaction.all())));
        StringBuilder listing = new StringBuilder();
        export.parts().keySet().forEach(part -> listing.append(part).append('\n'));
        for (String part : List.of("head.json", "assets.csv", "events.ndjson"))
            listing.append("\n--- ")
                    .append(part)
                    .append('\n')
                    .append(export.text(part)
                            .replace("\r\n", "\n")
                            .replaceAll("[0-9a-f]{64}", "HASH")
                            .replaceAll("\"(key|signature)\" : \"[^\"]*\"", "\"$1\" : \"..\""));
        if ("update".equals(System.getProperty("golden"))) Files.writeString(LISTING, listing);

        // Then
        assertThat(listing.toString()).isEqualTo(Files.readString(LISTING));
    }

    private static ExportZip export(Redaction hidden) {
        return ExportZip.read(write("redacted.zip", AuditSelection.all().hiding(Set.of(hidden))));
    }

    private static Path write(String name, AuditSelection selection) {
        return write(store, name, selection);
    }

    private static Path write(SqlStore from, String name, AuditSelection selection) {
        byte[] gossip = GOSSIP.getBytes(StandardCharsets.UTF_8);
        SortedMap<String, byte[]> texts = new TreeMap<>(Map.of(
                "rules.txt", "a rule".getBytes(StandardCharsets.UTF_8),
                "rules-of-site.txt", gossip,
                "playbook-windows-schannel.txt", "a playbook".getBytes(StandardCharsets.UTF_8),
                "playbook-site-web01.txt", gossip,
                "playbook-site-web01.0123456789ab.txt", gossip));
        AuditLog.Head head = from.transact(tx -> tx.audit().head());
        Instant at = AT.plusSeconds(60);
        PublishedHead published = PublishedHead.alone(
                key.note(new Checkpoint(PublishedHead.origin(key.fingerprint()), head.size(), head.root()), at));
        return AuditExport.write(
                        from,
                        folder.resolve(name),
                        at,
                        key,
                        selection,
                        published,
                        Optional.of(new AuditExport.Reports(gossip, gossip)),
                        texts)
                .file();
    }

    private static Verdict verify(ExportZip export) {
        return AuditVerify.verify(export.write(folder.resolve("checked.zip")), AuditVerify.Against.nothing(NOW));
    }
}
