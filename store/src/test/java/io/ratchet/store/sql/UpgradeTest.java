package io.ratchet.store.sql;

import static io.ratchet.store.Examples.AT;
import static io.ratchet.store.Examples.WEB;
import static io.ratchet.store.Examples.finding;
import static io.ratchet.store.Examples.nothing;
import static io.ratchet.store.Examples.proposed;
import static io.ratchet.store.Examples.remediate;
import static io.ratchet.store.Examples.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.store.Decisions;
import io.ratchet.store.Findings;
import io.ratchet.store.Ladder;
import io.ratchet.store.Queue;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.sql.Connection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A database of the first schema, with what stood in it, goes on under the present one. */
class UpgradeTest {
    private final Finding early = finding(sha256(1), 1, AT);
    private final Finding late = finding(sha256(1), 2, AT.plusSeconds(1));
    private final Finding fresh = finding(sha256(2), 1, AT);
    private final Decision stood = remediate(WEB, "It keeps what is there.");
    private final Decision gone = nothing(WEB, Readiness.READY);

    static Stream<Arguments> databases() {
        Supplier<DataSource> h2 = Databases::h2InMemory;
        Supplier<DataSource> postgres = Databases::postgres;
        return Stream.of(Arguments.of(Named.of("H2", h2)), Arguments.of(Named.of("PostgreSQL", postgres)));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatWasKeptBeforeRoundsWereStaysAndTheNextRoundIsTheFirst(Supplier<DataSource> database) throws Exception {
        // Given
        DataSource source = database.get();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .target("1")
                .load()
                .migrate();
        fill(source);

        // When
        SqlStore store = SqlStore.open(source);
        long before = store.transact(tx -> tx.findings().cut());
        List<Decisions.Share> stands = store.transact(tx -> tx.decisions().shares());
        store.run(tx -> tx.findings().add(sha256(2), 0, List.of(fresh)));
        store.run(tx -> tx.decisions()
                .replace(
                        List.of(stood, nothing(WEB, Readiness.ONLY)),
                        new Rounds.Ground(
                                AT.plusSeconds(9),
                                sha256(7),
                                Organisation.careful(),
                                tx.findings().cut())));

        // Then
        assertThat(before).isEqualTo(2);
        assertThat(stands)
                .extracting(Decisions.Share::system, Decisions.Share::readiness, Decisions.Share::assets)
                .containsExactly(tuple(stood.about().system(), Readiness.CAPABLE_OFF, 1L));
        assertThat(store.<List<Ladder.Rung>>transact(tx -> tx.ladder().of(WEB)))
                .extracting(Ladder.Rung::readiness, Ladder.Rung::round)
                .contains(tuple(Readiness.CAPABLE_OFF, 0L), tuple(Readiness.ONLY, 1L));
        assertThat(between(store, 0, 2)).containsExactlyInAnyOrder(early, late);
        assertThat(between(store, 2, 3)).containsExactly(fresh);
        assertThat(page(store, tx -> tx.findings().page(Findings.Order.NEWEST, null, 9)))
                .hasSize(3)
                .startsWith(fresh)
                .contains(early, late);
        assertThat(page(store, tx -> tx.findings().page(Findings.Order.OLDEST, null, 9)))
                .hasSize(3)
                .endsWith(fresh);
        assertThat(page(store, tx -> tx.findings().page(sha256(1), null, 9))).containsExactly(early, late);
        assertThat(store.<List<String>>transact(tx -> tx.rounds().standing(1)))
                .containsExactlyInAnyOrder(Documents.write(stood), Documents.write(nothing(WEB, Readiness.ONLY)));
        assertThat(store.<List<Rounds.Made>>transact(tx -> tx.rounds().made(WEB)))
                .extracting(Rounds.Made::madeIn, Rounds.Made::withdrawnIn)
                .containsExactly(tuple(0L, null), tuple(0L, 0L), tuple(1L, null));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void findingsThatWereARowEachAreReadOnWithThoseInBlocks(Supplier<DataSource> database) throws Exception {
        // Given findings kept whole, and then some in a row each
        DataSource source = database.get();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .target("1")
                .load()
                .migrate();
        fill(source);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .target("7")
                .load()
                .migrate();
        Finding row1 = finding(sha256(3), 0, AT.plusNanos(7), "row 1");
        Finding row2 = new Finding(
                row1.report(), "a\"\u0001", row1.observedAt(), row1.host(), row1.observation(), Evidence.NONE);
        rows(source, sha256(3), List.of(row1, row2));
        Finding next = finding(sha256(3), 2, AT.plusSeconds(1), "row 1");

        // When the same delivery comes again, with what was missing of it
        SqlStore store = SqlStore.open(source);
        store.run(tx -> tx.findings().add(sha256(3), 0, List.of(next, next, next)));
        store.run(tx -> tx.findings().add(sha256(1), 0, List.of(fresh, fresh, fresh)));
        SqlStore another = SqlStore.openMigrated(source);

        // Then
        List<Finding> first = between(another, 0, 2);
        assertThat(first).containsExactlyInAnyOrder(early, late);
        assertThat(between(another, 2, 9)).containsExactly(row1, row2, next, fresh);
        assertThat(between(another, 3, 5)).containsExactly(row2, next);
        assertThat(between(another, 1, 3)).containsExactly(first.get(1), row1);
        assertThat(page(another, tx -> tx.findings().page(Findings.Order.NEWEST, null, 4)))
                .containsExactly(fresh, next, row2, row1);
        assertThat(page(another, tx -> tx.findings().page(Findings.Order.NEWEST, 4L, 2)))
                .containsExactly(row1, first.get(1));
        assertThat(page(another, tx -> tx.findings().page(Findings.Order.OLDEST, 1L, 3)))
                .containsExactly(first.get(1), row1, row2);
        assertThat(page(another, tx -> tx.findings().page(sha256(3), null, 9))).containsExactly(row1, row2, next);
        assertThat(page(another, tx -> tx.findings().page(sha256(3), 0L, 1))).containsExactly(row2);
        assertThat(page(another, tx -> tx.findings().page(sha256(1), null, 9))).containsExactly(early, late, fresh);
        assertThat(another.<Long>transact(tx -> tx.findings().count())).isEqualTo(6);
        assertThat(another.<Long>transact(tx -> tx.findings().cut())).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aServerThatKnowsNothingOfBlocksFindsNoEdgeToGoOnFrom(Supplier<DataSource> database) throws Exception {
        // When
        SqlStore store = SqlStore.open(database.get());

        // Then what it asks with has no answer, as long as the newer one is there
        try (Connection connection = store.dataSource().getConnection()) {
            assertThat(new Sql(connection)
                            .first(
                                    row -> row.getLong(1),
                                    "select position, part from finding_edge where id = 1 for update"))
                    .isEmpty();
        }
        assertThat(store.<Long>transact(tx -> tx.findings().cut())).isZero();
    }

    /** As findings were kept before there were blocks. */
    private static void rows(DataSource source, String delivery, List<Finding> findings) throws Exception {
        try (Connection connection = source.getConnection()) {
            Sql sql = new Sql(connection);
            Map<String, Long> parts = new LinkedHashMap<>();
            for (String part : Stream.concat(
                            Stream.of(delivery), findings.stream().flatMap(UpgradeTest::documents))
                    .toList())
                if (parts.putIfAbsent(part, parts.size() + 1L) == null)
                    sql.update(
                            "insert into part (id, fingerprint, document) values (?, ?, ?)",
                            parts.get(part),
                            Documents.fingerprint(part),
                            part);
            long edge = sql.number("select position from finding_edge where id = 1");
            for (Finding finding : findings) {
                List<Long> said = documents(finding).map(parts::get).toList();
                sql.update(
                        "insert into statement (position, delivery, ordinal, report, record, observed_second,"
                                + " observed_nano, host, observation, evidence) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        ++edge,
                        parts.get(delivery),
                        findings.indexOf(finding),
                        said.get(0),
                        new String(JsonStringEncoder.getInstance().quoteAsString(finding.record())),
                        finding.observedAt().getEpochSecond(),
                        finding.observedAt().getNano(),
                        said.get(1),
                        said.get(2),
                        said.size() > 3 ? said.get(3) : null);
            }
            sql.update("update finding_edge set position = ?, part = ?", edge, (long) parts.size());
        }
    }

    private static Stream<String> documents(Finding finding) {
        Stream<Object> parts = Stream.of(finding.report(), finding.host(), finding.observation());
        return (finding.evidence().equals(Evidence.NONE) ? parts : Stream.concat(parts, Stream.of(finding.evidence())))
                .map(part -> Json.line(FindingJson.part(part)));
    }

    private static List<Finding> page(SqlStore store, Function<Tx, List<Findings.Placed>> page) {
        return store.transact(page).stream().map(Findings.Placed::finding).toList();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aServerThatLeavesTheSchemaToOthersStartsOnlyOnTheOneItKnows(Supplier<DataSource> database) {
        // Given
        DataSource source = database.get();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .target("3")
                .load()
                .migrate();

        // Then
        assertThatThrownBy(() -> SqlStore.openMigrated(source))
                .hasMessageContaining("CONFIG-INVALID")
                .hasMessageContaining("older than this Ratchet; bring it up to date with 'ratchet migrate'");

        // When
        int steps = SqlStore.migrate(source);
        int again = SqlStore.migrate(source);

        // Then
        assertThat(steps).isPositive();
        assertThat(again).isZero();
        assertThat(SqlStore.openMigrated(source)
                        .<Long>transact(tx -> tx.findings().cut()))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatWasApprovedBeforePlansHadLegsIsApprovedStill(Supplier<DataSource> database) throws Exception {
        // Given a run that was approved and had begun under the schema before
        DataSource source = database.get();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .target("3")
                .load()
                .migrate();
        String hash = "7d71b90a04ebf19d2db6a5180a9bef2fb97774d5f8d0bde3d279593e60cf942e";
        String document = """
                {"schema":"ratchet.remediation/1","id":"r-1","state":"Running","site":"HQ","proposedAt":"2018-09-20T08:00:00Z",
                 "plan":{"schema":"ratchet.plan/1","hash":"HASH","asset":"web01.corp.example","host":{"fqdn":"web01.corp.example"},"goal":"READY","restart":"reboot",
                  "steps":[{"order":10,"system":"os-7-sp1","playbook":"windows/winhttp-default-protocols","playbookHash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","parameters":{},
                   "changes":[{"kind":"registry","key":"HKLM\\\\SOFTWARE\\\\Contoso","name":"x","type":"dword","before":160,"after":2176}],"restart":"reboot","rule":"R025-x"}]},
                 "approval":{"by":"user:alice","at":"2018-09-20T09:00:00Z","planHash":"HASH","hashOf":"canonical-json","expires":"2018-10-04T09:00:00Z"},
                 "window":{"opens":"2018-09-20T20:00:00Z","closes":"2018-09-21T00:00:00Z"},"runId":"run-1","at":"2018-09-20T20:00:01Z"}
                """.replace("HASH", hash);
        try (Connection connection = source.getConnection()) {
            new Sql(connection)
                    .update(
                            "insert into remediation (id, asset, site, state, ended, plan_hash, proposed_at, version, document)"
                                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            "r-1",
                            WEB.value(),
                            "HQ",
                            "Running",
                            false,
                            hash,
                            AT,
                            4L,
                            document);
        }

        // When
        SqlStore store = SqlStore.open(source);
        Remediation.Running run =
                (Remediation.Running) store.transact(tx -> tx.remediations().find("r-1"))
                        .orElseThrow()
                        .remediation();

        // Then
        assertThat(run.subject().plan().hash())
                .isEqualTo(hash)
                .isEqualTo(run.approval().planHash());
        assertThat(run.subject().plan().legs()).isEqualTo(1);
        try (Connection connection = source.getConnection()) {
            assertThat(new Sql(connection)
                            .first(row -> row.getString(1), "select cohort from cohort_start where plans = 1"))
                    .contains(run.subject().plan().cohort());
        }
        assertThat(run.run().leg()).isEqualTo(1);
        assertThat(run.untouched()).isTrue();
        store.run(tx -> tx.remediations().save(run.troubled(trouble()), 4));
        assertThat(store.transact(tx -> tx.remediations().find("r-1"))
                        .orElseThrow()
                        .remediation())
                .isEqualTo(run.troubled(trouble()));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatWasDecidedOnBeforeIsKnownWhenItIsAskedAgain(Supplier<DataSource> database) throws Exception {
        // Given an approval of before that no longer holds, a word that was carried out, and plans that wait since
        SqlStore store = SqlStore.open(database.get());
        Remediation.Proposed old = proposed("r-1", WEB, AT);
        Remediation.Approved approved =
                old.approve(new Approval("user:alice", AT, old.subject().plan().hash(), AT.plusSeconds(9)));
        store.run(tx -> {
            tx.remediations().propose(old);
            tx.remediations().save(approved, 1);
            tx.audit().append(AuditEvents.remediationApproved(AT, approved));
            tx.remediations().save(approved.withdraw("It has changed.", AT), 2);
            tx.remediations().propose(changed("r-2", WEB, AT.plusSeconds(1)));
        });
        DataSource source = store.dataSource();
        try (Connection connection = source.getConnection()) {
            Sql sql = new Sql(connection);
            sql.update("delete from last_word");
            sql.update("update waiting_plan set asked_again = false");

            // When
            new LastWordsFromDocuments().migrate(new Context() {
                @Override
                public Configuration getConfiguration() {
                    return Flyway.configure();
                }

                @Override
                public Connection getConnection() {
                    return connection;
                }
            });
        }

        // Then
        assertThat(store.<List<Queue.Named>>transact(tx -> tx.queue().named(Queue.Filter.again(AT))))
                .extracting(Queue.Named::id)
                .containsExactly("r-2");
    }

    private static Remediation.Proposed changed(String id, AssetId asset, Instant at) {
        Plan like = proposed(id, asset, at).subject().plan();
        PlanStep step = like.steps().get(0);
        PlanStep other = new PlanStep(
                step.order(),
                step.system(),
                step.playbook(),
                step.playbookHash(),
                step.parameters(),
                List.of(new Change.Update("KB3140245")),
                step.restart(),
                step.rule());
        Plan plan = new Plan(like.asset(), like.host(), like.goal(), List.of(other));
        return new Remediation.Proposed(new Remediation.Subject(id, plan, "HQ", at));
    }

    private static Trouble trouble() {
        return new Trouble(1, Failure.of(FailureCode.HOST_UNREACHABLE, "Nobody answers."), AT, AT.plusSeconds(20));
    }

    private void fill(DataSource source) throws Exception {
        try (Connection connection = source.getConnection()) {
            Sql sql = new Sql(connection);
            for (Finding finding : List.of(late, early))
                sql.update(
                        "insert into finding (report_sha256, ordinal, observed_at, document) values (?, ?, ?, ?)",
                        sha256(1),
                        finding == early ? 0 : 1,
                        finding.observedAt(),
                        Documents.write(finding));
            for (Decision decision : List.of(stood, gone))
                sql.update(
                        "insert into decision (asset, kind, fingerprint, rule_book, decided_at, withdrawn_at, document)"
                                + " values (?, ?, ?, ?, ?, ?, ?)",
                        WEB.value(),
                        decision.wire(),
                        Documents.fingerprint(Documents.write(decision)),
                        sha256(7),
                        AT,
                        decision == gone ? AT.plusSeconds(1) : null,
                        Documents.write(decision));
        }
    }

    private static List<Finding> between(SqlStore store, long after, long cut) {
        return store.transact(tx -> {
            try (Stream<Finding> some = tx.findings().between(after, cut)) {
                return some.toList();
            }
        });
    }
}
