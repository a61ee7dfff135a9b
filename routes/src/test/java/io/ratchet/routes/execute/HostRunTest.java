package io.ratchet.routes.execute;

import static io.ratchet.domain.failure.FailureCode.HOST_ACCESS_DENIED;
import static io.ratchet.domain.failure.FailureCode.HOST_AUTH_REJECTED;
import static io.ratchet.domain.failure.FailureCode.HOST_CONNECTION_LOST;
import static io.ratchet.domain.failure.FailureCode.HOST_NO_ANSWER;
import static io.ratchet.domain.failure.FailureCode.HOST_QUOTA_EXCEEDED;
import static io.ratchet.domain.failure.FailureCode.HOST_UNREACHABLE;
import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static io.ratchet.domain.plan.Phase.EVIDENCE;
import static io.ratchet.domain.plan.Phase.REBOOT;
import static io.ratchet.domain.plan.Phase.UNDO;
import static io.ratchet.domain.plan.Phase.VERIFY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.Opening;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.UndoVerifying;
import io.ratchet.domain.remediation.Remediation.Undoing;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.playbooks.Planned;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.playbooks.RunMarks;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import io.ratchet.routes.execute.ScriptedHost.Sent;
import io.ratchet.routes.queue.ApprovalRule;
import io.ratchet.routes.support.SetClock;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.AuditLog;
import io.ratchet.store.KeptEvidence;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * States, answers and the clock: which scripts are sent, which state is kept. The site's window is 20:00 to 24:00 UTC;
 * the plan writes one value, which stands at 160, and restarts the host.
 */
class HostRunTest {
    static final Instant OPENS = Instant.parse("2018-09-20T20:00:00Z");
    private static final Instant CLOSES = OPENS.plus(Duration.ofHours(4));
    private static final Instant TOMORROW = OPENS.plus(Duration.ofDays(1));
    private static final AssetId WEB = new AssetId("web01.corp.example");
    static final String PROFILE = """
            organisation: Contoso
            sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}]
            """;

    private final SetClock clock = new SetClock(OPENS.plusSeconds(1));
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger ids = new AtomicInteger();
    private final JdbcConnectionPool pool = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(pool);
    private ScriptedHost host = new ScriptedHost(clock);
    private final Set<String> withoutRight = new HashSet<>();
    private Restart restart = Restart.REBOOT;
    private @Nullable String demanded;
    private EvidenceBeforeChange.Wanted wanted = EvidenceBeforeChange.Wanted.nowhere();
    private Organisation organisation = OrganisationFile.read("organisation.yaml", PROFILE);
    private HostRun run = process();

    @AfterEach
    void close() {
        pool.dispose();
    }

    // ---- the ordinary ways

