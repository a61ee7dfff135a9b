package io.ratchet.routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Queue;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits, what is taken back, and whose word counts; on the real store. */
class QueueTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final AssetId WEB01 = new AssetId("web01.corp.example");
    private static final HostRef HOST =
            new HostRef("default", "HQ", null, "web01.corp.example", "WEB01", "CORP", null, null, null, Map.of());

    @TempDir
    Path folder;

    private SqlStore store;
    private Proposals proposals;
    private ApprovalDesk desk;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
        AtomicInteger ids = new AtomicInteger();
        proposals = new Proposals(new Planner(PackageDepot.none()), () -> "r-" + ids.incrementAndGet());
        desk = new ApprovalDesk(store, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(7), told::add);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void proposesOnePlanForAnAssetAndGoalAndKeepsItWhileNothingChanges() {
        // When
        follow(strongCrypto(1));
        follow(strongCrypto(1));
        // Then
        assertThat(states()).containsExactly("r-1 Proposed");
    }

    @Test
    void replacesAPlanThatChangedAndItsApprovalWithIt() {
        // Given
        follow(strongCrypto(1));
        desk.approve("r-1", null, "user:alice");
        // When
        follow(strongCrypto(0));
        // Then
        assertThat(states()).containsExactly("r-1 Withdrawn", "r-2 Proposed");
        assertThat(askedAgain()).isEqualTo(1);
    }

    @Test
    void asksAgainOverPlansThatNobodyDecidedOnButNotForAWordThatWasTakenBack() {
        // Given an approval, and two rounds that each decide otherwise, the second one as it was before
        follow(strongCrypto(1));
        assertThat(askedAgain()).isZero();
        desk.approve("r-1", null, "user:alice");
        follow(strongCrypto(0));
        follow(strongCrypto(2));
        // Then
        assertThat(states()).containsExactly("r-1 Withdrawn", "r-2 Withdrawn", "r-3 Proposed");
        assertThat(askedAgain()).isEqualTo(1);
        // When a person cancels it
        new RunDesk(store, Clock.fixed(NOW, ZoneOffset.UTC), () -> "r-9", (site, at) -> Optional.empty(), told::add)
                .cancel("r-3", "user:alice", "wrong host");
        follow(strongCrypto(0));
        // Then
        assertThat(askedAgain()).isZero();
    }

    private long askedAgain() {
        return store.transact(tx -> tx.queue().count(Queue.Filter.again(NOW)));
    }

    @Test
    void withdrawsWhatIsNoLongerNeeded() {
        follow(strongCrypto(1));
        follow();
        assertThat(states()).containsExactly("r-1 Withdrawn");
    }

    @Test
    void neverDisturbsARunThatHasBegun() {
        // Given
        follow(strongCrypto(1));
        run("r-1");
        // When
        follow(strongCrypto(0));
        follow();
        // Then
        assertThat(states()).containsExactly("r-1 Running");
    }

    @Test
    void doesNotProposeAPlanAgainThatFailedUntilItChanges() {
        // Given
        follow(strongCrypto(1));
        Running running = run("r-1");
        Failure failure = Failure.of(FailureCode.HOST_UNREACHABLE, "No connection.");
        store.run(tx -> tx.remediations()
                .save(
                        running.fail(failure, NOW),
                        tx.remediations().find("r-1").orElseThrow().version()));
        // When
        follow(strongCrypto(1));
        List<String> same = states();
        follow(strongCrypto(0));
        // Then
        assertThat(same).containsExactly("r-1 Failed");
        assertThat(states()).containsExactly("r-1 Failed", "r-2 Proposed");
    }

    @Test
    void proposesNothingForWhichTheDepotHasNoPackage() {
        Change update = new Change.Update("KB3140245");
        follow(decision("windows/update-kb", Map.of("kb", "KB3140245"), update));
        assertThat(states()).isEmpty();
    }

    @Test
    void takesAWordOnlyForThePlanThatWasLookedAt() {
        follow(strongCrypto(1));
        assertThatThrownBy(() -> desk.approve("r-1", "0".repeat(64), "user:alice"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("PLAN-CHANGED");
        assertThat(states()).containsExactly("r-1 Proposed");
        assertThat(told).isEmpty();
    }

    @Test
    void takesAWordOnlyOnce() {
        follow(strongCrypto(1));
        desk.reject("r-1", "user:alice", "not tonight");
        assertThatThrownBy(() -> desk.approve("r-1", null, "user:bob")).hasMessageContaining("NOT-WAITING");
        assertThatThrownBy(() -> desk.approve("r-9", null, "user:bob")).hasMessageContaining("ID-UNKNOWN");
    }

    @Test
    void writesWhoAllowedWhatIntoTheLogBeforeAnybodyIsTold() {
        // Given
        follow(strongCrypto(1));
        String hash = desk.queue().get(0).remediation().subject().plan().hash();
        // When
        desk.approve("r-1", hash, "user:alice");
        // Then
        List<AuditLog.Line> approvals = store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.filter(line -> line.event().type().equals("remediation.approved"))
                        .toList();
            }
        });
        assertThat(approvals).singleElement().satisfies(line -> {
            assertThat(line.event().actor()).isEqualTo("user:alice");
            assertThat(line.event().data()).containsEntry("planHash", hash);
        });
        assertThat(told).containsExactly("r-1");
    }

    private void follow(Decision.Remediate... decisions) {
        AssetState asset = new AssetState(WEB01, new Identity.Resolved(), HOST, "HQ", List.of());
        store.run(tx -> proposals.follow(tx, PlaybookCatalogue.shipped(), List.of(decisions), List.of(asset), NOW));
    }

    private Running run(String id) {
        desk.approve(id, null, "user:alice");
        Versioned<Remediation> seen =
                store.transact(tx -> tx.remediations().find(id)).orElseThrow();
        Running running = ((Approved) seen.remediation())
                .schedule(new ChangeWindow(NOW, NOW.plusSeconds(3600)))
                .start("run-1", NOW);
        store.run(tx -> tx.remediations().save(running, seen.version()));
        return running;
    }

    private List<String> states() {
        return store.transact(tx -> tx.remediations().list().stream()
                .map(seen -> seen.remediation().subject().id() + " "
                        + seen.remediation().state().wire())
                .sorted()
                .toList());
    }

    private static Decision.Remediate strongCrypto(long before) {
        return decision(
                "windows/dotnet-strong-crypto",
                Map.of(),
                new Change.Registry(
                        "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319",
                        "SchUseStrongCrypto",
                        before == 0 ? RegistryData.dword(0) : RegistryData.ABSENT,
                        RegistryData.dword(1)));
    }

    private static Decision.Remediate decision(String playbook, Map<String, String> parameters, Change change) {
        Decision.About about = new Decision.About(
                WEB01,
                new Identity.Resolved(),
                HOST,
                "HQ",
                "os-8.1-2012r2",
                Goal.READY,
                40,
                Remedy.REGISTRY,
                Readiness.CAPABLE_OFF);
        Explanation why =
                new Explanation("R030-x", List.of(30), "stable", List.of("M9"), Confidence.HIGH, List.of(), "Because.");
        return new Decision.Remediate(about, why, playbook, parameters, List.of(change), Restart.REBOOT);
    }
}
