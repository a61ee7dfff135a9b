package io.ratchet.routes.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.organisation.Ticketing.ChangeRule;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.routes.support.FailingStep;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Outbox;
import io.ratchet.store.Remediations.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan whose site wants a change in its own ticket system, from asking to what follows from the answer. */
class ChangeRouteTest extends CamelTestSupport {
    private static final String ID = "r-1";

    private final SetClock clock = Estate.clock();
    private final TicketSettings settings = new TicketSettings(Map.of("now", "CAB"), TicketSettings.Pace.calm());
    private final Estate estate = new Estate(settings, clock);
    private final FakeChanges there = new FakeChanges();
    private final TicketSystems systems = TicketSystems.of(Map.of("now", there));
    private final List<String> woken = new ArrayList<>();
    private final ChangeWindow window =
            new ChangeWindow(Instant.parse("2019-06-20T20:00:00Z"), Instant.parse("2019-06-21T00:00:00Z"));
    private final ApprovalDesk approvals = new ApprovalDesk(estate.store, clock, Duration.ofDays(7), woken::add);
    private final RunDesk runs =
            new RunDesk(estate.store, clock, () -> "r-2", (site, at) -> Optional.of(window), woken::add);
    private final TicketSender sender = new TicketSender(estate.store, settings.pace(), clock, TicketObserver.none());
    private final ChangeSync sync = new ChangeSync(
            estate.store, systems, settings.pace(), new ChangeOrders(estate.store, approvals, runs, woken::add), clock);

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new ChangeRoute(
                new ChangeRequests(
                        estate.store, settings, () -> estate.organisation, (site, at) -> Optional.of(window), clock),
                sync);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.changes.due", "direct:due");
        endpoints.setProperty("ratchet.changes.look", "direct:look");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @BeforeEach
    void theSiteWantsChanges() {
        estate.organisation =
                Estate.organisation(new Ticketing(List.of(), List.of(new ChangeRule("hq", "now", "Windows CAB"))));
    }

    @AfterEach
    void close() {
        estate.close();
    }

