package io.ratchet.store.sql;

import static io.ratchet.store.Examples.AT;
import static io.ratchet.store.Examples.CHANGE;
import static io.ratchet.store.Examples.WEB;
import static io.ratchet.store.Examples.approved;
import static io.ratchet.store.Examples.event;
import static io.ratchet.store.Examples.finding;
import static io.ratchet.store.Examples.nothing;
import static io.ratchet.store.Examples.proposed;
import static io.ratchet.store.Examples.remediate;
import static io.ratchet.store.Examples.running;
import static io.ratchet.store.Examples.sha256;
import static io.ratchet.store.Examples.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Assent;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.store.AuditLog;
import io.ratchet.store.AuditLog.Head;
import io.ratchet.store.AuditLog.Line;
import io.ratchet.store.Brakes.Trial;
import io.ratchet.store.BrokenGlass;
import io.ratchet.store.BrowserSessions.BrowserSession;
import io.ratchet.store.ChangeBook;
import io.ratchet.store.CollectOrders;
import io.ratchet.store.Comments;
import io.ratchet.store.CompanyPeople.CompanyPerson;
import io.ratchet.store.Contacts;
import io.ratchet.store.Decisions;
import io.ratchet.store.Exceptions;
import io.ratchet.store.Findings;
import io.ratchet.store.Forecasts;
import io.ratchet.store.HostRuns;
import io.ratchet.store.KeptEvidence;
import io.ratchet.store.KeyedRequests;
import io.ratchet.store.Ladder;
import io.ratchet.store.LocalUsers.LocalUser;
import io.ratchet.store.Outbox;
import io.ratchet.store.Pulls;
import io.ratchet.store.Queue;
import io.ratchet.store.Regressions;
import io.ratchet.store.Remediations;
import io.ratchet.store.Remediations.Lease;
import io.ratchet.store.Remediations.Reference;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Reports;
import io.ratchet.store.Reports.Receipt;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.store.TicketBook;
import io.ratchet.store.Tokens;
import io.ratchet.store.Tx;
import io.ratchet.store.audit.MerkleTree;
import io.ratchet.store.audit.SealedLine;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises, whatever database is beneath it. */
abstract class StoreContract {
    private static final List<String> TABLES = List.of(
            "report",
            "rejected_record",
            "finding",
            "statement",
            "statement_block",
            "decision",
            "estate_round",
            "organisation_profile",
            "remediation",
            "host_run",
            "host_run_scope",
            "trial",
            "brake",
            "asset_lease",
            "proposal_put_off",
            "remediation_comment",
            "last_word",
            "waiting_plan",
            "cohort_start",
            "stop_order",
            "exception_record",
            "change_request",
            "pull",
            "collect_order",
            "outbox",
            "ticket",
            "ticket_host",
            "ticket_note",
            "audit_event",
            "rung",
            "holder_list",
            "forecast",
            "regression",
            "kept_playbook",
            "kept_evidence",
            "keyed_request",
            "keyed_answer",
            "scheduled_tasks");

    /** One for the whole class; it is emptied before each test. */
    abstract SqlStore store();

    @BeforeEach
    void empty() throws Exception {
        try (var connection = store().dataSource().getConnection();
                var statement = connection.createStatement()) {
            // All at once: one after the other they took longer than many a test.
            for (String table : TABLES) statement.addBatch("delete from " + table);
            statement.addBatch("delete from audit_signer");
            for (String table : List.of("access_token", "local_user", "browser_session", "broken_glass", "brought"))
                statement.addBatch("delete from " + table);
            statement.addBatch("update audit_edge set size = 0, hashes = '', last_at = null");
            statement.addBatch("update finding_edge set position = 0");
            statement.executeBatch();
        }
    }

    // ---- who signs, and who comes in

    @Test
    void namesOneSignerAndKnowsTheEdge() {
        // Given
        store().run(tx -> tx.audit().append(event(1)));
        assertThat(this.<Optional<String>>read(tx -> tx.audit().signer())).isEmpty();

        // When
        store().run(tx -> tx.audit().signer("sha256:a", AT));
        store().run(tx -> tx.audit().signer("sha256:b", AT.plusSeconds(1)));

        // Then
        assertThat(this.<Optional<String>>read(tx -> tx.audit().signer())).contains("sha256:b");
        AuditLog.Edge edge = read(tx -> tx.audit().edge());
        assertThat(edge.size()).isEqualTo(1);
        assertThat(edge.lastAt()).isEqualTo(event(1).at());
        assertThat(MerkleTree.resume(edge.size(), edge.hashes()).root())
                .isEqualTo(this.<Head>read(tx -> tx.audit().head()).root());
    }

    @Test
    void keepsTokensUntilTheyAreRevoked() {
        // Given
        Tokens.Token token = new Tokens.Token(
                "a".repeat(64),
                "scanner",
                List.of("ingest", "viewer"),
                List.of("HQ", "a \"b\", c"),
                "user:alice",
                AT,
                AT.plusSeconds(60),
                null,
                null);

        // When
        store().run(tx -> tx.tokens().add(token));

        // Then
        assertThat(this.<Optional<Tokens.Token>>read(tx -> tx.tokens().find(token.hash())))
                .contains(token);
        assertThat(this.<Optional<Tokens.Token>>read(tx -> tx.tokens().find("b".repeat(64))))
                .isEmpty();
        assertThat(token.stands(AT.plusSeconds(59))).isTrue();
        assertThat(token.stands(AT.plusSeconds(60))).isFalse();

        // When
        store().run(tx -> tx.tokens().used(token.hash(), AT.plusSeconds(1)));
        boolean revoked = store().transact(tx -> tx.tokens().revoke("scanner", AT.plusSeconds(2)));
        boolean again = store().transact(tx -> tx.tokens().revoke("scanner", AT.plusSeconds(3)));

        // Then
        assertThat(revoked).isTrue();
        assertThat(again).isFalse();
        Tokens.Token now =
                this.<List<Tokens.Token>>read(tx -> tx.tokens().list()).get(0);
        assertThat(now.lastUsedAt()).isEqualTo(AT.plusSeconds(1));
        assertThat(now.revokedAt()).isEqualTo(AT.plusSeconds(2));
        assertThat(now.stands(AT.plusSeconds(3))).isFalse();
    }

    // ---- playbooks

    @Test
    void keepsAPlaybookOnceByItsHash() {
        // Given
        byte[] content = "3:a/b1:x".getBytes(StandardCharsets.UTF_8);
        String hash = Sha256.hex(content);

        // When
        store().run(tx -> tx.playbooks().keep(content, AT));
        store().run(tx -> tx.playbooks().keep(content.clone(), AT.plusSeconds(1)));

        // Then
        assertThat(this.<Optional<byte[]>>read(tx -> tx.playbooks().find(hash)))
                .hasValueSatisfying(kept -> assertThat(kept).isEqualTo(content));
        assertThat(this.<Optional<byte[]>>read(tx -> tx.playbooks().find("0".repeat(64))))
                .isEmpty();
        SortedMap<String, byte[]> all = read(tx -> tx.playbooks().all());
        assertThat(all).containsOnlyKeys(hash);
    }

    // ---- evidence

    @Test
    void keepsTheEvidenceOfARunOnceByItsHash() {
        // Given as much as is ever kept of a host
        byte[] content = new byte[KeptEvidence.LARGEST];
        Arrays.fill(content, (byte) 'x');
        AssetId web = new AssetId("web01.corp.example");

        // When
        String hash = read(tx -> tx.evidence().keep("run-1", web, content, AT));
        String again = read(tx -> tx.evidence().keep("run-1", web, content.clone(), AT.plusSeconds(1)));

        // Then
        assertThat(again).isEqualTo(hash).isEqualTo(Sha256.hex(content));
        assertThat(this.<Optional<byte[]>>read(tx -> tx.evidence().find(hash)))
                .hasValueSatisfying(kept -> assertThat(kept).isEqualTo(content));
        assertThat(this.<Optional<byte[]>>read(tx -> tx.evidence().find("0".repeat(64))))
                .isEmpty();
        assertThat(this.<Optional<String>>read(tx -> tx.evidence().ofRun("run-1")))
                .contains(hash);
        assertThat(this.<Optional<String>>read(tx -> tx.evidence().ofRun("run-2")))
                .isEmpty();
        assertThat(this.<List<AssetId>>read(tx -> tx.evidence().assets())).containsExactly(web);
    }

