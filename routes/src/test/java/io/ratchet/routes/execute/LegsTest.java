package io.ratchet.routes.execute;

import static io.ratchet.domain.failure.FailureCode.HOST_UNREACHABLE;
import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static io.ratchet.domain.plan.Phase.REBOOT;
import static io.ratchet.domain.plan.Phase.UNDO;
import static io.ratchet.domain.plan.Phase.VERIFY;
import static io.ratchet.routes.execute.LabNight.OPENS;
import static io.ratchet.routes.execute.LabNight.PROTOCOLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.playbooks.Planned;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import io.ratchet.routes.execute.ScriptedHost.Sent;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.RunDesk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans of several legs on hosts of the lab: what a leg did is restarted and verified before the next one begins,
 * however the way there goes.
 */
class LegsTest {
    private static final String SERVER =
            "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server";

    @TempDir
    private Path folder;

    private LabNight night;

    @AfterEach
    void close() {
        night.close();
    }

    // ---- the chains

    @Test
    void switchesTls12OnOnServer2008OnlyAfterTheUpdateIsThereAndAtWork() {
        // Given
        night = LabNight.server2008(folder);
        Plan plan = night.approved();
        // When
        Remediation end = night.toTheEnd();
        // Then
        assertThat(plan.legs()).isEqualTo(2);
        assertThat(plan.leg(1).changes()).allMatch(Change.Update.class::isInstance);
        assertThat(plan.leg(2).changes()).allMatch(Change.Registry.class::isInstance);
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(phases()).containsSubsequence(ASSESS, APPLY, REBOOT, VERIFY, ASSESS, APPLY, REBOOT, VERIFY);
        assertThat(phases()).filteredOn(APPLY::equals).hasSize(2);
        assertThat(phases()).filteredOn(REBOOT::equals).hasSize(2);
        assertThat(night.host.machine().fileVersion(LabNight.SCHANNEL_DLL)).contains("6.0.6002.24129");
        assertThat(enabled()).contains("1");
        assertThat(night.log()).containsSubsequence("verification.done", "leg.verified", "remediation.verified");
        assertThat(night.log()).filteredOn("verification.done"::equals).hasSize(2);
    }

    @Test
    void bringsSkypeForBusinessToItsBuildBeforeItsValues() {
        // Given
        night = LabNight.skype(folder);
        Plan plan = night.approved();
        // When
        Remediation end = night.toTheEnd();
        // Then
        assertThat(plan.legs()).isEqualTo(2);
        assertThat(plan.leg(1).changes()).containsExactly(new Change.Product(LabNight.SKYPE, "6.0.9319.516"));
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(phases()).filteredOn(REBOOT::equals).hasSize(2);
        assertThat(night.host.machine().fileVersion(LabNight.SKYPE_FILE)).contains("6.0.9319.516");
        assertThat(enabled()).contains("1");
    }

    @Test
    void endsTheSameWhereverItsProcessIsKilled() {
        for (Function<Path, LabNight> chain : List.<Function<Path, LabNight>>of(LabNight::server2008, LabNight::skype))
            for (int save = 1; ; save++) {
                // Given a process that dies after so many saves
                night = chain.apply(folder);
                night.approved();
                night.killedAfter(save);
                boolean[] dead = {false};
                try {
                    while (night.turn() instanceof Next.Again again)
                        if (again.at().isAfter(night.clock.instant())) night.clock.to(again.at());
                } catch (LabNight.Killed e) {
                    dead[0] = true;
                }
                if (!dead[0]) break;
                night.takenOver();
                // When another goes on
                Remediation end = night.toTheEnd();
                // Then
                assertThat(end).as("killed after save %d", save).isInstanceOf(Verified.class);
                assertThat(phases())
                        .as("killed after save %d", save)
                        .filteredOn(REBOOT::equals)
                        .hasSizeLessThanOrEqualTo(3);
                assertThat(enabled()).contains("1");
                assertThat(night.log()).filteredOn("leg.verified"::equals).hasSize(1);
                night.close();
            }
    }

    @Test
    void writesNoValueBeforeTheUpdateWhereverItsProcessIsKilled() {
        for (int save = 1; save < 12; save++) {
            // Given
            night = LabNight.server2008(folder);
            night.approved();
            night.killedAfter(save);
            // When
            for (Remediation now = night.remediation(); !now.ended(); now = night.remediation()) {
                try {
                    if (night.turn() instanceof Next.Again again && again.at().isAfter(night.clock.instant()))
                        night.clock.to(again.at());
                } catch (LabNight.Killed e) {
                    night.takenOver();
                }
                // Then
                if (enabled().isPresent())
                    assertThat(night.host.machine().fileVersion(LabNight.SCHANNEL_DLL))
                            .contains("6.0.6002.24129");
            }
            night.close();
        }
    }

    // ---- windows

