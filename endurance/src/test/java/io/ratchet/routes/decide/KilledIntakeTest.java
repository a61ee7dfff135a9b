package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.support.AtWork;
import io.ratchet.routes.support.PostgresDatabases;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Store;
import io.ratchet.store.audit.LogGuard;
import io.ratchet.store.audit.MerkleTree;
import io.ratchet.store.audit.OtherClocks;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports in a watched folder, taken in, decided, queued and logged by a process that is killed by SIGKILL at random
 * moments and started again on what it left. What stands in the end is what one that nobody disturbed makes of the same
 * reports. The moments follow from the seed; where in its work the process then is does not.
 */
class KilledIntakeTest {
    private static final String EXAMPLE = "dsp-old-0xa0";
    private static final Instant AFTERNOON = Instant.parse("2019-06-30T14:00:00Z");
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LONGEST_LIFE_MILLIS = 700;
    /** On each kind of database; of the thousand the others are in {@code KilledNightTest}. */
    private static final int KILLS = Integer.getInteger("ratchet.kills", 100);

    private static final int REPORTS_A_LIFE = 2;
    /** Each estate is decided whole at each start, so that none grows beyond what a life has time for. */
    private static final int KILLS_OF_AN_ESTATE = 50;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("ratchet.seed", 1L));
    private final long away = Duration.between(AFTERNOON, Instant.now()).toMillis();
    private final Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMillis(-away));

    /** So that each later start takes less time. */
    @BeforeEach
    void rehearse() throws Exception {
        Path data = folder.resolve("rehearsal");
        Files.createDirectories(KilledIntake.in(data));
        put(data, 1);
        AtWork.rehearse(
                KilledIntake.class,
                data.resolve("log"),
                LONGEST,
                data.toString(),
                data.resolve("store").toString(),
                Long.toString(away));
    }

    @Test
    void killedThreeTimesItLosesNothingAndDoesNothingTwice() throws Exception {
        killed(3, data -> data.resolve("store").toString());
    }

    @Test
    @Tag("slow")
    void killedAHundredTimesItLosesNothingAndDoesNothingTwice() throws Exception {
        killed(KILLS, data -> data.resolve("store").toString());
    }

    @Test
    @Tag("slow")
    void killedAHundredTimesOnPostgresqlItLosesNothingAndDoesNothingTwice() throws Exception {
        try (PostgresDatabases databases = PostgresDatabases.start(folder.resolve("database"))) {
            killed(KILLS, data -> databases.make(data.getFileName().toString()));
        }
    }

    private void killed(int times, Function<Path, String> database) throws Exception {
        int estates = 0;
        for (int left = times; left > 0; left -= KILLS_OF_AN_ESTATE) {
            Path data = folder.resolve("estate-" + ++estates);
            oneEstate(data, database.apply(data), Math.min(left, KILLS_OF_AN_ESTATE));
        }
        System.out.println("killed " + times + " times over " + estates + " estates");
    }

    private void oneEstate(Path data, String database, int kills) throws Exception {
        Files.createDirectories(KilledIntake.in(data));
        Path log = data.resolve("log");
        int reports = 0;
        for (int killed = 0; killed < kills; ) {
            for (int i = 0; i < REPORTS_A_LIFE; i++) put(data, ++reports);
            Process process = AtWork.start(KilledIntake.class, log, data.toString(), database, Long.toString(away));
            boolean over = process.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
            if (over) continue;
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            killed++;
        }
        Process last = AtWork.start(KilledIntake.class, log, data.toString(), database, Long.toString(away));
        assertThat(AtWork.ends(last, LONGEST) && last.exitValue() == 0)
                .as(Files.readString(log))
                .isTrue();
        try (SqlStore store = AtWork.store(database)) {
            holds(store, data, reports);
        }
    }

    /** A report of a host of its own, which lies there long enough to be whole. */
    private static void put(Path data, int number) throws IOException {
        Path written = data.resolve("written");
        Files.writeString(written, report(number));
        Files.setLastModifiedTime(written, FileTime.from(Instant.now().minusSeconds(60)));
        Files.move(written, KilledIntake.in(data).resolve("report-" + number + ".ndjson"));
    }

    private static String report(int number) throws IOException {
        Path example = Path.of("../rules/src/test/resources/examples").resolve(EXAMPLE + ".findings.ndjson");
        String name = "h" + number;
        return Files.readString(example)
                .replaceAll("\"sha256\": \"[0-9a-f]{64}\"", "\"sha256\": \"" + Sha256.hex(name) + "\"")
                .replace("10.20.87.10", "10." + (number >> 8) + "." + (number & 255) + ".10")
                .replace("c087-a", name)
                .replace("C087-A", name.toUpperCase(Locale.ROOT))
                .replaceAll("b595cc4d-6480-5421-b60c-[0-9a-f]{12}", "b595cc4d-6480-5421-b60c-%012d".formatted(number));
    }

    private void holds(SqlStore store, Path data, int reports) throws IOException {
        try (SqlStore undisturbed = Databases.h2(data.resolve("undisturbed"))) {
            decideAtOnce(undisturbed, reports);
            assertThat(findings(store)).containsExactlyInAnyOrderElementsOf(findings(undisturbed));
            assertThat(decisions(store)).isEqualTo(decisions(undisturbed));
            assertThat(plans(store))
                    .hasSizeGreaterThanOrEqualTo(reports)
                    .allMatch(plan -> plan.endsWith(" Proposed"))
                    .isEqualTo(plans(undisturbed));
        }
        List<AuditEvent> log = log(store);
        assertThat(log.stream().filter(line -> line.type().equals("report.taken-in")))
                .extracting(line -> line.data().get("file"))
                .hasSize(reports)
                .doesNotHaveDuplicates();
        assertThat(counted(log, "decision.made") - counted(log, "decision.withdrawn"))
                .isEqualTo(decisions(store).size());
        assertThat(counted(log, "remediation.proposed")).isEqualTo(plans(store).size());
        try (Stream<Path> left = Files.list(KilledIntake.in(data))) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly(".done");
        }
        // How far the log had come was kept all along: it went on from there each time, or this refuses.
        LogGuard.open(store, data.resolve("keys"), clock, OtherClocks.none(), LogGuard.Accepted.nothing());
    }

    private void decideAtOnce(Store store, int reports) throws IOException {
        for (int number = 1; number <= reports; number++) {
            List<Finding> findings = new ArrayList<>();
            for (String line : report(number).lines().toList()) findings.add(FindingJson.read(Json.parse(line)));
            store.run(tx -> tx.findings().add(findings.get(0).report().sha256(), 0, findings));
        }
        new EstateDecision(
                        store,
                        () -> DecidedEstate.SHIPPED,
                        Organisation::careful,
                        new Proposals(new Planner(PackageDepot.none()), IdSource.random()),
                        clock)
                .redecide();
    }

    private static List<Finding> findings(Store store) {
        return store.transact(tx -> {
            try (Stream<Finding> all = tx.findings().between(0, tx.findings().cut())) {
                return all.toList();
            }
        });
    }

    private static List<String> decisions(Store store) {
        return store.transact(tx -> tx.decisions().current()).stream()
                .map(decision -> Json.line(DecisionJson.write(decision)))
                .sorted()
                .toList();
    }

    private static List<String> plans(Store store) {
        return store.transact(tx -> tx.remediations().list()).stream()
                .map(seen -> told(seen.remediation()))
                .sorted()
                .toList();
    }

    private static String told(Remediation remediation) {
        return remediation.subject().asset().value() + " "
                + remediation.subject().plan().hash() + " "
                + remediation.getClass().getSimpleName();
    }

    private static List<AuditEvent> log(Store store) {
        return store.transact(tx -> {
            MerkleTree tree = new MerkleTree();
            try (Stream<byte[]> leaves = tx.audit().leaves(0)) {
                leaves.forEach(tree::append);
            }
            assertThat(tree.size()).isEqualTo(tx.audit().size());
            assertThat(tree.root()).isEqualTo(tx.audit().head().root());
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event).toList();
            }
        });
    }

    private static int counted(List<AuditEvent> log, String type) {
        return (int) log.stream().filter(line -> line.type().equals(type)).count();
    }
}
