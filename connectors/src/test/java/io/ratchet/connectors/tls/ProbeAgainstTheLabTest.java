package io.ratchet.connectors.tls;

import static io.ratchet.domain.finding.OfferState.NOT_OFFERED;
import static io.ratchet.domain.finding.OfferState.OFFERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.TlsProbe;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbeAgainstTheLabTest {
    /** What is late on a busy machine is UNKNOWN, rightly, and no answer to what is asked here. */
    private static final ProbeSettings PATIENT = new ProbeSettings(Duration.ofSeconds(20), Duration.ofSeconds(20));

    @Test
    void seesWhatAServer2008R2SpeaksAsItWasInstalled() {
        // Given
        try (var control = TlsProbes.loopbackControl();
                var lab = LabHosts.start("Gans&Ente", "127.42.0.0", List.of(LabHosts.server2008R2("WEB01", "")))) {
            TlsProbe probe = TlsProbes.clientHello(PATIENT, control);
            // When
            Map<Protocol, OfferState> states =
                    probe.probe(lab.fleet().address("WEB01"), lab.fleet().tlsPort("WEB01"), "web01.corp.example");
            // Then
            assertThat(states)
                    .containsEntry(Protocol.SSL_2, OFFERED)
                    .containsEntry(Protocol.TLS_1_0, OFFERED)
                    .containsEntry(Protocol.TLS_1_1, NOT_OFFERED)
                    .containsEntry(Protocol.TLS_1_2, NOT_OFFERED)
                    .containsEntry(Protocol.TLS_1_3, NOT_OFFERED);
        }
    }
}
