package io.ratchet.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Assent;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Origin;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditEventsTest {
    private static final Instant AT = Instant.parse("2018-09-20T22:00:00Z");
    private static final AssetId WEB = new AssetId("web01.corp.example");
    private static final String HASH = "ab".repeat(32);

    private static final Map<String, String> STOOD =
            Map.of("kind", "dword", "value", "160", "keyExisted", "true", "nearestKey", "HKLM\\SOFTWARE");

    private final Plan plan = new Plan(
            WEB,
            HostRef.named("web01.corp.example"),
            Goal.READY,
            List.of(new PlanStep(
                    10,
                    "os-7-sp1",
                    "windows/winhttp",
                    HASH,
                    Map.of(),
                    List.of(registryChange()),
                    Restart.REBOOT,
                    "R025-x")));
    private static final Organisation.ExceptionEntry EXCEPTION = new Organisation.ExceptionEntry(
            "web01",
            Goal.ONLY,
            "uc",
            "old phones",
            LocalDate.parse("2018-12-31"),
            "a network of its own",
            new Organisation.Clearing.Words("the phones are gone"));
    private final Remediation.Proposed proposed =
            new Remediation.Proposed(new Remediation.Subject("rem-1", plan, "HQ", AT));
    private final Remediation.Approved approved =
            proposed.approve(new Approval("user:alice", AT, plan.hash(), AT.plus(Duration.ofDays(7))));
    private final Remediation.Scheduled scheduled =
            approved.schedule(new ChangeWindow(AT, AT.plus(Duration.ofHours(6))));
    private final Remediation.Running started = scheduled.start("run-1", AT);
    private final Remediation.Running running =
            started.snapshotTaken(new Snapshot(AT, AT.minusSeconds(60), Map.of("10.1", STOOD)));
    private final Failure failure = Failure.of(FailureCode.VERIFY_FAILED, "The listener still offers TLSv1.0.");

    @Test
    void everyTypeHasExactlyTheFieldsItIsDefinedWith() {
        // When
        List<AuditEvent> events = everyEvent();

        // Then
        assertThat(events).allSatisfy(event -> {
            AuditType type = AuditType.of(event.type()).orElseThrow();
            Set<String> allowed =
                    type.fields().stream().map(f -> f.replace("?", "")).collect(Collectors.toSet());
            List<String> required =
                    type.fields().stream().filter(f -> !f.endsWith("?")).toList();
            assertThat(event.data().keySet())
                    .as(event.type())
                    .containsAll(required)
                    .isSubsetOf(allowed);
        });
        assertThat(events.stream().map(AuditEvent::type).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(AuditType.values()).map(AuditType::wire).toList());
    }

    @Test
    void dataHoldsOnlyWhatALineCanCarry() {
        assertThat(everyEvent()).allSatisfy(event -> assertPlain(event.data()));
    }

    @Test
    void whatAPersonDidCarriesTheirName() {
        assertThat(AuditEvents.remediationApproved(AT, approved).actor()).isEqualTo("user:alice");
        assertThat(AuditEvents.remediationRejected(AT, proposed.reject("user:bob", "not tonight", AT))
                        .actor())
                .isEqualTo("user:bob");
        assertThat(AuditEvents.brakeReleased(AT, "user:eve", brake(Brake.Kind.BREAKER), "a typing error")
                        .actor())
                .isEqualTo("user:eve");
        assertThat(AuditEvents.runStarted(AT, running).actor()).isEqualTo("ratchet");
    }

    @Test
    void tellsABreakerFromAQuarantine() {
        // Given
        Brake breaker = brake(Brake.Kind.BREAKER);
        Brake quarantine = brake(Brake.Kind.QUARANTINE);

        // Then
        assertThat(AuditEvents.brakeApplied(running.subject(), breaker).type())
                .isEqualTo(AuditType.BREAKER_OPENED.wire());
        assertThat(AuditEvents.brakeApplied(running.subject(), quarantine).type())
                .isEqualTo(AuditType.QUARANTINE_BEGUN.wire());
        assertThat(AuditEvents.brakeReleased(AT, "user:eve", breaker, "why").type())
                .isEqualTo(AuditType.BREAKER_CLOSED.wire());
        assertThat(AuditEvents.brakeReleased(AT, "user:eve", quarantine, "why").type())
                .isEqualTo(AuditType.QUARANTINE_ENDED.wire());
        assertThat(breaker.kind().wire()).isEqualTo("breaker");
        assertThat(quarantine.kind().wire()).isEqualTo("quarantine");
    }

    @Test
    void aResumedRunStillShowsWhatStoodThereBefore() {
        // Given an apply that finds its own earlier work done
        PhaseAnswer answer = answer(new StepResult(
                "10.1",
                "registry",
                false,
                Map.of("kind", "dword", "value", "2176"),
                Map.of("kind", "dword", "value", "2176"),
                "reboot",
                null));

        // When
        AuditEvent applied = AuditEvents.stepsApplied(AT, running, answer).get(0);

        // Then
        assertThat(applied.data())
                .containsEntry("changed", true)
                .containsEntry("before", STOOD)
                .containsEntry("after", Map.of("kind", "dword", "value", "2176"));
    }

    @Test
    void aValueIsCalledChangedExactlyWhenItDiffersFromTheSnapshot() {
        assertThat(changed(Map.of("kind", "dword", "value", "160"))).isFalse();
        assertThat(changed(Map.of("kind", "dword", "value", "2176"))).isTrue();
        assertThat(changed(Map.of("kind", "string", "value", "160"))).isTrue();
        assertThat(changed(Map.of("kind", "absent"))).isTrue();
        assertThat(changed(Map.of())).as("deleted").isTrue();
    }

    @Test
    void aReportTellsHowManyFindingsWereBelievedLessWhereAnyWere() {
        // Given
        Coverage lowered = new Coverage("a.nessus", "nessus", HASH, 3, 1, 2, 1, 1, true, 1, 2);
        Coverage asSaid = new Coverage("a.nessus", "nessus", HASH, 3, 1, 2, 1, 1, true, 1);

        // Then
        assertThat(AuditEvents.reportTakenIn(AT, "user:alice", lowered).data()).containsEntry("lowered", 2L);
        assertThat(AuditEvents.reportTakenIn(AT, "user:alice", asSaid).data()).doesNotContainKey("lowered");
    }

    @Test
    void whoeverMayActEverywhereHasNoSitesInTheLine() {
        // Given
        List<String> roles = List.of("approver");

        // Then
        assertThat(AuditEvents.tokenMade(AT, "user:local", "t", roles, List.of("HQ"), AT)
                        .data())
                .containsEntry("sites", List.of("HQ"));
        assertThat(AuditEvents.tokenMade(AT, "user:local", "t", roles, List.of(), AT)
                        .data())
                .doesNotContainKey("sites");
        assertThat(AuditEvents.userSet(AT, "user:local", "dora", roles, List.of("HQ"))
                        .data())
                .containsEntry("sites", List.of("HQ"));
        assertThat(AuditEvents.userSet(AT, "user:local", "dora", roles, List.of())
                        .data())
                .doesNotContainKey("sites");
    }

    @Test
    void anApprovalNamesWhoElseSaidYesAndWhoBroughtTheFacts() {
        // Given
        Approval together = new Approval(
                "user:alice",
                AT,
                plan.hash(),
                AT.plusSeconds(60),
                List.of(new Assent("user:bob", AT.minusSeconds(60))),
                new Origin(Set.of("user:eve", "folder:inbox"), true, null),
                null,
                null);

        // Then
        assertThat(AuditEvents.remediationApproved(AT, proposed.approve(together))
                        .data())
                .containsEntry("others", List.of("user:bob"))
                .containsEntry("brought", List.of("folder:inbox", "user:eve"));
        assertThat(AuditEvents.remediationApproved(AT, approved).data()).doesNotContainKeys("others", "brought");
    }

    @Test
    void anExceptionTellsWhatClearsItWhereThatIsKnown() {
        // Given
        Organisation.ExceptionEntry unsaid = new Organisation.ExceptionEntry(
                EXCEPTION.asset(),
                EXCEPTION.goal(),
                EXCEPTION.owner(),
                EXCEPTION.reason(),
                EXCEPTION.until(),
                EXCEPTION.compensatingControl(),
                new Organisation.Clearing.Words(" "));

        // Then
        assertThat(AuditEvents.exceptionRequested(AT, "user:alice", "e-1", EXCEPTION, null)
                        .data())
                .containsEntry("clearedBy", "the phones are gone");
        assertThat(AuditEvents.exceptionRequested(AT, "user:alice", "e-1", unsaid, null)
                        .data())
                .doesNotContainKey("clearedBy");
    }

    @Test
    void aClosedTicketCarriesTheProofOfEachHost() {
        // Given
        Ticket.Host host = new Ticket.Host(WEB, Ticket.Standing.PROVEN, "READY", "Build 1897 is there.");

        // Then
        assertThat(AuditEvents.ticketClosed(AT, ticket(), List.of(host)).data())
                .containsEntry("proof", List.of(Map.of("asset", "web01.corp.example", "says", "Build 1897 is there.")));
    }

    @ParameterizedTest
    @EnumSource(AuditType.class)
    void everyTypeIsFoundByItsWordAndSaysWhatItMeans(AuditType type) {
        assertThat(AuditType.of(type.wire())).contains(type);
        assertThat(type.meaning()).isNotBlank();
    }

    private boolean changed(Map<String, String> after) {
        StepResult result = new StepResult("10.1", "registry", false, Map.of(), after, "none", null);
        return (boolean) AuditEvents.stepsApplied(AT, running, answer(result))
                .get(0)
                .data()
                .get("changed");
    }

    @Test
    void onlyAnEndedRemediationHasAnEnd() {
        assertThatThrownBy(() -> AuditEvents.remediationEnded(AT, running))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Running");
    }

    private List<AuditEvent> everyEvent() {
        PhaseAnswer answer = answer(new StepResult(
                "10.1", "registry", true, Map.of("kind", "absent"), Map.of("kind", "dword"), "reboot", "DENIED: no"));
        Remediation.AwaitingReboot awaiting = running.rebooting(AT.minusSeconds(60), AT);
        Remediation.Verifying verifying = awaiting.verifying(AT);
        Trouble trouble = new Trouble(1, failure, AT, AT.plusSeconds(20));
        Verification passed = new Verification(
                AT, List.of(new Verification.Witness("read-back", Verification.Verdict.PASSED, "Yes.")));
        List<AuditEvent> events = new ArrayList<>(List.of(
                AuditEvents.reportTakenIn(
                        AT, "user:alice", new Coverage("a.nessus", "nessus", HASH, 3, 1, 2, 1, 1, true, 1)),
                AuditEvents.assetIdentified(AT, asset(new Identity.Resolved())),
                AuditEvents.assetIdentified(AT, asset(new Identity.Provisional("only a short name"))),
                AuditEvents.assetIdentified(AT, asset(new Identity.Ambiguous("two UUIDs", List.of(WEB)))),
                AuditEvents.lossAccepted(
                        AT, "user:local", "a new disk", "It is shorter.", 7L, 3, "sha256:a", "sha256:b"),
                AuditEvents.keyFollowed(AT, "sha256:a", "sha256:b"),
                AuditEvents.clockAccepted(AT, "user:local", "the log is wrong", "It is of 2038."),
                AuditEvents.tokenMade(AT, "user:local", "scanner", List.of("ingest"), List.of("HQ"), AT),
                AuditEvents.tokenRevoked(AT, "user:local", "scanner", "it is gone"),
                AuditEvents.userSet(AT, "user:root", "dora", List.of("approver"), List.of("HQ")),
                AuditEvents.userRevoked(AT, "user:root", "dora", "she left"),
                AuditEvents.approvalGiven(AT, "user:alice", proposed, 1, "CHG-1"),
                AuditEvents.glassBroken(
                        AT, "user:alice", proposed, "the site is down", "Somebody else must approve it."),
                AuditEvents.sessionBegun(AT, "user:alice", "192.0.2.1"),
                AuditEvents.sessionEnded(AT, "user:alice", "192.0.2.1"),
                AuditEvents.signInRefused(AT, "192.0.2.1", 3, false),
                AuditEvents.remediationProposed(AT, proposed),
                AuditEvents.proposalPutOff(AT, "user:alice", proposed, AT.plusSeconds(60), "month's end"),
                AuditEvents.proposalTakenUp(AT, "user:alice", proposed, "it is over"),
                AuditEvents.remediationCommented(
                        proposed, new Comment(proposed.subject().id(), "user:alice", AT, "Ask the vendor first.")),
                AuditEvents.remediationApproved(AT, approved),
                AuditEvents.remediationApproved(AT, approved, "CHG-1"),
                AuditEvents.remediationScheduled(AT, scheduled),
                AuditEvents.runStarted(AT, started),
                AuditEvents.evidenceKept(AT, started, HASH, 4711, "row 12", false),
                AuditEvents.stepPostponed(AT, started.troubled(trouble), trouble),
                AuditEvents.remediationDeferred(AT, AuditEvents.RATCHET, started.defer(failure, AT, AT)),
                AuditEvents.remediationRetried(AT, "user:alice", verifying.fail(failure, AT), "the cable is back"),
                AuditEvents.remediationCancelled(
                        AT, "user:alice", approved.withdraw("user:alice cancelled it: wrong host", AT)),
                AuditEvents.approvalRenewed(AT, running.renew(approved.approval())),
                AuditEvents.stopOrdered(new Stop(Stop.ALL, "user:alice", "phones are down", AT)),
                AuditEvents.exceptionRequested(AT, "user:alice", "e-1", EXCEPTION, "e-0"),
                AuditEvents.exceptionApproved(AT, "user:bob", "e-1", EXCEPTION, "until the phones are gone"),
                AuditEvents.exceptionRejected(AT, "user:bob", "e-2", EXCEPTION, "too long"),
                AuditEvents.exceptionEnded(AT, "user:bob", "e-1", EXCEPTION, "the phones are gone"),
                AuditEvents.stopLifted(AT, "user:alice", Stop.ALL, "phones are up"),
                AuditEvents.collectOrdered(AT, "user:alice", "site:HQ", 12, 1),
                AuditEvents.collectHeld(AT, "3 hosts failed one after another.", 9),
                AuditEvents.olderTlsUsed(AT, null, "run-1", "web01.corp.example", 5986, "winrm[0]"),
                AuditEvents.brakeApplied(started.subject(), brake(Brake.Kind.BREAKER)),
                AuditEvents.brakeApplied(started.subject(), brake(Brake.Kind.QUARANTINE)),
                AuditEvents.brakeReleased(AT, "user:alice", brake(Brake.Kind.BREAKER), "a typing error"),
                AuditEvents.brakeReleased(AT, "user:alice", brake(Brake.Kind.QUARANTINE), "a loose cable"),
                AuditEvents.hostRebooted(AT, awaiting, awaiting.bootTime(), AT),
                AuditEvents.verificationDone(AT, verifying, passed),
                AuditEvents.legVerified(AT, verifying),
                AuditEvents.remediationEnded(AT, verifying.verified(passed)),
                AuditEvents.remediationEnded(AT, verifying.fail(failure, AT)),
                AuditEvents.remediationEnded(
                        AT, verifying.undo(failure, AT).undone(true, AT, AT).rolledBack(AT)),
                AuditEvents.remediationEnded(AT, approved.expire(AT)),
                AuditEvents.remediationEnded(AT, approved.withdraw("It is no longer needed.", AT)),
                AuditEvents.remediationEnded(AT, proposed.reject("user:bob", "not tonight", AT)),
                AuditEvents.forecastShown(AT, "site:HQ", Goal.READY, 40, 39, LocalDate.EPOCH, LocalDate.MAX, "so"),
                AuditEvents.forecastShown(AT, "site:HQ", Goal.READY, 40, 0, null, null, "unknown"),
                AuditEvents.regressionFound(regression(
                        new Regression.Moved(
                                Regression.Way.SCAN,
                                "TLSv1.2 on 443/tcp",
                                "offered",
                                "not offered",
                                AT,
                                AT,
                                "sha256:1#2"),
                        new Regression.Cause(Regression.Origin.PATCH, false, "KB5005573 was installed."))),
                AuditEvents.regressionFound(regression(
                        new Regression.Moved(
                                Regression.Way.USE, "TLSv1.0 inbound", "", "9 connections", null, AT, "sha256:1#2"),
                        Regression.Cause.NOT_KNOWN)),
                AuditEvents.readinessChanged(AT, WEB, "os-7-sp1", Goal.READY, null, Readiness.READY),
                AuditEvents.readinessChanged(AT, WEB, "os-7-sp1", Goal.READY, Readiness.READY, Readiness.UNKNOWN)));
        events.addAll(AuditEvents.stepsAssessed(AT, started, answer));
        events.addAll(AuditEvents.stepsApplied(AT, running, answer));
        events.addAll(AuditEvents.stepsUndone(AT, running, answer));
        decisions().forEach(decision -> {
            events.add(AuditEvents.decisionMade(AT, decision, HASH));
            events.add(AuditEvents.decisionWithdrawn(AT, decision));
            if (decision instanceof Decision.Ticket ticket) events.add(AuditEvents.ticketOpened(AT, ticket, "RT#7"));
            if (decision instanceof Decision.AwaitVendor await) events.add(AuditEvents.vendorAwaited(AT, await));
        });
        Ticket ticket = ticket();
        events.addAll(List.of(
                AuditEvents.ticketSent(AT, ticket, "open", "17"),
                AuditEvents.ticketRefused(AT, ticket, "open", "No permission to create tickets in the queue 'uc'."),
                AuditEvents.ticketResent(AT, "user:alice", ticket.key(), "open"),
                AuditEvents.ticketClosed(
                        AT,
                        ticket,
                        List.of(new Ticket.Host(WEB, Ticket.Standing.PROVEN, "READY", "Build 1897 is there."))),
                AuditEvents.ticketReopened(AT, ticket),
                AuditEvents.ticketMerged(AT, ticket.key(), ticket.key()),
                AuditEvents.ticketClosedByHand(AT, ticket, "17", "uma"),
                AuditEvents.ticketGone(AT, ticket.key(), "17", ticket.key())));
        ChangeRequest change = ChangeRequest.asked(ticket.key(), "rem-1", HASH, "now", "CAB", AT);
        events.add(AuditEvents.changeAsked(AT, proposed.subject(), change));
        events.add(AuditEvents.changeApproved(
                AT, proposed.subject(), change.seen(ChangeRequest.State.APPROVED, "approved", "uma", "", AT)));
        events.add(AuditEvents.changeRefused(
                AT, proposed.subject(), change.seen(ChangeRequest.State.REFUSED, "rejected", "uma", "It is so.", AT)));
        events.add(AuditEvents.changeHeld(
                AT, proposed.subject(), change.seen(ChangeRequest.State.HELD, "deleted", "", "It was deleted.", AT)));
        events.add(AuditEvents.roundBegun(AT, List.of("The rule book is another one.")));
        events.add(AuditEvents.rulesChanged(AT, HASH, "cd".repeat(32)));
        events.add(
                AuditEvents.rulesRefused(AT, HASH, List.of("rules/site.drl, line 3: there is no rule in this file.")));
        return events;
    }

    private static Ticket ticket() {
        TicketUnit unit = TicketUnit.atSite("dv-lpe", "HQ");
        return new Ticket(
                TicketKey.of("Contoso", unit, 1),
                unit,
                "Lync Phone Edition",
                "desk",
                "uc",
                "uc-team",
                LocalDate.parse("2019-07-20"),
                Ticket.ByHand.REOPEN,
                1,
                Ticket.State.OPEN,
                500,
                498,
                "f",
                AT,
                null,
                null);
    }

    private static Brake brake(Brake.Kind kind) {
        return new Brake("pool:pool01", kind, "2 runs failed one after another.", "rem-1", WEB, AT);
    }

    private static List<Decision> decisions() {
        Explanation why = new Explanation(
                "R025-x",
                List.of(25),
                "stable",
                List.of("M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited("sha256:" + HASH + "#1", "DefaultSecureProtocols is 160")),
                "It keeps what is there.");
        Gate gate =
                new Gate("R069", "R069-x", "site:HQ", "A Surface Hub is below its floor.", List.of(WEB), "Update it.");
        List<Change> changes = List.of(
                registryChange(),
                new Change.Registry("HKLM\\SOFTWARE\\x", "y", null, RegistryData.ABSENT),
                new Change.Update("KB3140245"),
                new Change.Product("Skype", "6.0.9319.516"),
                new Change.Service("W32Time", "restart"),
                new Change.Reboot(),
                new Change.Command("enable-tls"));
        return List.of(
                new Decision.Remediate(about(), why, "windows/winhttp", Map.of("a", "b"), changes, Restart.REBOOT),
                new Decision.Ticket(about(), why, changes),
                new Decision.AwaitVendor(about(), why, "10.0.15063"),
                new Decision.AwaitVendor(about(), why, null),
                new Decision.Hold(about(), why, List.of(gate), changes),
                new Decision.NoAction(about(), why));
    }

    private static Decision.About about() {
        return new Decision.About(
                WEB,
                new Identity.Resolved(),
                HostRef.named("web01.corp.example"),
                "HQ",
                "os-7-sp1",
                Goal.READY,
                10,
                Remedy.REGISTRY,
                Readiness.CAPABLE_OFF);
    }

    private static AssetState asset(Identity identity) {
        return new AssetState(WEB, identity, HostRef.named("web01.corp.example"), null, List.of());
    }

    private static Change registryChange() {
        return new Change.Registry(
                "HKLM\\SOFTWARE\\WinHttp", "DefaultSecureProtocols", RegistryData.dword(160), RegistryData.dword(2176));
    }

    private static PhaseAnswer answer(StepResult result) {
        return new PhaseAnswer("run-1", Phase.APPLY, AT, "WEB01", null, null, List.of(result));
    }

    private static void assertPlain(Object value) {
        if (value instanceof Map<?, ?> map) {
            assertThat(map.keySet()).allMatch(String.class::isInstance);
            map.values().forEach(AuditEventsTest::assertPlain);
        } else if (value instanceof List<?> list) {
            list.forEach(AuditEventsTest::assertPlain);
        } else {
            assertThat(value).isInstanceOfAny(String.class, Long.class, Boolean.class);
        }
    }

    private static Regression regression(Regression.Moved moved, Regression.Cause cause) {
        return new Regression(
                WEB,
                "HQ",
                Goal.READY,
                List.of("os-7-sp1"),
                Readiness.READY,
                Readiness.CONFIGURED,
                AT,
                AT,
                moved,
                cause);
    }
}
