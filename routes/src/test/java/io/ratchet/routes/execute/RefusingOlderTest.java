package io.ratchet.routes.execute;

import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static io.ratchet.domain.plan.Phase.REBOOT;
import static io.ratchet.domain.plan.Phase.UNDO;
import static io.ratchet.domain.plan.Phase.VERIFY;
import static io.ratchet.routes.execute.LabNight.OPENS;
import static io.ratchet.routes.execute.LabNight.PROTOCOLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statement 90 on a host of the lab: older protocols are refused where it listens, that is seen from outside, and only
 * then where it dials out; both under one approval.
 */
class RefusingOlderTest {
    private static final String SCHANNEL =
            "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";

    @TempDir
    private Path folder;

    private LabNight night;

    @AfterEach
    void close() {
        night.close();
    }

    @Test
    void refusesWhereItListensAndIsSeenToBeforeItRefusesWhereItDialsOut() {
        // Given
        night = LabNight.ready(folder);
        Plan plan = night.approved();
        List<String> whenLookedAt = new ArrayList<>();
        TlsProbe probe = night.probe;
        night.probe = (name, port, sni, opening) -> {
            whenLookedAt.add(written("Server") + " " + written("Client"));
            return probe.probe(name, port, sni, opening);
        };
        // When
        Remediation end = night.toTheEnd();
        // Then
        assertThat(plan.legs()).isEqualTo(2);
        assertThat(plan.leg(1).changes())
                .isNotEmpty()
                .allMatch(change -> key(change).endsWith("\\Server"));
        assertThat(plan.leg(2).changes())
                .isNotEmpty()
                .allMatch(change -> key(change).endsWith("\\Client"));
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(night.host.phases())
                .containsSubsequence(ASSESS, APPLY, REBOOT, VERIFY, ASSESS, APPLY, REBOOT, VERIFY)
                .doesNotContain(UNDO);
        assertThat(night.host.phases()).filteredOn(APPLY::equals).hasSize(2);
        assertThat(whenLookedAt).containsExactly("true false", "true true");
        assertThat(night.log()).containsSubsequence("verification.done", "leg.verified", "remediation.verified");
    }

    @Test
    void endsTheSameWhereverItsProcessIsKilled() {
        for (int save = 1; ; save++) {
            // Given a process that dies after so many saves
            night = LabNight.ready(folder);
            night.approved();
            night.killedAfter(save);
            boolean dead = false;
            try {
                while (night.turn() instanceof Next.Again again)
                    if (again.at().isAfter(night.clock.instant())) night.clock.to(again.at());
            } catch (LabNight.Killed e) {
                dead = true;
            }
            if (!dead) break;
            night.takenOver();
            // When another goes on
            Remediation end = night.toTheEnd();
            // Then
            assertThat(end).as("killed after save %d", save).isInstanceOf(Verified.class);
            assertThat(night.host.phases())
                    .as("killed after save %d", save)
                    .filteredOn(REBOOT::equals)
                    .hasSizeLessThanOrEqualTo(3);
            assertThat(written("Server")).isTrue();
            assertThat(written("Client")).isTrue();
            night.close();
        }
    }

    @Test
    void writesNothingForCallersWhereAListenerStillTakesWhatItShouldRefuse() {
        // Given a listener of another program, which goes by no registry
        night = LabNight.ready(folder);
        night.approved();
        night.probe = (name, port, sni, opening) -> {
            Map<Protocol, OfferState> seen = new EnumMap<>(Protocol.class);
            for (Protocol each : Protocol.values()) seen.put(each, OfferState.OFFERED);
            return seen;
        };
        // When
        Remediation end = night.toTheEnd();
        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(written("Server")).isFalse();
        assertThat(written("Client")).isFalse();
    }

    @Test
    void writesNothingForCallersWhereNobodyCouldTellWhatTheListenerTakes() {
        // Given
        night = LabNight.ready(folder);
        night.approved();
        night.probe = (name, port, sni, opening) -> Map.of(Protocol.TLS_1_2, OfferState.OFFERED);
        // When
        Failure failure = ((Failed) night.toTheEnd()).failure();
        // Then
        assertThat(failure.code()).isEqualTo(FailureCode.VERIFY_FAILED);
        assertThat(written("Client")).isFalse();
    }

    @Test
    void goesOnOnceTheListenerCouldBeLookedAtAfterAll() {
        // Given a listener that is not up yet when it is looked at first
        night = LabNight.ready(folder);
        night.approved();
        TlsProbe probe = night.probe;
        List<Integer> looks = new ArrayList<>();
        night.probe = (name, port, sni, opening) -> {
            looks.add(port);
            Map<Protocol, OfferState> seen = new EnumMap<>(probe.probe(name, port, sni, opening));
            if (looks.size() <= 2) seen.replaceAll((version, state) -> OfferState.UNKNOWN);
            return seen;
        };
        // When / Then
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
        assertThat(written("Client")).isTrue();
    }

