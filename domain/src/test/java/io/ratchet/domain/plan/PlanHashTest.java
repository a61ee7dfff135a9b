package io.ratchet.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An approval is void as soon as any part of what was approved is another. */
class PlanHashTest {
    private static final String SID = "S-1-5-21-1-2-3-1001";
    private static final HostRef HOST =
            host("web01.corp.example", "WEB01", "7c0a51f4-0000-4000-8000-00000000000b", SID);
    private static final PlanStep STEP =
            step(10, "os-7", "windows/x", "a", Map.of("kb", "1"), "KB1000001", Restart.NONE);
    private static final Plan APPROVED = plan("web01", HOST, Goal.READY, STEP);

    // spotless:off
    static Stream<Plan> others() {
        return Stream.of(
            plan("web02", HOST, Goal.READY, STEP),
            plan("web01", host("web02.corp.example", "WEB01", HOST.smbiosUuid(), SID), Goal.READY, STEP),
            plan("web01", host("web01.corp.example", "WEB02", HOST.smbiosUuid(), SID), Goal.READY, STEP),
            plan("web01", host("web01.corp.example", "WEB01", "7c0a51f4-0000-4000-8000-00000000000c", SID), Goal.READY, STEP),
            plan("web01", host("web01.corp.example", "WEB01", HOST.smbiosUuid(), "S-1-5-21-1-2-3-1002"), Goal.READY, STEP),
            plan("web01", HOST, Goal.ONLY, STEP),
            plan("web01", HOST, Goal.READY, step(11, "os-7", "windows/x", "a", Map.of("kb", "1"), "KB1000001", Restart.NONE)),
            plan("web01", HOST, Goal.READY, step(10, "os-8", "windows/x", "a", Map.of("kb", "1"), "KB1000001", Restart.NONE)),
            plan("web01", HOST, Goal.READY, step(10, "os-7", "windows/y", "a", Map.of("kb", "1"), "KB1000001", Restart.NONE)),
            plan("web01", HOST, Goal.READY, step(10, "os-7", "windows/x", "b", Map.of("kb", "1"), "KB1000001", Restart.NONE)),
            plan("web01", HOST, Goal.READY, step(10, "os-7", "windows/x", "a", Map.of("kb", "2"), "KB1000001", Restart.NONE)),
            plan("web01", HOST, Goal.READY, step(10, "os-7", "windows/x", "a", Map.of("kc", "1"), "KB1000001", Restart.NONE)),
            plan("web01", HOST, Goal.READY, step(10, "os-7", "windows/x", "a", Map.of("kb", "1"), "KB1000002", Restart.NONE)),
            plan("web01", HOST, Goal.READY, step(10, "os-7", "windows/x", "a", Map.of("kb", "1"), "KB1000001", Restart.APP)));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("others")
    void anotherPlanHasAnotherHash(Plan other) {
        assertThat(other.hash()).isNotEqualTo(APPROVED.hash());
    }

    @Test
    void aPartCannotBeMovedIntoItsNeighbour() {
        assertThat(plan("web01", HOST, Goal.READY, step(1, "0os", "p", "a", Map.of(), "KB1000001", Restart.NONE))
                        .hash())
                .isNotEqualTo(
                        plan("web01", HOST, Goal.READY, step(10, "os", "p", "a", Map.of(), "KB1000001", Restart.NONE))
                                .hash());
    }

    @Test
    void knowsAllItsChanges() {
        assertThat(APPROVED.changes()).containsExactly(new Change.Update("KB1000001"));
    }

    @Test
    void eachPartOfEachKindOfChangeCounts() {
        // Given
        List<Change> changes = List.of(
                new Change.Registry("HKLM\\S\\A", "Enabled", null, RegistryData.dword(1)),
                new Change.Registry("HKLM\\S\\B", "Enabled", null, RegistryData.dword(1)),
                new Change.Registry("HKLM\\S\\A", "Default", null, RegistryData.dword(1)),
                new Change.Registry("HKLM\\S\\A", "Enabled", RegistryData.ABSENT, RegistryData.dword(1)),
                new Change.Registry("HKLM\\S\\A", "Enabled", RegistryData.dword(0), RegistryData.dword(1)),
                new Change.Registry("HKLM\\S\\A", "Enabled", null, RegistryData.dword(2)),
                new Change.Update("KB1000001"),
                new Change.Product("p", "1.0"),
                new Change.Product("q", "1.0"),
                new Change.Product("p", "1.1"),
                new Change.Service("p", "stop"),
                new Change.Service("q", "stop"),
                new Change.Service("p", "start"),
                new Change.Command("p"),
                new Change.Command("q"),
                new Change.Reboot());

        // When
        List<String> hashes = changes.stream().map(PlanHashTest::hashWith).toList();

        // Then
        assertThat(hashes).doesNotHaveDuplicates();
    }

    private static String hashWith(Change change) {
        PlanStep step = new PlanStep(
                10, "os-7", "windows/x", "a".repeat(64), Map.of(), List.of(change), Restart.NONE, "R001-x");
        return plan("web01", HOST, Goal.READY, step).hash();
    }

    private static Plan plan(String asset, HostRef host, Goal goal, PlanStep step) {
        return new Plan(new AssetId(asset), host, goal, List.of(step));
    }

    private static HostRef host(String fqdn, String netbios, @Nullable String uuid, String sid) {
        return new HostRef("default", null, null, fqdn, netbios, null, null, uuid, sid, Map.of());
    }

    private static PlanStep step(
            int order,
            String system,
            String playbook,
            String hash,
            Map<String, String> parameters,
            String kb,
            Restart restart) {
        return new PlanStep(
                order,
                system,
                playbook,
                hash.repeat(64),
                parameters,
                List.of(new Change.Update(kb)),
                restart,
                "R001-x");
    }
}
