package io.ratchet.routes.execute;

import static io.ratchet.domain.failure.FailureCode.CHANNEL_UNPROVEN;
import static io.ratchet.domain.failure.FailureCode.HOST_CONNECTION_LOST;
import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Statement 86: nothing that could cut off our own way to a host is switched off before that way is seen at TLS 1.2.
 */
class OwnChannelTest {
    private static final HostAddress BY_TLS = new HostAddress("127.0.0.1", 5986, true, "env:NOBODY");
    private static final Map<Protocol, OfferState> OLD_ONLY =
            Map.of(Protocol.TLS_1_0, OfferState.OFFERED, Protocol.TLS_1_2, OfferState.NOT_OFFERED);
    private static final Map<Protocol, OfferState> BOTH =
            Map.of(Protocol.TLS_1_0, OfferState.OFFERED, Protocol.TLS_1_2, OfferState.OFFERED);
    private static final Map<Protocol, OfferState> NEW_ONLY = Map.of(
            Protocol.SSL_3,
            OfferState.NOT_OFFERED,
            Protocol.TLS_1_0,
            OfferState.NOT_OFFERED,
            Protocol.TLS_1_1,
            OfferState.NOT_OFFERED,
            Protocol.TLS_1_2,
            OfferState.OFFERED);

    @TempDir
    private Path folder;

    private LabNight night;
    private Map<Protocol, OfferState> seen = OLD_ONLY;

    @BeforeEach
    void open() {
        night = LabNight.legacyOff(folder);
        night.address = BY_TLS;
        // Once it has restarted the host refuses what the plan switches off.
        night.probe = (host, port, sni, opening) -> night.host.bootTime().isAfter(LabNight.OPENS) ? NEW_ONLY : seen;
    }

    @AfterEach
    void close() {
        night.close();
    }

    @Test
    void holdsWhileOurOwnChannelIsNotSeenAtTls12() {
        // Given / When
        night.turn();
        // Then
        Running running = (Running) night.remediation();
        assertThat(running.trouble().cause().code()).isEqualTo(CHANNEL_UNPROVEN);
        assertThat(running.trouble().cause().message())
                .contains("port 5986")
                .contains("Ratchet itself")
                .contains("not-offered");
        assertThat(running.untouched()).isTrue();
        assertThat(night.host.phases()).containsExactly(ASSESS);
    }

    @Test
    void takesAnUnknownForNoProof() {
        // Given
        seen = Map.of();
        // When
        night.turn();
        // Then
        assertThat(night.host.phases()).containsExactly(ASSESS);
    }

    @Test
    void goesOnOnceTheChannelIsSeen() {
        // Given
        night.turn();
        seen = BOTH;
        // When / Then
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void looksThroughTheWindowAndThenInTheNextOnesAndChangesNothing() {
        // Given / When
        night.until(Deferred.class::isInstance);
        // Then
        assertThat(((Deferred) night.remediation()).because().code()).isEqualTo(CHANNEL_UNPROVEN);
        Failed end = (Failed) night.toTheEnd();
        assertThat(end.failure().code()).isEqualTo(CHANNEL_UNPROVEN);
        assertThat(end.failure().message()).contains("5 windows; nothing was changed");
        assertThat(night.host.phases()).containsOnly(ASSESS);
    }

    @Test
    void asksNothingOfAChannelWithoutTls() {
        // Given
        night.address = new HostAddress("127.0.0.1", 5985, false, "env:NOBODY");
        // When
        night.turn();
        // Then
        assertThat(night.host.phases()).contains(APPLY);
    }

    @Test
    void asksTheSameOfRemoteDesktopWhereItIsKnownToSpeakTls() {
        // Given
        night.address = new HostAddress("127.0.0.1", 5985, false, "env:NOBODY");
        night.offers.add(new ProtocolOffer(3389, "tcp", null, null, Protocol.TLS_1_0, OfferState.OFFERED));
        // When
        night.turn();
        // Then
        assertThat(((Running) night.remediation()).trouble().cause().message())
                .contains("port 3389")
                .contains("Remote Desktop");
        assertThat(night.host.phases()).containsExactly(ASSESS);
    }

    @Test
    void looksAgainBeforeItGoesOnWithWhatBrokeOff() {
        // Given a run that broke off in the middle
        seen = BOTH;
        night.host.next(APPLY, Mishap.before(HOST_CONNECTION_LOST));
        night.turn();
        seen = OLD_ONLY;
        night.clock.pass(Duration.ofMinutes(1));
        // When
        night.turn();
        // Then
        assertThat(((Running) night.remediation()).trouble().cause().code()).isEqualTo(CHANNEL_UNPROVEN);
        assertThat(night.host.phases()).containsOnlyOnce(APPLY);
        seen = BOTH;
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
    }

    @Test
    void asksNothingWhereNothingIsSwitchedOff() {
        // Given
        night.close();
        night = LabNight.server2008(folder);
        night.address = BY_TLS;
        night.probe = (host, port, sni, opening) -> Map.of();
        night.approved();
        // When / Then
        assertThat(night.toTheEnd()).isInstanceOf(Verified.class);
    }
}