    @Test
    void keepsNoEvidenceThatIsLargerThanItMayBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().run(tx ->
                        tx.evidence().keep("run-1", new AssetId("web01"), new byte[KeptEvidence.LARGEST + 1], AT)));
    }

    // ---- what was asked under a key

    @Test
    void keepsWhatWasAnsweredUnderAKeyUntilItIsForgotten() {
        // Given an answer that is longer than what H2 holds in one column
        byte[] body = new byte[(1 << 20) + 7];
        Arrays.fill(body, (byte) 'x');
        body[1 << 20] = 'y';
        assertThat(found(tx -> tx.keyed().begin("alice", "k-1", "f", AT))).isEmpty();

        // When
        Optional<KeyedRequests.Keyed> begun = found(tx -> tx.keyed().begin("alice", "k-1", "g", AT.plusSeconds(1)));
        Optional<KeyedRequests.Keyed> of = found(tx -> tx.keyed().begin("bob", "k-1", "g", AT.plusSeconds(1)));
        store().run(tx -> tx.keyed().answered("alice", "k-1", new KeyedRequests.Answer(200, "text/plain", body)));
        KeyedRequests.Keyed again = found(tx -> tx.keyed().begin("alice", "k-1", "f", AT.plusSeconds(2)))
                .orElseThrow();

        // Then
        assertThat(begun).contains(new KeyedRequests.Keyed("alice", "k-1", "f", AT, null));
        assertThat(of).isEmpty();
        assertThat(again.begunAt()).isEqualTo(AT);
        assertThat(again.answer().status()).isEqualTo(200);
        assertThat(again.answer().media()).isEqualTo("text/plain");
        assertThat(again.answer().body()).isEqualTo(body);

        // When
        store().run(tx -> tx.keyed().forgetUntil(AT));
        store().run(tx -> tx.keyed().forget("bob", "k-1"));

        // Then
        assertThat(found(tx -> tx.keyed().begin("alice", "k-1", "h", AT))).isEmpty();
        assertThat(found(tx -> tx.keyed().begin("alice", "k-1", "h", AT)))
                .contains(new KeyedRequests.Keyed("alice", "k-1", "h", AT, null));
        assertThat(found(tx -> tx.keyed().begin("bob", "k-1", "h", AT))).isEmpty();
    }

    // ---- people

    @Test
    void keepsWhatWasToldLastOfSomebodyAndTheNameThatWasToldFirst() {
        // Given
        CompanyPerson erin =
                new CompanyPerson("https://login.example s-1", "erin", List.of("watchers", "a \"b\", c"), AT);

        // When
        store().run(tx -> tx.company().saw(erin));

        // Then
        assertThat(found(tx -> tx.company().find(erin.subject()))).contains(erin);
        assertThat(found(tx -> tx.company().named("erin"))).contains(erin);
        assertThat(found(tx -> tx.company().find("https://login.example S-1"))).isEmpty();

        // When
        store().run(tx -> tx.company().saw(new CompanyPerson(erin.subject(), "maria", List.of(), AT.plusSeconds(1))));

        // Then
        assertThat(this.<List<CompanyPerson>>read(tx -> tx.company().list()))
                .containsExactly(new CompanyPerson(erin.subject(), "erin", List.of(), AT.plusSeconds(1)));

        // When somebody else comes by that name
        CompanyPerson other = new CompanyPerson("https://login.example s-2", "erin", List.of(), AT);

        // Then
        assertThatThrownBy(() -> store().run(tx -> tx.company().saw(other))).isInstanceOf(FailureException.class);
    }

    @Test
    void keepsWhoHasAPasswordUntilItIsRevokedOrSetAnew() {
        // Given
        LocalUser dora =
                new LocalUser("dora", "$argon2id$..", List.of("approver"), List.of("HQ"), "user:root", AT, null);

        // When
        store().run(tx -> tx.users().set(dora));

        // Then
        assertThat(found(tx -> tx.users().find("dora"))).contains(dora);
        assertThat(found(tx -> tx.users().find("emil"))).isEmpty();

        // When
        boolean revoked = store().transact(tx -> tx.users().revoke("dora", AT.plusSeconds(1)));
        boolean again = store().transact(tx -> tx.users().revoke("dora", AT.plusSeconds(2)));

        // Then
        assertThat(revoked).isTrue();
        assertThat(again).isFalse();
        assertThat(listed(tx -> tx.users().list()))
                .extracting(LocalUser::stands)
                .containsExactly(false);

        // When
        store().run(tx -> tx.users().set(dora));

        // Then
        assertThat(listed(tx -> tx.users().list())).containsExactly(dora);
    }

    @Test
    void keepsSessionsUntilTheyEndAndNoMoreThanAreAllowedOfOnePerson() {
        // Given
        BrowserSession first = new BrowserSession(sha256(1), "user:dora", AT, AT.plusSeconds(60));
        BrowserSession second = new BrowserSession(sha256(2), sha256(9), AT.plusSeconds(1), AT.plusSeconds(61));
        BrowserSession third = new BrowserSession(sha256(3), "user:dora", AT.plusSeconds(2), AT.plusSeconds(62));

        // When
        for (BrowserSession one : List.of(first, second, third))
            store().run(tx -> tx.sessions().begin(one, 1));

        // Then
        assertThat(found(tx -> tx.sessions().find(sha256(1)))).isEmpty();
        assertThat(found(tx -> tx.sessions().find(sha256(2)))).contains(second);
        assertThat(found(tx -> tx.sessions().find(sha256(3)))).contains(third);

        // When
        int ended = store().transact(tx -> tx.sessions().endAll("user:dora"));
        store().run(tx -> tx.sessions().end(sha256(2)));

        // Then
        assertThat(ended).isEqualTo(1);
        assertThat(found(tx -> tx.sessions().find(sha256(2)))).isEmpty();
        assertThat(found(tx -> tx.sessions().find(sha256(3)))).isEmpty();
    }

    @Test
    void tellsTheNewestOfWhereTheGlassWasBroken() {
        // Given
        BrokenGlass.Entry old = new BrokenGlass.Entry("r-1", "web01", "user:alice", "it burns", AT);
        BrokenGlass.Entry fresh = new BrokenGlass.Entry("r-2", "web02", "user:bob", "again", AT.plusSeconds(9));

        // When
        store().run(tx -> {
            tx.glass().add(old);
            tx.glass().add(fresh);
        });

        // Then
        assertThat(listed(tx -> tx.glass().since(AT, 9))).containsExactly(fresh, old);
        assertThat(listed(tx -> tx.glass().since(AT, 1))).containsExactly(fresh);
        assertThat(listed(tx -> tx.glass().since(AT.plusSeconds(1), 9))).containsExactly(fresh);
    }

    @Test
    void keepsWhoBroughtAReportAndWhoeverNamesIt() {
        // When: the findings of the second delivery say that they come from the first
        store().run(tx -> tx.findings().add(sha256(1), 0, List.of(finding(sha256(1), 1, AT)), "user:scanner"));
        store().run(tx -> tx.findings().add(sha256(2), 0, List.of(finding(sha256(1), 2, AT)), "user:alice"));
        store().run(tx -> tx.findings().add(sha256(2), 0, List.of(finding(sha256(1), 2, AT)), "user:alice"));
        store().run(tx -> tx.findings().add(sha256(4), 0, List.of(finding(sha256(4), 1, AT))));
        Map<String, Set<String>> brought =
                store().transact(tx -> tx.findings().broughtBy(List.of(sha256(1), sha256(2), sha256(3), sha256(4))));

        // Then
        assertThat(brought)
                .isEqualTo(Map.of(
                        sha256(1), Set.of("user:alice", "user:scanner"),
                        sha256(2), Set.of("user:alice"),
                        sha256(4), Set.of("ratchet")));
    }

    // ---- transactions

    @Test
    void commitsEverythingTogether() {
        // When
        store().run(tx -> {
            tx.remediations().propose(proposed("rem-1", WEB, AT));
            tx.audit().append(event(1));
        });

        // Then
        assertThat(found(tx -> tx.remediations().find("rem-1"))).isPresent();
        assertThat(number(tx -> tx.audit().size())).isEqualTo(1);
    }

    @Test
    void leavesNoAuditLineWhenItRollsBack() {
        // Given
        store().run(tx -> tx.audit().append(event(1)));
        Head before = head();

        // When
        assertThatThrownBy(() -> store().run(tx -> {
                    tx.remediations().propose(proposed("rem-1", WEB, AT));
                    IntStream.range(0, 1200).forEach(i -> tx.audit().append(event(i)));
                    throw new IllegalStateException("the power went");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the power went");

        // Then
        assertThat(found(tx -> tx.remediations().find("rem-1"))).isEmpty();
        assertThat(head()).usingRecursiveComparison().isEqualTo(before);
        assertThat(lines()).hasSize(1);
        assertThat(number(tx -> tx.audit().append(event(2)))).isEqualTo(1);
    }

    @Test
    void triesAConflictAgain() {
        // Given
        AtomicInteger attempts = new AtomicInteger();

        // When
        String result = store().transact(tx -> {
            tx.audit().append(event(1));
            if (attempts.incrementAndGet() < 3) throw FailureException.of(FailureCode.STORE_CONFLICT, "Not yet.");
            return "done";
        });

        // Then
        assertThat(result).isEqualTo("done");
        assertThat(attempts).hasValue(3);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void givesUpWhenTheConflictStays() {
        // Given
        AtomicInteger attempts = new AtomicInteger();

        // When
        assertThatThrownBy(() -> store().run(tx -> {
                    attempts.incrementAndGet();
                    throw FailureException.of(FailureCode.STORE_CONFLICT, "Never.");
                }))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.STORE_CONFLICT));

        // Then
        assertThat(attempts.get()).isBetween(2, 10);
    }

    @Test
    void refusesATransactionInsideATransaction() {
        assertThatThrownBy(() -> store().run(tx -> store().run(inner -> {})))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.DEFECT));
        assertThat(number(tx -> tx.findings().count())).isZero();
    }

    @Test
    void breaksADeadlockAndFinishesBoth() throws Exception {
        // Given two remediations that two writers take in opposite order
        store().run(tx -> {
            tx.remediations().propose(proposed("rem-1", WEB, AT));
            tx.remediations().propose(proposed("rem-2", WEB, AT));
        });
        CountDownLatch bothHoldOne = new CountDownLatch(2);

        // When
        together(() -> expireBoth("rem-1", "rem-2", bothHoldOne), () -> expireBoth("rem-2", "rem-1", bothHoldOne));

        // Then
        assertThat(listed(tx -> tx.remediations().list()))
                .extracting(Versioned::version)
                .containsExactly(3L, 3L);
    }

    private boolean expireBoth(String first, String second, CountDownLatch bothHoldOne) {
        store().run(tx -> {
            touch(tx, first);
            bothHoldOne.countDown();
            await(bothHoldOne);
            touch(tx, second);
        });
        return true;
    }

    private static void touch(Tx tx, String id) {
        Versioned<Remediation> seen = tx.remediations().find(id).orElseThrow();
        tx.remediations().save(seen.remediation(), seen.version());
    }

    @Test
    void refusesTheDatabaseOfANewerRatchet() throws Exception {
        // Given
        String migration =
                "insert into \"flyway_schema_history\" (\"installed_rank\", \"version\", \"description\", \"type\", \"script\","
                        + " \"installed_by\", \"execution_time\", \"success\") values (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, true)";
        try (var connection = store().dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(migration);

            // Then
            try {
                assertThatThrownBy(() -> SqlStore.open(store().dataSource()))
                        .isInstanceOf(FailureException.class)
                        .hasMessageContaining("no newer Ratchet");
            } finally {
                statement.executeUpdate("delete from \"flyway_schema_history\" where \"installed_rank\" = 99");
            }
        }
        SqlStore.open(store().dataSource());
    }

    // ---- reports

    @Test
    void takesAReportInOnce() {
        // Given
        Coverage coverage = new Coverage("a.nessus", "nessus", sha256(1), 4, 2, 3, 1, 1, true, 2);

        // Then
        assertThat(begin(1)).isEqualTo(Receipt.NEW);
        assertThat(begin(1)).isEqualTo(Receipt.UNFINISHED);
        assertThat(found(tx -> tx.reports().coverage(sha256(1)))).isEmpty();

        // When
        store().run(tx -> tx.reports().finish(sha256(1), coverage, AT));

        // Then
        assertThat(begin(1)).isEqualTo(Receipt.DUPLICATE);
        assertThat(begin(2)).isEqualTo(Receipt.NEW);
        assertThat(found(tx -> tx.reports().coverage(sha256(1)))).contains(coverage);
        assertThat(listed(tx -> tx.reports().finished())).containsExactly(coverage);
    }

    @Test
    void givesANewReportToOneOfTwoThatBringItAtOnce() throws Exception {
        // When
        List<Receipt> receipts = together(() -> begin(1), () -> begin(1));

        // Then
        assertThat(receipts).containsExactlyInAnyOrder(Receipt.NEW, Receipt.UNFINISHED);
    }

    @Test
    void showsDeliveriesPageByPageWithWhatBecameOfThem() {
        // Given three, of which one is of no known format and one lost a record
        Coverage read = new Coverage("b.csv", "nessus", sha256(2), 2, 1, 1, 0, 1, true, 1);
        store().run(tx -> {
            tx.reports().begin(sha256(1), "a.csv", AT);
            tx.reports()
                    .reject(
                            sha256(1),
                            List.of(new Rejected("a.csv", "file", "INTAKE-UNRECOGNISED", "No format.", null)));
            tx.reports().begin(sha256(2), "b.csv", AT);
            tx.reports().reject(sha256(2), List.of(new Rejected("b.csv", "line 2", "INTAKE-NO-HOST", "No host.", "x")));
            tx.reports().finish(sha256(2), read, AT.plusSeconds(5));
            tx.reports().begin(sha256(3), "c.csv", AT.plusSeconds(10));
            tx.reports()
                    .finish(
                            sha256(3),
                            new Coverage("c.csv", "nmap", sha256(3), 1, 1, 1, 0, 0, true, 1),
                            AT.plusSeconds(11));
        });

        // When
        List<Reports.Delivered> first = read(tx -> tx.reports().delivered(Reports.Which.ALL, null, 2));
        List<Reports.Delivered> rest = read(
                tx -> tx.reports().delivered(Reports.Which.ALL, first.get(1).sha256(), 2));
        List<Reports.Placed> rows = read(tx -> tx.reports().rejected(sha256(2), 0, 10));
        List<Contacts.Reported> formats = read(tx -> tx.contacts().reported());

        // Then
        assertThat(Stream.concat(first.stream(), rest.stream()).map(Reports.Delivered::file))
                .startsWith("c.csv")
                .containsExactlyInAnyOrder("a.csv", "b.csv", "c.csv");
        assertThat(this.<List<Reports.Delivered>>read(tx -> tx.reports().delivered(Reports.Which.REJECTED, null, 9)))
                .extracting(Reports.Delivered::file)
                .containsExactlyInAnyOrder("a.csv", "b.csv");
        assertThat(this.<List<Reports.Delivered>>read(tx -> tx.reports().delivered(Reports.Which.UNFINISHED, null, 9)))
                .singleElement()
                .satisfies(one -> assertThat(one.coverage()).isNull());
        assertThat(this.<Optional<Reports.Delivered>>read(tx -> tx.reports().delivered(sha256(2))))
                .get()
                .satisfies(one -> assertThat(one.coverage()).isEqualTo(read))
                .satisfies(one -> assertThat(one.rejected()).isEqualTo(1));
        assertThat(rows)
                .singleElement()
                .satisfies(row -> assertThat(row.rejected().record()).isEqualTo("line 2"));
        assertThat(this.<List<Reports.Placed>>read(
                        tx -> tx.reports().rejected(sha256(2), rows.get(0).position(), 9)))
                .isEmpty();
        assertThat(formats)
                .containsExactly(
                        new Contacts.Reported("nessus", 1, AT.plusSeconds(5), 2, 1),
                        new Contacts.Reported("nmap", 1, AT.plusSeconds(11), 1, 0));
        assertThat(this.<Optional<Instant>>read(
                        tx -> Optional.ofNullable(tx.contacts().reported("b.csv"))))
                .contains(AT.plusSeconds(5));
        assertThat(this.<Optional<Instant>>read(
                        tx -> Optional.ofNullable(tx.contacts().reported("z.csv"))))
                .isEmpty();

        // When it is readable after all
        store().run(tx -> tx.reports().readable(sha256(1)));

        // Then
        assertThat(this.<Optional<Reports.Delivered>>read(tx -> tx.reports().delivered(sha256(1))))
                .isEmpty();
        assertThat(this.<Long>read(tx -> tx.reports().rejectedCount())).isEqualTo(1);
    }

    @Test
    void tellsHowTheHostsOfEachSiteAnswer() {
        // Given one run that did its work, one that did not reach its host, and a host that answered questions
        begin("r-1", WEB, "run-1", AT, Set.of());
        begin("r-2", new AssetId("web02"), "run-2", AT, Set.of());
        CollectOrders.Order order = CollectOrders.Order.of(new AssetId("db01"), null, null, AT, "user:alice", AT);
        store().run(tx -> {
            tx.runs().end("run-1", AT.plusSeconds(60), "Verified", null);
            tx.runs().end("run-2", AT.plusSeconds(90), "Failed", FailureCode.HOST_UNREACHABLE);
            tx.collects().order(order);
            tx.collects().take(order, AT.plusSeconds(30));
            tx.collects().end(order, CollectOrders.State.DONE, AT.plusSeconds(20), null, "It answered.");
        });

        // Then
        assertThat(this.<List<Contacts.Hosts>>read(tx -> tx.contacts().hosts()))
                .containsExactly(
                        new Contacts.Hosts("", 1, AT.plusSeconds(20), 0, null, "", "", ""),
                        new Contacts.Hosts(
                                "HQ", 1, AT.plusSeconds(60), 1, AT.plusSeconds(90), "HOST-UNREACHABLE", "web02", ""));
    }

    @Test
    void tellsWhenEachReceiverWasToldSomethingLastAndWhatWaitsForIt() {
        // Given
        store().run(tx -> {
            for (String key : List.of("told", "waits", "given-up"))
                tx.outbox().put(new Outbox.Letter("notice", "desk/" + key, "queue", "notice:" + key, "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("notice", "other/x", "queue", "notice:x", "{}"), AT, AT.plusSeconds(3));
            tx.outbox().put(new Outbox.Letter("ticket", "desk/y", "open", "ticket:y", "{}"), AT, AT);
        });

        // When
        settle("desk/told", Outbox.State.DONE, "");
        settle("desk/waits", Outbox.State.WAITING, "it does not answer");
        settle("desk/given-up", Outbox.State.REFUSED, "no such webhook");

        // Then
        assertThat(this.<List<Contacts.Receiver>>read(tx -> tx.contacts().receivers()))
                .containsExactly(
                        new Contacts.Receiver("desk", AT.plusSeconds(1), 1, AT, 1, "no such webhook"),
                        new Contacts.Receiver("other", null, 1, AT.plusSeconds(3), 0, ""));
    }

    private void settle(String subject, Outbox.State state, String answer) {
        store().run(tx -> {
            Outbox.Entry entry = tx.outbox().of("notice", subject).get(0);
            tx.outbox().take(entry, AT.plusSeconds(1), AT.plusSeconds(60));
            tx.outbox().settle(entry, state, AT.plusSeconds(9), answer);
        });
    }

    @Test
    void keepsExceptionsWithEveryWordThatWasSaidOfThem() {
        // Given
        Exceptions.Entry asked = new Exceptions.Entry(
                "e-1",
                new Organisation.ExceptionEntry(
                        "web01",
                        Goal.ONLY,
                        "uc",
                        "old phones",
                        LocalDate.parse("2018-12-31"),
                        "a network of its own",
                        new Organisation.Clearing.Words("the phones are gone")),
                Exceptions.State.REQUESTED,
                null,
                "user:alice",
                AT,
                null,
                null,
                "");
        Exceptions.Entry allowed = asked.decided(Exceptions.State.APPROVED, "user:bob", AT.plusSeconds(1), "for now");

        // When
        store().run(tx -> tx.exceptions().ask(asked));
        boolean first = read(tx -> tx.exceptions().decide(allowed, Exceptions.State.REQUESTED));
        boolean second = read(tx -> tx.exceptions()
                .decide(
                        asked.decided(Exceptions.State.REJECTED, "user:eve", AT.plusSeconds(2), "no"),
                        Exceptions.State.REQUESTED));

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(this.<Optional<Exceptions.Entry>>read(tx -> tx.exceptions().find("e-1")))
                .contains(allowed);
        assertThat(this.<List<Exceptions.Entry>>read(tx -> tx.exceptions().approved()))
                .containsExactly(allowed);
        assertThat(this.<List<Exceptions.Entry>>read(tx -> tx.exceptions().page(Exceptions.Order.NEED, null, 1)))
                .containsExactly(allowed);
    }

    @Test
    void keepsARejectedRecordOnceAndShowsTheNewestFirst() {
        // Given
        Rejected first = new Rejected("a.csv", "row 2", "INTAKE-BAD-VALUE", "The port is not a number.", "x,\"y\"");
        Rejected second = new Rejected("a.csv", "row 3", "INTAKE-NO-HOST", "No host.", null);
        Rejected third = new Rejected("a.csv", "row 4", "INTAKE-NO-HOST", "No host.", null);

        // When
        store().run(tx -> tx.reports().reject(sha256(1), List.of(first, second, first)));
        store().run(tx -> tx.reports().reject(sha256(1), List.of(second, third)));

        // Then
        assertThat(number(tx -> tx.reports().rejectedCount())).isEqualTo(3);
        assertThat(listed(tx -> tx.reports().rejected(2))).containsExactly(third, second);
        assertThat(listed(tx -> tx.reports().rejected(10))).containsExactly(third, second, first);
    }

    @Test
    void keepsHostileTextAsText() {
        // Given
        String hostile = "'); drop table finding; -- \0 \uD800 \uD83D\uDE00 \u202E";
        Rejected rejected = new Rejected("a.csv", hostile, "INTAKE-BAD-VALUE", hostile, hostile);

        // When
        store().run(tx -> tx.reports().reject(sha256(1), List.of(rejected)));

        // Then
        String kept = "'); drop table finding; -- \uFFFD \uFFFD \uD83D\uDE00 \u202E";
        assertThat(listed(tx -> tx.reports().rejected(1)))
                .containsExactly(new Rejected("a.csv", kept, "INTAKE-BAD-VALUE", kept, kept));
        assertThat(number(tx -> tx.findings().count())).isZero();
    }

    // ---- findings

    @Test
    void keepsWhatIsSaidAgainOnce() throws Exception {
        // Given the same word of two weeks, in two reports
        Finding first = finding(sha256(91), 1, AT);
        Finding again = finding(sha256(92), 7, AT.plus(Duration.ofDays(7)).plusNanos(1));
        store().run(tx -> tx.findings().add(sha256(91), 0, List.of(first)));
        long before = rows("part");

        // When
        store().run(tx -> tx.findings().add(sha256(92), 0, List.of(again)));

        // Then one part more: the report
        assertThat(rows("part")).isEqualTo(before + 1);
        assertThat(findings()).containsExactly(first, again);
    }

    @Test
    void keepsAFindingWithoutEvidenceAndWithAnyPlaceInItsReport() {
        // Given
        Finding like = finding(sha256(1), 1, AT.plusNanos(123_456_789));
        Finding bare = new Finding(
                like.report(), "row[\"\\\u0001\0]", like.observedAt(), like.host(), like.observation(), Evidence.NONE);

        // When
        store().run(tx -> tx.findings().add(sha256(1), 0, List.of(bare)));

        // Then
        assertThat(findings()).containsExactly(bare);
    }

    private long rows(String table) throws Exception {
        try (var connection = store().dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void remembersNothingOfATransactionThatWasRolledBack() {
        // Given
        Finding never = finding(sha256(1), 1, AT, "never said");
        Finding said = finding(sha256(1), 1, AT, "said");

        // When
        assertThatThrownBy(() -> store().run(tx -> {
                    tx.findings().add(sha256(1), 0, List.of(never));
                    try (Stream<Finding> seen = tx.findings().between(0, Long.MAX_VALUE)) {
                        assertThat(seen.toList()).containsExactly(never);
                    }
                    throw new IllegalStateException("it breaks off");
                }))
                .isInstanceOf(IllegalStateException.class);
        store().run(tx -> tx.findings().add(sha256(1), 0, List.of(said)));

        // Then
        assertThat(findings()).containsExactly(said);
    }

    @Test
    void ignoresAFindingThatIsThereAlready() {
        // Given a report that broke off after 700 of 1500 findings
        List<Finding> all = IntStream.range(0, 1500)
                .mapToObj(i -> finding(sha256(1), i, AT.plusSeconds(i)))
                .toList();
        store().run(tx -> tx.findings().add(sha256(1), 0, all.subList(0, 700)));

        // When
        store().run(tx -> {
            tx.findings().add(sha256(1), 0, all.subList(0, 1000));
            tx.findings().add(sha256(1), 1000, all.subList(1000, 1500));
        });

        // Then
        assertThat(number(tx -> tx.findings().count())).isEqualTo(1500);
        assertThat(findings()).isEqualTo(all);
    }

    @Test
    void keepsAnyTextOfAFinding() {
        // Given
        Finding hostile = finding(sha256(1), 1, AT, "\0 =cmd|' /C calc'!A0 </script> ${jndi:x} \uD83D\uDE00");

        // When
        store().run(tx -> tx.findings().add(sha256(1), 0, List.of(hostile)));

        // Then
        assertThat(findings()).containsExactly(hostile);
    }

    @Test
    void givesTheFindingsBetweenTwoCutsInTheOrderInWhichTheyCame() {
        // Given
        Finding late = finding(sha256(2), 1, AT.plusSeconds(9));
        Finding early = finding(sha256(1), 1, AT);
        Finding middle = finding(sha256(1), 2, AT.plusSeconds(3));
        long nothing = number(tx -> tx.findings().cut());
        store().run(tx -> tx.findings().add(sha256(2), 0, List.of(late)));
        long one = number(tx -> tx.findings().cut());

        // When
        store().run(tx -> tx.findings().add(sha256(1), 0, List.of(early, middle)));
        store().run(tx -> tx.findings().add(sha256(1), 0, List.of(early, middle)));
        long all = number(tx -> tx.findings().cut());

        // Then
        assertThat(between(nothing, one)).containsExactly(late);
        assertThat(between(one, all)).containsExactly(early, middle);
        assertThat(between(nothing, all)).containsExactly(late, early, middle);
        assertThat(between(all, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void pagesFindingsEitherWayAndThoseOfOneReportInTheOrderOfReading() {
        // Given
        List<Finding> some = new ArrayList<>();
        for (int n = 1; n <= 5; n++) some.add(finding(sha256(1), n, AT.minusSeconds(n)));
        Finding other = finding(sha256(2), 1, AT);
        store().run(tx -> tx.findings().add(sha256(1), 0, some.subList(0, 2)));
        store().run(tx -> tx.findings().add(sha256(2), 0, List.of(other)));
        store().run(tx -> tx.findings().add(sha256(1), 2, some.subList(2, 5)));

        // When
        List<Finding> newest = pages((after, tx) -> tx.findings().page(Findings.Order.NEWEST, after, 4));
        List<Finding> oldest = pages((after, tx) -> tx.findings().page(Findings.Order.OLDEST, after, 4));
        List<Finding> read = pages((after, tx) -> tx.findings().page(sha256(1), after, 2));

        // Then
        assertThat(oldest).containsExactly(some.get(0), some.get(1), other, some.get(2), some.get(3), some.get(4));
        assertThat(newest).containsExactly(some.get(4), some.get(3), some.get(2), other, some.get(1), some.get(0));
        assertThat(read).containsExactlyElementsOf(some);
        assertThat(this.<List<Findings.Placed>>read(tx -> tx.findings().page(sha256(3), null, 9)))
                .isEmpty();
    }

    /** All pages, one after the other. */
    private List<Finding> pages(BiFunction<@Nullable Long, Tx, List<Findings.Placed>> page) {
        List<Finding> all = new ArrayList<>();
        Long after = null;
        while (true) {
            Long from = after;
            List<Findings.Placed> rows = read(tx -> page.apply(from, tx));
            if (rows.isEmpty()) return all;
            rows.forEach(row -> all.add(row.finding()));
            after = rows.get(rows.size() - 1).place();
        }
    }

    @Test
    void aCutNeverGrowsAFindingBehindItsBackWhileOthersTakeReportsIn() throws Exception {
        // Given three writers that commit whenever they are ready
        AtomicInteger writing = new AtomicInteger(3);
        List<Callable<List<Seen>>> all = new ArrayList<>();
        for (int writer = 1; writer <= 3; writer++) all.add(writer(writer, writing));

        // When somebody makes cuts meanwhile
        all.add(() -> {
            List<Seen> cuts = new ArrayList<>();
            do cuts.add(read(StoreContract::seen));
            while (writing.get() > 0);
            return cuts;
        });
        List<Seen> cuts = together(all).get(3);

        // Then each cut still holds exactly what was read with it
        assertThat(cuts).isNotEmpty();
        for (Seen cut : cuts)
            assertThat(between(0, cut.cut())).as("up to %s", cut.cut()).hasSize(cut.findings());
        assertThat(read(StoreContract::seen)).isEqualTo(new Seen(120, 120));
    }

    private record Seen(long cut, int findings) {}

    private static Seen seen(Tx tx) {
        long cut = tx.findings().cut();
        try (Stream<Finding> findings = tx.findings().between(0, cut)) {
            return new Seen(cut, (int) findings.count());
        }
    }

    private Callable<List<Seen>> writer(int writer, AtomicInteger writing) {
        return () -> {
            try {
                for (int batch = 0; batch < 20; batch++) {
                    int number = batch;
                    store().run(tx -> {
                        Finding one = finding(sha256(writer), 2 * number, AT.plusSeconds(number));
                        Finding two = finding(sha256(writer), 2 * number + 1, AT.minusSeconds(number));
                        // Writers take the log and the findings in either order; neither waits for the other forever.
                        if (number % 2 == 0) tx.audit().append(event(number));
                        tx.findings().add(sha256(writer), 2L * number, List.of(one, two));
                        if (number % 2 == 1) tx.audit().append(event(number));
                    });
                }
                return List.of();
            } finally {
                writing.decrementAndGet();
            }
        };
    }

    // ---- decisions

    @Test
    void storesOnlyTheDifferenceOfARound() {
        // Given
        AssetId sql = new AssetId("sql01.corp.example");
        Decision stays = remediate(WEB, "It keeps what is there.");
        Decision goes = nothing(sql, Readiness.READY);
        Decision comes = remediate(sql, "A new scan says otherwise.");
        Decisions.Difference first = read(tx -> replaced(tx, List.of(stays, goes), ground(1, AT)));

        // When
        Decisions.Difference second =
                read(tx -> replaced(tx, List.of(comes, stays, stays), ground(2, AT.plusSeconds(1))));

        // Then
        assertThat(first).isEqualTo(new Decisions.Difference(List.of(goes, stays), List.of(), 0));
        assertThat(second).isEqualTo(new Decisions.Difference(List.of(comes), List.of(goes), 1));
        assertThat(listed(tx -> tx.decisions().current())).containsExactly(comes, stays);
        assertThat(listed(tx -> tx.decisions().current(WEB))).containsExactly(stays);
        assertThat(listed(tx -> tx.decisions().current(new AssetId("nobody")))).isEmpty();
    }

    @Test
    void tellsSinceWhenADecisionStandsWhateverElseChangesAboutIt() {
        // Given
        AssetId other = new AssetId("other.corp.example");
        replace(0, remediate(WEB, "As it was."), nothing(other, Readiness.READY));
        replace(10, remediate(WEB, "Said in other words."), nothing(other, Readiness.READY));
        replace(20, remediate(WEB, "Said in other words."), remediate(other, "It is new."));

        // When
        List<Decisions.Lasting> lasting = listed(tx -> tx.decisions().lasting("remediate"));

        // Then
        assertThat(lasting)
                .containsExactly(
                        new Decisions.Lasting(remediate(other, "It is new."), AT.plusSeconds(20)),
                        new Decisions.Lasting(remediate(WEB, "Said in other words."), AT));
        assertThat(listed(tx -> tx.decisions().lasting("await-vendor"))).isEmpty();
    }

    @Test
    void aDecisionThatWasGoneForARoundStandsOnlySinceItIsBack() {
        // Given
        replace(0, remediate(WEB, "As it was."));
        replace(10, nothing(WEB, Readiness.READY));
        replace(20, remediate(WEB, "As it was."));

        // When
        List<Decisions.Lasting> lasting = listed(tx -> tx.decisions().lasting("remediate"));

        // Then
        assertThat(lasting).containsExactly(new Decisions.Lasting(remediate(WEB, "As it was."), AT.plusSeconds(20)));
    }

    @Test
    void keepsARungWhenTheReadinessMovesAndWhenNothingIsDecidedAnyMore() {
        // Given
        AssetId other = new AssetId("other.corp.example");
        replace(0, remediate(WEB, "As it was."), nothing(other, Readiness.READY));
        replace(10, remediate(WEB, "Said in other words."), nothing(other, Readiness.READY));
        replace(20, nothing(WEB, Readiness.READY));

        // When
        List<Ladder.Rung> web = listed(tx -> tx.ladder().of(WEB));
        List<Ladder.Rung> all = listed(tx -> tx.ladder().all(Goal.READY));
        List<Ladder.Reached> reached = listed(tx -> tx.ladder().reached());

        // Then
        assertThat(web)
                .extracting(Ladder.Rung::readiness, Ladder.Rung::at)
                .containsExactly(tuple(Readiness.CAPABLE_OFF, AT), tuple(Readiness.READY, AT.plusSeconds(20)));
        assertThat(all)
                .filteredOn(rung -> rung.asset().equals(other))
                .extracting(Ladder.Rung::readiness, Ladder.Rung::decision)
                .containsExactly(
                        tuple(
                                Readiness.READY,
                                HexFormat.of()
                                        .formatHex(Documents.fingerprint(
                                                Documents.write(nothing(other, Readiness.READY))))),
                        tuple(null, null));
        assertThat(reached)
                .extracting(Ladder.Reached::readiness, Ladder.Reached::times, Ladder.Reached::last)
                .containsExactlyInAnyOrder(
                        tuple(Readiness.CAPABLE_OFF, 1L, AT), tuple(Readiness.READY, 2L, AT.plusSeconds(20)));
    }

    @Test
    void tellsWhoKeepsHoldsShutAndKeepsAListOnce() {
        // Given
        AssetId hub = new AssetId("hub.corp.example");
        AssetId other = new AssetId("other.corp.example");
        replace(
                0,
                held(WEB, new Gate("R069", "R069-x", "site:HQ", "because", List.of(hub, other), "lifted")),
                held(
                        other,
                        new Gate("R070", "R070-x", "pool:P 1", "because", List.of(hub, other), "lifted"),
                        new Gate("R062", "R062-x", "asset:other.corp.example", "because", List.of(other), "lifted"),
                        new Gate("R072", "R072-x", "topology", "because", List.of(), "lifted")));

        // When
        Decisions.Outlines outlines = store().transact(tx -> tx.decisions().outlines());

        // Then
        assertThat(outlines.lists()).hasSize(1).containsValue(List.of(hub, other));
        long list = outlines.lists().keySet().iterator().next();
        assertThat(outlines.rows())
                .extracting(Decisions.Outline::asset, Decisions.Outline::gates)
                .containsExactlyInAnyOrder(
                        tuple(WEB, List.of(new Decisions.Shut("R069", "site:HQ", list))),
                        tuple(
                                other,
                                List.of(
                                        new Decisions.Shut("R070", "pool:P 1", list),
                                        new Decisions.Shut("R062", "asset", Decisions.Shut.BY_ITSELF),
                                        new Decisions.Shut("R072", "topology", Decisions.Shut.BY_NO_ASSET))));
    }

    private static Decision held(AssetId asset, Gate... gates) {
        return new Decision.Hold(
                remediate(asset, "It waits.").about(),
                remediate(asset, "It waits.").why(),
                List.of(gates),
                List.of());
    }

    // ---- pages

    /**
     * Reads all pages, one after the other, while {@code between} goes on.
     *
     * @param place where a row stands
     * @param between called before each page but the first with the number of it
     */
    private <R, P> List<R> paged(PageOf<R, P> page, Function<R, P> place, int limit, BiConsumer<Tx, Integer> between) {
        List<R> all = new ArrayList<>();
        P after = null;
        for (int number = 1; ; number++) {
            P from = after;
            List<R> rows = read(tx -> page.behind(tx, from, limit));
            all.addAll(rows);
            if (rows.size() < limit) return all;
            after = place.apply(rows.get(rows.size() - 1));
            int before = number;
            store().run(tx -> between.accept(tx, before));
        }
    }

    /** A list that is read page by page. */
    @FunctionalInterface
    private interface PageOf<R, P> {
        List<R> behind(Tx tx, @Nullable P after, int limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void everyDecisionThatStandsIsOnOnePageInTheContractsOrderWhileOthersComeAndGo(int limit) {
        // Given
        List<Decision> standing = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            AssetId asset = new AssetId("host-%02d".formatted(i));
            standing.add(remediate(asset, "It keeps what is there."));
            standing.add(nothing(asset, Readiness.READY));
            if (i % 3 == 0) standing.add(ticket(asset));
        }
        replace(standing, ground(1, AT));
        AssetId passing = new AssetId("host-00x");
        BiConsumer<Tx, Integer> rounds = (tx, number) -> tx.decisions()
                .replace(
                        Set.of(passing),
                        number % 2 == 0 ? List.of() : List.of(remediate(passing, "It comes and goes.")),
                        ground(1 + number, AT.plusSeconds(number)),
                        tx.rounds().last().orElseThrow().number());

        // When
        List<Decision> all =
                paged((tx, after, most) -> tx.decisions().page(null, after, most), Decisions.Place::of, limit, rounds);
        List<Decision> tickets = paged(
                (tx, after, most) -> tx.decisions().page("ticket", after, most),
                Decisions.Place::of,
                limit,
                (tx, number) -> {});

        // Then
        assertThat(all.stream().filter(one -> !one.about().asset().equals(passing)))
                .containsExactlyElementsOf(
                        standing.stream().sorted(Decision.ORDER).toList());
        assertThat(all).doesNotHaveDuplicates();
        assertThat(tickets)
                .containsExactlyElementsOf(standing.stream()
                        .filter(one -> one.wire().equals("ticket"))
                        .sorted(Decision.ORDER)
                        .toList());
    }

    @Test
    void whatWaitsPageByPageIsToldSinceWhen() {
        // Given one that was decided otherwise in its words, and one that came later
        AssetId other = new AssetId("zz.corp.example");
        replace(List.of(remediate(WEB, "It keeps what is there.")), ground(1, AT));
        replace(
                List.of(remediate(WEB, "In other words."), remediate(other, "It came later.")),
                ground(2, AT.plusSeconds(60)));

        // When
        List<Decisions.Lasting> lasting = this.<Decisions.Lasting, Decisions.Place>paged(
                (tx, after, most) -> tx.decisions().lasting("remediate", after, most),
                one -> Decisions.Place.of(one.decision()),
                1,
                (tx, number) -> {});

        // Then
        assertThat(lasting)
                .extracting(one -> one.decision().about().asset(), Decisions.Lasting::since)
                .containsExactly(tuple(WEB, AT), tuple(other, AT.plusSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void everyRejectedRecordIsOnOnePageWhileOthersCome(int limit) {
        // Given
        List<Rejected> some = IntStream.range(0, 7)
                .mapToObj(n -> new Rejected("a.csv", "row " + n, "INTAKE-NO-HOST", "No host.", null))
                .toList();
        store().run(tx -> tx.reports().reject(sha256(1), some));
        BiConsumer<Tx, Integer> more = (tx, number) -> tx.reports()
                .reject(sha256(2), List.of(new Rejected("b.csv", "row " + number, "INTAKE-NO-HOST", "No host.", null)));

        // When
        List<Reports.Placed> all =
                paged((tx, after, most) -> tx.reports().rejected(after, most), Reports.Placed::position, limit, more);

        // Then
        assertThat(all.stream().map(Reports.Placed::rejected)).containsExactlyElementsOf(reversed(some));
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void everyRoundIsOnOnePageWhileOthersCome(int limit) {
        // Given
        for (int round = 1; round <= 5; round++) replace(List.of(), ground(round, AT.plusSeconds(round)));

        // When
        List<Rounds.Round> all = paged(
                (tx, after, most) -> tx.rounds().newest(after == null ? Long.MAX_VALUE : after, most),
                Rounds.Round::number,
                limit,
                (tx, number) -> tx.decisions().replace(List.of(), ground(5 + number, AT.plusSeconds(5L + number))));

        // Then
        assertThat(all).extracting(Rounds.Round::number).containsExactly(5L, 4L, 3L, 2L, 1L);
    }

    private static Exceptions.Entry requested(String id, Instant at) {
        return new Exceptions.Entry(
                id,
                new Organisation.ExceptionEntry(
                        "web01",
                        Goal.ONLY,
                        "uc",
                        "old phones",
                        LocalDate.parse("2018-12-31"),
                        "a network of its own",
                        new Organisation.Clearing.Words("the phones are gone")),
                Exceptions.State.REQUESTED,
                null,
                "user:alice",
                at,
                null,
                null,
                "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void everyExceptionIsOnOnePageWhileOthersComeAndAreDecidedOn(int limit) {
        // Given two of the same moment among them
        List<Exceptions.Entry> asked = IntStream.range(0, 7)
                .mapToObj(n -> requested("e-" + n, AT.plusSeconds(n / 2)))
                .toList();
        store().run(tx -> asked.forEach(tx.exceptions()::ask));
        BiConsumer<Tx, Integer> words = (tx, number) -> {
            tx.exceptions().ask(requested("later-" + number, AT.plusSeconds(100 + number)));
            Exceptions.Entry one = asked.get((number * 3) % 7);
            tx.exceptions()
                    .decide(
                            one.decided(Exceptions.State.APPROVED, "user:bob", AT.plusSeconds(200), "so"),
                            Exceptions.State.REQUESTED);
        };

        // When
        List<Exceptions.Entry> all = paged(
                (tx, after, most) -> tx.exceptions().page(Exceptions.Order.NEWEST, after, most),
                Exceptions.Place::of,
                limit,
                words);
        List<Exceptions.Entry> byNeed = paged(
                (tx, after, most) -> tx.exceptions().page(Exceptions.Order.NEED, after, most),
                Exceptions.Place::of,
                limit,
                (tx, number) -> {});

        // Then
        assertThat(all)
                .extracting(Exceptions.Entry::id)
                .containsExactly("e-6", "e-4", "e-5", "e-2", "e-3", "e-0", "e-1");
        assertThat(byNeed)
                .extracting(Exceptions.Entry::state)
                .isSorted()
                .hasSameSizeAs(this.<List<Exceptions.Entry>>read(
                        tx -> tx.exceptions().page(Exceptions.Order.NEED, null, 100)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void everyHostThatIsToBeAskedIsOnOnePageWhileOthersAreOrderedAndAsked(int limit) {
        // Given
        List<CollectOrders.Order> orders = IntStream.range(0, 9)
                .mapToObj(n -> CollectOrders.Order.of(
                        new AssetId("host-" + n), null, "HQ", AT, "user:alice", AT.plusSeconds(n / 2)))
                .toList();
        store().run(tx -> orders.forEach(tx.collects()::order));
        BiConsumer<Tx, Integer> asking = (tx, number) -> {
            CollectOrders.Order one = orders.get((number * 4) % 9);
            if (tx.collects().take(one, AT.plusSeconds(60)) && number % 2 == 0)
                tx.collects().end(one, CollectOrders.State.DONE, AT.plusSeconds(9), null, "12 facts.");
            tx.collects().order(CollectOrders.Order.of(new AssetId("a-" + number), null, "HQ", AT, "user:bob", AT));
        };

        // When
        List<CollectOrders.Order> all = paged(
                (tx, after, most) -> tx.collects().page(after, most), CollectOrders.Order::subject, limit, asking);
        List<CollectOrders.Order> byNeed = paged(
                (tx, after, most) -> tx.collects().list(after, most),
                CollectOrders.Seen::of,
                limit,
                (tx, number) -> {});

        // Then
        assertThat(all)
                .extracting(CollectOrders.Order::subject)
                .containsExactlyElementsOf(
                        orders.stream().map(CollectOrders.Order::subject).toList());
        assertThat(byNeed)
                .containsExactlyElementsOf(
                        this.<List<CollectOrders.Order>>read(tx -> tx.collects().list(1000)));
        assertThat(byNeed).extracting(order -> NEED.indexOf(order.state())).isSorted();
    }

    private static final List<CollectOrders.State> NEED = List.of(
            CollectOrders.State.READING,
            CollectOrders.State.HELD,
            CollectOrders.State.FAILED,
            CollectOrders.State.WAITING,
            CollectOrders.State.DONE);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void everyTicketAndChangeIsOnOnePageWhileTheyOpenAndClose(int limit) {
        // Given
        List<Ticket> tickets = IntStream.range(0, 7)
                .mapToObj(n -> ticketOf(TicketUnit.atSite("dv-" + n, "HQ"), 1, state(n)))
                .sorted(Comparator.comparing(ticket -> ticket.key().value()))
                .toList();
        List<ChangeRequest> changes =
                IntStream.range(0, 7).mapToObj(n -> changeOf(n, AT)).toList();
        store().run(tx -> {
            tickets.forEach(tx.tickets()::keep);
            changes.forEach(tx.changes()::keep);
        });
        BiConsumer<Tx, Integer> moves = (tx, number) -> {
            TicketUnit unit = TicketUnit.atSite("dv-" + (number * 3) % 7, "HQ");
            tx.tickets().keep(ticketOf(unit, 1, state(number)));
            tx.changes().keep(changeOf((number * 3) % 7, AT.plusSeconds(number)));
        };

        // When
        List<Ticket> all = paged((tx, after, most) -> tx.tickets().page(after, most), Ticket::key, limit, moves);
        List<ChangeRequest> allChanges =
                paged((tx, after, most) -> tx.changes().page(after, most), ChangeRequest::key, limit, moves);
        List<Ticket> openFirst = paged(
                (tx, after, most) -> tx.tickets().list(after, most), TicketBook.Seen::of, limit, (tx, number) -> {});
        List<ChangeRequest> newest = paged(
                (tx, after, most) -> tx.changes().newest(after, most), ChangeBook.Seen::of, limit, (tx, number) -> {});

        // Then
        assertThat(all)
                .extracting(Ticket::key)
                .containsExactlyElementsOf(tickets.stream().map(Ticket::key).toList());
        assertThat(allChanges)
                .extracting(ChangeRequest::key)
                .containsExactlyInAnyOrderElementsOf(
                        changes.stream().map(ChangeRequest::key).toList())
                .doesNotHaveDuplicates();
        assertThat(openFirst)
                .containsExactlyElementsOf(
                        this.<List<Ticket>>read(tx -> tx.tickets().list()));
        assertThat(newest)
                .containsExactlyElementsOf(
                        this.<List<ChangeRequest>>read(tx -> tx.changes().newest(100)));
    }

    private static Ticket.State state(int number) {
        return number % 3 == 0 ? Ticket.State.CLOSED : Ticket.State.OPEN;
    }

    private static ChangeRequest changeOf(int number, Instant changedAt) {
        return new ChangeRequest(
                TicketKey.of("Contoso", TicketUnit.atSite("change", "r-" + number), 1),
                "r-" + number,
                sha256(number),
                "desk",
                "Changes",
                ChangeRequest.State.ASKED,
                false,
                null,
                "",
                "",
                "",
                "",
                changedAt,
                null);
    }

    @Test
    void tellsTheOldestThatIsNotDoneOfSomeSubjectsOfOneChannel() {
        // Given
        store().run(tx -> {
            tx.outbox().put(new Outbox.Letter("ticket", "R-1", "open", "k1", "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("ticket", "R-1", "comment", "k2", "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("notice", "R-1", "mail", "k3", "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("ticket", "R-2", "open", "k4", "{}"), AT, AT);
        });
        Outbox.Entry first = due(AT).stream()
                .filter(entry -> entry.letter().key().equals("k1"))
                .findFirst()
                .orElseThrow();
        store().run(tx -> {
            tx.outbox().take(first, AT, AT.plusSeconds(60));
            tx.outbox().settle(first, Outbox.State.DONE, AT, "");
        });

        // When
        Map<String, Outbox.Entry> next =
                store().transact(tx -> tx.outbox().next("ticket", List.of("R-1", "R-2", "R-3")));

        // Then
        assertThat(next).containsOnlyKeys("R-1", "R-2");
        assertThat(next.get("R-1").letter().key()).isEqualTo("k2");
        assertThat(next.get("R-2").letter().key()).isEqualTo("k4");
    }

    @Test
    void keepsTheFirstForecastOfADay() {
        // Given
        LocalDate today = LocalDate.ofInstant(AT, ZoneOffset.UTC);
        Forecasts.Shown first = new Forecasts.Shown(
                "estate",
                Goal.READY,
                AT,
                today,
                40,
                today.plusDays(30),
                today.plusDays(50),
                List.of("os-", "sv-"),
                "so");
        Forecasts.Shown later = new Forecasts.Shown(
                "estate", Goal.READY, AT.plusSeconds(60), today, 39, null, null, List.of(), "unknown");
        Forecasts.Shown tomorrow = new Forecasts.Shown(
                "estate", Goal.READY, AT.plusSeconds(86_400), today.plusDays(1), 39, null, null, List.of(), "unknown");

        // When
        List<Boolean> kept = Stream.of(first, later, tomorrow)
                .map(one -> store().<Boolean>transact(tx -> tx.forecasts().keep(one)))
                .toList();

        // Then
        assertThat(kept).containsExactly(true, false, true);
        assertThat(listed(tx -> tx.forecasts().newest("estate", Goal.READY, 9))).containsExactly(tomorrow, first);
        assertThat(listed(tx -> tx.forecasts().newest("site:HQ", Goal.READY, 9)))
                .isEmpty();
    }

    private void replace(int seconds, Decision... decisions) {
        replace(List.of(decisions), ground(1, AT.plusSeconds(seconds)));
    }

    @Test
    void neverMixesTwoRoundsThatRunAtOnce() throws Exception {
        // Given
        List<Decision> one = List.of(remediate(WEB, "One."), nothing(new AssetId("a"), Readiness.READY));
        List<Decision> two = List.of(remediate(WEB, "Two."), nothing(new AssetId("b"), Readiness.READY));

        // When
        together(
                () -> read(tx -> replaced(tx, one, ground(1, AT))), () -> read(tx -> replaced(tx, two, ground(2, AT))));

        // Then
        assertThat(Set.copyOf(listed(tx -> tx.decisions().current()))).isIn(Set.copyOf(one), Set.copyOf(two));
    }

    // ---- rounds

    @Test
    void keepsHowLongLegsTookNewestFirst() {
        // Given
        store().run(tx -> {
            tx.durations().took("windows/update-kb", Duration.ofMillis(59_001), AT);
            tx.durations().took("windows/update-kb", Duration.ofMinutes(9), AT.plusSeconds(1));
            tx.durations().took("windows/other", Duration.ofMinutes(3), AT.plusSeconds(2));
        });
        // Then
        assertThat(listed(tx -> tx.durations().newest("windows/update-kb", 9)))
                .containsExactly(Duration.ofMinutes(9), Duration.ofMinutes(1));
        assertThat(listed(tx -> tx.durations().newest("windows/update-kb", 1))).containsExactly(Duration.ofMinutes(9));
        assertThat(listed(tx -> tx.durations().newest("nobody's", 9))).isEmpty();
    }

    @Test
    void keepsWhatAsksForARoundUntilOneHasAnswered() {
        // Given
        store().run(tx -> tx.rounds().want("The run on web01 ended.", AT));
        store().run(tx -> tx.rounds().want("The run on web02 ended.", AT.plusSeconds(1)));
        List<Rounds.Wanted> seen = listed(tx -> tx.rounds().wanted());
        store().run(tx -> tx.rounds().want("The run on web03 ended.", AT.plusSeconds(2)));
        // When
        store().run(tx -> tx.rounds().answered(seen.get(1).position()));
        // Then
        assertThat(seen).extracting(Rounds.Wanted::at).containsExactly(AT, AT.plusSeconds(1));
        assertThat(listed(tx -> tx.rounds().wanted()))
                .extracting(Rounds.Wanted::reason)
                .containsExactly("The run on web03 ended.");
    }

    @Test
    void keepsWhatARoundRestedOnAndWhatStoodAfterIt() {
        // Given
        Decision stays = remediate(WEB, "It keeps what is there.");
        Decision goes = nothing(new AssetId("sql01.corp.example"), Readiness.READY);
        Organisation later = OrganisationFile.read("o.yaml", "{organisation: Contoso, goal: ONLY, federation: now}");
        replace(List.of(stays, goes), new Rounds.Ground(AT, sha256(1), Organisation.careful(), 7));

        // When
        replace(List.of(stays), new Rounds.Ground(AT.plusSeconds(1), sha256(1), later, 9));

        // Then
        List<Rounds.Round> rounds = listed(tx -> tx.rounds().newest(9));
        String careful = rounds.get(1).organisation();
        String only = rounds.get(0).organisation();
        assertThat(rounds)
                .containsExactly(
                        new Rounds.Round(2, AT.plusSeconds(1), sha256(1), only, 9, 1, 0, 1, true),
                        new Rounds.Round(1, AT, sha256(1), careful, 7, 2, 2, 0, true));
        assertThat(listed(tx ->
                        List.of(tx.rounds().organisation(careful), tx.rounds().organisation(only))))
                .containsExactly(Organisation.careful(), later);
        assertThat(listed(tx -> tx.rounds().standing(1))).containsExactlyInAnyOrder(line(stays), line(goes));
        assertThat(listed(tx -> tx.rounds().standing(2))).containsExactly(line(stays));
        assertThat(found(tx -> tx.rounds().last())).contains(rounds.get(0));
        assertThat(found(tx -> tx.rounds().find(1))).contains(rounds.get(1));
        assertThat(found(tx -> tx.rounds().find(3))).isEmpty();
        assertThat(listed(tx -> tx.rounds().since(AT)))
                .extracting(Rounds.Round::number)
                .containsExactly(1L, 2L);
        assertThat(listed(tx -> tx.rounds().since(AT.plusSeconds(1))))
                .extracting(Rounds.Round::number)
                .containsExactly(2L);
    }

    @Test
    void keepsNoRoundThatSawAndSaidTheSameAgain() {
        // Given
        List<Decision> decisions = List.of(remediate(WEB, "It keeps what is there."));
        replace(decisions, ground(1, AT));

        // When
        replace(decisions, ground(1, AT.plusSeconds(1)));
        List<Long> same = numbers();
        replace(decisions, ground(2, AT.plusSeconds(2)));
        List<Long> otherRules = numbers();
        replace(decisions, new Rounds.Ground(AT.plusSeconds(3), sha256(2), Organisation.careful(), 1));
        List<Long> moreFindings = numbers();
        replace(List.of(), new Rounds.Ground(AT.plusSeconds(4), sha256(2), Organisation.careful(), 1));

        // Then
        assertThat(same).containsExactly(1L);
        assertThat(otherRules).containsExactly(2L, 1L);
        assertThat(moreFindings).containsExactly(3L, 2L, 1L);
        assertThat(numbers()).containsExactly(4L, 3L, 2L, 1L);
    }

    @Test
    void refusesARoundThatSawLessThanTheLast() {
        // Given
        Decision later = remediate(WEB, "It has seen more.");
        replace(List.of(later), new Rounds.Ground(AT, sha256(1), Organisation.careful(), 9));

        // When
        Optional<Decisions.Difference> refused = read(tx -> tx.decisions()
                .replace(List.of(), new Rounds.Ground(AT.plusSeconds(1), sha256(1), Organisation.careful(), 8)));

        // Then
        assertThat(refused).isEmpty();
        assertThat(listed(tx -> tx.decisions().current())).containsExactly(later);
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void replacesTheDecisionsOfSomeAssetsAndLeavesAllOthers() {
        // Given
        AssetId sql = new AssetId("sql01.corp.example");
        Decision stays = remediate(WEB, "It keeps what is there.");
        Decision goes = nothing(sql, Readiness.READY);
        Decision comes = remediate(sql, "A new scan says otherwise.");
        replace(List.of(stays, goes), ground(1, AT));

        // When
        Optional<Decisions.Difference> difference =
                read(tx -> tx.decisions().replace(Set.of(sql), List.of(comes), ground(1, AT.plusSeconds(1)), 1));

        // Then
        assertThat(difference).contains(new Decisions.Difference(List.of(comes), List.of(goes), 1));
        assertThat(listed(tx -> tx.decisions().current())).containsExactly(comes, stays);
        assertThat(listed(tx -> tx.decisions().current(Set.of(sql)))).containsExactly(comes);
        assertThat(listed(tx -> tx.decisions().current(Set.of()))).isEmpty();
        Rounds.Round kept = read(tx -> tx.rounds().find(2)).orElseThrow();
        assertThat(List.of(kept.decisions(), kept.added(), kept.withdrawn())).containsExactly(2L, 1L, 1L);
        assertThat(listed(tx -> tx.rounds().standing(1))).containsExactlyInAnyOrder(line(stays), line(goes));
        assertThat(listed(tx -> tx.rounds().standing(2))).containsExactlyInAnyOrder(line(stays), line(comes));
        assertThat(listed(tx -> tx.rounds().after(1)))
                .extracting(Rounds.Round::number)
                .containsExactly(2L);
        Set<AssetId> since = read(tx -> tx.rounds().touchedAfter(1));
        Set<AssetId> ever = read(tx -> tx.rounds().touchedAfter(0));
        assertThat(since).containsExactly(sql);
        assertThat(ever).containsExactlyInAnyOrder(sql, WEB);
    }

    @Test
    void refusesADifferenceToARoundThatIsNotTheLast() {
        // Given
        Decision stays = remediate(WEB, "It keeps what is there.");
        replace(List.of(stays), ground(1, AT));
        replace(List.of(stays), ground(2, AT.plusSeconds(1)));

        // When
        Optional<Decisions.Difference> refused =
                read(tx -> tx.decisions().replace(Set.of(WEB), List.of(), ground(2, AT.plusSeconds(2)), 1));

        // Then
        assertThat(refused).isEmpty();
        assertThat(listed(tx -> tx.decisions().current())).containsExactly(stays);
    }

    @Test
    void knowsADecisionByTheHashOfItsLine() throws Exception {
        // Given
        Decision decision = remediate(WEB, "It keeps what is there.");
        String id = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(line(decision).getBytes(StandardCharsets.UTF_8)));
        replace(List.of(decision), ground(1, AT));
        replace(List.of(), ground(1, AT.plusSeconds(1)));
        replace(List.of(decision), ground(1, AT.plusSeconds(2)));

        // Then
        List<Rounds.Made> expected =
                List.of(new Rounds.Made(id, decision, 1, 2L), new Rounds.Made(id, decision, 3, null));
        assertThat(listed(tx -> tx.rounds().made(WEB))).isEqualTo(expected);
        assertThat(listed(tx -> tx.rounds().made(id))).isEqualTo(expected);
        assertThat(listed(tx -> tx.rounds().made(id.substring(0, 7)))).isEqualTo(expected);
        assertThat(listed(tx -> tx.rounds().made(id.charAt(0) == '0' ? "1" : "0")))
                .isEmpty();
        assertThat(listed(tx -> tx.rounds().made("no' or '1'='1"))).isEmpty();
        assertThat(listed(tx -> tx.rounds().made(new AssetId("nobody")))).isEmpty();
    }

    private static Decisions.Difference replaced(Tx tx, List<Decision> decisions, Rounds.Ground ground) {
        return tx.decisions().replace(decisions, ground).orElseThrow();
    }

    private void replace(List<Decision> decisions, Rounds.Ground ground) {
        store().run(tx -> replaced(tx, decisions, ground));
    }

    private static Rounds.Ground ground(int ruleBook, Instant at) {
        return new Rounds.Ground(at, sha256(ruleBook), Organisation.careful(), 0);
    }

    private List<Long> numbers() {
        return listed(tx -> tx.rounds().newest(9)).stream()
                .map(Rounds.Round::number)
                .toList();
    }

    private static String line(Decision decision) {
        return Json.line(DecisionJson.write(decision));
    }

    // ---- remediations

    @Test
    void followsARemediationThroughItsLife() {
        // Given
        Remediation.Proposed proposed = proposed("rem-1", WEB, AT);
        store().run(tx -> tx.remediations().propose(proposed));
        Versioned<Remediation> seen =
                read(tx -> tx.remediations().find("rem-1")).orElseThrow();
        assertThat(seen.remediation()).isEqualTo(proposed);

        // When
        Remediation.Running running = running(approved(proposed), "run-1");
        store().run(tx -> tx.remediations().save(running, seen.version()));

        // Then
        assertThat(found(tx -> tx.remediations().find("rem-1"))).contains(new Versioned<>(running, seen.version() + 1));
        assertThat(found(tx -> tx.remediations().find("rem-2"))).isEmpty();
    }

    @Test
    void tellsOfWhichAssetsTheRemediationsWentOn() {
        // Given
        Remediation.Proposed proposed = proposed("rem-1", WEB, AT);
        store().run(tx -> tx.remediations().propose(proposed));
        Map<AssetId, Long> before = read(tx -> tx.remediations().turns());

        // When
        store().run(tx -> tx.remediations().save(approved(proposed), 1));

        // Then
        Map<AssetId, Long> after = read(tx -> tx.remediations().turns());
        assertThat(before).containsOnlyKeys(WEB);
        assertThat(after.get(WEB)).isGreaterThan(before.get(WEB));
        Map<AssetId, Long> some = read(tx -> tx.remediations().turns(Set.of(WEB, new AssetId("nobody"))));
        assertThat(some).isEqualTo(after);
        assertThat(store().<Long>transact(tx -> tx.remediations().steps()))
                .isEqualTo(after.values().stream().mapToLong(Long::longValue).sum());
        assertThat(listed(tx -> tx.remediations().of(Set.of(WEB, new AssetId("nobody")))))
                .containsExactly(new Versioned<>(approved(proposed), 2));
    }

    @Test
    void refusesAStateThatWasDecidedOnAnOlderOne() {
        // Given
        Remediation.Proposed proposed = proposed("rem-1", WEB, AT);
        store().run(tx -> tx.remediations().propose(proposed));
        store().run(tx -> tx.remediations().save(approved(proposed), 1));

        // When
        assertThatThrownBy(() -> store().run(tx -> {
                    tx.audit().append(event(1));
                    tx.remediations().save(proposed.reject("user:bob", "No.", AT), 1);
                }))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.STORE_CONFLICT));

        // Then
        assertThat(found(tx -> tx.remediations().find("rem-1"))
                        .orElseThrow()
                        .remediation()
                        .state())
                .isEqualTo(Remediation.State.APPROVED);
        assertThat(lines()).isEmpty();
    }

    @Test
    void losesNoUpdateOfTwoWriters() throws Exception {
        // Given
        store().run(tx -> tx.remediations().propose(proposed("rem-1", WEB, AT)));
        Callable<Boolean> touchTen = () -> {
            for (int i = 0; i < 10; i++) store().run(tx -> touch(tx, "rem-1"));
            return true;
        };

        // When
        together(touchTen, touchTen);

        // Then
        assertThat(found(tx -> tx.remediations().find("rem-1")).orElseThrow().version())
                .isEqualTo(21);
    }

    @Test
    void tellsHowManyStandInEachStateAndSinceWhen() {
        // Given
        store().run(tx -> {
            tx.remediations().propose(proposed("rem-1", WEB, AT.plusSeconds(60)));
            tx.remediations().propose(proposed("rem-2", WEB, AT));
            tx.remediations().propose(proposed("rem-3", WEB, AT.plusSeconds(120)));
            tx.remediations().save(approved(proposed("rem-3", WEB, AT.plusSeconds(120))), 1);
        });

        // When
        List<Remediations.Standing> standing =
                store().transact(tx -> tx.remediations().standing());

        // Then
        assertThat(standing)
                .containsExactly(
                        new Remediations.Standing("Approved", 1, AT.plusSeconds(120)),
                        new Remediations.Standing("Proposed", 2, AT));
    }

    @Test
    void tellsWhatWasAddedToTheLogOnceItIsCommittedAndNeverBefore() {
        // Given
        List<String> told = new ArrayList<>();
        store().observeAudit((type, code, lines) -> told.add(type + " " + code + " " + lines));

        // When
        assertThatThrownBy(() -> store().run(tx -> {
                    tx.audit().append(event(1));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(told).isEmpty();
        AtomicInteger attempts = new AtomicInteger();
        store().run(tx -> {
            tx.audit().append(event(1));
            tx.audit().append(event(2));
            tx.audit().append(failed("HOST-UNREACHABLE"));
            if (attempts.incrementAndGet() == 1)
                throw FailureException.of(FailureCode.STORE_CONFLICT, "the first attempt does not hold");
        });

        // Then
        assertThat(told).containsExactly(event(1).type() + " null 2", "step.postponed HOST-UNREACHABLE 1");
        store().observeAudit((type, code, lines) -> {});
    }

    private static AuditEvent failed(String code) {
        return new AuditEvent(AT, "step.postponed", "ratchet", WEB, "rem-1", Map.of("code", code));
    }

    @Test
    void listsByStateOldestProposalFirst() {
        // Given
        Remediation.Proposed young = proposed("rem-1", WEB, AT.plusSeconds(5));
        Remediation.Proposed old = proposed("rem-2", WEB, AT);
        Remediation.Proposed elsewhere = proposed("rem-3", new AssetId("sql01.corp.example"), AT.plusSeconds(1));
        store().run(tx -> {
            List.of(young, old, elsewhere).forEach(tx.remediations()::propose);
            tx.remediations().save(approved(elsewhere), 1);
            tx.remediations().save(old.withdraw("It is no longer needed.", AT), 1);
        });

        // Then
        assertThat(ids(tx -> tx.remediations().list())).containsExactly("rem-2", "rem-3", "rem-1");
        assertThat(ids(tx -> tx.remediations().list(Remediation.State.PROPOSED)))
                .containsExactly("rem-1");
        assertThat(ids(tx -> tx.remediations().list(Remediation.State.APPROVED, Remediation.State.PROPOSED)))
                .containsExactly("rem-3", "rem-1");
        assertThat(ids(tx -> tx.remediations().open(WEB))).containsExactly("rem-1");
        assertThat(this.<Optional<Reference>>read(tx -> tx.remediations().reference("rem-1")))
                .contains(new Reference(WEB, false));
        assertThat(this.<Optional<Reference>>read(tx -> tx.remediations().reference("rem-0")))
                .isEmpty();
    }

    @Test
    void listsAgainWhatHasChangedAndKeepsWhatHasNot() {
        // Given
        Remediation.Proposed stays = proposed("rem-1", WEB, AT);
        Remediation.Proposed changes = proposed("rem-2", WEB, AT.plusSeconds(1));
        Remediation.Proposed leaves = proposed("rem-3", WEB, AT.plusSeconds(2));
        Remediation.State[] open = {Remediation.State.APPROVED, Remediation.State.PROPOSED};
        store().run(tx -> List.of(stays, changes, leaves).forEach(tx.remediations()::propose));
        List<Versioned<Remediation>> seen = listed(tx -> tx.remediations().list(open));
        store().run(tx -> {
            tx.remediations().save(approved(changes), 1);
            tx.remediations().save(leaves.withdraw("It is no longer needed.", AT), 1);
            tx.remediations().propose(proposed("rem-4", WEB, AT.plusSeconds(3)));
        });

        // When
        List<Versioned<Remediation>> again = listed(tx -> tx.remediations().listAgain(seen, open));

        // Then
        assertThat(again).isEqualTo(listed(tx -> tx.remediations().list(open))).hasSize(3);
        assertThat(again.get(0)).as("not read again").isSameAs(seen.get(0));
        assertThat(listed(tx -> tx.remediations().listAgain(List.of(), open))).isEqualTo(again);
    }

    @Test
    void leasesAnAssetToOneHolderAtATime() {
        // Given
        assertThat(lease("a", Optional.empty())).isTrue();

        // Then
        assertThat(lease("b", Optional.empty())).as("taken").isFalse();
        assertThat(leased()).contains(new Lease("a", 0));
        assertThat(holds("a")).isTrue();
        assertThat(holds("b")).isFalse();
        store().run(tx -> tx.remediations().release(WEB, "b"));
        assertThat(leased()).as("not its own").contains(new Lease("a", 0));
        store().run(tx -> tx.remediations().release(WEB, "a"));
        assertThat(leased()).isEmpty();
        assertThat(lease("b", Optional.empty())).isTrue();
    }

    @Test
    void takesAnAssetOnlyFromAHolderThatGaveNoSignOfLifeSinceItWasSeen() {
        // Given
        lease("a", Optional.empty());
        Optional<Lease> seen = leased();

        // When
        assertThat(beats("a")).isTrue();

        // Then
        assertThat(lease("b", seen)).as("alive").isFalse();
        assertThat(lease("b", leased())).as("silent").isTrue();
        assertThat(beats("a")).as("lost").isFalse();
        assertThat(lease("a", seen)).as("another has it").isFalse();
        assertThat(leased()).contains(new Lease("b", 0));
    }

    @Test
    void letsNobodyTakeAnAssetWhileItsHolderWritesWhatItLearned() throws Exception {
        // Given
        lease("a", Optional.empty());
        Optional<Lease> seen = leased();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);

        // When
        Future<Boolean> writing = Executors.newSingleThreadExecutor()
                .submit(() -> store().transact(tx -> {
                    boolean still = tx.remediations().holds(WEB, "a");
                    held.countDown();
                    awaitQuietly(asked);
                    tx.audit().append(event(1));
                    return still;
                }));
        held.await();
        Future<Boolean> taking = Executors.newSingleThreadExecutor().submit(() -> lease("b", seen));
        asked.countDown();

        // Then
        assertThat(writing.get()).isTrue();
        assertThat(taking.get()).isTrue();
        assertThat(lines()).hasSize(1);
    }

    @Test
    void freesEveryAssetAtOnce() {
        // Given
        lease("a", Optional.empty());

        // When
        store().run(tx -> tx.remediations().releaseAll());

        // Then
        assertThat(leased()).isEmpty();
    }

    @Test
    void leasesToOneOfTwoThatAskAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            // Given
            Optional<Lease> seen = leased();
            String suffix = "-" + round;

            // When
            List<Boolean> taken = together(() -> lease("a" + suffix, seen), () -> lease("b" + suffix, seen));

            // Then
            assertThat(taken).containsExactlyInAnyOrder(true, false);
        }
    }

    // ---- stops

    @Test
    void keepsOneStopForEachScopeUntilItIsLifted() {
        // Given
        Stop all = new Stop(Stop.ALL, "user:eve", "phones are down", AT);
        Stop site = new Stop(Stop.site("HQ"), "user:adam", "look first", AT.plusSeconds(1));
        Stop again = new Stop(Stop.ALL, "user:adam", "still down", AT.plusSeconds(2));

        // When
        for (Stop stop : List.of(all, site, again)) store().run(tx -> tx.stops().order(stop));

        // Then
        assertThat(stops()).containsExactly(site, again);
        assertThat(lifted(Stop.ALL)).isTrue();
        assertThat(lifted(Stop.ALL)).isFalse();
        assertThat(stops()).containsExactly(site);
    }

    private List<Stop> stops() {
        return read(tx -> tx.stops().list());
    }

    private boolean lifted(String scope) {
        return read(tx -> tx.stops().lift(scope));
    }

    // ---- sources that are asked

    @Test
    void handsASourceThatIsDueToOneWhoAsksAndGoesOnFromWhatWasKept() {
        // Given
        store().run(tx -> tx.pulls().add("tenable", "tenable-io https://one.example", AT));
        store().run(tx -> tx.pulls().add("tenable", "tenable-io https://other.example", AT.plusSeconds(9)));

        // When
        Optional<Pulls.Standing> taken = taken(AT, AT.plusSeconds(60));

        // Then
        assertThat(taken).hasValueSatisfying(standing -> {
            assertThat(standing.origin()).isEqualTo("tenable-io https://one.example");
            assertThat(standing.kept()).isEmpty();
        });
        assertThat(taken(AT.plusSeconds(60), AT.plusSeconds(120))).isEmpty();

        // When it is let go, to be asked later
        Pulls.Standing later = new Pulls.Standing(
                "tenable", "here", Map.of("since", "x"), AT.plusSeconds(300), 2, "It is away.", AT.plusSeconds(30));
        store().run(tx -> tx.pulls().save(later, null));

        // Then
        assertThat(taken(AT.plusSeconds(299), AT.plusSeconds(400))).isEmpty();
        assertThat(taken(AT.plusSeconds(300), AT.plusSeconds(400))).contains(later);
        assertThat(this.<List<Pulls.Standing>>read(tx -> tx.pulls().list())).containsExactly(later);

        // When whoever had it in hand is gone
        Optional<Pulls.Standing> again = taken(AT.plusSeconds(401), AT.plusSeconds(500));

        // Then
        assertThat(again).contains(later);
    }

    private Optional<Pulls.Standing> taken(Instant now, Instant until) {
        return read(tx -> tx.pulls().take("tenable", now, until));
    }

    // ---- runs and brakes

    @Test
    void countsTheHostsInChangeByTheStateOfTheirRemediations() {
        // Given
        begin("r-1", WEB, "run-1", AT, Set.of("all", "site:HQ"));
        begin("r-2", new AssetId("web02.corp.example"), "run-2", AT.plusSeconds(1), Set.of("all", "pool:p"));
        begin("r-3", new AssetId("web03.corp.example"), "run-3", AT.plusSeconds(2), Set.of("all", "pool:p"));

        // When one has ended and one was taken back, which nobody told the runs
        store().run(tx -> tx.runs().end("run-2", AT.plusSeconds(9), "Verified", null));
        store().run(tx -> {
            Versioned<Remediation> seen = tx.remediations().find("r-3").orElseThrow();
            tx.remediations().save(((Running) seen.remediation()).withdraw("Not wanted.", AT), seen.version());
        });

        // Then
        assertThat(this.<Map<String, Long>>read(tx -> tx.runs().inChange()))
                .isEqualTo(Map.of("all", 1L, "site:HQ", 1L));
        assertThat(this.<Set<AssetId>>read(tx -> tx.runs().hostsInChange())).containsExactly(WEB);
        assertThat(this.<Boolean>read(tx -> tx.remediations().othersUnderWay(WEB, "r-1")))
                .isFalse();
        assertThat(this.<Boolean>read(tx -> tx.remediations().othersUnderWay(WEB, "r-9")))
                .isTrue();
        assertThat(this.<Long>read(tx -> tx.runs().hostsBegun(AT.plusSeconds(1))))
                .isEqualTo(2L);
        assertThat(this.<Set<String>>read(tx -> tx.runs().scopes("run-2"))).containsExactlyInAnyOrder("all", "pool:p");
        assertThat(this.<Set<String>>read(tx -> tx.runs().scopes("run-9"))).isEmpty();
    }

    @Test
    void letsARunLeavePlacesToOthersAndTakeThemAgain() {
        // Given
        begin("r-1", WEB, "run-1", AT, Set.of("all", "pool:p", "site:HQ"));
        // When
        store().run(tx -> tx.runs().leave("run-1", Set.of("all", "site:HQ", "subnet:none")));
        // Then it keeps its host and what it did not leave
        assertThat(this.<Map<String, Long>>read(tx -> tx.runs().inChange())).isEqualTo(Map.of("pool:p", 1L));
        assertThat(this.<Set<AssetId>>read(tx -> tx.runs().hostsInChange())).containsExactly(WEB);
        // When
        store().run(tx -> tx.runs().take("run-1", Set.of("all", "pool:p")));
        // Then
        assertThat(this.<Map<String, Long>>read(tx -> tx.runs().inChange())).isEqualTo(Map.of("all", 1L, "pool:p", 1L));
    }

    @Test
    void tellsTheRunsOfANightWithWhatTheyCameTo() {
        // Given
        begin("r-1", WEB, "run-1", AT, Set.of("all"));
        begin("r-2", WEB, "run-2", AT.plusSeconds(20), Set.of("all"));
        begin("r-3", WEB, "run-3", AT.plusSeconds(60), Set.of("all"));
        store().run(tx -> tx.runs().end("run-1", AT.plusSeconds(10), "RolledBack", FailureCode.VERIFY_FAILED));

        // When
        List<HostRuns.Told> night = read(tx -> tx.runs().between(AT.plusSeconds(10), AT.plusSeconds(60)));

        // Then
        assertThat(night)
                .extracting(HostRuns.Told::remediation, HostRuns.Told::outcome, HostRuns.Told::code)
                .containsExactly(tuple("r-1", "RolledBack", "VERIFY-FAILED"), tuple("r-2", null, null));
        assertThat(this.<List<HostRuns.Told>>read(tx -> tx.runs().between(AT.plusSeconds(11), AT.plusSeconds(60))))
                .extracting(HostRuns.Told::remediation)
                .containsExactly("r-2");
    }

    @Test
    void learnsOfEachRunOnce() {
        // Given
        begin("r-1", WEB, "run-1", AT, Set.of("all"));

        // Then
        assertThat(this.<Boolean>read(tx -> tx.runs().judge("run-1"))).isTrue();
        assertThat(this.<Boolean>read(tx -> tx.runs().judge("run-1"))).isFalse();
        assertThat(this.<Boolean>read(tx -> tx.runs().judge("run-9"))).isFalse();
    }

    @Test
    void keepsWhatAPlaybookCameToAndForgetsTheOldestRuns() {
        // When
        Trial trial = Trial.fresh("playbook:p@10.0.1")
                .add(true, 3)
                .add(false, 3)
                .add(true, 3)
                .add(false, 3);
        store().run(tx -> tx.brakes().keep(Trial.fresh("playbook:p@10.0.1")));
        store().run(tx -> tx.brakes().keep(trial));

        // Then
        assertThat(this.<Map<String, Trial>>read(tx -> tx.brakes().trials()))
                .containsExactly(Map.entry("playbook:p@10.0.1", new Trial("playbook:p@10.0.1", 2, "-+-")));
    }

    // ---- looking for lines of the log

    @Test
    void linesAreFoundNewestFirstByWhatTheySayAndPageByPage() {
        // Given ten lines a minute apart, the even ones alice's and of web01
        store().run(tx -> {
            for (int i = 0; i < 10; i++)
                tx.audit()
                        .append(new AuditEvent(
                                AT.plusSeconds(60L * i),
                                i % 3 == 0 ? "step.applied" : "step.verified",
                                i % 2 == 0 ? "user:alice" : "user:alice2",
                                i % 2 == 0 ? new AssetId("web01") : null,
                                i < 5 ? "r-1" : null,
                                Map.of()));
        });

        // Then
        assertThat(found(AuditLog.Search.all(), Long.MAX_VALUE, 4)).containsExactly(9L, 8L, 7L, 6L);
        assertThat(found(AuditLog.Search.all(), 6, 4)).containsExactly(5L, 4L, 3L, 2L);
        assertThat(found(search(new AssetId("web01"), null, null, null), 8, 9)).containsExactly(6L, 4L, 2L, 0L);
        assertThat(found(search(null, "step.applied", null, null), 99, 9)).containsExactly(9L, 6L, 3L, 0L);
        assertThat(found(search(null, null, "user:alice", null), 99, 9)).containsExactly(8L, 6L, 4L, 2L, 0L);
        assertThat(found(search(null, null, null, "r-1"), 99, 9)).containsExactly(4L, 3L, 2L, 1L, 0L);
        assertThat(found(new AuditLog.Search(null, null, null, null, AT.plusSeconds(120), AT.plusSeconds(300)), 99, 9))
                .containsExactly(4L, 3L, 2L);
        assertThat(found(new AuditLog.Search(null, null, null, null, AT.plusSeconds(9000), null), 99, 9))
                .isEmpty();
        assertThat(found(AuditLog.Search.all(), 0, 9)).isEmpty();
        assertThat(found(AuditLog.Search.all(), -1, 9)).isEmpty();
    }

    @Test
    void aSearchSaysBeforeWhichLineToLookOnUntilThereIsNothingMore() {
        // Given
        store().run(tx -> {
            for (int i = 0; i < 5; i++)
                tx.audit().append(new AuditEvent(AT, "step.applied", "ratchet", null, null, Map.of()));
        });

        // Then
        assertThat(this.<AuditLog.Found>read(tx -> tx.audit().newest(AuditLog.Search.all(), 5, 2))
                        .next())
                .hasValue(3);
        assertThat(this.<AuditLog.Found>read(tx -> tx.audit().newest(AuditLog.Search.all(), 3, 3))
                        .next())
                .isEmpty();
    }

    private List<Long> found(AuditLog.Search search, long before, int limit) {
        return this.<AuditLog.Found>read(tx -> tx.audit().newest(search, before, limit)).lines().stream()
                .map(AuditLog.Line::sequence)
                .toList();
    }

    private static AuditLog.Search search(
            @Nullable AssetId asset, @Nullable String type, @Nullable String actor, @Nullable String remediation) {
        return new AuditLog.Search(asset, remediation, type, actor, null, null);
    }

    // ---- the outbox and the tickets

    @Test
    void anEntryIsPutInOnceAndTakenByOne() {
        // Given
        Outbox.Letter letter = new Outbox.Letter("ticket", "R-1", "open", "R-1:open", "{}");

        // When
        assertThat(this.<Boolean>read(tx -> tx.outbox().put(letter, AT, AT))).isTrue();
        assertThat(this.<Boolean>read(tx -> tx.outbox().put(letter, AT, AT))).isFalse();
        Outbox.Entry entry = due(AT).get(0);
        boolean first = read(tx -> tx.outbox().take(entry, AT, AT.plusSeconds(60)));
        boolean second = read(tx -> tx.outbox().take(entry, AT, AT.plusSeconds(60)));

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(due(AT.plusSeconds(59))).isEmpty();
        Outbox.Entry lost = due(AT.plusSeconds(60)).get(0);
        assertThat(lost.state()).isEqualTo(Outbox.State.SENDING);
        assertThat(lost.sent()).isEqualTo(AT);
        assertThat(lost.attempts()).isEqualTo(1);
    }

    @Test
    void whoeverLostAnEntryCannotSettleItAnyMore() {
        // Given
        Outbox.Letter letter = new Outbox.Letter("ticket", "R-1", "open", "R-1:open", "{}");
        store().run(tx -> tx.outbox().put(letter, AT, AT));
        Outbox.Entry mine = due(AT).get(0);
        store().run(tx -> tx.outbox().take(mine, AT, AT));
        Outbox.Entry theirs = due(AT).get(0);
        store().run(tx -> tx.outbox().take(theirs, AT, AT.plusSeconds(60)));

        // When
        store().run(tx -> tx.outbox().settle(mine, Outbox.State.DONE, AT, "late"));

        // Then
        assertThat(this.<List<Outbox.Entry>>read(tx -> tx.outbox().of("ticket", "R-1")))
                .extracting(Outbox.Entry::state)
                .containsExactly(Outbox.State.SENDING);
    }

    @Test
    void forgetsOfAChannelWhatEndedLongAgo() {
        // Given
        ended("notice", "old-done", Outbox.State.DONE, AT);
        ended("notice", "old-refused", Outbox.State.REFUSED, AT);
        ended("notice", "old-kept", Outbox.State.DONE, AT);
        ended("notice", "old-open", Outbox.State.UNKNOWN, AT);
        ended("notice", "young", Outbox.State.DONE, AT.plusSeconds(100));
        ended("ticket", "other", Outbox.State.DONE, AT);

        // When
        int gone = read(tx -> tx.outbox().forget("notice", AT.plusSeconds(100), Set.of("old-kept")));

        // Then
        assertThat(gone).isEqualTo(2);
        assertThat(this.<List<Outbox.Entry>>read(tx -> tx.outbox().in("notice", Outbox.State.values())))
                .extracting(entry -> entry.letter().key())
                .containsExactly("old-kept", "old-open", "young");
        assertThat(this.<List<Outbox.Entry>>read(tx -> tx.outbox().in("ticket", Outbox.State.DONE)))
                .hasSize(1);
    }

    private void ended(String channel, String key, Outbox.State state, Instant at) {
        store().run(tx -> {
            tx.outbox().put(new Outbox.Letter(channel, key, "told", key, "{}"), at, at);
            Outbox.Entry entry = tx.outbox().of(channel, key).get(0);
            tx.outbox().take(entry, at, at.plusSeconds(60));
            tx.outbox().settle(entry, state, at, "");
        });
    }

    @Test
    void ofOneSubjectTheNextIsDueOnceTheOneBeforeIsDone() {
        // Given
        store().run(tx -> {
            tx.outbox().put(new Outbox.Letter("ticket", "R-1", "open", "R-1:open", "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("ticket", "R-1", "close", "R-1:close", "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("ticket", "R-2", "open", "R-2:open", "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("event", "R-1", "told", "R-1:told", "{}"), AT, AT);
        });

        // Then
        assertThat(due(AT)).extracting(entry -> entry.letter().key()).containsExactly("R-1:open", "R-2:open");

        // When
        Outbox.Entry first = due(AT).get(0);
        store().run(tx -> {
            tx.outbox().take(first, AT, AT);
            tx.outbox().settle(first, Outbox.State.REFUSED, AT, "no");
        });
        assertThat(due(AT)).extracting(entry -> entry.letter().key()).containsExactly("R-2:open");
        assertThat(this.<Boolean>read(tx -> tx.outbox().again(first.id(), AT))).isTrue();
        Outbox.Entry again = due(AT).get(0);
        store().run(tx -> {
            tx.outbox().take(again, AT, AT);
            tx.outbox().settle(again, Outbox.State.DONE, AT, "");
        });

        // Then
        assertThat(due(AT)).extracting(entry -> entry.letter().key()).containsExactly("R-1:close", "R-2:open");
        assertThat(this.<List<Outbox.Standing>>read(tx -> tx.outbox().standing("ticket")))
                .containsExactly(new Outbox.Standing(Outbox.State.WAITING, 2, AT));
    }

    @Test
    void aNewerWordTakesThePlaceOfOneThatNobodyHasBegunToSend() {
        // Given
        store().run(tx -> {
            tx.outbox().put(new Outbox.Letter("ticket", "R-1", "update", "R-1:1", "{}"), AT, AT);
            tx.outbox().put(new Outbox.Letter("ticket", "R-1", "comment", "R-1:2", "{}"), AT, AT);
        });

        // When
        int gone = read(tx -> tx.outbox()
                .replace(new Outbox.Letter("ticket", "R-1", "close", "R-1:3", "{}"), List.of("update"), AT, AT));

        // Then
        assertThat(gone).isEqualTo(1);
        assertThat(this.<List<Outbox.Entry>>read(tx -> tx.outbox().of("ticket", "R-1")))
                .extracting(entry -> entry.letter().kind())
                .containsExactly("comment", "close");
        Outbox.Entry unsent = this.<Optional<Outbox.Entry>>read(
                        tx -> tx.outbox().unsent("ticket", "R-1", "close"))
                .orElseThrow();
        assertThat(this.<Boolean>read(tx -> tx.outbox().rewrite(unsent, "[1]"))).isTrue();
        store().run(tx -> tx.outbox().take(unsent, AT, AT));
        assertThat(this.<Boolean>read(tx -> tx.outbox().rewrite(unsent, "[2]"))).isFalse();
    }

    private List<Outbox.Entry> due(Instant at) {
        return read(tx -> tx.outbox().due("ticket", at, 10));
    }

    @Test
    void aTicketIsKeptOnOurSideAndOnTheirsApart() {
        // Given
        TicketUnit unit = TicketUnit.atSite("dv-lpe", "HQ");
        Ticket ticket = ticketOf(unit, 1, Ticket.State.OPEN);
        Ticket.There there = new Ticket.There("17", "https://desk.example/17", "new", true, null, AT);
        Ticket.Host host = new Ticket.Host(WEB, Ticket.Standing.ASKED, "READY", "It is too old.");

        // When
        store().run(tx -> {
            tx.tickets().keep(ticket);
            tx.tickets().keep(ticket.key(), List.of(host), List.of());
            tx.tickets().keep(ticket.key(), there);
            tx.tickets().keep(ticket);
        });

        // Then
        Ticket kept = this.<Optional<Ticket>>read(tx -> tx.tickets().of(unit)).orElseThrow();
        assertThat(kept.there()).isEqualTo(there);
        assertThat(kept.due()).isEqualTo(ticket.due());
        assertThat(this.<List<TicketBook.Member>>read(tx -> tx.tickets().members(Set.of(WEB))))
                .containsExactly(new TicketBook.Member(ticket.key(), host));
        assertThat(this.<List<Ticket>>read(tx -> tx.tickets().toLookAt("desk", AT, 10)))
                .isEmpty();
        assertThat(this.<List<Ticket>>read(tx -> tx.tickets().toLookAt("desk", AT.plusSeconds(1), 10)))
                .containsExactly(kept);
    }

    @Test
    void aTicketThatIsWrittenAnewTakesItsHostsAlongAndForgetsItsNumber() {
        // Given
        TicketUnit unit = TicketUnit.atSite("dv-lpe", "HQ");
        Ticket ticket = ticketOf(unit, 1, Ticket.State.OPEN);
        TicketKey anew = TicketKey.of("Contoso", unit, 2);
        store().run(tx -> {
            tx.tickets().keep(ticket);
            tx.tickets()
                    .keep(
                            ticket.key(),
                            List.of(new Ticket.Host(WEB, Ticket.Standing.ASKED, "READY", "It is too old.")),
                            List.of());
            tx.tickets().keep(ticket.key(), new Ticket.There("17", "", "deleted", false, null, AT));
        });

        // When
        store().run(tx -> tx.tickets().rename(ticket.key(), anew));

        // Then
        assertThat(this.<Optional<Ticket>>read(tx -> tx.tickets().find(ticket.key())))
                .isEmpty();
        assertThat(this.<Optional<Ticket>>read(tx -> tx.tickets().find(anew))
                        .orElseThrow()
                        .there())
                .isNull();
        assertThat(this.<List<Ticket.Host>>read(tx -> tx.tickets().hosts(anew))).hasSize(1);
    }

    @Test
    void whatPeopleWroteIsKeptOnce() {
        // Given
        TicketKey key = TicketKey.of("Contoso", TicketUnit.atSite("dv-lpe", "HQ"), 1);
        Ticket.Note note = new Ticket.Note("n1", "uma", AT, "Ordered.");

        // Then
        assertThat(this.<Boolean>read(tx -> tx.tickets().note(key, note))).isTrue();
        assertThat(this.<Boolean>read(tx -> tx.tickets().note(key, note))).isFalse();
        assertThat(this.<List<Ticket.Note>>read(tx -> tx.tickets().notes(key))).containsExactly(note);
    }

    private static Ticket ticketOf(TicketUnit unit, int generation, Ticket.State state) {
        return new Ticket(
                TicketKey.of("Contoso", unit, generation),
                unit,
                "Lync Phone Edition",
                "desk",
                "uc",
                "",
                LocalDate.parse("2018-10-20"),
                Ticket.ByHand.REOPEN,
                generation,
                state,
                1,
                1,
                "f",
                AT,
                null,
                null);
    }

    @Test
    void keepsTheFirstBrakeOfAScopeUntilItIsReleased() {
        // Given
        Brake pool = new Brake("pool:p", Brake.Kind.QUARANTINE, "It failed.", "r-1", WEB, AT.plusSeconds(1));
        Brake build = new Brake("playbook:p@1", Brake.Kind.BREAKER, "3 failed.", "r-2", WEB, AT);
        Brake again = new Brake("pool:p", Brake.Kind.QUARANTINE, "Another.", "r-3", WEB, AT.plusSeconds(9));

        // When
        List<Boolean> applied = Stream.of(pool, build, again)
                .map(brake -> this.<Boolean>read(tx -> tx.brakes().apply(brake)))
                .toList();

        // Then
        assertThat(applied).containsExactly(true, true, false);
        assertThat(this.<List<Brake>>read(tx -> tx.brakes().list())).containsExactly(build, pool);
        assertThat(this.<Optional<Brake>>read(tx -> tx.brakes().release("pool:p")))
                .contains(pool);
        assertThat(this.<Optional<Brake>>read(tx -> tx.brakes().release("pool:p")))
                .isEmpty();
        assertThat(this.<List<Brake>>read(tx -> tx.brakes().list())).containsExactly(build);
    }

    @Test
    void letsOneThroughTheTurnstileAtATime() throws Exception {
        // Given
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);

        // When
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++)
                all.add(threads.submit(() -> store().run(tx -> {
                    tx.runs().passTurnstile();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    tx.runs().hostsBegun(AT);
                    inside.decrementAndGet();
                })));
            for (Future<?> one : all) one.get();
        } finally {
            threads.shutdownNow();
        }

        // Then
        assertThat(most).hasValue(1);
    }

    private void begin(String id, AssetId asset, String runId, Instant at, Set<String> scopes) {
        Remediation.Proposed proposed = proposed(id, asset, at);
        store().run(tx -> {
            tx.remediations().propose(proposed);
            tx.remediations().save(running(approved(proposed), runId), 1);
            tx.runs().begin(new HostRuns.Begun(runId, id, asset, "HQ", at, scopes));
        });
    }

    // ---- audit

    @Test
    void numbersLinesFromZeroAndKeepsTheTreeOverThem() {
        // Given
        MerkleTree expected = new MerkleTree();

        // When
        for (int batch : new int[] {1, 2, 700, 5}) {
            store().run(tx -> IntStream.range(0, batch).forEach(i -> tx.audit().append(event(i))));
        }

        // Then
        List<Line> lines = lines();
        lines.forEach(line -> expected.append(SealedLine.hashed(line.canonical())));
        assertThat(lines).extracting(Line::sequence).containsExactlyElementsOf(upTo(708));
        assertThat(head().root()).isEqualTo(expected.root());
        assertThat(number(tx -> tx.audit().size())).isEqualTo(708);
    }

    @Test
    void showsATransactionItsOwnLines() {
        // When
        List<Long> seen = store().transact(tx -> {
            tx.audit().append(event(1));
            tx.audit().append(event(2));
            assertThat(tx.audit().size()).isEqualTo(2);
            try (Stream<Line> lines = tx.audit().lines(1)) {
                return lines.map(Line::sequence).toList();
            }
        });

        // Then
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void givesBackTheEventThatWasAppended() {
        // Given
        AuditEvent event = event(1);

        // When
        store().run(tx -> tx.audit().append(event));

        // Then
        assertThat(lines()).extracting(Line::event).containsExactly(event);
    }

    @Test
    void neverLetsItsTimeRunBackwards() {
        // Given
        AuditEvent late = event(10);
        AuditEvent early = event(4);

        // When
        store().run(tx -> tx.audit().append(late));
        store().run(tx -> tx.audit().append(early));

        // Then
        AuditEvent kept = lines().get(1).event();
        assertThat(kept.at()).isEqualTo(late.at());
        assertThat(kept.data()).containsEntry("statedAt", early.at().toString()).containsAllEntriesOf(early.data());
    }

    @Test
    void findsTheLinesOfAnAsset() {
        // Given
        store().run(tx -> IntStream.range(0, 15).forEach(i -> tx.audit().append(event(i))));

        // Then
        assertThat(sequences(tx -> tx.audit().lines(new AssetId("host2.corp.example"))))
                .containsExactly(2L, 7L);
        assertThat(sequences(tx -> tx.audit().linesByAsset()))
                .containsExactly(5L, 10L, 1L, 11L, 2L, 7L, 8L, 13L, 4L, 14L);
    }

    @Test
    void leavesNoGapBetweenTwoWriters() throws Exception {
        // Given
        Callable<Boolean> appendTwenty = () -> {
            for (int i = 0; i < 20; i++) {
                int number = i;
                store().run(tx -> {
                    tx.audit().append(event(number));
                    tx.audit().append(event(number));
                });
            }
            return true;
        };

        // When
        together(appendTwenty, appendTwenty);

        // Then
        MerkleTree expected = new MerkleTree();
        List<Line> lines = lines();
        lines.forEach(line -> expected.append(SealedLine.hashed(line.canonical())));
        assertThat(lines).extracting(Line::sequence).containsExactlyElementsOf(upTo(80));
        assertThat(head().root()).isEqualTo(expected.root());
    }

    // ---- the scheduler's table

    @Test
    void holdsTheTasksOfDbScheduler() {
        // Given
        AtomicInteger runs = new AtomicInteger();
        OneTimeTask<String> task = Tasks.oneTime("remediation-run", String.class)
                .execute(
                        (instance, context) -> runs.addAndGet(instance.getData().length()));
        Scheduler scheduler = Scheduler.create(store().dataSource(), task)
                .threads(1)
                .pollingInterval(Duration.ofMillis(50))
                .enableImmediateExecution()
                .build();

        // When
        scheduler.start();
        scheduler.scheduleIfNotExists(task.instance("rem-1", "four"), Instant.now());

        // Then
        try {
            Awaitility.await()
                    .until(() -> runs.get() == 4
                            && scheduler.getScheduledExecutions().isEmpty());
        } finally {
            scheduler.stop();
        }
    }

    // ---- how the tests ask

    private <T> T read(Function<Tx, T> question) {
        return store().transact(question);
    }

    private long number(ToLongFunction<Tx> question) {
        return store().transact(question::applyAsLong);
    }

    private <T> List<T> listed(Function<Tx, List<T>> question) {
        return store().transact(question);
    }

    private <T> Optional<T> found(Function<Tx, Optional<T>> question) {
        return store().transact(question);
    }

    private Head head() {
        return read(tx -> tx.audit().head());
    }

    private Receipt begin(int report) {
        return read(tx -> tx.reports().begin(sha256(report), "a.nessus", AT));
    }

    private boolean lease(String holder, Optional<Lease> seen) {
        return read(tx -> tx.remediations().lease(WEB, holder, seen));
    }

    private Optional<Lease> leased() {
        return read(tx -> tx.remediations().leased(WEB));
    }

    private boolean beats(String holder) {
        return read(tx -> tx.remediations().beat(WEB, holder));
    }

    private boolean holds(String holder) {
        return read(tx -> tx.remediations().holds(WEB, holder));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Finding> findings() {
        return read(tx -> {
            try (Stream<Finding> all = tx.findings().between(0, Long.MAX_VALUE)) {
                return all.toList();
            }
        });
    }

    private List<Finding> between(long after, long cut) {
        return read(tx -> {
            try (Stream<Finding> some = tx.findings().between(after, cut)) {
                return some.toList();
            }
        });
    }

    private List<Line> lines() {
        return lines(store());
    }

    static List<Line> lines(Store store) {
        return store.transact(tx -> {
            try (Stream<Line> lines = tx.audit().lines(0)) {
                return lines.toList();
            }
        });
    }

    private List<Long> sequences(Function<Tx, Stream<Line>> question) {
        return read(tx -> {
            try (Stream<Line> lines = question.apply(tx)) {
                return lines.map(Line::sequence).toList();
            }
        });
    }

    private List<String> ids(Function<Tx, List<Versioned<Remediation>>> question) {
        return read(question).stream()
                .map(seen -> seen.remediation().subject().id())
                .toList();
    }

    /** Runs both from the same moment on and waits for both. */
    private static <T> List<T> together(Callable<T> one, Callable<T> other) throws Exception {
        return together(List.of(one, other));
    }

    private static <T> List<T> together(List<Callable<T>> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        CyclicBarrier start = new CyclicBarrier(all.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> work : all)
                futures.add(threads.submit(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    return work.call();
                }));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) results.add(future.get(60, TimeUnit.SECONDS));
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(5, TimeUnit.SECONDS)) throw new IllegalStateException("the other writer never came");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Long> upTo(int size) {
        return IntStream.range(0, size).mapToObj(Long::valueOf).toList();
    }

    // ---- what lists are looked through by

    private static final Change OTHER_START = new Change.Registry(
            "HKLM\\SOFTWARE\\WinHttp", "DefaultSecureProtocols", RegistryData.ABSENT, RegistryData.dword(2176));

    /** Ten plans that do the same, the last from another start, one of them at no known site; and one of its own. */
    private void proposeCohorts() {
        store().run(tx -> {
            for (int i = 0; i < 10; i++)
                tx.remediations()
                        .propose(planned("rem-" + i, "web0" + i, i == 4 ? null : "HQ", i == 9 ? OTHER_START : CHANGE));
            tx.remediations().propose(planned("rem-other", "sql_01", "LONDON", new Change.Update("KB3140245")));
        });
    }

    private static Remediation.Proposed planned(String id, String asset, @Nullable String site, Change change) {
        Plan like =
                proposed(id, new AssetId(asset + ".corp.example"), AT).subject().plan();
        PlanStep step = like.steps().get(0);
        PlanStep changed = new PlanStep(
                10,
                step.system(),
                step.playbook(),
                step.playbookHash(),
                step.parameters(),
                List.of(change),
                step.restart(),
                step.rule());
        Plan plan = new Plan(like.asset(), like.host(), like.goal(), List.of(changed));
        return new Remediation.Proposed(new Remediation.Subject(id, plan, site, AT));
    }

    private static Queue.Filter part(Queue.Part part) {
        return Queue.Filter.all(AT).of(null, part);
    }

    @Test
    void plansThatDoTheSameAreOneCohortWithThoseThatAreSetApart() {
        // Given
        proposeCohorts();
        store().run(tx -> {
            Remediation.Proposed failed = proposed("rem-before", new AssetId("web05.corp.example"), AT.minusSeconds(9));
            tx.remediations().propose(failed);
            tx.remediations()
                    .save(
                            new Remediation.Failed(
                                    failed.subject(), Failure.of(FailureCode.VERIFY_FAILED, "It failed."), AT),
                            1);
        });

        // When
        List<Queue.Cohort> cohorts = store().transact(tx -> tx.queue().cohorts(part(Queue.Part.ALL)));
        List<Queue.Entry> apart = store().transact(
                        tx -> tx.queue().page(part(Queue.Part.APART), Queue.Order.ASSET, Optional.empty(), 99));

        // Then
        assertThat(cohorts)
                .extracting(Queue.Cohort::plans, Queue.Cohort::apart, Queue.Cohort::sites)
                .containsExactly(tuple(10L, 3L, 2L), tuple(1L, 0L, 1L));
        assertThat(cohorts.get(0).example()).isEqualTo("rem-0");
        assertThat(apart)
                .extracting(entry -> entry.remediation().subject().id(), Queue.Entry::apart)
                .containsExactly(
                        tuple("rem-4", Set.of(Queue.Apart.NO_SITE)),
                        tuple("rem-5", Set.of(Queue.Apart.FAILED_BEFORE)),
                        tuple("rem-9", Set.of(Queue.Apart.RARE_START)));
        assertThat(number(tx -> tx.queue().count(part(Queue.Part.ALIKE)))).isEqualTo(8);
    }

    @Test
    void anOverviewTellsOfOnePartAndNamesAnother() {
        // Given
        proposeCohorts();

        // When
        Queue.Overview seen = store().transact(tx -> tx.queue().overview(part(Queue.Part.APART), Queue.Part.ALIKE));

        // Then
        assertThat(seen.cohorts())
                .isEqualTo(store().<List<Queue.Cohort>>transact(tx -> tx.queue().cohorts(part(Queue.Part.APART))))
                .extracting(Queue.Cohort::plans, Queue.Cohort::apart)
                .containsExactly(tuple(2L, 2L));
        assertThat(seen.named())
                .isEqualTo(store().<List<Queue.Named>>transact(tx -> tx.queue().named(part(Queue.Part.ALIKE))))
                .hasSize(9);
    }

    @Test
    void changesAreCountedByTheCohortsThatWaitAndFoundByTheirRemediations() {
        // Given
        proposeCohorts();
        List<ChangeRequest.State> states = List.of(
                ChangeRequest.State.ASKED,
                ChangeRequest.State.ASKED,
                ChangeRequest.State.APPROVED,
                ChangeRequest.State.ENDED);
        store().run(tx -> {
            for (int i = 0; i < states.size(); i++) {
                String id = "rem-" + i;
                String hash = tx.remediations()
                        .find(id)
                        .orElseThrow()
                        .remediation()
                        .subject()
                        .plan()
                        .hash();
                ChangeRequest asked =
                        ChangeRequest.asked(TicketKey.ofChange("Contoso", id, hash), id, hash, "now", "CAB", AT);
                tx.changes().keep(asked.sent("CHG" + i, "").seen(states.get(i), "", "uma", "", AT));
            }
            ChangeRequest ofAnotherPlan = ChangeRequest.asked(
                    TicketKey.ofChange("Contoso", "rem-4", "0".repeat(64)), "rem-4", "0".repeat(64), "now", "CAB", AT);
            tx.changes().keep(ofAnotherPlan);
        });

        // When
        Map<String, Map<ChangeRequest.State, Long>> counted =
                store().transact(tx -> tx.changes().ofCohorts());
        Map<String, ChangeRequest> open = store().transact(tx -> tx.changes().open());

        // Then
        assertThat(counted.values())
                .containsExactly(Map.of(
                        ChangeRequest.State.ASKED,
                        2L,
                        ChangeRequest.State.APPROVED,
                        1L,
                        ChangeRequest.State.ENDED,
                        1L));
        assertThat(open).containsOnlyKeys("rem-0", "rem-1", "rem-2", "rem-4");
        assertThat(open.get("rem-2").number()).isEqualTo("CHG2");
    }

    @Test
    void whatIsRareStaysRareOnceTheOthersAreDecidedOn() {
        // Given
        proposeCohorts();

        // When
        store().run(tx -> {
            for (int i = 0; i < 9; i++) {
                Versioned<Remediation> seen = tx.remediations().find("rem-" + i).orElseThrow();
                tx.remediations()
                        .save(
                                ((Remediation.Proposed) seen.remediation()).reject("user:alice", "No.", AT),
                                seen.version());
            }
        });

        // Then
        assertThat(store().<List<Queue.Named>>transact(tx -> tx.queue().named(part(Queue.Part.APART))))
                .extracting(Queue.Named::id)
                .containsExactly("rem-9");
    }

    @Test
    void theQueueIsPagedInEachOrderWithoutHolesOrRepetitions() {
        // Given
        proposeCohorts();

        for (Queue.Order order : Queue.Order.values()) {
            // When
            List<String> seen = new ArrayList<>();
            Optional<Queue.Cursor> after = Optional.empty();
            for (int turn = 0; turn < 6; turn++) {
                Optional<Queue.Cursor> from = after;
                List<Queue.Entry> page = store().transact(tx -> tx.queue().page(part(Queue.Part.ALL), order, from, 2));
                page.forEach(entry -> seen.add(entry.remediation().subject().id()));
                if (page.isEmpty()) break;
                after = Optional.of(store().transact(tx -> tx.queue().cursor(page.get(page.size() - 1), order)));
            }

            // Then
            assertThat(seen).as(order.name()).hasSize(11).doesNotHaveDuplicates();
        }
    }

    @Test
    void theQueueIsNarrowedByWhatIsAskedAndNothingIsAPattern() {
        // Given
        proposeCohorts();

        // Then
        assertThat(narrowed(new Queue.Filter("WEB03", null, null, null, null, Queue.Part.ALL, false, AT)))
                .containsExactly("rem-3");
        assertThat(narrowed(new Queue.Filter("sql_", null, null, null, null, Queue.Part.ALL, false, AT)))
                .containsExactly("rem-other");
        assertThat(narrowed(new Queue.Filter("web_3", null, null, null, null, Queue.Part.ALL, false, AT)))
                .isEmpty();
        assertThat(narrowed(new Queue.Filter("%", null, null, null, null, Queue.Part.ALL, false, AT)))
                .isEmpty();
        assertThat(narrowed(new Queue.Filter("", "", null, null, null, Queue.Part.ALL, false, AT)))
                .containsExactly("rem-4");
        assertThat(narrowed(
                        new Queue.Filter("", "LONDON", Goal.READY, Restart.REBOOT, null, Queue.Part.ALL, false, AT)))
                .containsExactly("rem-other");
        assertThat(narrowed(new Queue.Filter("", null, Goal.ONLY, null, null, Queue.Part.ALL, false, AT)))
                .isEmpty();
        assertThat(store().<List<Queue.Count>>transact(tx -> tx.queue().sites(part(Queue.Part.ALL))))
                .containsExactly(new Queue.Count("", 1), new Queue.Count("HQ", 9), new Queue.Count("LONDON", 1));
    }

    private List<String> narrowed(Queue.Filter filter) {
        return store().<List<Queue.Named>>transact(tx -> tx.queue().named(filter)).stream()
                .map(Queue.Named::id)
                .toList();
    }

    @Test
    void whatIsPutOffIsAskedAboutWhenItIsDueOrTakenBack() {
        // Given
        proposeCohorts();
        store().run(tx -> {
            tx.queue().putOff("rem-0", AT.plusSeconds(60), "user:alice", "The shift is full.", AT);
            tx.queue().putOff("rem-1", AT.plusSeconds(60), "user:alice", "The shift is full.", AT);
        });

        // Then
        assertThat(number(tx -> tx.queue().count(part(Queue.Part.ALL)))).isEqualTo(9);
        assertThat(narrowed(new Queue.Filter("", null, null, null, null, Queue.Part.ALL, true, AT)))
                .containsExactly("rem-0", "rem-1");
        assertThat(number(tx -> tx.queue().count(Queue.Filter.all(AT.plusSeconds(60)))))
                .isEqualTo(11);
        assertThat(store().<Boolean>transact(tx -> tx.queue().takeBack("rem-0")))
                .isTrue();
        assertThat(store().<Boolean>transact(tx -> tx.queue().takeBack("rem-0")))
                .isFalse();
        assertThat(number(tx -> tx.queue().count(part(Queue.Part.ALL)))).isEqualTo(10);
    }

    @Test
    void whatHasSomebodysYesAndNeedsMoreOfThemWaitsOn() {
        // Given
        proposeCohorts();
        Remediation.Proposed one = planned("rem-0", "web00", "HQ", CHANGE);

        // When
        store().run(tx -> tx.remediations().save(one.with(List.of(new Assent("user:alice", AT))), 1));

        // Then
        assertThat(number(tx -> tx.queue().count(part(Queue.Part.ALL)))).isEqualTo(11);

        // When the other yes comes
        store().run(tx -> tx.remediations().save(approved(one), 2));

        // Then
        assertThat(number(tx -> tx.queue().count(part(Queue.Part.ALL)))).isEqualTo(10);
    }

    @Test
    void anotherPlanThanTheOneThatWasDecidedOnIsAskedAgain() {
        // Given one that was approved and one that was rejected, each of which another plan replaces
        Remediation.Proposed first = planned("rem-a1", "web00", "HQ", CHANGE);
        Remediation.Proposed refused = planned("rem-b1", "web01", "HQ", CHANGE);
        store().run(tx -> {
            for (Remediation.Proposed one : List.of(first, refused, planned("rem-c1", "web02", "HQ", OTHER_START)))
                tx.remediations().propose(one);
            tx.remediations().save(approved(first), 1);
            tx.remediations().save(approved(first).withdraw("It has changed.", AT), 2);
            tx.remediations().save(refused.reject("user:bob", "No.", AT), 1);
            tx.remediations().propose(planned("rem-a2", "web00", "HQ", OTHER_START));
            tx.remediations().propose(planned("rem-b2", "web01", "HQ", OTHER_START));
        });

        // Then
        assertThat(narrowed(Queue.Filter.again(AT))).containsExactly("rem-a2", "rem-b2");
        assertThat(store().<List<Queue.Cohort>>transact(tx -> tx.queue().cohorts(part(Queue.Part.ALL))))
                .extracting(Queue.Cohort::plans, Queue.Cohort::again)
                .containsExactly(tuple(3L, 2L));
        assertThat(listed(tx -> tx.queue().page(Queue.Filter.again(AT), Queue.Order.ASSET, Optional.empty(), 9)))
                .extracting(Queue.Entry::again)
                .containsExactly(true, true);
        assertThat(found(tx -> tx.lastWords()
                        .before(planned("rem-a2", "web00", "HQ", OTHER_START).subject())))
                .contains("rem-a1");
    }

    @Test
    void whatWasCarriedOutOrTakenBackIsNotAskedAgainAndWhatRanOutIs() {
        // Given
        Remediation.Proposed done = planned("rem-a1", "web00", "HQ", CHANGE);
        Remediation.Proposed back = planned("rem-b1", "web01", "HQ", CHANGE);
        Remediation.Proposed late = planned("rem-c1", "web02", "HQ", CHANGE);
        store().run(tx -> {
            for (Remediation.Proposed one : List.of(done, back, late)) {
                tx.remediations().propose(one);
                tx.remediations().save(approved(one), 1);
            }
            tx.remediations()
                    .save(
                            new Remediation.Failed(
                                    done.subject(), Failure.of(FailureCode.VERIFY_FAILED, "It failed."), AT),
                            2);
            tx.remediations().save(approved(back).withdraw("user:bob took it back.", AT), 2);
            tx.lastWords().forget(back.subject());
            tx.remediations().save(approved(late).expire(AT), 2);

            // When
            tx.remediations().propose(planned("rem-a2", "web00", "HQ", OTHER_START));
            tx.remediations().propose(planned("rem-b2", "web01", "HQ", OTHER_START));
            tx.remediations().propose(planned("rem-c2", "web02", "HQ", CHANGE));
        });

        // Then
        assertThat(narrowed(Queue.Filter.again(AT))).containsExactly("rem-c2");
    }

    @Test
    void whatIsSaidOfARemediationIsToldNewestFirstAndCounted() {
        // Given
        Comment first = new Comment("rem-1", "user:alice", AT, "Ask the vendor.");
        Comment second = new Comment("rem-1", "user:bob", AT.plusSeconds(9), "<b>He says yes.</b>");
        Comment other = new Comment("rem-2", "user:bob", AT, "Not this week.");
        proposeCohorts();
        String cohort = planned("rem-1", "web01", "HQ", CHANGE).subject().plan().cohort();
        assertThat(found(tx -> tx.comments().ofCohort(cohort))).isEmpty();

        // When
        store().run(tx -> List.of(first, second, other).forEach(tx.comments()::add));

        // Then
        assertThat(found(tx -> tx.comments().ofCohort(cohort))).contains(new Comments.OfCohort(3, 2, other));
        assertThat(listed(tx -> tx.comments().of("rem-1", 9))).containsExactly(second, first);
        assertThat(listed(tx -> tx.comments().of("rem-1", 1))).containsExactly(second);
        assertThat(store().<Map<String, Comments.Said>>transact(
                                tx -> tx.comments().of(List.of("rem-1", "rem-2", "rem-3"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "rem-1", new Comments.Said(2, second),
                        "rem-2", new Comments.Said(1, other)));
    }

    @Test
    void theNewestRemediationsArePagedByStateHostAndSite() {
        // Given
        proposeCohorts();

        // When
        List<Versioned<Remediation>> first =
                store().transact(tx -> tx.remediations().newest(Set.of(), "web", "HQ", null, 5));
        Remediation.Subject last = first.get(4).remediation().subject();
        List<Versioned<Remediation>> rest = store().transact(tx -> tx.remediations()
                .newest(
                        Set.of(Remediation.State.PROPOSED),
                        "web",
                        "HQ",
                        new Remediations.End(last.proposedAt(), last.id()),
                        5));

        // Then
        assertThat(Stream.concat(first.stream(), rest.stream()))
                .extracting(seen -> seen.remediation().subject().id())
                .containsExactly("rem-9", "rem-8", "rem-7", "rem-6", "rem-5", "rem-3", "rem-2", "rem-1", "rem-0");
        assertThat(store().<List<Versioned<Remediation>>>transact(
                                tx -> tx.remediations().newest(Set.of(Remediation.State.FAILED), "", null, null, 5)))
                .isEmpty();
    }

    @Test
    void whereTheEstateStandsIsCountedByTheDatabase() {
        // Given
        AssetId other = new AssetId("web02.corp.example");
        replace(List.of(remediate(WEB, "It is off."), nothing(other, Readiness.READY)), ground(1, AT));
        Decisions.Facets ready = new Decisions.Facets("", null, null, Goal.READY, Readiness.READY, null, null);
        Decisions.Facets all = new Decisions.Facets("WEB0", null, "os-", null, null, null, null);

        // Then
        assertThat(store().<List<Decisions.Share>>transact(tx -> tx.decisions().shares()))
                .extracting(Decisions.Share::readiness, Decisions.Share::assets)
                .containsExactlyInAnyOrder(tuple(Readiness.CAPABLE_OFF, 1L), tuple(Readiness.READY, 1L));
        assertThat(store().<List<Decisions.Count>>transact(tx -> tx.decisions().counts()))
                .containsExactly(
                        new Decisions.Count("HQ", Goal.READY, Readiness.CAPABLE_OFF, 1),
                        new Decisions.Count("HQ", Goal.READY, Readiness.READY, 1));
        assertThat(store().<List<AssetId>>transact(tx -> tx.decisions().assets(ready, null, 9)))
                .containsExactly(other);
        assertThat(store().<List<AssetId>>transact(tx -> tx.decisions().assets(all, WEB, 9)))
                .containsExactly(other);
        assertThat(number(tx -> tx.decisions().countAssets(all))).isEqualTo(2);
        assertThat(store().<List<Decisions.Held>>transact(tx -> tx.decisions().held()))
                .isEmpty();
    }

    @Test
    void keepsWhatMovedBackUntilItIsProvenAgain() {
        // Given
        AssetId other = new AssetId("web02.corp.example");
        Regression seen = movedBack(
                WEB,
                AT,
                new Regression.Moved(
                        Regression.Way.COLLECT, "HKLM\\X Enabled", "absent", "0", AT.minusSeconds(9), AT, "sha256:1#2"),
                new Regression.Cause(Regression.Origin.POLICY, true, "gpo 'Baseline' owns it."));
        Regression used = movedBack(
                other,
                AT.plusSeconds(5),
                new Regression.Moved(Regression.Way.USE, "TLSv1.0 inbound", "", "9 times", null, AT, "sha256:1#3"),
                Regression.Cause.NOT_KNOWN);
        store().run(tx -> tx.regressions().keep(seen));
        store().run(tx -> tx.regressions().keep(used));

        // When
        store().run(tx -> tx.regressions().end(WEB, Goal.ONLY, AT.plusSeconds(10)));
        List<Regression> both = listed(tx -> tx.regressions().standing());
        store().run(tx -> tx.regressions().end(WEB, Goal.READY, AT.plusSeconds(20)));

        // Then
        assertThat(both).containsExactly(seen, used);
        assertThat(listed(tx -> tx.regressions().standing())).containsExactly(used);
        assertThat(listed(tx -> tx.regressions().standing(Set.of(WEB)))).isEmpty();
        assertThat(number(tx -> tx.regressions().countStanding(Goal.READY))).isOne();
        assertThat(listed(tx -> tx.regressions().of(WEB)))
                .containsExactly(new Regressions.Kept(seen, AT.plusSeconds(20)));
        assertThat(listed(tx -> tx.regressions().since(AT.plusSeconds(6))))
                .containsExactly(new Regressions.Kept(used, null));
        assertThat(listed(tx -> tx.regressions().since(Goal.READY, AT, 9)))
                .extracting(Regressions.Kept::stands)
                .containsExactly(true, false);
        assertThat(listed(tx -> tx.regressions().since(Goal.ONLY, AT, 9))).isEmpty();
    }

    private static Regression movedBack(AssetId asset, Instant at, Regression.Moved moved, Regression.Cause cause) {
        return new Regression(
                asset,
                null,
                Goal.READY,
                List.of("os-7-sp1", "sv-x"),
                Readiness.READY_QUIET,
                Readiness.CAPABLE_OFF,
                AT.minusSeconds(99),
                at,
                moved,
                cause);
    }
}
