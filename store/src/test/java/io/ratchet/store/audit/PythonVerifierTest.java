package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Examples;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/verifier/verify.py}, which shares no line with the check in Java, comes to the same verdict. */
class PythonVerifierTest {
    private static final Path VERIFIER = Path.of("../docs/verifier/verify.py");
    private static final Instant NOW = Examples.AT.plusSeconds(3600);
    private static final int AT_ONCE = 500;

    @TempDir
    static Path folder;

    private static ExportZip whole;
    private static ExportZip selected;
    private static List<ExportZip> all = List.of();

    @BeforeAll
    static void export() throws SQLException {
        try (SqlStore store = SqlStore.open(inMemory())) {
            store.run(tx -> IntStream.range(0, 6).forEach(i -> tx.audit().append(Examples.event(i))));
            store.sealAudit();
            store.run(tx -> IntStream.range(6, 12).forEach(i -> tx.audit().append(Examples.event(i))));
            store.run(tx -> Examples.keepEvidence(tx, Examples.AT.plusSeconds(11), "what a host said"));
            store.run(tx -> IntStream.range(12, 24).forEach(i -> tx.audit().append(Examples.event(i))));
            store.run(tx -> tx.audit()
                    .append(AuditEvents.sessionBegun(Examples.AT.plusSeconds(24), "user:z\u00f6e", "10.0.0.5")));
            SigningKey key = SigningKey.open(folder.resolve("keys"));
            Clock clock = Clock.fixed(Examples.AT.plusSeconds(60), ZoneOffset.UTC);
            whole = ExportZip.read(AuditExport.write(
                            store,
                            folder.resolve("whole.zip"),
                            clock.instant(),
                            key,
                            AuditSelection.all(),
                            head(store, key, clock.instant()),
                            Optional.empty(),
                            texts())
                    .file());
            AuditSelection time =
                    new AuditSelection(null, null, Examples.AT.plusSeconds(4), Examples.AT.plusSeconds(16));
            selected = ExportZip.read(AuditExport.write(store, folder.resolve("selected.zip"), clock, key, time)
                    .file());
            List<ExportZip> exports = new ArrayList<>(List.of(whole, selected));
            for (AuditSelection hiding : List.of(
                    AuditSelection.all().hiding(Redaction.all()),
                    time.hiding(Set.of(Redaction.USERS)),
                    new AuditSelection(null, "host1.corp.example", null, null).hiding(Set.of(Redaction.ADDRESSES))))
                exports.add(ExportZip.read(AuditExport.write(store, folder.resolve("hiding.zip"), clock, key, hiding)
                        .file()));
            all = exports;
        }
    }

    private static PublishedHead head(SqlStore store, SigningKey key, Instant at) {
        AuditLog.Head head = store.transact(tx -> tx.audit().head());
        return PublishedHead.alone(
                key.note(new Checkpoint(PublishedHead.origin(key.fingerprint()), head.size(), head.root()), at));
    }

    private static SortedMap<String, byte[]> texts() {
        return new TreeMap<>(Map.of(
                "rules.txt", "a rule".getBytes(StandardCharsets.UTF_8),
                "playbook-windows-schannel.txt", "a playbook".getBytes(StandardCharsets.UTF_8)));
    }

    private static DataSource inMemory() {
        return JdbcConnectionPool.create("jdbc:h2:mem:verifier;DB_CLOSE_DELAY=-1", "test", "");
    }

    @Test
    void agreesOnExportsThatWereChanged() throws Exception {
        agrees(120);
    }

    @Test
    @Tag("slow")
    void agreesOnTenThousandExportsThatWereChanged() throws Exception {
        agrees(10_000);
    }

    @Test
    void knowsTheTypesOfTheGuide() throws IOException {
        // Given
        String script = Files.readString(VERIFIER);
        String begin = "TYPES = frozenset(\"\"\"\n";
        int from = script.indexOf(begin) + begin.length();
        int to = script.indexOf("\"\"\".split())", from);
        String types = Arrays.stream(AuditType.values())
                .map(AuditType::wire)
                .map(type -> "    " + type + "\n")
                .collect(Collectors.joining());

        // When
        if ("update".equals(System.getProperty("golden")))
            Files.writeString(VERIFIER, script.substring(0, from) + types + script.substring(to));

        // Then
        String now = Files.readString(VERIFIER);
        assertThat(now.substring(from, now.indexOf("\"\"\".split())", from))).isEqualTo(types);
    }

