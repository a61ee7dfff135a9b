package io.ratchet.domain.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.PortOwner;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 65535})
    void aPortHasItsRange(int port) {
        assertThatCode(() -> offer(port)).doesNotThrowAnyException();
        assertThatCode(() -> new PortOwner(port, "w3wp", null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void refusesWhatIsNoPort(int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> offer(port)).withMessageContaining("65535");
        assertThatIllegalArgumentException().isThrownBy(() -> new PortOwner(port, "w3wp", null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void refusesAProductTypeThatWindowsDoesNotKnow(int type) {
        assertThatIllegalArgumentException().isThrownBy(() -> windows(type)).withMessageContaining("1, 2 or 3");
    }

    @Test
    void takesTheProductTypesOfWindows() {
        for (Integer type : new Integer[] {1, 2, 3, null})
            assertThat(windows(type).productType()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KB1234", "KB123456789", "kb3140245", "3140245", "KB3140245 "})
    void refusesWhatIsNoUpdatesNumber(String kb) {
        assertThatIllegalArgumentException().isThrownBy(() -> new UpdateInstalled(kb, Presence.PRESENT, null));
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aProtocolIsFoundByItsName(Protocol protocol) {
        assertThat(Protocol.of(protocol.wire())).contains(protocol);
        assertThat(Protocol.of(protocol.wire() + "x")).isEmpty();
    }

    @Test
    void zeroIsADwordAndStaysOne() {
        assertThat(RegistryData.dword(0).value()).isEqualTo(0L);
        assertThat(RegistryData.dword(5).asDword()).isEqualTo(5L);
        assertThat(RegistryData.string("5").asDword()).isNull();
        assertThat(new RegistryData(RegistryData.Kind.QWORD, 5L).asDword()).isNull();
    }

    @Test
    void anExcerptOfTheGreatestLengthIsKeptWholeAndANulShown() {
        String longest = "x".repeat(Rejected.MAX_EXCERPT);
        assertThat(new Rejected("f", "r", "C", "m", longest).excerpt()).isEqualTo(longest);
        assertThat(new Rejected("f", "r", "C", "m", "a\0b").excerpt()).isEqualTo("a\uFFFDb");
        assertThat(new Rejected("f", "r", "C", "m", null).excerpt()).isNull();
    }

    @Test
    void aFactKeepsWhoSaidItAndWhere() {
        // Given
        ReportRef report = new ReportRef("a".repeat(64), "nessus", "nessus@hq", null, Method.UNAUTHENTICATED);
        Finding finding =
                new Finding(report, "host[1]", Instant.EPOCH, HostRef.named("a.b"), offer(443), Evidence.NONE);

        // When
        Fact fact = Fact.of(finding);
        AssetState asset =
                new AssetState(new AssetId("a.b"), new Identity.Resolved(), HostRef.named("a.b"), null, List.of(fact));

        // Then
        assertThat(fact)
                .isEqualTo(new Fact(
                        offer(443), Instant.EPOCH, "nessus@hq", "nessus", Method.UNAUTHENTICATED, finding.pointer()));
        assertThat(asset.factsOf(ProtocolOffer.class)).containsExactly(fact);
        assertThat(asset.factsOf(OperatingSystem.class)).isEmpty();
    }

    private static ProtocolOffer offer(int port) {
        return new ProtocolOffer(port, "tcp", null, null, Protocol.TLS_1_2, OfferState.OFFERED);
    }

    private static OperatingSystem windows(Integer productType) {
        return new OperatingSystem("6.1", null, productType, null, null, null, null);
    }
}