    // ---- what becomes known between the legs

    // spotless:off
    static Stream<Arguments> news() {
        return Stream.of(
                news("somebody else restarted it", night -> {
                    night.clock.to(night.clock.instant().plus(Duration.ofMinutes(10)));
                    night.know(later(night, new Observation.Boot(night.clock.instant())));
                }, "R062"),
                news("a caller still uses TLS 1.0", night -> night.know(later(night,
                        new Observation.ProtocolUse(Observation.Direction.INBOUND, Protocol.TLS_1_0, null, "10.0.0.9", 443, 3,
                                night.clock.instant(), night.clock.instant(), false))), "R083"),
                news("peers refuse what it offers", night -> night.know(later(night,
                        new Observation.ProtocolFailure(Observation.Direction.OUTBOUND, null, null, 70, "sts.partner.example", 9))), "R062"),
                news("TLS 1.2 was switched off for callers", night -> night.know(later(night,
                        new Observation.RegistryValue(PROTOCOLS + "TLS 1.2\\Client", "Enabled", RegistryData.dword(0)))), "R06"),
                news("TLS 1.0 was switched on again where it listens", night -> night.know(later(night,
                        new Observation.RegistryValue(PROTOCOLS + "TLS 1.0\\Server", "Enabled", RegistryData.dword(1)))), ""),
                news("another value was written", night -> night.know(later(night,
                        new Observation.RegistryValue("HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319", "SchUseStrongCrypto", RegistryData.dword(0)))), "R06"));
    }
    // spotless:on

    @ParameterizedTest(name = "{0}")
    @MethodSource("news")
    void writesNothingForCallersThatWouldNotBeDecidedByNow(String what, Consumer<LabNight> news, String gate) {
        // Given something that is found once the first leg was looked at
        night = LabNight.ready(folder);
        night.approved();
        night.host.next(ASSESS, Mishap.meanwhile(() -> {}));
        night.host.next(ASSESS, Mishap.meanwhile(() -> news.accept(night)));
        // When
        Failure failure = ((Failed) night.toTheEnd()).failure();
        // Then
        assertThat(failure.code()).as(what).isEqualTo(FailureCode.PLAN_CHANGED);
        assertThat(failure.message()).contains(gate).contains("what came before it was verified and stands");
        assertThat(written("Server")).isTrue();
        assertThat(written("Client")).isFalse();
    }

    @Test
    void writesNothingForCallersAfterARestartThatWasNotItsOwn() {
        // Given a host that somebody restarts once its first leg was looked at
        night = LabNight.ready(folder);
        night.approved();
        night.host.next(VERIFY, Mishap.meanwhile(() -> {
            night.clock.to(night.clock.instant().plus(Duration.ofMinutes(10)));
            night.host.machine().boot();
        }));
        // When
        Failure failure = ((Failed) night.toTheEnd()).failure();
        // Then
        assertThat(failure.code()).isEqualTo(FailureCode.PLAN_CHANGED);
        assertThat(failure.message()).contains("R062");
        assertThat(written("Client")).isFalse();
    }

    @Test
    void goesOnInALaterWindowThoughTheInventoryToldOfItsOwnRestartMeanwhile() {
        // Given a first leg that leaves no room for the second, and an agent that reports what it did
        night = LabNight.ready(folder);
        night.approved();
        night.host.next(VERIFY, Mishap.meanwhile(() -> night.clock.to(OPENS.plus(Duration.ofMinutes(3 * 60 + 30)))));
        night.until(now -> now instanceof Running running && running.run().leg() == 2 && running.trouble() != null);
        night.know(later(
                night,
                new Observation.Boot(night.host.bootTime().plusSeconds(40)),
                new Observation.RegistryValue(PROTOCOLS + "TLS 1.0\\Server", "Enabled", RegistryData.dword(0))));
        // When / Then
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
        assertThat(written("Client")).isTrue();
    }

    private static Arguments news(String what, Consumer<LabNight> news, String gate) {
        return Arguments.of(what, news, gate);
    }

    private static List<Finding> later(LabNight night, Observation... seen) {
        return LabNight.findings("agent", night.clock.instant().plusSeconds(1), List.of(seen));
    }

    private static String key(Change change) {
        return ((Change.Registry) change).key();
    }

    /** Whether TLS 1.0 is off on this side. */
    private boolean written(String side) {
        return night.host
                .machine()
                .value(SCHANNEL + "TLS 1.0\\" + side, "Enabled")
                .map(RegistryValue::text)
                .equals(Optional.of("0"));
    }
}
