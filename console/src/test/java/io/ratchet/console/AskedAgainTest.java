package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Rounds;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that changed after people had decided on it is asked again for what differs. */
class AskedAgainTest {
    private static final String KEY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    private static final String CHANGED = "What was decided has changed; the new plan must be approved.";

    @TempDir
    private Path folder;

    private ServedConsole console;

    @BeforeEach
    void start() {
        console = ServedConsole.closed(folder);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void anApprovalThatNoLongerHoldsIsAskedForTheDifference() throws Exception {
        // Given a plan that was approved, and a later round that decides otherwise
        Proposed first = console.propose();
        approve(first);
        Proposed next = replaced(
                first,
                new PlanStep(
                        10,
                        "os-7-sp1",
                        "windows/winhttp",
                        "1".repeat(64),
                        Map.of("mode", "wide"),
                        List.of(new Change.Registry(
                                KEY, "DefaultSecureProtocols", RegistryData.dword(160), RegistryData.dword(2048))),
                        Restart.NONE,
                        "R025-winhttp-keeps-what-is-there"));

        // When
        JsonNode before = previously(next);

        // Then
        assertThat(before.path("word").asText()).isEqualTo("approved");
        assertThat(before.path("by").asText()).isEqualTo("user:alice");
        assertThat(before.path("at").asText()).isEqualTo("2018-09-20T01:00:00Z");
        assertThat(before.path("planHash").asText())
                .isEqualTo(first.subject().plan().hash());
        assertThat(before.path("because").asText()).isEqualTo(CHANGED);
        assertThat(before.path("touchesHost").asBoolean()).isTrue();
        assertThat(differences(before))
                .containsExactly(
                        tuple(
                                "Registry value " + KEY + "\\DefaultSecureProtocols",
                                "160 (0xa0, dword) \u2192 2176 (0x880, dword)",
                                "160 (0xa0, dword) \u2192 2048 (0x800, dword)",
                                true),
                        tuple("Playbook of windows/winhttp for os-7-sp1", "as 000000000000", "as 111111111111", true),
                        tuple("Parameter mode of windows/winhttp for os-7-sp1", "not given", "wide", true),
                        tuple("Restart after windows/winhttp for os-7-sp1", "reboot", "none", true),
                        tuple("Restart", "reboot", "none", true),
                        tuple("Gate R069 of site:HQ", "shut: " + ServedConsole.HOSTILE, "open", false),
                        tuple(
                                "Evidence: " + ServedConsole.HOSTILE,
                                "among what it rests on",
                                "not among what it rests on",
                                false),
                        tuple(
                                "Evidence: It was patched.",
                                "not among what it rests on",
                                "among what it rests on",
                                false));
        assertThat(page("/remediations/" + next.subject().id()))
                .contains(
                        "Asked again",
                        "Approved",
                        "user:alice",
                        first.subject().plan().hash().substring(0, 12))
                .contains(CHANGED, "as 111111111111", "Since then")
                .doesNotContain("Nothing that is done to the host differs");
        assertThat(page("/queue/" + next.subject().plan().cohort()))
                .contains("Asked again", "asked again</span>", "as 111111111111");
    }

    @Test
    void aKindOfWhichPlansDifferInSeveralWaysTellsEachWithAHostAndHowMany() throws Exception {
        // Given three hosts for which the same is wanted now, and was not before
        PlanStep now = wide("1", Restart.NONE);
        List<Proposed> next = List.of(
                again("a", wide("2", Restart.NONE), now),
                again("b", wide("2", Restart.NONE), now),
                again("c", wide("1", Restart.REBOOT), now));
        String cohort = "/queue/" + next.get(0).subject().plan().cohort();

        // When
        String page = page(cohort);
        String only = page(cohort + "?show=asked-again");

        // Then
        for (String shown : List.of(page, only))
            assertThat(text(shown))
                    .contains("3 hosts are asked again", "Asked again, as an example: again-")
                    .contains(
                            "2 Playbook of windows/winhttp for os-7-sp1: before as 222222222222, now as 111111111111 again-a")
                    .contains("1 Restart after windows/winhttp for os-7-sp1: before reboot, now none"
                            + " Restart: before reboot, now none again-c")
                    .doesNotContain("Compared were only");
        assertThat(page).contains(cohort + "?show=asked-again");
    }

    @Test
    void ofManyTheFirstAreComparedAndHowManyIsSaid() throws Exception {
        // Given
        PlanStep now = wide("1", Restart.NONE);
        Proposed one = again("00", wide("2", Restart.NONE), now);
        for (int i = 1; i <= AskedAgain.LOOKED_AT; i++) again("%02d".formatted(i), wide("2", Restart.NONE), now);

        // When
        String page = text(page("/queue/" + one.subject().plan().cohort()));

        // Then
        assertThat(page)
                .contains("51 hosts are asked again")
                .contains("Compared were only 50 of them, the first by name.")
                .contains("50 Playbook of windows/winhttp");
    }

    /** What a reader of the page is told, without its elements. */
    private static String text(String page) {
        return page.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").replace(" :", ":");
    }

    private static PlanStep wide(String playbook, Restart restart) {
        return new PlanStep(
                10,
                "os-7-sp1",
                "windows/winhttp",
                playbook.repeat(64),
                Map.of(),
                List.of(new Change.Registry(
                        KEY, "DefaultSecureProtocols", RegistryData.dword(160), RegistryData.dword(2048))),
                restart,
                "R025-winhttp-keeps-what-is-there");
    }

    /** Another host, of which one plan was approved and another one stands now. */
    private Proposed again(String name, PlanStep before, PlanStep now) {
        AssetId asset = new AssetId("again-" + name);
        Proposed first = of(asset, name + "-before", before);
        console.change(tx -> tx.remediations().propose(first));
        approve(first);
        Proposed next = of(asset, name + "-now", now);
        console.change(tx -> {
            Versioned<Remediation> seen =
                    tx.remediations().find(first.subject().id()).orElseThrow();
            Instant at = Instant.parse("2018-09-20T02:00:00Z");
            tx.remediations().save(((Remediation.Allowed) seen.remediation()).withdraw(CHANGED, at), seen.version());
            tx.remediations().propose(next);
        });
        return next;
    }

    private static Proposed of(AssetId asset, String id, PlanStep step) {
        Plan plan = new Plan(asset, HostRef.named(asset.value()), Goal.READY, List.of(step));
        return new Proposed(new Remediation.Subject(id, plan, "HQ", Instant.parse("2018-09-20T00:30:00Z")));
    }

    @Test
    void whereOnlyTheReasonsDifferThatIsSaid() throws Exception {
        // Given the same steps on a host that is known by more
        Proposed first = console.propose();
        approve(first);
        Proposed next = replaced(first, first.subject().plan().steps().get(0), "WEB01");

        // When
        JsonNode before = previously(next);

        // Then
        assertThat(before.path("touchesHost").asBoolean()).isFalse();
        assertThat(differences(before)).contains(tuple("Short name of the host", "not known", "WEB01", false));
        assertThat(page("/remediations/" + next.subject().id())).contains("Nothing that is done to the host differs.");
    }

    @Test
    void theQueueShowsThemByThemselvesAndCountsThem() throws Exception {
        // Given
        Proposed first = (Proposed) console.remediation("r-1");
        console.post(
                "/api/v1/remediations/" + first.subject().id() + "/reject",
                "application/json",
                "{\"reason\":\"not <so>\"}");
        PlanStep step = first.subject().plan().steps().get(0);
        Proposed next = replaced(
                first,
                new PlanStep(
                        10,
                        "os-7-sp1",
                        "windows/other",
                        "2".repeat(64),
                        Map.of(),
                        step.changes(),
                        Restart.REBOOT,
                        step.rule()));

        // When
        JsonNode cohorts = Json.parse(
                        console.get("/api/v1/queue/cohorts?show=asked-again").body())
                .path("cohorts");

        // Then
        assertThat(cohorts).hasSize(1);
        assertThat(cohorts.at("/0/askedAgain").asInt()).isEqualTo(1);
        assertThat(cohorts.at("/0/cohort").asText())
                .isEqualTo(next.subject().plan().cohort());
        assertThat(page("/queue"))
                .contains("<b>1</b> asked again: what was decided before does not hold any more.")
                .contains("what is asked again (1)");
        assertThat(page("/queue?show=asked-again"))
                .contains(next.subject().plan().cohort());
        assertThat(page("/remediations/" + next.subject().id())).contains("Rejected", "not &lt;so&gt;");
        assertThat(StreamSupport.stream(
                                Json.parse(console.get("/api/v1/queue").body())
                                        .path("entries")
                                        .spliterator(),
                                false)
                        .filter(entry -> entry.at("/remediation/previously").isObject()))
                .hasSize(1);
    }

    @Test
    void whatIsAskedForTheFirstTimeOrWasTakenBackByAPersonIsNot() throws Exception {
        // Given
        Proposed first = console.propose();
        JsonNode outcome = Json.parse(console.post(
                        "/api/v1/queue/approve",
                        "application/json",
                        "{\"plans\":[{\"id\":\"" + first.subject().id() + "\",\"planHash\":\""
                                + first.subject().plan().hash() + "\"}]}")
                .body());
        console.post(
                "/api/v1/queue/undo",
                "application/json",
                "{\"outcome\":\"" + outcome.path("id").asText() + "\"}");

        // When
        Proposed next = proposed("r-next", first, first.subject().plan().steps().get(0), "WEB01");
        console.change(tx -> tx.remediations().propose(next));

        // Then
        assertThat(json("/api/v1/remediations/" + first.subject().id()).has("previously"))
                .isFalse();
        assertThat(json("/api/v1/remediations/r-next").has("previously")).isFalse();
        assertThat(page("/remediations/r-next")).doesNotContain("Asked again");
    }

    private void approve(Proposed plan) {
        assertThat(console.post(
                                "/api/v1/remediations/" + plan.subject().id() + "/approve",
                                "application/json",
                                "{\"planHash\":\"" + plan.subject().plan().hash() + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private Proposed replaced(Proposed first, PlanStep step) {
        return replaced(first, step, "");
    }

    /** A round later another plan stands in its place. */
    private Proposed replaced(Proposed first, PlanStep step, String netbios) {
        Proposed next = proposed("r-next", first, step, netbios);
        console.change(tx -> {
            Versioned<Remediation> seen =
                    tx.remediations().find(first.subject().id()).orElseThrow();
            if (seen.remediation() instanceof Remediation.Allowed allowed)
                tx.remediations()
                        .save(allowed.withdraw(CHANGED, Instant.parse("2018-09-20T02:00:00Z")), seen.version());
            Decision.Remediate decided =
                    (Decision.Remediate) tx.decisions().current(first.subject().asset()).stream()
                            .filter(Decision.Remediate.class::isInstance)
                            .findFirst()
                            .orElseThrow();
            Explanation why = decided.why();
            Explanation other = new Explanation(
                    why.rule(),
                    why.statements(),
                    why.status(),
                    why.citations(),
                    why.confidence(),
                    List.of(new Explanation.FactCited("sha256:" + "e".repeat(64) + "#row[1]", "It was patched.")),
                    why.because());
            tx.decisions()
                    .replace(
                            Set.of(first.subject().asset()),
                            List.of(new Decision.Remediate(
                                    decided.about(),
                                    other,
                                    decided.playbook(),
                                    decided.parameters(),
                                    decided.changes(),
                                    decided.restart())),
                            new Rounds.Ground(
                                    Instant.parse("2018-09-20T02:00:00Z"), "b".repeat(64), Organisation.careful(), 0),
                            tx.rounds().last().orElseThrow().number())
                    .orElseThrow();
            tx.remediations().propose(next);
        });
        return next;
    }

    private static Proposed proposed(String id, Proposed first, PlanStep step, String netbios) {
        Plan before = first.subject().plan();
        Plan plan = new Plan(
                before.asset(),
                netbios.isEmpty() ? before.host() : named(netbios, before.host()),
                before.goal(),
                List.of(step));
        return new Proposed(
                new Remediation.Subject(id, plan, first.subject().site(), Instant.parse("2018-09-20T02:00:00Z")));
    }

    private static HostRef named(String netbios, HostRef host) {
        return new HostRef(HostRef.DEFAULT_ZONE, null, null, host.fqdn(), netbios, null, null, null, null, Map.of());
    }

    private JsonNode previously(Proposed plan) throws IOException {
        return json("/api/v1/remediations/" + plan.subject().id()).path("previously");
    }

    private JsonNode json(String path) throws IOException {
        return Json.parse(console.get(path).body());
    }

    private String page(String path) {
        return console.get(path).body();
    }

    private static List<Tuple> differences(JsonNode before) {
        return StreamSupport.stream(before.path("differences").spliterator(), false)
                .map(one -> tuple(
                        one.path("what").asText(),
                        one.path("before").asText(),
                        one.path("after").asText(),
                        one.path("onHost").asBoolean()))
                .toList();
    }
}