    @Test
    void assessesAppliesRestartsAndVerifies() {
        // Given
        approved();
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, APPLY, REBOOT, VERIFY).endsWith(VERIFY);
        assertThat(host.phases()).containsOnlyOnce(APPLY).containsOnlyOnce(REBOOT);
        assertThat(host.value()).contains("2176");
        assertThat(log())
                .containsSubsequence(
                        "remediation.scheduled",
                        "run.started",
                        "step.assessed",
                        "step.applied",
                        "host.rebooted",
                        "verification.done",
                        "remediation.verified");
    }

    @Test
    void waitsForItsWindow() {
        // Given
        clock.to(OPENS.minus(Duration.ofHours(3)));
        approved();
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(next).isEqualTo(new Next.Again(OPENS));
        assertThat(state()).isInstanceOf(Scheduled.class);
        assertThat(host.sent()).isEmpty();
    }

    @Test
    void isWithdrawnAtASiteWithoutAWindow() {
        // Given
        organisation = OrganisationFile.read("organisation.yaml", "organisation: Contoso\nsites: [{name: HQ}]\n");
        approved();
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Remediation.Withdrawn.class);
        assertThat(host.sent()).isEmpty();
    }

    @Test
    void expiresWithItsApproval() {
        // Given
        approved(OPENS.plus(Duration.ofHours(1)));
        clock.to(OPENS.plus(Duration.ofHours(1)));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Remediation.Expired.class);
        assertThat(host.sent()).isEmpty();
    }

    @Test
    void doesNotBeginWithTooLittleOfTheWindowLeft() {
        // Given 44 minutes, where 45 are asked for
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(44)));
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(((Scheduled) state()).window().opens()).isEqualTo(TOMORROW);
        assertThat(host.sent()).isEmpty();
    }

    @Test
    void beginsWithJustEnoughOfTheWindowLeft() {
        // Given
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(45)));
        // When
        run.advance("r-1");
        // Then
        assertThat(host.phases()).contains(APPLY);
    }

    @Test
    void needsAsMuchRoomAsNineOfTenRunsOfItsPlaybookTookOnceThereAreTen() {
        // Given nine: not enough to say so
        for (int minutes = 51; minutes <= 59; minutes++) took(Duration.ofMinutes(minutes));
        assertThat(run.roomToBegin(subject())).isEqualTo(Duration.ofMinutes(45));
        // When
        took(Duration.ofMinutes(60));
        // Then
        assertThat(run.roomToBegin(subject())).isEqualTo(Duration.ofMinutes(59));
        assertThat(run.expected(subject())).isEqualTo(Duration.ofMinutes(59));
        // When there is an eleventh
        took(Duration.ofMinutes(61));
        // Then
        assertThat(run.roomToBegin(subject())).isEqualTo(Duration.ofMinutes(60));
    }

    @Test
    void needsWithARestartNeverLessThanThatNeeds() {
        // Given
        for (int run = 0; run < 10; run++) took(Duration.ofSeconds(1));
        // Then
        assertThat(run.roomToBegin(subject())).isEqualTo(RunSettings.patient().restartRoom());
        assertThat(run.expected(new Remediation.Subject("r-1", plan(Restart.SERVICE), "HQ", OPENS)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    private static Remediation.Subject subject() {
        return new Remediation.Subject("r-1", plan(), "HQ", OPENS);
    }

    @Test
    void touchesNothingWhenTheHostIsNoLongerAsThePlanAssumed() {
        // Given
        host.write(512);
        approved();
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(host.phases()).containsExactly(ASSESS);
        assertThat(host.value()).contains("512");
    }

    @Test
    void leavesAHostInAnotherRunsHands() {
        // Given another plan that restarts the same host
        approved();
        run.advance("r-1");
        assertThat(state()).isInstanceOf(AwaitingReboot.class);
        approve("r-2", OPENS.plus(Duration.ofDays(7)));
        int before = host.sent().size();
        // When
        Next next = run.advance("r-2");
        // Then
        assertThat(next).isInstanceOf(Next.Again.class);
        assertThat(state("r-2")).isInstanceOf(Scheduled.class);
        assertThat(host.sent()).hasSize(before);
    }

    // ---- 1: nothing that changes a host outside its window, after its approval, without its lease, after a stop

    @Test
    void sendsNothingWhenTheProcessComesBackAfterTheWindow() {
        // Given a run that broke off with its snapshot taken
        approved();
        host.next(APPLY, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        assertThat(((Running) state()).snapshot()).isNotNull();
        int before = host.sent().size();
        // When
        clock.to(OPENS.plus(Duration.ofMinutes(14 * 60 + 30)));
        Next next = process().advance("r-1");
        // Then
        assertThat(host.sent()).hasSize(before);
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.WINDOW_CLOSED);
        assertThat(trouble().next()).isEqualTo(TOMORROW);
        assertThat(((UnderWay) state()).window().opens()).isEqualTo(TOMORROW);
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(changing()).allMatch(sent -> open(sent.at()));
    }

    @Test
    void doesNotAssessOutsideItsWindowEither() {
        // Given a run that began and never reached its host
        approved();
        host.next(ASSESS, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        int before = host.sent().size();
        // When
        clock.to(CLOSES.plusSeconds(1));
        Next next = run.advance("r-1");
        // Then
        assertThat(host.sent()).hasSize(before);
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(state()).isInstanceOf(Deferred.class);
    }

    @Test
    void goesOnToSayWhyItsHostWasNotReachedWhereItsNextTurnComesTooLateForItsWindow() {
        // Given a host that did not answer when there was just enough room
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(46)));
        host.next(ASSESS, Mishap.before(HOST_UNREACHABLE));
        Next next = run.advance("r-1");
        Failure why = trouble().cause();
        // When its turn comes some seconds late
        clock.to(again(next).plusSeconds(60));
        run.advance("r-1");
        // Then
        assertThat(why.code()).isEqualTo(HOST_UNREACHABLE);
        assertThat(((Deferred) state()).because()).isEqualTo(why);
    }

    @Test
    void saysThatItsWindowClosedWhereItWasHeldByAStopAndNotByItsHost() {
        // Given a run that had begun and was stopped through the end of its window
        approved();
        host.next(ASSESS, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        stop(Stop.ALL);
        clock.to(CLOSES.minusSeconds(600));
        run.advance("r-1");
        // When
        store.run(tx -> tx.stops().lift(Stop.ALL));
        run.advance("r-1");
        // Then
        assertThat(((Deferred) state()).because().code()).isEqualTo(FailureCode.WINDOW_CLOSED);
    }

    @Test
    void restartsNoHostOutsideItsWindow() {
        // Given a host that was changed just before the window closed
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> clock.to(CLOSES.minus(Duration.ofMinutes(10)))));
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(state()).isInstanceOf(AwaitingReboot.class);
        assertThat(host.phases()).doesNotContain(REBOOT);
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.WINDOW_CLOSED);
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(changing()).allMatch(sent -> open(sent.at()));
    }

    @Test
    void changesNothingFurtherAfterItsApprovalEndedUntilItIsRenewed() {
        // Given
        Instant expires = OPENS.plus(Duration.ofHours(1));
        approved(expires);
        host.next(APPLY, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        clock.to(expires);
        // When
        run.advance("r-1");
        // Then
        assertThat(host.phases()).containsOnlyOnce(APPLY);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.APPROVAL_EXPIRED);
        // When
        Versioned<Remediation> seen = seen("r-1");
        UnderWay renewed = ((UnderWay) seen.remediation()).renew(approval(plan(), CLOSES));
        store.run(tx -> tx.remediations().save(renewed, seen.version()));
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "site:HQ", "run:r-1"})
    void changesNothingFurtherAfterAStopUntilItIsLifted(String scope) {
        // Given
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> stop(scope)));
        // When the running step has ended
        run.advance("r-1");
        // Then
        assertThat(host.phases()).containsExactly(ASSESS, APPLY);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.STOPPED);
        assertThat(trouble().cause().message()).contains("user:alice").contains("phones are down");
        // When
        clock.pass(Duration.ofMinutes(30));
        process().advance("r-1");
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, VERIFY);
        store.run(tx -> tx.stops().lift(scope));
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void changesNothingOnceTheRightOfWhoApprovedIsWithdrawnEvenAfterItHasBegun() {
        // Given
        approved();
        host.next(ASSESS, Mishap.meanwhile(() -> withoutRight.add("user:alice")));
        // When
        run.advance("r-1");
        // Then
        assertThat(host.phases()).containsExactly(ASSESS);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.APPROVERS_MISSING);
        // When she has it again
        withoutRight.clear();
        clock.pass(Duration.ofMinutes(30));
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void beginsNothingWhileAStopStands() {
        // Given
        approved();
        stop(Stop.ALL);
        // When
        run.advance("r-1");
        // Then
        assertThat(state()).isInstanceOf(Scheduled.class);
        assertThat(host.sent()).isEmpty();
    }

    @Test
    void goesOnDespiteAStopOfAnotherSite() {
        // Given
        approved();
        stop(Stop.site("PLANT"));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void changesNothingDuringABlackout() {
        // Given
        organisation = OrganisationFile.read("organisation.yaml", PROFILE + """
                blackouts: [{from: 2018-09-20T19:00:00Z, until: 2018-09-20T21:30:00Z, reason: quarter's end}]
                """);
        approved();
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(host.sent()).isEmpty();
        assertThat(next).isEqualTo(new Next.Again(Instant.parse("2018-09-20T21:30:00Z")));
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(changing()).allMatch(sent -> !sent.at().isBefore(Instant.parse("2018-09-20T21:30:00Z")));
    }

    @Test
    void beginsNothingThatABlackoutWouldCutOff() {
        // Given 30 minutes until it begins, where 45 are asked for
        Instant over = Instant.parse("2018-09-20T23:00:00Z");
        organisation = OrganisationFile.read("organisation.yaml", PROFILE + """
                blackouts: [{from: 2018-09-20T20:30:00Z, until: 2018-09-20T23:00:00Z, reason: quarter's end}]
                """);
        approved();
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(host.sent()).isEmpty();
        assertThat(next).isEqualTo(new Next.Again(over));
        Trouble trouble = ((Scheduled) state()).trouble();
        assertThat(trouble).isNotNull();
        assertThat(trouble.cause().code()).isEqualTo(FailureCode.BLACKOUT);
        assertThat(trouble.cause().message())
                .isEqualTo(
                        "No change from 2018-09-20T20:30:00Z until 2018-09-20T23:00:00Z (quarter's end), which leaves"
                                + " less than the 45 minutes that this may take.");
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(changing()).noneMatch(sent -> sent.at().isBefore(over));
    }

    @Test
    void restartsNoHostThatABlackoutWouldFindRestarting() {
        // Given a change that takes until ten minutes before it begins, where a restart may take fifteen
        organisation = OrganisationFile.read("organisation.yaml", PROFILE + """
                blackouts: [{from: 2018-09-20T22:00:00Z, until: 2018-09-20T23:00:00Z, reason: quarter's end}]
                """);
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> clock.to(Instant.parse("2018-09-20T21:50:00Z"))));
        // When
        run.advance("r-1");
        // Then
        assertThat(host.phases()).doesNotContain(REBOOT);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.BLACKOUT);
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(times(REBOOT)).containsExactly(Instant.parse("2018-09-20T23:00:00Z"));
    }

    @Test
    void goesOnWithWhatItAssessedInTheLastMomentInWhichItMayBegin() {
        // Given a host that takes half a minute to say how it is
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(45)));
        host.next(ASSESS, Mishap.meanwhile(() -> clock.pass(Duration.ofSeconds(30))));
        // When
        run.advance("r-1");
        // Then
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, REBOOT);
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void changesNothingFurtherWhereAssessingTookTheTimeThatItsRestartNeeds() {
        // Given
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(45)));
        host.next(ASSESS, Mishap.meanwhile(() -> clock.to(CLOSES.minus(Duration.ofMinutes(14)))));
        // When
        run.advance("r-1");
        // Then
        assertThat(host.phases()).containsExactly(ASSESS);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.WINDOW_CLOSED);
    }

    @Test
    void countsAWindowAsMissedOnceHoweverOftenItIsWokenBeforeTheNext() {
        // Given
        approved();
        host.next(APPLY, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        clock.to(CLOSES.plusSeconds(1));
        // When
        for (int turn = 0; turn < 3; turn++) run.advance("r-1");
        // Then
        assertThat(((UnderWay) state()).run().missed()).isEqualTo(1);
    }

    @Test
    void countsNoTurnOnWhichItWasHeldForALookAtItsHost() {
        // Given a host that may be half changed, and a stop that stands for two days
        approved();
        host.next(APPLY, Mishap.after(HOST_NO_ANSWER));
        run.advance("r-1");
        stop(Stop.ALL);
        Instant lifted = clock.instant().plus(Duration.ofDays(2));
        while (clock.instant().isBefore(lifted)) clock.to(again(run.advance("r-1")));
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.STOPPED);
        // When it is lifted, while the host is away for a moment
        store.run(tx -> tx.stops().lift(Stop.ALL));
        host.next(ASSESS, Mishap.before(HOST_UNREACHABLE));
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void changesNothingUntilTheChangeThatItsSiteWantsIsApprovedThere() {
        // Given
        organisation = OrganisationFile.read("organisation.yaml", PROFILE + """
                changes: [{in: now, queue: Windows CAB}]
                """);
        approved();
        // When / Then
        run.advance("r-1");
        assertThat(host.sent()).isEmpty();
        assertThat(((Remediation.Scheduled) state()).trouble().cause().code()).isEqualTo(FailureCode.CHANGE_OPEN);
        // When it is approved for another plan
        change("0".repeat(64), ChangeRequest.State.APPROVED);
        run.advance("r-1");
        assertThat(host.sent()).isEmpty();
        // When it was approved for this one and is gone there
        change(subject().plan().hash(), ChangeRequest.State.HELD);
        run.advance("r-1");
        assertThat(host.sent()).isEmpty();
        // When it is approved for this one
        change(subject().plan().hash(), ChangeRequest.State.APPROVED);
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    private void change(String planHash, ChangeRequest.State state) {
        ChangeRequest asked = ChangeRequest.asked(
                TicketKey.ofChange("Contoso", "r-1", ""), "r-1", planHash, "now", "Windows CAB", clock.instant());
        store.run(tx -> tx.changes().keep(asked.seen(state, "", "uma", "", clock.instant())));
    }

    // ---- 2, 3, 13: undo

    @Test
    void putsBackWhatStoodThereAndReadsItBack() {
        // Given a value that somebody changes before it is verified
        approved();
        host.next(VERIFY, Mishap.before(HOST_UNREACHABLE));
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(host.value()).contains("160");
        assertThat(host.phases()).containsSubsequence(UNDO, REBOOT, VERIFY).endsWith(VERIFY);
        assertThat(host.phases().indexOf(UNDO)).isLessThan(host.phases().lastIndexOf(REBOOT));
    }

    @Test
    void goesOnWithAnUndoThatWasCutOffAndNeverAppliesAgain() {
        // Given
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        host.next(UNDO, Mishap.after(HOST_CONNECTION_LOST));
        until(Undoing.class);
        // When
        Remediation end = toTheEnd(process());
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(host.phases()).containsOnlyOnce(APPLY);
        assertThat(host.phases().stream().filter(UNDO::equals)).hasSize(2);
    }

    @Test
    void finishesAnUndoThatHadBegunWhenTheWindowClosed() {
        // Given
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        host.next(UNDO, Mishap.before(HOST_UNREACHABLE));
        until(Undoing.class);
        assertThat(((Undoing) state()).begun()).isTrue();
        // When
        clock.to(CLOSES.plusSeconds(1));
        process().advance("r-1");
        // Then the values are put back, and the restart waits for the next window
        assertThat(state()).isInstanceOf(UndoVerifying.class);
        assertThat(host.value()).contains("160");
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
        assertThat(host.sent().stream().filter(sent -> sent.phase() == REBOOT)).allMatch(sent -> open(sent.at()));
    }

    @Test
    void leavesAnUndoThatHadBegunForTheNextWindowWhereTheProfileSaysSo() {
        // Given
        organisation = OrganisationFile.read("organisation.yaml", PROFILE + "undo: wait\n");
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        host.next(UNDO, Mishap.before(HOST_UNREACHABLE));
        until(Undoing.class);
        // When
        clock.to(CLOSES.plusSeconds(1));
        Next next = process().advance("r-1");
        // Then
        assertThat(state()).isInstanceOf(Undoing.class);
        assertThat(host.value()).contains("512");
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
        assertThat(host.sent().stream().filter(sent -> sent.phase() == UNDO)).allMatch(sent -> open(sent.at()));
    }

    @Test
    void beginsNoUndoOutsideItsWindow() {
        // Given a host that turns out wrong after the window closed
        approved();
        host.bootTakes(Duration.ofMinutes(1));
        host.next(REBOOT, Mishap.meanwhile(() -> {
            host.write(512);
            clock.to(CLOSES);
        }));
        run.advance("r-1");
        clock.pass(Duration.ofMinutes(5));
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(state()).isInstanceOf(Undoing.class);
        assertThat(host.phases()).doesNotContain(UNDO);
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
    }

    @Test
    void tellsAnUndoThatCouldNotBeReadBackFromOneThatFailed() {
        // Given
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        until(UndoVerifying.class);
        host.next(1000, VERIFY, Mishap.before(HOST_UNREACHABLE));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.UNDO_NOT_SEEN);
        assertThat(((Failed) end).failure().message()).contains("was put back");
    }

    @Test
    void tellsAnUndoThatDidNotHold() {
        // Given a host on which something else writes the value again
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)), Mishap.meanwhile(() -> host.write(513)));
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.UNDO_FAILED);
    }

    @Test
    void givesUpAnUndoThatIsRefused() {
        // Given
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        host.next(UNDO, Mishap.before(HOST_ACCESS_DENIED));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.UNDO_FAILED);
        assertThat(((Failed) end).failure().message()).contains("could not be undone");
    }

    @Test
    void asksForTheRestartOfAnUndoAgainWhenItIsRefusedInPassing() {
        // Given
        approved();
        host.next(
                REBOOT,
                Mishap.meanwhile(() -> host.write(512)),
                Mishap.before(HOST_QUOTA_EXCEEDED),
                Mishap.before(HOST_QUOTA_EXCEEDED));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
        assertThat(host.phases().stream().filter(REBOOT::equals)).hasSize(4);
        assertThat(times(REBOOT)).doesNotHaveDuplicates();
    }

    // ---- 4, 10: a host that does not answer

    @Test
    void triesAHostThatDoesNotAnswerThroughItsWindowAndThenInTheNext() {
        // Given a host that is away for the whole first window
        approved();
        host.next(ASSESS, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        assertThat(trouble()).satisfies(trouble -> {
            assertThat(trouble.attempts()).isEqualTo(1);
            assertThat(trouble.cause().code()).isEqualTo(HOST_UNREACHABLE);
            assertThat(trouble.next()).isEqualTo(clock.instant().plusSeconds(20));
        });
        host.next(200, ASSESS, Mishap.before(HOST_UNREACHABLE));
        // When
        Instant at = until(Deferred.class);
        // Then
        assertThat(at).isAfter(CLOSES.minus(Duration.ofHours(1)));
        assertThat(host.sent()).hasSizeGreaterThan(15);
        Deferred deferred = (Deferred) state();
        assertThat(deferred.notBefore()).isEqualTo(TOMORROW);
        assertThat(deferred.because().code()).isEqualTo(HOST_UNREACHABLE);
        assertThat(run.advance("r-1")).isEqualTo(new Next.Again(TOMORROW));
    }

    @Test
    void goesOnWhenTheHostIsBackInTheNextWindow() {
        // Given
        approved();
        host.next(26, ASSESS, Mishap.before(HOST_UNREACHABLE));
        until(Deferred.class);
        host.next(0, ASSESS, Mishap.before(HOST_UNREACHABLE));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(clock.instant()).isAfter(TOMORROW);
    }

    @Test
    void waitsForTheNextWindowOfNowWhereItWasPutOffByAClockThatHadLeaptAhead() {
        // Given a clock that was ten days ahead when the window went by without an answer
        approved(OPENS.plus(Duration.ofDays(30)));
        clock.to(OPENS.plus(Duration.ofDays(10)));
        host.next(10_000, ASSESS, Mishap.before(HOST_UNREACHABLE));
        until(Deferred.class);
        // When it is set back
        clock.to(OPENS.plusSeconds(60));
        Next next = run.advance("r-1");
        // Then
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(((Deferred) state()).notBefore()).isEqualTo(TOMORROW);
        assertThat(((Deferred) state()).because().code()).isEqualTo(HOST_UNREACHABLE);
    }

    @Test
    void givesUpAfterAsManyWindowsAsTheSettingsSay() {
        // Given
        approved(OPENS.plus(Duration.ofDays(30)));
        host.next(10_000, ASSESS, Mishap.before(HOST_UNREACHABLE));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(HOST_UNREACHABLE);
        assertThat(((Failed) end).failure().message()).contains("5 windows").contains("nothing was changed");
        assertThat(clock.instant()).isAfter(OPENS.plus(Duration.ofDays(4)));
    }

    @Test
    void givesUpAfterAsManyWindowsAsItsSiteSays() {
        // Given
        organisation = OrganisationFile.read("organisation.yaml", """
                organisation: Contoso
                sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H, tries: 2}}]
                """);
        approved(OPENS.plus(Duration.ofDays(30)));
        host.next(10_000, ASSESS, Mishap.before(HOST_UNREACHABLE));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(((Failed) end).failure().message()).contains("2 windows");
        assertThat(clock.instant()).isBetween(TOMORROW, TOMORROW.plus(Duration.ofHours(4)));
    }

    // ---- how much of the window a leg needs

    @Test
    void needsAsMuchOfTheWindowAsNineOfTenTookOnceEnoughAreKnown() {
        // Given nine that took 20 minutes or less, and one of three hours
        for (int minutes = 12; minutes <= 20; minutes++) took(Duration.ofMinutes(minutes));
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(25)));
        // When too few are known it needs 45 minutes
        run.advance("r-1");
        // Then
        assertThat(host.sent()).isEmpty();
        // When the tenth is known it needs 20
        took(Duration.ofHours(3));
        run.advance("r-1");
        // Then
        assertThat(host.phases()).contains(APPLY, REBOOT);
    }

    @Test
    void doesNotBeginWithLessThanNineOfTenTook() {
        // Given
        for (int times = 0; times < 10; times++) took(Duration.ofMinutes(90));
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(89)));
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(next).isEqualTo(new Next.Again(TOMORROW));
        assertThat(host.sent()).isEmpty();
    }

    @Test
    void leavesRoomForTheRestartHoweverQuickItWas() {
        // Given
        for (int times = 0; times < 10; times++) took(Duration.ofMinutes(2));
        approved();
        clock.to(CLOSES.minus(Duration.ofMinutes(14)));
        // When
        run.advance("r-1");
        // Then
        assertThat(host.sent()).isEmpty();
    }

    @Test
    void learnsHowLongARunTookThatNothingHeldUp() {
        // Given
        approved();
        // When
        toTheEnd();
        // Then
        assertThat(known())
                .singleElement()
                .satisfies(took -> assertThat(took).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(5)));
    }

    @Test
    void learnsNothingFromARunThatWaitedForAnotherWindow() {
        // Given
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> clock.to(CLOSES.minus(Duration.ofMinutes(10)))));
        // When
        toTheEnd();
        // Then
        assertThat(clock.instant()).isAfter(TOMORROW);
        assertThat(known()).isEmpty();
    }

    @Test
    void learnsNothingFromARunThatItsProcessLeft() {
        // Given a process that dies when the change is made, and is back hours later in the same window
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> clock.pass(Duration.ofHours(2))));
        run.advance("r-1");
        // When
        toTheEnd(process());
        // Then
        assertThat(clock.instant()).isBefore(CLOSES);
        assertThat(known()).isEmpty();
    }

    @Test
    void learnsNothingFromARunThatEndedAfterItsWindow() {
        // Given
        approved();
        host.next(VERIFY, Mishap.meanwhile(() -> clock.to(CLOSES.plus(Duration.ofMinutes(10)))));
        // When
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        // Then
        assertThat(known()).isEmpty();
    }

    @Test
    void saysThatAWindowIsTooShortForWhatItIsToHold() {
        // Given
        for (int times = 0; times < 10; times++) took(Duration.ofHours(5));
        approved();
        // When
        run.advance("r-1");
        // Then
        assertThat(host.sent()).isEmpty();
        assertThat(Objects.requireNonNull(((Remediation.Scheduled) state()).trouble())
                        .cause()
                        .message())
                .isEqualTo("The window of the site HQ is open for 240 minutes, and this may take 300: "
                        + "give the site a longer window in its profile.");
    }

    private void took(Duration time) {
        store.run(tx -> tx.durations().took("windows/winhttp-default-protocols", time, OPENS));
    }

    private List<Duration> known() {
        return store.transact(tx -> tx.durations().newest("windows/winhttp-default-protocols", 100));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCode.class,
            names = {"HOST_AUTH_REJECTED", "HOST_ACCESS_DENIED", "HOST_TLS_TRUST", "IDENTITY_MISMATCH"})
    void triesNothingAgainThatWouldBeRefusedAgain(FailureCode code) {
        // Given
        approved();
        host.next(ASSESS, Mishap.before(code));
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(code);
        assertThat(host.phases()).containsExactly(ASSESS);
    }

    /** Until something was written, what a host says of its PowerShell is believed; it is asked no second time. */
    @Test
    void triesNothingAgainWhereNoScriptCanRun() {
        // Given
        approved();
        host.next(ASSESS, Mishap.complains("'powershell' is not recognized as an internal or external command,"));
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.HOST_POWERSHELL_MISSING);
        assertThat(host.phases()).containsExactly(ASSESS);
    }

    @Test
    void believesNoHostThatHasItsScriptThatItRanNothing() {
        // Given
        approved();
        host.next(
                APPLY, Mishap.complains("+ FullyQualifiedErrorId : MethodInvocationNotSupportedInConstrainedLanguage"));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void saysInTheLogWhatIsNewAndInTheStateWhatIs() {
        // Given
        approved();
        host.next(3, ASSESS, Mishap.before(HOST_UNREACHABLE)).next(ASSESS, Mishap.before(HOST_QUOTA_EXCEEDED));
        // When
        for (int turn = 0; turn < 4; turn++) clock.to(again(run.advance("r-1")));
        // Then
        assertThat(log().stream().filter("step.postponed"::equals)).hasSize(2);
        assertThat(trouble().attempts()).isEqualTo(4);
    }

    // ---- 9: what was assessed is looked at again in the same breath as it is written

    @Test
    void writesNothingWhereTheHostChangedBetweenAssessAndApply() {
        // Given
        approved();
        host.next(ASSESS, Mishap.meanwhile(() -> host.write(512)));
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(host.value()).contains("512");
        assertThat(host.phases()).containsExactly(ASSESS, APPLY);
    }

    @Test
    void isContentWhereSomebodyElseWroteTheVeryValueMeanwhile() {
        // Given
        approved();
        host.next(ASSESS, Mishap.meanwhile(() -> host.write(2176)));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    // ---- a half-changed host

    @Test
    void appliesAgainOnlyAfterTheHostProvedAgainThatItIsAsExpected() {
        // Given
        approved();
        host.next(APPLY, Mishap.after(HOST_CONNECTION_LOST));
        run.advance("r-1");
        // When
        Remediation end = toTheEnd(process());
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, APPLY, ASSESS, APPLY, REBOOT);
    }

    @Test
    void doesNotApplyAgainOnAHostThatDriftedMeanwhile() {
        // Given
        approved();
        host.next(APPLY, Mishap.before(HOST_CONNECTION_LOST));
        run.advance("r-1");
        host.write(512);
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(host.value()).contains("512");
    }

    @Test
    void neverSaysThatNothingWasChangedOnceItMayHaveBeen() {
        // Given an apply whose answer is lost, and somebody who overwrites what it wrote
        approved();
        host.next(APPLY, Mishap.after(HOST_CONNECTION_LOST));
        run.advance("r-1");
        host.write(512);
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(((Failed) end).failure().message())
                .contains("may have been changed in part")
                .doesNotContainIgnoringCase("nothing was");
    }

    @Test
    void saysWhereTheHostWasChangedAndStaysSo() {
        // Given
        approved();
        host.neverRestarts();
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(((Failed) end).failure().message()).endsWith("The host was changed and stays so.");
    }

    @Test
    void looksForAHostThatMayBeHalfChangedForAsLongAsTheSettingsSay() {
        // Given
        approved();
        host.next(APPLY, Mishap.after(HOST_NO_ANSWER)).next(10_000, ASSESS, Mishap.before(HOST_UNREACHABLE));
        host.next(ASSESS);
        run.advance("r-1");
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(HOST_UNREACHABLE);
        assertThat(clock.instant()).isAfterOrEqualTo(OPENS.plus(Duration.ofHours(24)));
    }

    // ---- 12, 13: restarts

    @Test
    void asksForTheRestartUntilTheHostTakesIt() {
        // Given
        approved();
        host.next(3, REBOOT, Mishap.before(HOST_QUOTA_EXCEEDED));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases().stream().filter(REBOOT::equals)).hasSize(4);
    }

    @Test
    void asksForTheRestartAfterAPassingErrorOnTheFirstLook() {
        // Given a crash between the change and the request, and a host that is slow to answer then
        approved();
        host.next(REBOOT, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        host.next(2, VERIFY, Mishap.before(HOST_UNREACHABLE));
        // When / Then
        assertThat(toTheEnd(process())).isInstanceOf(Verified.class);
        assertThat(host.bootTime()).isAfter(OPENS);
    }

    @Test
    void asksAgainWhereTheRestartWasTakenAndNeverCame() {
        // Given
        approved();
        host.neverRestarts();
        run.advance("r-1");
        assertThat(((AwaitingReboot) state()).asked()).isEqualTo(clock.instant());
        host.restartsAgain();
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases().stream().filter(REBOOT::equals)).hasSize(2);
        assertThat(Duration.between(times(REBOOT).get(0), times(REBOOT).get(1)))
                .isGreaterThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void asksAgainInTheNextWindowHoweverFarThatIs() {
        // Given a site that is open once a week, and a request that is taken in its last minute and comes to nothing
        organisation =
                OrganisationFile.read("organisation.yaml", PROFILE.replace("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=TH"));
        Instant nextWeek = OPENS.plus(Duration.ofDays(7));
        approved(OPENS.plus(Duration.ofDays(30)));
        host.neverRestarts();
        host.next(REBOOT, Mishap.meanwhile(() -> clock.to(CLOSES.minusSeconds(60))));
        run.advance("r-1");
        // When
        while (clock.instant().isBefore(nextWeek)) clock.to(again(run.advance("r-1")));
        host.restartsAgain();
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(times(REBOOT)).hasSize(2).last().isEqualTo(nextWeek);
    }

    @Test
    void findsAHostThatHasRestartedOnlyAfterTheWindowClosedBeforeTheNextOneOpens() {
        // Given one that takes the request in the window's last minute and is long about it
        approved();
        host.neverRestarts();
        host.next(REBOOT, Mishap.meanwhile(() -> clock.to(CLOSES.minusSeconds(60))));
        run.advance("r-1");
        Instant up = CLOSES.plus(Duration.ofMinutes(20));
        Instant at = clock.instant();
        while (at.isBefore(up)) {
            clock.to(at);
            at = again(run.advance("r-1"));
        }
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.WINDOW_CLOSED);
        // When
        clock.to(up);
        host.machine().boot();
        clock.to(at);
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(clock.instant()).isBefore(TOMORROW);
        assertThat(host.phases()).containsOnlyOnce(REBOOT);
    }

    @Test
    void givesUpOnAHostThatTakesEveryRequestAndNeverRestarts() {
        // Given
        approved();
        host.neverRestarts();
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.REBOOT_NOT_SEEN);
        assertThat(changing()).allMatch(sent -> open(sent.at()));
    }

    @Test
    void doesNotAskAgainWhileTheHostIsDown() {
        // Given
        approved();
        host.bootTakes(Duration.ofMinutes(25));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).containsOnlyOnce(REBOOT);
        assertThat(log()).doesNotContain("step.postponed");
    }

    @Test
    void waitsOutARefusedLogonWhileTheHostBoots() {
        // Given
        approved();
        run.advance("r-1");
        clock.pass(Duration.ofMinutes(3));
        host.next(2, VERIFY, Mishap.before(HOST_AUTH_REJECTED));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void findsAHostThatIsBackAfterTheDeadlineAndSaysMeanwhileThatItIsLate() {
        // Given
        approved();
        host.bootTakes(Duration.ofMinutes(70));
        run.advance("r-1");
        Instant asked = clock.instant();
        // When
        while (clock.instant().isBefore(asked.plus(Duration.ofMinutes(45)))) clock.to(again(run.advance("r-1")));
        // Then
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.REBOOT_NOT_SEEN);
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void givesUpOnAHostThatNeverComesBack() {
        // Given
        approved();
        host.bootTakes(Duration.ofDays(9));
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.REBOOT_NOT_SEEN);
        assertThat(clock.instant()).isAfter(OPENS.plus(Duration.ofHours(24)));
    }

    @Test
    void isNotTakenInByARestartBeforeTheChange() {
        // Given a host that restarts by itself between assess and apply
        approved();
        host.next(ASSESS, Mishap.meanwhile(() -> clock.pass(Duration.ofSeconds(1))));
        host.next(APPLY, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        Instant changedUnder = host.bootTime();
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.bootTime()).isAfter(changedUnder);
        assertThat(host.phases()).contains(REBOOT);
    }

    @Test
    void aChangeThatIsHeldUpUntilItsHostHasRestartedWritesNothingAndIsAssessedAnew() {
        // Given
        approved();
        host.next(ASSESS, Mishap.meanwhile(() -> {
            clock.pass(Duration.ofMinutes(10));
            host.machine().boot();
        }));
        // When
        Next next = run.advance("r-1");
        Optional<String> stands = host.value();
        clock.to(again(next));
        // Then
        assertThat(stands).contains("160");
        assertThat(trouble().cause().message()).contains("has restarted since it was assessed");
        assertThat(log()).doesNotContain("step.applied");
        Remediation end = toTheEnd();
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, APPLY, ASSESS, APPLY, REBOOT);
    }

    @Test
    void aChangeThatComesOnlyAfterItsRunWasPutBackWritesNothing() {
        // Given a plan without a restart, whose first APPLY is held up on its way
        restart = Restart.NONE;
        approved();
        host.next(APPLY, Mishap.before(HOST_NO_ANSWER), Mishap.meanwhile(() -> host.write(512)));
        Remediation end = toTheEnd();
        // When
        PhaseAnswer late = host.lostOneArrives();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, ASSESS, APPLY, VERIFY, UNDO, VERIFY);
        assertThat(host.value()).contains("160");
        assertThat(late.phase()).isEqualTo(APPLY);
        assertThat(RunMarks.undone(late)).isTrue();
    }

    @Test
    void puttingBackThatComesOnlyAfterAnotherRunHasBegunPutsNothingBack() {
        // Given a run whose first UNDO is held up on its way, and another one that came after it was put back
        restart = Restart.NONE;
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> host.write(512)));
        host.next(UNDO, Mishap.before(HOST_NO_ANSWER));
        Remediation end = toTheEnd();
        host.machine().came("another-run");
        host.write(2176);
        // When
        PhaseAnswer late = host.lostOneArrives();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(late.phase()).isEqualTo(UNDO);
        assertThat(RunMarks.superseded(late)).isTrue();
        assertThat(host.value()).contains("2176");
    }

    @Test
    void putsNothingBackWhereItsHostSaysThatAnotherRunHasBegun() {
        // Given
        restart = Restart.NONE;
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> {
            host.write(512);
            host.machine().came("another-run");
        }));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.UNDO_FAILED);
        assertThat(((Failed) end).failure().message())
                .endsWith("and could not be undone: On undo the host reported: run-mark run: SUPERSEDED: another run"
                        + " has changed this host since");
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, VERIFY, UNDO);
        assertThat(host.value()).contains("512");
        assertThat(log()).doesNotContain("step.undone");
    }

    @Test
    void aRestartThatIsAskedForOnlyAfterItsHostHasRestartedRestartsNothing() {
        // Given a first request that is held up on its way
        approved();
        host.next(REBOOT, Mishap.before(HOST_NO_ANSWER));
        Remediation end = toTheEnd();
        Instant boot = host.bootTime();
        // When
        PhaseAnswer late = host.lostOneArrives();
        clock.pass(Duration.ofHours(1));
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(late.phase()).isEqualTo(REBOOT);
        assertThat(late.result("0").orElseThrow().error()).isEqualTo("RESTARTED: " + boot);
        assertThat(late.results()).noneMatch(PhaseAnswer.StepResult::changed);
    }

    @Test
    void restartsNoHostThatHasRestartedByItselfSinceItWasChanged() {
        // Given
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> {
            clock.pass(Duration.ofMinutes(10));
            host.machine().boot();
        }));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, REBOOT, VERIFY);
        assertThat(host.restartsAsked()).isZero();
    }

    @Test
    void endsWhereItsHostSaysThatItWasPutBack() {
        // Given a host on which this run was put back, of which nothing is saved
        approved();
        host.next(ASSESS, Mishap.meanwhile(() -> host.machine().markUndone(((Running) state()).runId())));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(((Failed) end).failure().message())
                .isEqualTo("The host says that putting this run back has begun there, so that nothing was written any"
                        + " more. The host may have been changed in part and stays as it is; compare it with the values"
                        + " in the log.");
        assertThat(host.phases()).containsExactly(ASSESS, APPLY);
        assertThat(host.value()).contains("160");
        assertThat(log()).doesNotContain("step.applied");
    }

    @Test
    void changesNothingWhileAnotherScriptOfOursIsAtWorkOnItsHost() {
        // Given
        host = ScriptedHost.busy(clock, APPLY);
        run = process();
        approved();
        // When
        run.advance("r-1");
        // Then
        assertThat(state()).isInstanceOf(Running.class);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.SCRIPT_FAILED);
        assertThat(trouble().cause().message())
                .isEqualTo("On apply the host reported: run-check run: FAILED: IOException: another process has the"
                        + " file open");
        assertThat(host.value()).contains("160");
        assertThat(log()).doesNotContain("step.applied");
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void putsNothingBackWhileAnotherScriptOfOursIsAtWorkOnItsHost() {
        // Given
        host = ScriptedHost.busy(clock, UNDO);
        restart = Restart.NONE;
        run = process();
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> host.write(512)));
        // When
        run.advance("r-1");
        // Then
        assertThat(state()).isInstanceOf(Undoing.class);
        assertThat(trouble().cause().message())
                .isEqualTo("On undo the host reported: run-mark run: FAILED: IOException: another process has the file"
                        + " open");
        assertThat(host.value()).contains("512");
        assertThat(log()).doesNotContain("step.undone");
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
        assertThat(host.phases()).endsWith(UNDO, UNDO, VERIFY);
        assertThat(host.value()).contains("160");
    }

    @Test
    void keepsOfARunsMarkNothingInTheLog() {
        // Given
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        // When
        toTheEnd();
        // Then
        assertThat(calls("step.applied")).containsExactly("0", "10.1");
        assertThat(calls("step.undone")).containsExactly("0", "10.1");
    }

    @Test
    void takesNoOtherMachinesWordForTheRestart() {
        // Given a host that has not restarted yet, and another one that answers at its address, up since just now
        approved();
        host.neverRestarts();
        run.advance("r-1");
        clock.pass(Duration.ofMinutes(3));
        host.next(VERIFY, Mishap.answeredBy(ScriptedHost.stranger(clock, clock.instant())));
        // When
        clock.to(again(run.advance("r-1")));
        // Then
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.IDENTITY_MISMATCH);
        assertThat(log()).doesNotContain("host.rebooted");
        // When the right one answers again, under its old boot
        for (int turn = 0; turn < 5; turn++) clock.to(again(run.advance("r-1")));
        // Then
        assertThat(state()).isInstanceOf(AwaitingReboot.class);
        host.restartsAgain();
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-9, 9})
    void isNotTakenInByABootTimeThatMovedByAFewSeconds(int seconds) {
        // Given a host that never restarted, whose clock was set by some seconds
        approved();
        host.neverRestarts();
        host.next(1000, VERIFY, Mishap.bootedAt(host.bootTime().plusSeconds(seconds)));
        run.advance("r-1");
        // When
        for (int turn = 0; turn < 30; turn++) clock.to(again(run.advance("r-1")));
        // Then
        assertThat(state()).isInstanceOf(AwaitingReboot.class);
        assertThat(log()).doesNotContain("host.rebooted");
    }

    @Test
    void doesNotRestartAHostForEverWhoseClockWasSetBack() {
        // Given a host that comes up with its clock ten days behind, each time
        approved();
        Instant behind = host.bootTime().minus(Duration.ofDays(10));
        host.next(REBOOT, Mishap.meanwhile(() -> host.next(1000, VERIFY, Mishap.bootedAt(behind))));
        host.next(REBOOT, Mishap.meanwhile(() -> {
            host.forget(VERIFY);
            host.next(1000, VERIFY, Mishap.bootedAt(behind.plus(Duration.ofMinutes(7))));
        }));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).filteredOn(REBOOT::equals).hasSize(2);
    }

    @Test
    void saysThatItIsLateWhereAHostTakesEveryRequestAndStillRunsUnderItsOldBoot() {
        // Given
        approved();
        host.neverRestarts();
        run.advance("r-1");
        Instant asked = clock.instant();
        // When
        while (clock.instant().isBefore(asked.plus(Duration.ofMinutes(45)))) clock.to(again(run.advance("r-1")));
        // Then
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.REBOOT_NOT_SEEN);
        assertThat(trouble().cause().message()).contains("still runs under its old boot");
        assertThat(log()).filteredOn("step.postponed"::equals).hasSize(1);
    }

    // ---- whose answer it is

    @Test
    void keepsNothingThatAnotherMachineSaid() {
        // Given one that the script takes for the right one, and that says in the end that it is another
        approved();
        host.next(ASSESS, Mishap.says("\"hostName\":\"DB77\"", "\"hostName\":\"WEB01\""));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.IDENTITY_MISMATCH);
        assertThat(((Failed) end).failure().message()).contains("Nothing was changed.");
        assertThat(reports()).isEmpty();
        assertThat(observed()).isEmpty();
    }

    @Test
    void keepsNothingThatAnotherMachineSaidAfterTheChange() {
        // Given
        approved();
        until(Verifying.class);
        List<String> before = reports();
        host.next(VERIFY, Mishap.answeredBy(ScriptedHost.stranger(clock, clock.instant())));
        // When
        Next next = run.advance("r-1");
        // Then
        if (state() instanceof Verifying) {
            assertThat(trouble().cause().code()).isEqualTo(FailureCode.IDENTITY_MISMATCH);
            assertThat(reports()).isEqualTo(before);
            clock.to(again(next));
        }
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void writesNothingAndPutsNothingBackWhereAnotherMachineAnswersTheChange() {
        // Given
        approved();
        host.next(APPLY, Mishap.answeredBy(ScriptedHost.stranger(clock, clock.instant())));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.IDENTITY_MISMATCH);
        assertThat(((Failed) end).failure().message()).contains("Nothing was written.");
        assertThat(host.phases()).containsExactly(ASSESS, APPLY);
        assertThat(host.value()).contains("160");
    }

    @Test
    void waitsForItsHostWhereAnotherMachineIsToldToPutBack() {
        // Given a change that does not hold
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(128)));
        host.next(UNDO, Mishap.answeredBy(ScriptedHost.stranger(clock, clock.instant())));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(host.phases()).filteredOn(UNDO::equals).hasSize(2);
        assertThat(host.value()).contains("160");
    }

    @Test
    void waitsForAHostThatMayBeHalfChangedWhereAnotherMachineAnswers() {
        // Given
        approved();
        ScriptedHost stranger = ScriptedHost.stranger(clock, host.bootTime());
        host.next(APPLY, Mishap.after(HOST_NO_ANSWER));
        host.next(ASSESS, Mishap.meanwhile(() -> {}), Mishap.answeredBy(stranger));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).filteredOn(ASSESS::equals).hasSize(3);
    }

    @Test
    void believesNoAnswerToAnotherQuestionThanTheOneAsked() {
        // Given an answer to ASSESS that comes so late that it is taken for the one to VERIFY
        approved();
        until(AwaitingReboot.class);
        host.next(VERIFY, Mishap.says("\"phase\":\"ASSESS\"", "\"phase\":\"VERIFY\""));
        // When
        clock.pass(Duration.ofMinutes(3));
        run.advance("r-1");
        // Then
        assertThat(log()).doesNotContain("host.rebooted");
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void looksForAHostThatWasChangedOftenEnoughHoweverLongNobodyWasAtWork() {
        // Given a process that comes back two days after it asked for the restart, while the host is away for an hour
        approved();
        run.advance("r-1");
        clock.pass(Duration.ofDays(2));
        Instant back = clock.instant().plus(Duration.ofHours(1));
        host.next(1, VERIFY, Mishap.before(HOST_UNREACHABLE));
        host.next(1, VERIFY, Mishap.before(HOST_AUTH_REJECTED));
        host.next(8, VERIFY, Mishap.before(HOST_UNREACHABLE));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(clock.instant()).isAfter(back);
    }

    // ---- 6: verification

    @Test
    void triesAnUnknownVerificationAgainAndNeverTakesItForAPass() {
        // Given
        approved();
        until(Verifying.class, () -> host.next(2, VERIFY, Mishap.before(HOST_NO_ANSWER)));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void keepsWhatItSawAtEachLook() {
        // Given a value that could not be read at the first look
        approved();
        host.next(VERIFY, Mishap.saysError("ACCESS-DENIED: for a moment"));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(observed()).containsExactly("160", "2176");
    }

    // ---- 19: a run that ended has the estate decided anew

    @Test
    void asksForARoundWhenItHasEndedAndNotBefore() {
        // Given
        approved();
        run.advance("r-1");
        assertThat(wanted()).isEmpty();
        // When
        toTheEnd();
        // Then
        assertThat(wanted()).containsExactly("The run on web01.corp.example ended: Verified.");
    }

    // ---- 7, 14: one turn at a time

    @Test
    void letsOneTurnOfAProcessAtAHostWhateverTheClockDoes() {
        // Given a turn that is under way while the wall clock steps by an hour
        approved();
        host.next(ASSESS, Mishap.meanwhile(() -> {
            clock.pass(Duration.ofMinutes(70));
            assertThat(run.advance("r-1")).isInstanceOf(Next.Again.class);
        }));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).containsOnlyOnce(ASSESS).containsOnlyOnce(APPLY);
    }

    @Test
    void letsAnotherProcessAtTheHostOnlyOnceTheFirstGaveNoSignOfLifeForAWholeLease() {
        // Given
        approved();
        HostRun other = process();
        host.next(ASSESS, Mishap.meanwhile(() -> {
            // When the wall clock steps and the first process is alive
            clock.pass(Duration.ofHours(1));
            other.advance("r-1");
            nanos.addAndGet(Duration.ofSeconds(39).toNanos());
            other.advance("r-1");
        }));
        run.advance("r-1");
        // Then
        assertThat(host.phases()).containsOnlyOnce(ASSESS).containsOnlyOnce(APPLY);
    }

    @Test
    void writesNothingOfATurnThatLostItsHost() {
        // Given a process that hangs in apply for longer than a lease
        approved();
        HostRun other = process();
        host.next(APPLY, Mishap.meanwhile(() -> {
            other.advance("r-1");
            nanos.addAndGet(Duration.ofSeconds(40).toNanos());
            other.advance("r-1");
        }));
        // When
        assertThatThrownBy(() -> run.advance("r-1"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("LEASE-LOST");
        // Then the other one's word stands
        Remediation after = state();
        assertThat(after).isInstanceOf(AwaitingReboot.class);
        assertThat(log().stream().filter("step.applied"::equals)).hasSize(2);
        assertThat(toTheEnd(other)).isInstanceOf(Verified.class);
    }

    // ---- what a turn leaves behind: states before scripts, evidence, log lines

    @Test
    void savesWhatItIsAboutToDoBeforeItSendsIt() {
        // Given
        approved();
        List<String> seen = new ArrayList<>();
        Runnable look = () -> seen.add(state().state().wire()
                + (state() instanceof Undoing undoing && undoing.begun() ? " begun" : "")
                + (state() instanceof Running running && running.snapshot() != null ? " with a snapshot" : ""));
        host.next(ASSESS, Mishap.meanwhile(look));
        host.next(APPLY, Mishap.meanwhile(look));
        host.next(REBOOT, Mishap.meanwhile(() -> {
            look.run();
            host.write(512);
        }));
        host.next(UNDO, Mishap.meanwhile(look));
        host.next(REBOOT, Mishap.meanwhile(look));
        // When
        toTheEnd();
        // Then
        assertThat(seen)
                .containsExactly(
                        "Running", "Running with a snapshot", "AwaitingReboot", "Undoing begun", "UndoVerifying");
    }

    @Test
    void keepsWhatItSawAsEvidence() {
        // Given
        approved();
        // When
        toTheEnd();
        // Then
        assertThat(reports()).containsExactly("ratchet:ratchet@run-2", "ratchet:ratchet@run-2-verify");
        assertThat(observed()).contains("160", "2176");
    }

    @Test
    void keepsWhatItSawOfAnUndoAsEvidenceToo() {
        // Given
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        // When
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
        // Then
        assertThat(reports())
                .containsExactlyInAnyOrder(
                        "ratchet:ratchet@run-2",
                        "ratchet:ratchet@run-2-verify",
                        "ratchet:ratchet@run-2-undo",
                        "ratchet:ratchet@run-2-undone");
        assertThat(log()).containsSubsequence("verification.done", "step.undone", "verification.done");
    }

    @Test
    void tellsSinceWhenItIsInTroubleAndBeginsAnewWithAnotherCause() {
        // Given
        approved();
        Instant first = clock.instant();
        host.next(3, ASSESS, Mishap.before(HOST_UNREACHABLE)).next(ASSESS, Mishap.before(HOST_QUOTA_EXCEEDED));
        // When / Then
        for (int turn = 0; turn < 3; turn++) {
            Instant next = again(run.advance("r-1"));
            assertThat(trouble().since()).isEqualTo(first);
            clock.to(next);
        }
        run.advance("r-1");
        assertThat(trouble().since()).isEqualTo(clock.instant()).isAfter(first);
    }

    @Test
    void expiresWhereTheHostCouldNotBeReachedUntilTheApprovalEnded() {
        // Given
        approved(OPENS.plus(Duration.ofHours(1)));
        host.next(ASSESS, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        assertThat(state()).isInstanceOf(Running.class);
        // When
        clock.to(OPENS.plus(Duration.ofHours(1)));
        // Then
        assertThat(toTheEnd()).isInstanceOf(Remediation.Expired.class);
        assertThat(host.value()).contains("160");
    }

    @ParameterizedTest
    @CsvSource({"all,stopped everything", "site:HQ,stopped the site HQ", "run:r-1,stopped this run"})
    void waitsWhileAStopStandsBeforeItHasReachedItsHost(String scope, String says) {
        // Given
        approved();
        host.next(ASSESS, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        stop(scope);
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(next).isEqualTo(new Next.Again(clock.instant().plus(Duration.ofMinutes(15))));
        assertThat(state()).isInstanceOf(Running.class);
        assertThat(trouble().cause().message()).contains(says);
        assertThat(host.phases()).containsExactly(ASSESS);
    }

    @Test
    void saysThatItsSiteHasNoWindowAnyMore() {
        // Given
        approved();
        host.next(APPLY, Mishap.before(HOST_UNREACHABLE));
        run.advance("r-1");
        organisation = OrganisationFile.read("organisation.yaml", "organisation: Contoso\nsites: [{name: HQ}]\n");
        // When
        Next next = run.advance("r-1");
        // Then
        assertThat(next).isEqualTo(new Next.Again(clock.instant().plus(Duration.ofHours(1))));
        assertThat(trouble().cause().message()).contains("no maintenance window any more");
        assertThat(host.phases()).containsExactly(ASSESS, APPLY);
    }

    @Test
    void refusesARunThatNobodyKnows() {
        assertThatThrownBy(() -> run.advance("r-9")).hasMessageContaining("ID-UNKNOWN");
    }

    @Test
    void isNotHeldUpByAnotherPlanOfItsHostThatWaits() {
        // Given
        clock.to(OPENS.minusSeconds(60));
        approved();
        approve("r-2", OPENS.plus(Duration.ofDays(7)));
        run.advance("r-2");
        assertThat(state("r-2")).isInstanceOf(Scheduled.class);
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    // ---- what the host says

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BUSY: another installation or a restart is in the way",
                "STILL-RUNNING: the installation did not end within 50 minutes; ask again with the same run id"
            })
    void waitsForWhatIsInTheWayOnItsHostAndGoesOn(String error) {
        // Given
        approved();
        host.next(2, APPLY, Mishap.saysError(error));
        // When
        run.advance("r-1");
        // Then
        assertThat(state()).isInstanceOf(Running.class);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.SCRIPT_FAILED);
        assertThat(trouble().cause().message()).contains(error);
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, APPLY, ASSESS, APPLY, ASSESS, APPLY, REBOOT);
    }

    @Test
    void putsBackWhereTheWayIsNeverFree() {
        // Given
        approved();
        host.next(10_000, APPLY, Mishap.saysError("BUSY: another installation or a restart is in the way"));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(host.value()).contains("160");
    }

    @Test
    void putsBackWhatItsHostSaysItCouldNotWrite() {
        // Given
        approved();
        host.next(APPLY, Mishap.saysError("FAILED: it is in use"));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(((RolledBack) end).because().message())
                .isEqualTo("On apply the host reported: registry 10.1: FAILED: it is in use");
        assertThat(host.value()).contains("160");
    }

    @Test
    void tellsWhatItsHostSaysItCouldNotPutBack() {
        // Given
        approved();
        host.next(APPLY, Mishap.saysError("FAILED: it is in use")).next(UNDO, Mishap.saysError("FAILED: still"));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.UNDO_FAILED);
        assertThat(((Failed) end).failure().message())
                .contains("could not be undone")
                .contains("On undo the host reported: registry 10.1: FAILED: still");
    }

    @Test
    void looksAgainWhereTheHostCouldNotSayWhatStandsThere() {
        // Given
        approved();
        host.next(VERIFY, Mishap.before(HOST_UNREACHABLE))
                .next(2, VERIFY, Mishap.saysError("FAILED: the hive is busy"));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void givesUpWhereTheHostNeverSaysWhatStandsThere() {
        // Given
        approved();
        host.next(1000, VERIFY, Mishap.saysError("FAILED: the hive is busy"));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.VERIFY_FAILED);
        assertThat(((Failed) end).failure().message()).endsWith("The host was changed and stays so.");
        assertThat(log().stream().filter("verification.done"::equals)).hasSize(60);
    }

    @Test
    void looksAgainWhereTheHostCouldNotSayWhatWasPutBack() {
        // Given
        approved();
        host.next(REBOOT, Mishap.meanwhile(() -> host.write(512)));
        until(UndoVerifying.class);
        clock.pass(Duration.ofMinutes(5));
        host.next(VERIFY, Mishap.saysError("FAILED: the hive is busy"));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
    }

    @Test
    void restartsNothingWhereNothingWasChanged() {
        // Given a value that stands there already
        host.write(2176);
        approved();
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, VERIFY);
    }

    @Test
    void restartsWhereTheHostAsksForIt() {
        // Given
        host.write(2176);
        approved();
        host.next(APPLY, Mishap.says("\"restart\":\"reboot\"", "\"restart\":\"none\""));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).containsOnlyOnce(REBOOT);
    }

    @Test
    void verifiesAtOnceWhatNeedsNoRestart() {
        // Given
        restart = Restart.NONE;
        approved();
        host.next(VERIFY, Mishap.meanwhile(() -> assertThat(state()).isInstanceOf(Verifying.class)));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, VERIFY);
    }

    @Test
    void readsBackAtOnceWhatWasPutBackAndNeedsNoRestart() {
        // Given
        restart = Restart.NONE;
        approved();
        host.next(APPLY, Mishap.meanwhile(() -> host.write(512)));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(RolledBack.class);
        assertThat(host.phases()).containsExactly(ASSESS, APPLY, VERIFY, UNDO, VERIFY);
        assertThat(host.value()).contains("160");
    }

    // ---- evidence before change

    @Test
    void keepsEvidenceWhereItIsDemandedBeforeItChangesTheHost() {
        // Given
        demanded = "row 12: exposed, known to be exploited";
        approved();
        List<Boolean> keptBefore = new ArrayList<>();
        host.next(APPLY, Mishap.meanwhile(() -> keptBefore.add(evidence().isPresent())));
        // When
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, EVIDENCE, APPLY).containsOnlyOnce(EVIDENCE);
        assertThat(keptBefore).containsExactly(true);
        byte[] kept = evidence().orElseThrow();
        assertThat(new String(kept, StandardCharsets.UTF_8))
                .contains("\"phase\":\"EVIDENCE\"", "\"runId\":\"" + runId() + "\"");
        Map<String, Object> line = lines("evidence.kept").get(0);
        assertThat(line)
                .containsEntry("runId", runId())
                .containsEntry("sha256", Sha256.hex(kept))
                .containsEntry("bytes", (long) kept.length)
                .containsEntry("because", "row 12: exposed, known to be exploited")
                .containsEntry("touched", false);
        assertThat(log()).containsSubsequence("run.started", "evidence.kept", "step.assessed", "step.applied");
    }

    @Test
    void asksForNoEvidenceWhereNobodyDemandsIt() {
        // Given
        approved();
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).doesNotContain(EVIDENCE);
        assertThat(log()).doesNotContain("evidence.kept");
    }

    @Test
    void keepsEvidenceOfTheHostsOfASiteThatWantsIt() {
        // Given the site is named as people write it
        wanted = new EvidenceBeforeChange.Wanted(false, Set.of(" hq "));
        run = process();
        approved();
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, EVIDENCE, APPLY);
        assertThat(lines("evidence.kept").get(0)).containsEntry("because", "The settings want it of every host of HQ.");
    }

    @Test
    void asksForNoEvidenceAtAnotherSiteThanThoseThatWantIt() {
        // Given
        wanted = new EvidenceBeforeChange.Wanted(false, Set.of("Bonn"));
        run = process();
        approved();
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).doesNotContain(EVIDENCE);
    }

    @ParameterizedTest
    @CsvSource({"HOST_UNREACHABLE", "HOST_COMMAND_TIMEOUT", "HOST_OUTPUT_TOO_LARGE", "HOST_NO_ANSWER"})
    void changesNothingWhileNoEvidenceCanBeHad(FailureCode mishap) {
        // Given
        demanded = "row 12";
        approved();
        host.next(1000, EVIDENCE, Mishap.before(mishap));
        // When
        run.advance("r-1");
        // Then
        assertThat(host.phases()).containsExactly(ASSESS, EVIDENCE);
        assertThat(trouble().cause().code()).isEqualTo(FailureCode.EVIDENCE_NOT_KEPT);
        assertThat(trouble().cause().message()).contains(mishap.wire());
        // When it never can
        Remediation end = toTheEnd();
        // Then
        assertThat(failure(end)).isEqualTo(FailureCode.EVIDENCE_NOT_KEPT);
        assertThat(((Failed) end).failure().message()).endsWith("It was tried in 5 windows; nothing was changed.");
        assertThat(changing()).isEmpty();
        assertThat(log()).contains("step.postponed", "remediation.deferred").doesNotContain("evidence.kept");
    }

    @Test
    void goesOnOnceTheEvidenceCouldBeHad() {
        // Given
        demanded = "row 12";
        approved();
        host.next(EVIDENCE, Mishap.before(HOST_UNREACHABLE), Mishap.after(HOST_CONNECTION_LOST));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, EVIDENCE, ASSESS, EVIDENCE, ASSESS, EVIDENCE, APPLY);
        assertThat(lines("evidence.kept")).hasSize(1);
    }

    @Test
    void takesNoEvidenceThatIsNotWhole() {
        // Given a script that could not tell the processes, one that is not told of at all, and one that is too large
        demanded = "row 12";
        approved();
        host.next(
                EVIDENCE,
                Mishap.saysError("2", "OUT-OF-TIME: too slow"),
                Mishap.says("\"action\":\"something-else\"", "\"action\":\"evidence-sessions\""),
                Mishap.says(
                        "\"zone\":\"" + "x".repeat(KeptEvidence.LARGEST) + "\"",
                        "\"zone\":\"Coordinated Universal Time\""),
                Mishap.says("\"phase\":\"ASSESS\"", "\"phase\":\"EVIDENCE\""));
        // When / Then
        for (String why : List.of("OUT-OF-TIME: too slow", "did not tell all", "are the most", "answered ASSESS")) {
            clock.to(later(again(run.advance("r-1"))));
            assertThat(trouble().cause().code()).isEqualTo(FailureCode.EVIDENCE_NOT_KEPT);
            assertThat(trouble().cause().message()).contains(why);
        }
        assertThat(changing()).isEmpty();
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(lines("evidence.kept")).hasSize(1);
    }

    @Test
    void takesNoOtherMachinesEvidence() {
        // Given
        demanded = "row 12";
        approved();
        host.next(EVIDENCE, Mishap.answeredBy(ScriptedHost.stranger(clock, OPENS)));
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(FailureCode.IDENTITY_MISMATCH);
        assertThat(changing()).isEmpty();
        assertThat(evidence()).isEmpty();
    }

    @Test
    void triesNoRefusedAccountAgainForItsEvidence() {
        // Given
        demanded = "row 12";
        approved();
        host.next(EVIDENCE, Mishap.before(HOST_AUTH_REJECTED));
        // When / Then
        assertThat(failure(toTheEnd())).isEqualTo(HOST_AUTH_REJECTED);
        assertThat(host.phases()).containsExactly(ASSESS, EVIDENCE);
    }

    @Test
    void asksForEvidenceOnlyOnceWhereItsProcessDiedBetweenItAndTheChange() {
        // Given a process that dies right after the evidence was kept
        demanded = "row 12";
        approved();
        run = process(new DiesAfterEvidence());
        assertThatThrownBy(() -> run.advance("r-1")).hasMessage("killed");
        assertThat(((Running) state()).snapshot()).isNull();
        String kept = Sha256.hex(evidence().orElseThrow());
        // When another one goes on
        clock.pass(Duration.ofMinutes(1));
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        run = process();
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, EVIDENCE, ASSESS, APPLY).containsOnlyOnce(EVIDENCE);
        assertThat(lines("evidence.kept")).hasSize(1);
        assertThat(lines("evidence.kept").get(0)).containsEntry("sha256", kept);
    }

    @Test
    void changesNothingWhereTheStoreDoesNotKeepTheEvidence() {
        // Given a database that has no room for it
        demanded = "row 12";
        approved();
        run = process(new KeepsNoEvidence());
        // When
        assertThatThrownBy(() -> run.advance("r-1")).hasMessageContaining("no room");
        // Then
        assertThat(changing()).isEmpty();
        assertThat(((Running) state()).snapshot()).isNull();
        // When there is room again
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        run = process();
        // Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, EVIDENCE, ASSESS, EVIDENCE, APPLY);
    }

    @Test
    void saysSoWhereEvidenceCameToBeDemandedOnlyOnceTheHostMayHaveBeenChanged() {
        // Given a change whose answer was lost
        approved();
        host.next(APPLY, Mishap.after(HOST_CONNECTION_LOST));
        clock.to(later(again(run.advance("r-1"))));
        assertThat(((Running) state()).snapshot()).isNotNull();
        // When
        demanded = "row 12";
        Remediation end = toTheEnd();
        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(host.phases()).startsWith(ASSESS, APPLY, ASSESS, EVIDENCE, APPLY);
        assertThat(lines("evidence.kept").get(0)).containsEntry("touched", true);
    }

    @Test
    void keepsEvidenceAnewForEachRun() {
        // Given a run that kept it and then could not begin before its window closed
        demanded = "row 12";
        approved();
        host.next(EVIDENCE, Mishap.meanwhile(() -> clock.to(CLOSES.plusSeconds(1))));
        // When / Then
        assertThat(toTheEnd()).isInstanceOf(Verified.class);
        assertThat(lines("evidence.kept")).isNotEmpty();
        assertThat(host.phases().indexOf(EVIDENCE)).isLessThan(host.phases().indexOf(APPLY));
        assertThat(changing()).allMatch(sent -> open(sent.at()));
    }

    /** A store whose process is killed once evidence was kept. */
    private final class DiesAfterEvidence implements Store {
        @Override
        public <T> T transact(Function<Tx, T> work) {
            long before = kept();
            T done = store.transact(work);
            if (kept() > before) throw new IllegalStateException("killed");
            return done;
        }

        private long kept() {
            return store.transact(tx -> (long) tx.evidence().assets().size());
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** A store that has room for anything but evidence. */
    private final class KeepsNoEvidence implements Store {
        @Override
        public <T> T transact(Function<Tx, T> work) {
            return store.transact(tx -> {
                T done = work.apply(tx);
                if (!tx.evidence().assets().isEmpty())
                    throw FailureException.of(FailureCode.STORE_FULL, "There is no room left.");
                return done;
            });
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void close() {}
    }

    private Optional<byte[]> evidence() {
        String run = runId();
        return store.transact(tx -> tx.evidence().ofRun(run).flatMap(tx.evidence()::find));
    }

    /** That of the one run there was. */
    private String runId() {
        return String.valueOf(lines("run.started").get(0).get("runId"));
    }

    private List<Map<String, Object>> lines(String type) {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals(type))
                        .map(AuditEvent::data)
                        .toList();
            }
        });
    }

    // ---- what the tests share

    private HostRun process() {
        return process(store);
    }

    private HostRun process(Store store) {
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        return new HostRun(
                store,
                host,
                new Somewhere(),
                new Witnesses(new NothingToSee(), new Somewhere(), asset -> Optional.empty()),
                windows,
                new Permit(
                        store,
                        windows,
                        () -> organisation,
                        new ApprovalRule(() -> organisation, (tx, by, site) -> !withoutRight.contains(by)),
                        clock),
                new HostLeases(store, () -> "turn-" + ids.incrementAndGet(), nanos::get, Duration.ofSeconds(40)),
                HostRunTest::oneLegOnly,
                PlaybookCatalogue::shipped,
                new EvidenceBeforeChange(asset -> Optional.ofNullable(demanded), wanted),
                clock,
                () -> "run-" + ids.incrementAndGet(),
                RunSettings.patient());
    }

    /** Nothing is planned anew for a plan of one leg. */
    static Planned oneLegOnly(AssetId asset, Goal goal, UnaryOperator<AssetState> judged) {
        throw new AssertionError("a plan of one leg was planned anew");
    }

    private void approved() {
        approved(OPENS.plus(Duration.ofDays(7)));
    }

    private void approved(Instant expires) {
        approve("r-1", expires);
    }

    private void approve(String id, Instant expires) {
        Proposed proposed = new Proposed(new Remediation.Subject(id, plan(restart), "HQ", OPENS.minusSeconds(3600)));
        store.run(tx -> {
            tx.remediations().propose(proposed);
            tx.remediations().save(proposed.approve(approval(proposed.subject().plan(), expires)), 1);
        });
    }

    static Approval approval(Plan plan, Instant expires) {
        return new Approval("user:alice", OPENS.minusSeconds(1800), plan.hash(), expires);
    }

    static Plan plan() {
        return plan(Restart.REBOOT);
    }

    private static Plan plan(Restart restart) {
        String playbook = "windows/winhttp-default-protocols";
        Change change = new Change.Registry(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                "DefaultSecureProtocols",
                RegistryData.dword(160),
                RegistryData.dword(2176));
        HostRef host = new HostRef(
                "default",
                "HQ",
                null,
                "web01.corp.example",
                "WEB01",
                "CORP",
                null,
                "4c4c4544-0000-2010-8020-80c04f202020",
                null,
                Map.of());
        return new Plan(
                WEB,
                host,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-7-sp1",
                        playbook,
                        PlaybookCatalogue.shipped().find(playbook).contentHash(),
                        Map.of(),
                        List.of(change),
                        restart,
                        "R025-x")));
    }

    private void stop(String scope) {
        store.run(tx -> tx.stops().order(new Stop(scope, "user:alice", "phones are down", clock.instant())));
    }

    private Remediation toTheEnd() {
        return toTheEnd(run);
    }

    /** Takes turns at the moments they ask for. */
    private Remediation toTheEnd(HostRun with) {
        for (int turn = 0; turn < 20_000; turn++) {
            Next next = with.advance("r-1");
            if (next instanceof Next.Ended) return state();
            clock.to(later(again(next)));
        }
        throw new AssertionError("the run never ends; it is " + state());
    }

    private Instant until(Class<? extends Remediation> state) {
        return until(state, () -> {});
    }

    private Instant until(Class<? extends Remediation> state, Runnable before) {
        before.run();
        for (int turn = 0; turn < 1000; turn++) {
            Next next = run.advance("r-1");
            if (state.isInstance(state()) || next instanceof Next.Ended) return clock.instant();
            clock.to(later(again(next)));
        }
        throw new AssertionError("the run never becomes " + state.getSimpleName() + "; it is " + state());
    }

    private Instant later(Instant at) {
        return at.isAfter(clock.instant()) ? at : clock.instant();
    }

    private static Instant again(Next next) {
        return ((Next.Again) next).at();
    }

    private Remediation state() {
        return state("r-1");
    }

    private Remediation state(String id) {
        return seen(id).remediation();
    }

    private Versioned<Remediation> seen(String id) {
        return store.transact(tx -> tx.remediations().find(id)).orElseThrow();
    }

    private Trouble trouble() {
        Trouble trouble = ((UnderWay) state()).trouble();
        if (trouble == null) throw new AssertionError("no trouble is told in " + state());
        return trouble;
    }

    private static FailureCode failure(Remediation end) {
        assertThat(end).isInstanceOf(Failed.class);
        return ((Failed) end).failure().code();
    }

    private List<Sent> changing() {
        return host.sent().stream()
                .filter(sent -> sent.phase().changesTheHost())
                .toList();
    }

    private List<Instant> times(Phase phase) {
        return host.sent().stream()
                .filter(sent -> sent.phase() == phase)
                .map(Sent::at)
                .toList();
    }

    private static boolean open(Instant at) {
        long hour = Duration.between(OPENS, at).toHours() % 24;
        return hour < 4;
    }

    /** What Ratchet itself has reported, in the order in which it ended; of one moment in any. */
    private List<String> reports() {
        return store.transact(tx -> tx.reports().finished()).stream()
                .map(Coverage::file)
                .toList();
    }

    /** The values that were seen on the host. */
    private List<String> observed() {
        return store.transact(tx -> {
            try (Stream<Finding> findings = tx.findings().between(0, Long.MAX_VALUE)) {
                return findings.map(Finding::observation)
                        .filter(Observation.RegistryValue.class::isInstance)
                        .map(seen -> String.valueOf(
                                ((Observation.RegistryValue) seen).data().value()))
                        .toList();
            }
        });
    }

    private List<String> wanted() {
        return store.transact(
                tx -> tx.rounds().wanted().stream().map(Rounds.Wanted::reason).toList());
    }

    /** Of the lines of a type in the log, which calls they are of. */
    private List<String> calls(String type) {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals(type))
                        .map(event -> String.valueOf(event.data().get("call")))
                        .toList();
            }
        });
    }

    private List<String> log() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(line -> line.event().type()).toList();
            }
        });
    }

    static final class Somewhere implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, String site) {
            return new HostAddress("127.0.0.1", 5985, false, "env:NOBODY");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener("127.0.0.1", port, "");
        }
    }

    static final class NothingToSee implements TlsProbe {
        @Override
        public Map<Protocol, OfferState> probe(String host, int port, String sni, Opening opening) {
            return Map.of();
        }
    }
}