    @Test
    void asksOnceForAChangeWithWindowRiskAndPlan() {
        // Given
        propose(ID, "HQ", "1");
        propose("r-elsewhere", "UC", "1");

        // When
        ask();
        ask();

        // Then
        assertThat(there.items).hasSize(1);
        TicketMessage asked = item().asked;
        assertThat(asked.queue()).isEqualTo("Windows CAB");
        assertThat(asked.change().planHash()).isEqualTo(hash(ID));
        assertThat(asked.change().opens()).isEqualTo(window.opens());
        assertThat(asked.change().closes()).isEqualTo(window.closes());
        assertThat(asked.change().risk()).isNotBlank();
        assertThat(asked.subject()).contains(hash(ID), "web01.corp.example");
        assertThat(asked.text()).contains("Window:  2019-06-20T20:00:00Z to 2019-06-21T00:00:00Z", hash(ID));
        assertThat(said("change.asked")).isEqualTo(1);
        assertThat(change().number()).isEqualTo("CHG1001");
        assertThat(against())
                .get()
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CHANGE_OPEN));
    }

    @Test
    void anApprovalThereCountsAsOneHereAndIsLoggedWithWhoGaveIt() {
        // Given
        propose(ID, "HQ", "1");
        ask();
        item().approve("uma");

        // When
        look();
        look();

        // Then
        assertThat(remediation(ID)).isInstanceOfSatisfying(Approved.class, approved -> {
            assertThat(approved.approval().by()).isEqualTo("policy:change CHG1001 in now (uma)");
            assertThat(approved.approval().planHash()).isEqualTo(hash(ID));
        });
        assertThat(said("change.approved")).isEqualTo(1);
        assertThat(said("remediation.approved")).isEqualTo(1);
        assertThat(against()).isEmpty();
        assertThat(woken).contains(ID);
    }

    @Test
    void whatAPersonHasApprovedWaitsForItsChangeAllTheSame() {
        // Given
        propose(ID, "HQ", "1");
        ask();
        approvals.approve(ID, hash(ID), "user:alice");
        assertThat(against()).isPresent();
        woken.clear();

        // When
        item().approve("uma");
        look();

        // Then
        assertThat(against()).isEmpty();
        assertThat(((Approved) remediation(ID)).approval().by()).isEqualTo("user:alice");
        assertThat(woken).as("it looks again").containsExactly(ID);
    }

    @Test
    void anApprovalOfAnotherPlanCountsForNothing() {
        // Given
        propose(ID, "HQ", "1");
        ask();

        // When somebody has written another plan into what is approved
        item().subject = item().subject.replace(hash(ID), "0".repeat(64));
        item().approve("uma");
        look();

        // Then
        assertThat(remediation(ID)).isInstanceOf(Proposed.class);
        assertThat(against())
                .get()
                .satisfies(failure -> assertThat(failure.message()).contains("another plan"));
        assertThat(said("change.held")).isEqualTo(1);
        assertThat(said("change.approved")).isZero();
    }

    @Test
    void anApprovalThatComesAfterThePlanHasChangedCountsForNothing() {
        // Given
        propose(ID, "HQ", "1");
        ask();
        withdraw(ID);
        propose("r-2", "HQ", "2");

        // When
        item().approve("uma");
        look();
        ask();
        look();

        // Then
        assertThat(remediation("r-2")).isInstanceOf(Proposed.class);
        assertThat(there.items).as("the new plan has a change of its own").hasSize(2);
        assertThat(said("remediation.approved")).isZero();
    }

    @Test
    void anApprovalByNobodyThatIsNamedCountsForNothing() {
        // Given
        propose(ID, "HQ", "1");
        ask();

        // When
        item().approve("");
        look();

        // Then
        assertThat(remediation(ID)).isInstanceOf(Proposed.class);
        assertThat(against()).isPresent();
    }

    @Test
    void whatIsRejectedThereIsRefusedHereAndStaysSo() {
        // Given
        propose(ID, "HQ", "1");
        ask();
        item().reject("uma");

        // When
        look();
        item().approve("uma");
        wake();

        // Then
        assertThat(remediation(ID).state()).isEqualTo(Remediation.State.REJECTED);
        assertThat(said("change.refused")).isEqualTo(1);
        assertThat(said("change.approved")).isZero();
    }

    @Test
    void whatIsCancelledThereAfterItWasApprovedIsStoppedHere() {
        // Given
        propose(ID, "HQ", "1");
        ask();
        item().approve("uma");
        look();

        // When
        item().reject("uma");
        look();
        look();

        // Then
        assertThat(runs.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.scope()).isEqualTo(Stop.run(ID)));
        assertThat(against()).as("also after somebody has lifted that stop").isPresent();
        assertThat(remediation(ID)).isInstanceOf(Approved.class);
    }

    @Test
    void whatIsDeletedOrMergedThereHolds() {
        // Given
        propose(ID, "HQ", "1");
        propose("r-9", "HQ", "9");
        ask();
        List.copyOf(there.items.values()).forEach(item -> item.approve("uma"));
        look();
        assertThat(against()).isEmpty();

        // When
        FakeChanges.Item first = there.items.get(numberOf(ID));
        FakeChanges.Item other = there.items.get(numberOf("r-9"));
        first.deleted = true;
        look();

        // Then
        assertThat(against())
                .get()
                .satisfies(failure -> assertThat(failure.message()).contains("deleted"));

        // When it is there again, and went into another one
        first.deleted = false;
        look();
        assertThat(against()).isEmpty();
        first.mergedInto = numberOf("r-9");
        look();

        // Then
        assertThat(against())
                .get()
                .satisfies(failure -> assertThat(failure.message()).contains("merged"));
        assertThat(other.verdict).isEqualTo(FakeChanges.Verdict.APPROVED);
        assertThat(runs.stops()).as("it holds, and is not stopped").isEmpty();
    }

    @Test
    void whatIsNotShownToOurAccountAnyMoreHolds() {
        // Given
        propose(ID, "HQ", "1");
        ask();
        item().approve("uma");
        look();

        // When
        item().hidden = true;
        look();

        // Then
        assertThat(against())
                .get()
                .satisfies(failure -> assertThat(failure.message()).contains("not shown"));

        // When
        item().hidden = false;
        look();

        // Then
        assertThat(against()).isEmpty();
    }

    @Test
    void aWordOfItsSystemHasItLookedAtAtOnceAndIsNotBelieved() {
        // Given
        propose(ID, "HQ", "1");
        ask();
        look();

        // When it says that it was approved, which it was not
        wake();

        // Then
        assertThat(remediation(ID)).isInstanceOf(Proposed.class);

        // When
        item().approve("uma");
        sync.wake("now", "chg1001");
        sync.wake("now", "CHG1001");
        sync.wake("now", "CHG4711");
        template.sendBody("direct:look", "");

        // Then
        assertThat(remediation(ID)).isInstanceOf(Approved.class);
    }

    @Test
    void saysThereWhatBecameOfThePlanAndWithdrawsWhatNobodyHasApproved() {
        // Given
        propose(ID, "HQ", "1");
        ask();

        // When
        withdraw(ID);
        ask();
        ask();

        // Then
        assertThat(item().verdict).isEqualTo(FakeChanges.Verdict.REFUSED);
        assertThat(item().said)
                .singleElement()
                .satisfies(text -> assertThat(text).contains("Withdrawn"));
        assertThat(change().state()).isEqualTo(ChangeRequest.State.ENDED);
        look();
        assertThat(said("change.refused")).isZero();
    }

    @Test
    void whatWasRefusedThereLeavesNothingBehindWhenItsPlanEnds() {
        // Given
        there.refuses = true;
        propose(ID, "HQ", "1");
        ask();
        assertThat(against()).as("the plan holds meanwhile").isPresent();

        // When
        there.refuses = false;
        withdraw(ID);
        ask();
        ask();

        // Then
        assertThat(there.items).isEmpty();
        assertThat(estate.store.<List<Outbox.Entry>>transact(
                        tx -> tx.outbox().in(TicketRounds.CHANNEL, Outbox.State.WAITING, Outbox.State.REFUSED)))
                .isEmpty();
    }

    @Test
    void whereTheProfileNamesASystemThatIsNotThereNobodyIsAsked() {
        // Given
        estate.organisation =
                Estate.organisation(new Ticketing(List.of(), List.of(new ChangeRule(null, "snow", "CAB"))));
        propose(ID, "HQ", "1");

        // When
        ask();

        // Then
        assertThat(there.items).isEmpty();
        assertThat(against()).isPresent();
    }

    @Test
    void aStoreThatIsAwayIsAskedAgainAtTheNextTickAndNoChangeTwice() throws Exception {
        // Given
        propose(ID, "HQ", "1");
        FailureException away = FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
        FailingStep.at(context, "changes-ask", "changes-asked", 1, away);

        // When
        assertThatThrownBy(this::ask).hasCause(away);
        ask();
        ask();

        // Then
        assertThat(there.items).hasSize(1);
    }

    private void ask() {
        template.sendBody("direct:due", "");
        for (TicketSender.Due due : sender.due())
            sender.take(due).ifPresent(taken -> sender.settle(taken, systems.send(taken.call())));
    }

    private void look() {
        clock.pass(settings.pace().sync().plusSeconds(1));
        template.sendBody("direct:look", "");
    }

    private void wake() {
        sync.wake("now", "CHG1001");
        template.sendBody("direct:look", "");
    }

    private FakeChanges.Item item() {
        return there.items.get("CHG1001");
    }

    private String numberOf(String remediation) {
        return estate.store
                .<Optional<ChangeRequest>>transact(tx -> tx.changes().of(remediation))
                .orElseThrow()
                .number();
    }

    private ChangeRequest change() {
        return estate.store
                .<Optional<ChangeRequest>>transact(tx -> tx.changes().of(ID))
                .orElseThrow();
    }

    private Optional<Failure> against() {
        return estate.store.transact(tx -> ChangeRequest.against(
                tx.changes().of(ID),
                ID,
                hash(tx.remediations().find(ID).orElseThrow().remediation())));
    }

    private static String hash(Remediation remediation) {
        return remediation.subject().plan().hash();
    }

    private String hash(String id) {
        return hash(remediation(id));
    }

    private Remediation remediation(String id) {
        return estate.store
                .<Optional<Versioned<Remediation>>>transact(
                        tx -> tx.remediations().find(id))
                .orElseThrow()
                .remediation();
    }

    private void propose(String id, String site, String parameter) {
        AssetId asset = new AssetId("web01.corp.example");
        PlanStep step = new PlanStep(
                10,
                "os-7-sp1",
                "windows/winhttp",
                "0".repeat(64),
                Map.of("value", parameter),
                List.of(),
                Restart.REBOOT,
                "R025-winhttp-keeps-what-is-there");
        Plan plan = new Plan(asset, HostRef.named(asset.value()), Goal.READY, List.of(step));
        estate.store.run(tx ->
                tx.remediations().propose(new Proposed(new Remediation.Subject(id, plan, site, clock.instant()))));
    }

    private void withdraw(String id) {
        estate.store.run(tx -> {
            Versioned<Remediation> seen = tx.remediations().find(id).orElseThrow();
            Proposed proposed = (Proposed) seen.remediation();
            tx.remediations().save(proposed.withdraw("It has changed.", clock.instant()), seen.version());
        });
    }

    private long said(String type) {
        return estate.store.<Long>transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.filter(line -> line.event().type().equals(type)).count();
            }
        });
    }
}
