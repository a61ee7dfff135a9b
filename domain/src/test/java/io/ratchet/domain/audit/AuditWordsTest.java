package io.ratchet.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Verification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the records of the language read in the log. */
class AuditWordsTest {
    @Test
    void aHostIsEverythingItIsKnownBy() {
        HostRef known = new HostRef(
                "dmz",
                "HQ",
                "10.0.0.5",
                "web01.corp.example",
                "WEB01",
                "CORP",
                "00:50:56:aa:bb:cc",
                "7c0a51f4-0000-4000-8000-00000000000b",
                "S-1-5-21-1-2-3-1001",
                Map.of("configmgr", "16777301"));

        assertThat(AuditWords.host(known))
                .isEqualTo(Map.of(
                        "zone", "dmz",
                        "ip", "10.0.0.5",
                        "fqdn", "web01.corp.example",
                        "netbios", "WEB01",
                        "domain", "CORP",
                        "mac", "00:50:56:aa:bb:cc",
                        "smbiosUuid", "7c0a51f4-0000-4000-8000-00000000000b",
                        "sid", "S-1-5-21-1-2-3-1001",
                        "nativeIds", Map.of("configmgr", "16777301")));
        assertThat(AuditWords.host(HostRef.named("web01.corp.example")))
                .isEqualTo(Map.of("zone", "default", "fqdn", "web01.corp.example"));
    }

    @Test
    void aStepIsWhatWasApproved() {
        PlanStep step = new PlanStep(
                10,
                "os-7",
                "windows/x",
                "a".repeat(64),
                Map.of("kb", "1"),
                List.of(new Change.Reboot()),
                Restart.REBOOT,
                "R001-x");

        assertThat(AuditWords.step(step))
                .isEqualTo(Map.of(
                        "order",
                        10L,
                        "system",
                        "os-7",
                        "playbook",
                        "windows/x",
                        "playbookHash",
                        "a".repeat(64),
                        "parameters",
                        Map.of("kb", "1"),
                        "rule",
                        "R001-x",
                        "restart",
                        "reboot",
                        "changes",
                        List.of(Map.of("kind", "restart"))));
    }

    @Test
    void everyKindOfChangeHasItsWords() {
        assertThat(AuditWords.changes(List.of(
                        new Change.Registry("HKLM\\x", "n", RegistryData.ABSENT, RegistryData.dword(1)),
                        new Change.Registry("HKLM\\x", "n", null, RegistryData.string("")),
                        new Change.Update("KB3140245"),
                        new Change.Product("SQL Server", "10.0.1"),
                        new Change.Service("W3SVC", "restart"),
                        new Change.Command("iisreset"))))
                .containsExactly(
                        Map.of(
                                "kind", "registry",
                                "key", "HKLM\\x",
                                "name", "n",
                                "before", Map.of("kind", "absent"),
                                "after", Map.of("kind", "dword", "value", 1L)),
                        Map.of(
                                "kind", "registry",
                                "key", "HKLM\\x",
                                "name", "n",
                                "after", Map.of("kind", "string", "value", "")),
                        Map.of("kind", "update", "kb", "KB3140245"),
                        Map.of("kind", "package", "product", "SQL Server", "build", "10.0.1"),
                        Map.of("kind", "service", "name", "W3SVC", "action", "restart"),
                        Map.of("kind", "command", "name", "iisreset"));
    }

    @Test
    void gatesFactsAndWitnessesSpeakForThemselves() {
        Gate gate = new Gate("R069", "R069-a", "site:HQ", "because", List.of(new AssetId("hub01")), "It is lifted.");

        assertThat(AuditWords.gate(gate))
                .isEqualTo(Map.of(
                        "id", "R069",
                        "rule", "R069-a",
                        "scope", "site:HQ",
                        "because", "because",
                        "heldBy", List.of("hub01"),
                        "liftedBy", "It is lifted."));
        assertThat(AuditWords.fact(new Explanation.FactCited("sha256:0#1", "It is off.")))
                .isEqualTo(Map.of("finding", "sha256:0#1", "says", "It is off."));
        assertThat(AuditWords.witness(
                        new Verification.Witness("handshake", Verification.Verdict.FAILED, "On port 443.")))
                .isEqualTo(Map.of("who", "handshake", "verdict", "failed", "says", "On port 443."));
    }
}
