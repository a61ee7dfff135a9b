package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.store.CollectOrders.Order;
import io.ratchet.store.CollectOrders.State;
import io.ratchet.store.Queue;
import io.ratchet.store.Rounds;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of an asset: who says who it is, and what is missing and how it is collected. */
class AssetPageTest {
    private static final AssetId OTHER = new AssetId(ServedConsole.OTHER);
    private static final String PAGE = "/assets/" + ServedConsole.OTHER;

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
    void tellsWhichSourceCallsItByWhichNameAndSinceWhen() throws IOException {
        // When
        String page = console.get(PAGE).body();
        JsonNode asset = Json.parse(console.get("/api/v1" + PAGE).body());

        // Then
        assertThat(page)
                .contains(
                        "Who says who it is", ">web02.example</span>", ">web02.old.example</span>", ">10.0.0.7</span>")
                .contains("Id at &lt;script&gt;", "<td>2018-08-01</td>", "40 days ago", "another was said later")
                .doesNotContain("<script>alert");
        assertThat(page.indexOf(">web02.example</span>")).isLessThan(page.indexOf(">web02.old.example</span>"));
        assertThat(asset.path("claims")).hasSize(2);
        assertThat(asset.at("/claims/0/source").asText()).isEqualTo("collect");
        assertThat(asset.at("/claims/1/host/ip").asText()).isEqualTo("10.0.0.7");
        assertThat(asset.at("/claims/1/since").asText()).isEqualTo("2018-08-01");
    }

    @Test
    void tellsWhatIsMissingAndHowItIsCollected() {
        // Given
        String before = console.get(PAGE).body();
        lacks("Collect the version of schannel.dll.");

        // When
        String page = console.get(PAGE).body();

        // Then
        assertThat(before).doesNotContain("What is missing");
        assertThat(page)
                .contains("What is missing, and how it is collected", "Collect the version of schannel.dll.")
                .contains("It was not asked yet.", "aria-label=\"Ask web02.example/nic for what is missing\"")
                .contains("ratchet collect --script", "No scanner has said anything of its listeners yet.")
                .contains("name=\"at\" value=\"window\"");
    }

    @Test
    void tellsWhatCameOfItWhenItWasAskedLast() {
        // Given
        lacks("Collect the version of schannel.dll.");
        Order order = Order.of(OTHER, null, null, console.instant(), "user:alice", console.instant());
        console.change(tx -> {
            tx.collects().order(order);
            tx.collects().take(order, console.instant().plusSeconds(60));
            tx.collects().end(order, State.DONE, console.instant(), null, "12 facts.");
        });

        // When
        String page = console.get(PAGE).body();

        // Then
        assertThat(page).contains("Asked last today 01:00 UTC: done. 12 facts.");
    }

    @Test
    void theHostIsAskedFromItsPage() {
        // Given
        lacks("Collect the version of schannel.dll.");

        // When
        HttpResponse<String> answer = console.form("/collect", "hosts=" + "web02.example%2Fnic");

        // Then the desk of this console knows no asset, and says so
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Not asked", "web02.example/nic");
    }

    @Test
    void tellsInWhichTicketsItStands() {
        // Given
        String before = console.get(PAGE).body();
        console.change(tx -> {
            Ticket ticket = tx.tickets().list().get(0);
            tx.tickets()
                    .keep(
                            ticket.key(),
                            List.of(new Ticket.Host(OTHER, Ticket.Standing.ASKED, "READY", ServedConsole.HOSTILE)),
                            List.of());
        });

        // When
        String page = console.get(PAGE).body();

        // Then
        assertThat(before).doesNotContain("Exceptions and tickets");
        assertThat(page)
                .contains(
                        "Exceptions and tickets",
                        "Lync Phone Edition",
                        "href=\"https://desk.example/17\"",
                        "desk 17",
                        "a person must act")
                .contains("&lt;script&gt;alert(")
                .doesNotContain("<script>alert");
    }