    /** Of every file the four answers are the same; of one whose zip itself was hit, whether it passes. */
    private static void agrees(int files) throws Exception {
        assumeTrue(python(List.of("--version")).exit() == 0, "python3 is not installed");
        Random random = new Random(files);
        int passed = 0;
        for (int done = 0; done < files; done += AT_ONCE) {
            List<Path> paths = new ArrayList<>();
            List<Boolean> raw = new ArrayList<>();
            for (int i = 0; i < Math.min(AT_ONCE, files - done); i++) {
                Path file = folder.resolve("changed-" + i + ".zip");
                raw.add(write(done + i, file, random));
                paths.add(file);
            }
            List<String> command = new ArrayList<>(List.of(VERIFIER.toString(), "--json", "--now", NOW.toString()));
            paths.forEach(path -> command.add(path.toString()));
            Ended ended = python(command);
            List<String> lines = ended.output().lines().toList();
            assertThat(lines).as(ended.output()).hasSize(paths.size());
            for (int i = 0; i < paths.size(); i++) {
                String ours = ours(paths.get(i), raw.get(i));
                String theirs = theirs(Json.parse(lines.get(i)), raw.get(i));
                assertThat(theirs)
                        .as("file %d of seed %d: %s", done + i, files, lines.get(i))
                        .isEqualTo(ours);
                if (ours.startsWith("ok ok") || ours.equals("true")) passed++;
            }
        }
        assertThat(passed).as("some are unchanged").isPositive().isLessThan(files / 2);
    }

    /** Writes a changed export; true when bytes of the file itself were changed and not of a part. */
    private static boolean write(int number, Path file, Random random) throws IOException {
        ExportZip export = all.get(random.nextInt(all.size()));
        if (number % 20 == 0) {
            export.write(file);
            return false;
        }
        if (number % 4 == 0) {
            byte[] bytes = Files.readAllBytes(export.write(file));
            int flips = 1 + random.nextInt(2);
            for (int i = 0; i < flips; i++) bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            if (random.nextInt(6) == 0) bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            Files.write(file, bytes);
            return true;
        }
        changed(export, random).write(file);
        return false;
    }

    private static ExportZip changed(ExportZip export, Random random) {
        List<byte[]> lines = new ArrayList<>(export.lines());
        int line = random.nextInt(lines.size());
        List<String> parts = List.copyOf(export.parts().keySet());
        switch (random.nextInt(11)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(line));
            case 2 -> Collections.swap(lines, line, random.nextInt(lines.size()));
            case 3 -> lines = lines.subList(0, line);
            case 4 -> lines.set(line, flipped(lines.get(line), random));
            case 5 -> {
                return export.without(parts.get(random.nextInt(parts.size())));
            }
            case 6 -> {
                return export.with("more-" + random.nextInt(9), new byte[] {1});
            }
            case 7 -> {
                return export.with("head.json", whole.parts().get("head.json"))
                        .with("leaves.txt", selected.parts().get("leaves.txt"));
            }
            case 8 -> {
                String hash = Sha256.hex("what a host said");
                return random.nextBoolean()
                        ? export.with(
                                AuditExport.evidencePart(hash), "what no host said".getBytes(StandardCharsets.UTF_8))
                        : export.with(AuditExport.evidencePart("ab".repeat(32)), new byte[] {1});
            }
            case 9 -> lines.set(line, otherwiseShown(lines.get(line), random));
            default -> {
                String part = parts.get(random.nextInt(parts.size()));
                return export.with(part, flipped(export.parts().get(part), random));
            }
        }
        return export.withLines(lines);
    }

    /** The same leaf, and another line: more is hidden, or it is a line of another export of the log. */
    private static byte[] otherwiseShown(byte[] line, Random random) {
        byte[] plain = Arrays.copyOf(line, line.length - 1);
        SealedLine sealed = SealedLine.read(plain);
        byte[] other = sealed == null ? plain : sealed.without(place -> random.nextBoolean());
        byte[] ended = Arrays.copyOf(other, other.length + 1);
        ended[other.length] = '\n';
        return ended;
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static String ours(Path file, boolean raw) {
        try {
            Verdict verdict = AuditVerify.verify(file, AuditVerify.Against.nothing(NOW));
            if (raw) return String.valueOf(verdict.holds());
            return verdict.integrity().wire() + " " + verdict.completeness().wire() + " "
                    + verdict.time().wire() + " " + verdict.signer().wire();
        } catch (FailureException e) {
            return raw ? "false" : "refused";
        }
    }

    private static String theirs(JsonNode answer, boolean raw) {
        if (raw)
            return String.valueOf(answer.path("integrity").asText().equals("ok")
                    && answer.path("completeness").asText().equals("ok"));
        if (answer.has("refused")) return "refused";
        return answer.path("integrity").asText() + " "
                + answer.path("completeness").asText() + " "
                + answer.path("time").asText() + " " + answer.path("signer").asText();
    }

    private record Ended(int exit, String output) {}

    private static Ended python(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            if (arguments.contains("--version")) return new Ended(127, "");
            throw e;
        }
    }
}
