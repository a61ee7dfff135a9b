package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.fact.Words;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a fact is called where people read it: whatever kind it is of, and whatever of it is not known. */
class FactWordsTest {
    private static final Instant AT = Instant.parse("2018-09-19T01:40:00Z");

    @Test
    void everyKindOfFactHasWords() {
        // Given
        Map<Observation, String> words = new LinkedHashMap<>();
        words.put(
                new Observation.ProtocolOffer(443, "tcp", null, null, Protocol.TLS_1_0, OfferState.OFFERED),
                "port 443 TLSv1.0 offered");
        words.put(
                new Observation.ProtocolUse(
                        Observation.Direction.OUTBOUND,
                        Protocol.TLS_1_0,
                        null,
                        "mail.example",
                        null,
                        3,
                        null,
                        null,
                        false),
                "outbound use of TLSv1.0 mail.example, 3 times");
        words.put(
                new Observation.ProtocolFailure(Observation.Direction.INBOUND, null, null, 70, null, 2),
                "inbound handshake failed with alert 70, 2 times");
        words.put(
                new Observation.OperatingSystem("6.1.7601", null, null, null, null, null, null),
                "Windows or other system 6.1.7601");
        words.put(new Observation.InstalledProduct("Lync", null, null, "msi", null, null), "Lync (msi)");
        words.put(
                new Observation.UpdateInstalled("KB3140245", Observation.Presence.ABSENT, null), "KB3140245 is absent");
        words.put(new Observation.FileVersion("C:\\w.dll", null, Observation.Presence.ABSENT), "C:\\w.dll is absent");
        words.put(new Observation.RegistryValue("HKLM\\A", "B", RegistryData.dword(1)), "HKLM\\A B is 1");
        words.put(new Observation.SchannelEvent(36880, 4, Map.of(), null), "Schannel event 36880, 4 times");
        words.put(
                new Observation.DeviceModel("Microsoft", "Surface Hub", null, null, null),
                "device Microsoft Surface Hub");
        words.put(new Observation.UserAgent("sip", "UCCAPI/16.0", null), "user agent UCCAPI/16.0");
        words.put(new Observation.ServerRole("sfb-front-end", null), "role sfb-front-end");
        words.put(new Observation.Service("RTCSRV", "running"), "service RTCSRV is running");
        words.put(new Observation.PortOwner(443, "System", null), "port 443 is of System");
        words.put(new Observation.Membership("pool", "pool01"), "in the pool pool01");
        words.put(new Observation.Boot(AT), "started at " + AT);
        words.put(new Observation.Account("svc", null, null, null), "account svc");
        words.put(new Observation.PolicyOwner("HKLM\\A", "B", "gpo", null), "HKLM\\A B is set by gpo");
        words.put(new Observation.Proof("R069", "site:HQ", "alice", null), "R069 is proven for site:HQ by alice");
        words.put(new Observation.Integration("Exchange", "smtp", null), "integration Exchange");

        // Then
        assertThat(words.keySet().stream().<Class<?>>map(Object::getClass))
                .as("of each kind there is one")
                .containsExactlyInAnyOrder(Arrays.stream(Observation.class.getPermittedSubclasses())
                        .toArray(Class[]::new));
        words.forEach((seen, expected) -> assertThat(
                        Words.of(new Fact(seen, AT, "cmdb@hq", "csv", Method.AGENT, "sha256:" + "a".repeat(64) + "#r")))
                .isEqualTo(expected + ", cmdb@hq at 2018-09-19T01:40:00Z"));
    }
}