    @Test
    void tellsWhatItSpeaksItselfBesideWhatItsListenersOffer() {
        // Given
        try (ServedConsole fleet = ServedConsole.over(folder, new Fleet(60))) {
            AssetId frontEnd = fleet.read(tx -> tx.queue().named(Queue.Filter.all(Fleet.START))).stream()
                    .map(Queue.Named::asset)
                    .filter(asset -> asset.value().startsWith("sfb"))
                    .findFirst()
                    .orElseThrow();

            // When
            String page = fleet.send(fleet.to("/assets/" + frontEnd).GET()).body();

            // Then
            assertThat(page)
                    .contains("What it speaks itself", ">outbound, dotnet</th>", "<td>3 times, ")
                    .contains("No scanner has said anything of its listeners");
        }
    }

    @Test
    void tellsWhatHappenedFromWhatWasSeenToWhatWasProvenOnOneLineOfTime() {
        // Given
        try (ServedConsole fleet = ServedConsole.over(folder, new Fleet(60))) {
            AssetId frontEnd = fleet.read(tx -> tx.queue().named(Queue.Filter.all(Fleet.START))).stream()
                    .map(Queue.Named::asset)
                    .filter(asset -> asset.value().startsWith("sfb"))
                    .findFirst()
                    .orElseThrow();
            Instant later = fleet.instant();
            fleet.change(tx -> {
                tx.audit()
                        .append(line(later, "remediation.rejected", frontEnd, Map.of("reason", ServedConsole.HOSTILE)));
                tx.audit()
                        .append(line(
                                later.plusSeconds(60),
                                "readiness.changed",
                                frontEnd,
                                Map.of("goal", "READY", "before", "CAPABLE_OFF", "after", "READY_UNPROVEN")));
                tx.audit()
                        .append(line(
                                later.plusSeconds(120),
                                "verification.done",
                                frontEnd,
                                Map.of("verdict", "passed", "runId", "run-1")));
            });

            // When
            String page = fleet.send(fleet.to("/assets/" + frontEnd).GET()).body();
            String happened = page.substring(page.indexOf("id=\"happened\""));

            // Then
            assertThat(happened)
                    .containsSubsequence(
                            ">proven</span>",
                            "The witnesses were heard.",
                            "verdict passed",
                            ">decided</span>",
                            "goal READY, from CAPABLE_OFF to READY_UNPROVEN",
                            ">asked</span>",
                            "The actor refused the plan.",
                            "&lt;script&gt;alert(",
                            ">seen</span>",
                            "All findings of the report by ")
                    .contains("A source said ", "All lines of the audit log about it")
                    .doesNotContain("<script>alert");
        }
    }

    private static AuditEvent line(Instant at, String type, AssetId asset, Map<String, Object> data) {
        return new AuditEvent(at, type, "user:alice", asset, null, data);
    }

    /** A round finds that a fact is missing. */
    private void lacks(String what) {
        Decision.About about = new Decision.About(
                OTHER,
                new Identity.Resolved(),
                HostRef.named("web02.example"),
                null,
                "os-7-sp1",
                Goal.READY,
                1,
                Remedy.EVIDENCE,
                Readiness.UNKNOWN);
        Explanation why = new Explanation(
                "R125-unknown-is-never-a-pass",
                List.of(125),
                "stable",
                List.of("S1"),
                Confidence.HIGH,
                List.of(),
                "This cannot be decided yet.");
        Gate gate = new Gate(Gate.EVIDENCE, why.rule(), "asset:" + OTHER, "A fact is missing.", List.of(OTHER), what);
        Decision held = new Decision.Hold(about, why, List.of(gate), List.of());
        Rounds.Ground ground = new Rounds.Ground(console.instant(), "b".repeat(64), Organisation.careful(), 0);
        console.change(tx -> tx.decisions()
                .replace(
                        Set.of(OTHER),
                        List.of(held),
                        ground,
                        tx.rounds().last().orElseThrow().number())
                .orElseThrow());
    }
}