    @Test
    void doesTheSecondLegInALaterWindowWhenTheFirstLeavesNoRoom() {
        // Given a first leg that is verified half an hour before the window closes
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(VERIFY, Mishap.meanwhile(() -> night.clock.to(OPENS.plus(Duration.ofMinutes(3 * 60 + 30)))));
        // When
        night.until(now -> now instanceof Running running && running.run().leg() == 2 && running.trouble() != null);
        // Then
        Running waiting = (Running) night.remediation();
        assertThat(waiting.trouble().cause().code()).isEqualTo(FailureCode.WINDOW_CLOSED);
        assertThat(waiting.window().opens()).isEqualTo(OPENS.plus(Duration.ofDays(1)));
        assertThat(enabled()).isEmpty();
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
        assertThat(night.host.sent())
                .filteredOn(sent -> sent.phase().changesTheHost())
                .allMatch(LegsTest::inAWindow);
    }

    @Test
    void waitsBetweenTwoLegsForAnApprovalThatHasEnded() {
        // Given an approval that ends while the first leg is verified
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(VERIFY, Mishap.meanwhile(() -> night.clock.to(OPENS.plus(Duration.ofDays(10)))));
        // When
        night.until(now -> now instanceof Running running && running.trouble() != null);
        // Then
        Running waiting = (Running) night.remediation();
        assertThat(waiting.run().leg()).isEqualTo(2);
        assertThat(waiting.trouble().cause().code()).isEqualTo(FailureCode.APPROVAL_EXPIRED);
        assertThat(enabled()).isEmpty();
        // When
        new ApprovalDesk(night.store, night.clock, Duration.ofDays(7), id -> {})
                .approve("r-1", waiting.subject().plan().hash(), "user:alice");
        // Then
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void beginsNoLegAfterAStop() {
        // Given
        night = LabNight.server2008(folder);
        night.approved();
        RunDesk desk = new RunDesk(night.store, night.clock, () -> "r-2", (site, at) -> Optional.empty(), id -> {});
        night.host.next(VERIFY, Mishap.meanwhile(() -> desk.stop("site:HQ", "user:alice", "phones are down")));
        // When
        night.until(now -> now instanceof Running running && running.trouble() != null);
        // Then
        assertThat(((Running) night.remediation()).trouble().cause().code()).isEqualTo(FailureCode.STOPPED);
        assertThat(phases()).filteredOn(APPLY::equals).hasSize(1);
        desk.lift("site:HQ", "user:alice", "phones are up");
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void triesAHostThatIsAwayBeforeTheSecondLegInLaterWindowsAndThenSaysWhatStands() {
        // Given
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(ASSESS, Mishap.meanwhile(() -> {}));
        night.host.next(10_000, ASSESS, Mishap.before(HOST_UNREACHABLE));
        // When
        Remediation end = night.toTheEnd();
        // Then
        Failure failure = ((Failed) end).failure();
        assertThat(failure.code()).isEqualTo(HOST_UNREACHABLE);
        assertThat(failure.message())
                .contains("5 windows; nothing of this leg was changed")
                .contains("leg 2 of 2; what came before it was verified and stands");
        assertThat(phases()).filteredOn(APPLY::equals).hasSize(1);
        assertThat(phases()).doesNotContain(UNDO);
        assertThat(enabled()).isEmpty();
    }

    @Test
    void triesAHostThatIsAwayBeforeTheSecondLegAsOftenInEachWindow() {
        // Given
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(ASSESS, Mishap.meanwhile(() -> {}));
        night.host.next(10_000, ASSESS, Mishap.before(HOST_UNREACHABLE));
        // When
        night.toTheEnd();
        // Then
        Map<Long, Long> tries = night.host.sent().stream()
                .filter(sent -> sent.phase() == ASSESS)
                .collect(Collectors.groupingBy(
                        sent -> Duration.between(OPENS, sent.at()).toDays(), TreeMap::new, Collectors.counting()));
        assertThat(tries).hasSize(5);
        assertThat(tries.values()).allMatch(times -> times > 15);
    }

    // ---- what the first leg brings to light

    @Test
    void writesNothingOfALegThatWouldBePlannedOtherwiseByNow() {
        // Given something that is found while the first leg restarts: .NET 4, which needs values of its own
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(
                REBOOT,
                Mishap.meanwhile(() -> night.know(LabNight.findings(
                        "inventory",
                        night.clock.instant(),
                        List.of(
                                new Observation.RegistryValue(
                                        "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full",
                                        "Release",
                                        RegistryData.dword(393297)),
                                LabNight.absent(
                                        "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319", "SchUseStrongCrypto"),
                                LabNight.absent(
                                        "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319",
                                        "SystemDefaultTlsVersions"),
                                LabNight.absent(
                                        "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319",
                                        "SchUseStrongCrypto"),
                                LabNight.absent(
                                        "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319",
                                        "SystemDefaultTlsVersions"))))));
        // When
        Remediation end = night.toTheEnd();
        // Then
        Failure failure = ((Failed) end).failure();
        assertThat(failure.code()).isEqualTo(FailureCode.PLAN_CHANGED);
        assertThat(failure.message()).contains("v4.0.30319").contains("what came before it was verified and stands");
        assertThat(enabled()).isEmpty();
        assertThat(phases()).filteredOn(APPLY::equals).hasSize(1);
    }

    @Test
    void writesNothingOfALegPartOfWhichBelongsToAPolicyByNow() {
        // Given
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(
                VERIFY,
                Mishap.meanwhile(() -> night.know(LabNight.findings(
                        "policies",
                        night.clock.instant(),
                        List.of(new Observation.PolicyOwner(
                                PROTOCOLS + "TLS 1.2\\Client", "Enabled", "gpo", "Baseline"))))));
        // When
        Failure failure = ((Failed) night.toTheEnd()).failure();
        // Then
        assertThat(failure.code()).isEqualTo(FailureCode.PLAN_CHANGED);
        assertThat(failure.message()).contains("would not be needed").contains("TLS 1.2\\Client, value Enabled");
        assertThat(enabled()).isEmpty();
    }

    @Test
    void writesNothingWhereTheUpdateIsListedButNotAtWork() {
        // Given a look at the file after ours that finds it old
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(
                VERIFY,
                Mishap.meanwhile(() -> night.know(LabNight.findings(
                        "inventory",
                        night.clock.instant().plusSeconds(1),
                        List.of(new Observation.FileVersion(
                                LabNight.SCHANNEL_DLL, "6.0.6002.18005", Presence.PRESENT))))));
        // When
        Failure failure = ((Failed) night.toTheEnd()).failure();
        // Then
        assertThat(failure.code()).isEqualTo(FailureCode.PLAN_CHANGED);
        assertThat(failure.message()).contains("would not be planned any more");
        assertThat(enabled()).isEmpty();
    }

    @Test
    void triesAgainWhereItCannotBeWorkedOutAtTheMoment() {
        // Given
        night = LabNight.server2008(folder);
        night.approved();
        night.beforeReplanning = () -> {
            night.beforeReplanning = () -> {};
            throw FailureException.of(FailureCode.STORE_CONFLICT, "Another writer was there.");
        };
        // When
        night.until(now -> now instanceof Running running && running.trouble() != null);
        // Then
        assertThat(((Running) night.remediation()).trouble().cause().code()).isEqualTo(FailureCode.STORE_CONFLICT);
        assertThat(enabled()).isEmpty();
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void isContentWithAValueThatSomebodyWroteMeanwhile() {
        // Given
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(REBOOT, Mishap.meanwhile(() -> {
            night.host.machine().createKey(null, SERVER);
            night.host.machine().set(null, SERVER, "Enabled", RegistryValue.dword(1));
        }));
        // When / Then
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void putsBackTheLegThatFailedAndLeavesTheOneBefore() {
        // Given a value that somebody changes while the second leg restarts
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(REBOOT, Mishap.meanwhile(() -> {}));
        night.host.next(
                REBOOT,
                Mishap.meanwhile(() -> night.host.machine().set(null, SERVER, "Enabled", RegistryValue.dword(0))));
        // When
        Remediation end = night.toTheEnd();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(((RolledBack) end).because().message())
                .contains("leg 2 of 2")
                .contains("what came before it was verified and stands");
        assertThat(enabled()).isEmpty();
        assertThat(night.host.machine().listed("KB4019276")).isTrue();
    }

    @Test
    void cannotBeCancelledOnceALegHasChangedTheHost() {
        // Given
        night = LabNight.server2008(folder);
        night.approved();
        night.host.next(VERIFY, Mishap.meanwhile(() -> night.clock.to(OPENS.plus(Duration.ofMinutes(3 * 60 + 30)))));
        night.until(now -> now instanceof Running running && running.run().leg() == 2);
        RunDesk desk = new RunDesk(night.store, night.clock, () -> "r-2", (site, at) -> Optional.empty(), id -> {});
        // When / Then
        assertThatThrownBy(() -> desk.cancel("r-1", "user:alice", "wrong host"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("may have changed its host");
    }

    // ---- the keys never before the update

    @Test
    void plansNoValueWhileNobodyKnowsOfTheUpdate() {
        // Given the newest word on the update is that nobody could tell
        night = LabNight.server2008(folder);
        night.know(LabNight.findings(
                "inventory",
                OPENS.minus(Duration.ofHours(1)),
                List.of(
                        new Observation.UpdateInstalled("KB4019276", Presence.UNKNOWN, null),
                        new Observation.FileVersion(LabNight.SCHANNEL_DLL, null, Presence.UNKNOWN))));
        // When
        Planned planned = night.planned();
        // Then
        List<Change> changes =
                planned instanceof Planned.Ready ready ? ready.plan().changes() : List.of();
        assertThat(changes)
                .noneMatch(change ->
                        change instanceof Change.Registry value && value.key().startsWith(PROTOCOLS));
    }

    private List<Phase> phases() {
        return night.host.phases();
    }

    private Optional<String> enabled() {
        return night.host.machine().value(SERVER, "Enabled").map(RegistryValue::text);
    }

    private static boolean inAWindow(Sent sent) {
        return Duration.between(OPENS, sent.at()).toHours() % 24 < 4;
    }
}
