package io.ratchet.routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Approving;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts, plan and yes come from different people; who brought the facts is known from the intake alone. */
class ApprovalRuleTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final AssetId WEB01 = new AssetId("web01.corp.example");
    private static final String SCAN = "a".repeat(64);
    private static final String RULE = "R036-update";

    @TempDir
    Path folder;

    private SqlStore store;
    private Instant now = NOW;
    private Approving approving = Approving.careful();
    private final Set<String> withoutRight = new HashSet<>();
    private Set<String> people = Set.of("user:alice", "user:bob", "user:carol");
    private final List<String> told = new ArrayList<>();
    private Optional<Set<String>> known = Optional.of(Set.of());
    private int looks;

    @BeforeEach
    void open() throws IOException {
        store = Databases.h2(Files.createDirectories(folder.resolve("data")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void doesNotLetWhoBroughtTheFactsApproveThePlanWhateverReportTheyNamed() throws IOException {
        // Given a scan of the scanner's, and facts of Alice's that say they come from it
        brought(SCAN, "user:scanner", 1);
        brought(SCAN, "user:alice", 2);
        decided("windows/update-kb", SCAN);

        // When, Then
        assertThatThrownBy(() -> desk().approve("r-1", null, "user:alice"))
                .isInstanceOfSatisfying(FailureException.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo(FailureCode.APPROVER_NOT_APART);
                    assertThat(refused.failure().message())
                            .isEqualTo("user:alice brought facts that r-1 rests on; somebody else must approve it.");
                });
        assertThat(desk().approve("r-1", null, "user:bob")).isInstanceOf(Approved.class);
        assertThat(approval().origin().brought()).containsExactlyInAnyOrder("user:alice", "user:scanner");
        assertThat(told).containsExactly("r-1");
    }

    @Test
    void doesNotLetWhoAskedForThePlanApproveIt() throws IOException {
        // Given
        brought(SCAN, "user:scanner", 1);
        decided("windows/update-kb", SCAN);
        Proposed asked = proposed("r-2", "windows/update-kb", "user:carol");
        store.run(tx -> tx.remediations().propose(asked));

        // When, Then
        refused("r-2", "user:carol", FailureCode.APPROVER_NOT_APART);
        assertThat(desk().approve("r-2", null, "user:bob")).isInstanceOf(Approved.class);
    }

    @Test
    void countsWhoBroughtWhatIsKnownOfTheHostAndNoDecisionCites() throws IOException {
        // Given a decision that cites the scanner's report, and one of Alice's of the same host
        brought(SCAN, "user:scanner", 1);
        brought("b".repeat(64), "user:alice", 2);
        decided("windows/update-kb", SCAN);
        known = Optional.of(Set.of(SCAN, "b".repeat(64)));

        // When, Then
        refused("r-1", "user:alice", FailureCode.APPROVER_NOT_APART);
        assertThat(desk().approve("r-1", null, "user:bob")).isInstanceOf(Approved.class);
        assertThat(approval().origin().brought()).containsExactlyInAnyOrder("user:alice", "user:scanner");
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void wantsOneMoreWhereItIsNotKnownYetWhatADecisionWasMadeFrom() throws IOException {
        // Given
        brought(SCAN, "user:scanner", 1);
        decided("windows/update-kb", SCAN);
        known = Optional.empty();

        // When, Then
        assertThat(desk().approve("r-1", null, "user:alice")).isInstanceOf(Proposed.class);
        assertThat(desk().approve("r-1", null, "user:bob")).isInstanceOf(Approved.class);
    }

    @Test
    void countsWhoeverBroughtAnythingWhereOlderVersionsAreSwitchedOff() throws IOException {
        // Given a report of Alice's of some other host
        brought(SCAN, "user:scanner", 1);
        brought("b".repeat(64), "user:alice", 2);
        decided("windows/update-kb", SCAN);
        store.run(tx -> tx.remediations().propose(proposed("r-2", "windows/update-kb", null, Goal.ONLY)));

        // When, Then
        assertThat(desk().approve("r-1", null, "user:alice")).isInstanceOf(Approved.class);
        refused("r-2", "user:alice", FailureCode.APPROVER_NOT_APART);
    }

    @Test
    void letsTheOnlyApproverApproveWhatTheyBroughtAndSaysThatItWasNotApart() throws IOException {
        // Given
        people = Set.of("user:alice");
        brought(SCAN, "user:alice", 1);
        decided("windows/update-kb", SCAN);
        Proposed waiting = (Proposed) find("r-1");
        Needed needed = store.transact(tx -> desk().needed(tx, waiting));

        // When
        Remediation approved = desk().approve("r-1", null, "user:alice");

        // Then
        String because =
                "user:alice brought facts that it rests on, and no other person was given the right to approve.";
        assertThat(needed.alone()).isTrue();
        assertThat(needed.others()).isFalse();
        assertThat(approved).isInstanceOf(Approved.class);
        assertThat(approval().notApart()).isEqualTo(because);
        assertThat(log("remediation.approved")).singleElement().asString().contains(because);
    }

    @Test
    void asksForFourEyesOnceTwoMayApproveAndLeavesWhatWasAllowedBefore() throws IOException {
        // Given
        people = Set.of("user:alice");
        brought(SCAN, "user:alice", 1);
        decided("windows/update-kb", SCAN);
        desk().approve("r-1", null, "user:alice");
        store.run(tx -> tx.remediations().propose(proposed("r-2", "windows/update-kb", null)));

        // When
        people = Set.of("user:alice", "user:bob");

        // Then
        refused("r-2", "user:alice", FailureCode.APPROVER_NOT_APART);
        assertThat(against(approval())).isEmpty();

        // When the profile insists
        people = Set.of("user:alice");
        approving = new Approving(Risk.MEDIUM, true, Map.of());

        // Then
        refused("r-2", "user:alice", FailureCode.APPROVER_NOT_APART);
        assertThat(against(approval())).containsExactly(FailureCode.APPROVERS_MISSING);
    }

    @Test
    void asksTheOwnerToBeApartFromWhoeverMayApprove() throws IOException {
        // Given the owner of the data folder, who was given nothing, and Alice
        people = Set.of("user:alice");
        brought(SCAN, "user:local", 1);
        decided("windows/update-kb", SCAN);

        // When, Then
        refused("r-1", "user:local", FailureCode.APPROVER_NOT_APART);
        desk().approve("r-1", null, "user:alice");
        assertThat(approval().notApart()).isNull();

        // When the owner is alone
        people = Set.of();
        store.run(tx -> tx.remediations().propose(proposed("r-2", "windows/update-kb", null)));
        assertThat(desk().approve("r-2", null, "user:local")).isInstanceOf(Approved.class);
    }

    @Test
    void takesOneYesToFactsOfUnknownOriginWhereThereIsOneToGiveIt() throws IOException {
        // Given
        people = Set.of("user:alice");
        decided("windows/update-kb", "b".repeat(64));

        // When
        desk().approve("r-1", null, "user:alice");

        // Then
        assertThat(approval().notApart())
                .isEqualTo("It is not known who brought all of its facts, and no other person was given the right to"
                        + " approve.");
    }

    @Test
    void letsOnePersonDoAllOfWhatIsOfLowRisk() throws IOException {
        // Given
        brought(SCAN, "user:alice", 1);
        decided("windows/winhttp-default-protocols", SCAN);

        // When, Then
        assertThat(desk().approve("r-1", null, "user:alice")).isInstanceOf(Approved.class);
    }

    @Test
    void wantsOneMoreWhereItIsNotKnownWhoBroughtTheFacts() throws IOException {
        // Given a plan that rests on a report which nobody brought, as far as is known
        decided("windows/update-kb", "b".repeat(64));

        // When
        Remediation first = desk().approve("r-1", null, "user:alice");

        // Then
        assertThat(first)
                .isInstanceOfSatisfying(
                        Proposed.class, waiting -> assertThat(waiting.assents()).hasSize(1));
        assertThat(told).isEmpty();
        assertThat(desk().approve("r-1", null, "user:bob")).isInstanceOf(Approved.class);
        assertThat(log("approval.given")).singleElement().asString().contains("user:alice", "\"missing\":1");
    }

    @Test
    void waitsForAsManyDifferentPeopleAsTheProfileAsksForAndSaysWhoIsNeeded() throws IOException {
        // Given
        approving = new Approving(Risk.MEDIUM, true, Map.of(Risk.MEDIUM, 3));
        brought(SCAN, "user:scanner", 1);
        decided("windows/update-kb", SCAN);

        // When
        desk().approve("r-1", null, "user:alice");
        refused("r-1", "user:ALICE", FailureCode.APPROVER_NOT_APART);
        desk().approve("r-1", null, "user:bob");
        Proposed waiting = (Proposed) find("r-1");
        Needed needed = store.transact(tx -> desk().needed(tx, waiting));

        // Then
        assertThat(needed.sentence())
                .isEqualTo("1 more person must approve it (user:alice, user:bob have), and not user:scanner,"
                        + " who brought its facts or asked for it.");
        assertThat(desk().approve("r-1", null, "user:carol")).isInstanceOf(Approved.class);
        assertThat(approval().assents())
                .extracting(assent -> assent.by())
                .containsExactly("user:alice", "user:bob", "user:carol");
    }

    @Test
    void forgetsAYesThatIsTooOld() throws IOException {
        // Given
        approving = new Approving(Risk.MEDIUM, true, Map.of(Risk.MEDIUM, 2));
        brought(SCAN, "user:scanner", 1);
        decided("windows/update-kb", SCAN);
        desk().approve("r-1", null, "user:alice");

        // When
        now = NOW.plus(Duration.ofDays(7));
        Remediation second = desk().approve("r-1", null, "user:bob");

        // Then
        assertThat(second)
                .isInstanceOfSatisfying(
                        Proposed.class,
                        waiting -> assertThat(waiting.assents())
                                .extracting(assent -> assent.by())
                                .containsExactly("user:bob"));
    }

    @Test
    void holdsNoLongerOnceARightIsWithdrawnOrTheProfileAsksForMore() throws IOException {
        // Given
        brought(SCAN, "user:scanner", 1);
        decided("windows/update-kb", SCAN);
        desk().approve("r-1", null, "user:bob");
        Approval approval = approval();
        assertThat(against(approval)).isEmpty();

        // When, Then
        withoutRight.add("user:bob");
        assertThat(against(approval)).containsExactly(FailureCode.APPROVERS_MISSING);
        withoutRight.clear();
        approving = new Approving(Risk.MEDIUM, true, Map.of(Risk.MEDIUM, 2));
        assertThat(against(approval)).containsExactly(FailureCode.APPROVERS_MISSING);
    }

    @Test
    void breaksTheGlassLoudlyAndOnlyWhereSomebodyIsMissing() throws IOException {
        // Given
        brought(SCAN, "user:alice", 1);
        decided("windows/update-kb", SCAN);

        // When
        Remediation allowed = desk().breakGlass("r-1", null, "user:alice", "the site is down");

        // Then
        assertThat(allowed).isInstanceOf(Approved.class);
        assertThat(approval().brokenGlass()).isEqualTo("the site is down");
        assertThat(against(approval())).isEmpty();
        assertThat(log("glass.broken"))
                .singleElement()
                .asString()
                .contains("user:alice", "the site is down", "brought facts");
        assertThat(log("remediation.approved")).hasSize(1);

        // When nobody is missing
        store.run(tx -> tx.remediations().propose(proposed("r-2", "windows/update-kb", null)));
        assertThatThrownBy(() -> desk().breakGlass("r-2", null, "user:bob", "why not"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo(FailureCode.NOT_WAITING));
        assertThat(log("glass.broken")).hasSize(1);
    }

    private List<FailureCode> against(Approval approval) {
        Remediation.Subject subject = find("r-1").subject();
        return store.transact(tx -> rule().against(tx, subject, approval)).map(failure -> failure.code()).stream()
                .toList();
    }

    private void refused(String id, String by, FailureCode code) {
        assertThatThrownBy(() -> desk().approve(id, null, by))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo(code));
    }

    private ApprovalRule rule() {
        Organisation careful = Organisation.careful();
        Organisation profile = new Organisation(
                careful.name(),
                careful.goal(),
                careful.timezone(),
                careful.federation(),
                careful.federatedPartners(),
                careful.topology(),
                careful.sites(),
                careful.exceptions(),
                careful.proofs(),
                careful.waivers(),
                careful.blackouts(),
                careful.caution(),
                careful.ticketing(),
                approving);
        return new ApprovalRule(
                () -> profile,
                new Approvers() {
                    @Override
                    public boolean mayApprove(Tx tx, String by, @Nullable String site) {
                        return !withoutRight.contains(by);
                    }

                    @Override
                    public int many(Tx tx, String besides) {
                        return (int) people.stream()
                                .filter(who -> !who.equals(besides))
                                .count();
                    }
                },
                new Basis() {
                    @Override
                    public void look() {
                        looks++;
                    }

                    @Override
                    public Optional<Set<String>> reports(AssetId asset) {
                        return known;
                    }
                });
    }

    private ApprovalDesk desk() {
        return new ApprovalDesk(store, Clock.fixed(now, ZoneOffset.UTC), Duration.ofDays(7), rule(), told::add);
    }

    /** A delivery of findings that say which report they come from. */
    private void brought(String claimed, String by, int number) throws IOException {
        Finding finding = new Finding(
                new ReportRef(claimed, "nessus", "nessus@hq", NOW, io.ratchet.domain.finding.Method.AUTHENTICATED),
                "item-1",
                NOW,
                HostRef.named(WEB01.value()),
                new Observation.ProtocolOffer(443 + number, "tcp", null, null, Protocol.TLS_1_0, OfferState.OFFERED),
                Evidence.NONE);
        Path file =
                Files.writeString(folder.resolve("facts-" + number + ".ndjson"), Json.line(FindingJson.write(finding)));
        new ReportIntake(store, new ReportReader(), folder.resolve("reports"), Clock.fixed(NOW, ZoneOffset.UTC))
                .take(new Delivery("facts.ndjson", file), ReadOptions.plain(), by);
    }

    private void decided(String playbook, String report) {
        Explanation why = new Explanation(
                RULE,
                List.of(36),
                "stable",
                List.of("M9"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited("sha256:" + report + "#item-1", "TLS 1.0 is offered")),
                "Because.");
        Decision.Remediate decision = new Decision.Remediate(
                new Decision.About(
                        WEB01,
                        new Identity.Resolved(),
                        HostRef.named(WEB01.value()),
                        "HQ",
                        "os-7-sp1",
                        Goal.READY,
                        10,
                        Remedy.KB,
                        Readiness.CAPABLE_OFF),
                why,
                playbook,
                Map.of(),
                List.of(new Change.Update("KB3140245")),
                Restart.REBOOT);
        store.run(tx -> {
            tx.decisions()
                    .replace(
                            List.of(decision),
                            new Rounds.Ground(
                                    NOW,
                                    "c".repeat(64),
                                    Organisation.careful(),
                                    tx.findings().cut()));
            tx.remediations().propose(proposed("r-1", playbook, null));
        });
    }

    private static Proposed proposed(String id, String playbook, @Nullable String by) {
        return proposed(id, playbook, by, Goal.READY);
    }

    private static Proposed proposed(String id, String playbook, @Nullable String by, Goal goal) {
        PlanStep step = new PlanStep(
                10,
                "os-7-sp1",
                playbook,
                "d".repeat(64),
                Map.of(),
                List.of(new Change.Update("KB3140245")),
                Restart.REBOOT,
                RULE);
        Plan plan = new Plan(WEB01, HostRef.named(WEB01.value()), goal, List.of(step));
        return new Proposed(new Remediation.Subject(id, plan, "HQ", NOW, by));
    }

    private Remediation find(String id) {
        return store.transact(tx -> tx.remediations().find(id)).orElseThrow().remediation();
    }

    private Approval approval() {
        return ((Approved) find("r-1")).approval();
    }

    private List<String> log(String type) {
        return store.transact(tx -> {
            try (Stream<io.ratchet.store.AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.filter(line -> line.event().type().equals(type))
                        .map(line -> line.event().actor() + " " + line.event().data() + " "
                                + io.ratchet.wire.Json.line(io.ratchet.wire.Json.mapper()
                                        .valueToTree(line.event().data())))
                        .toList();
            }
        });
    }
}
