package io.ratchet.domain.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The types of docs/guides/events.md; what follows them outside relies on each. */
class EventTest {
    private static final AssetId WEB01 = new AssetId("web01.corp.example");
    private static final Decision.About ABOUT = new Decision.About(
            WEB01,
            new Identity.Resolved(),
            HostRef.named("web01.corp.example"),
            "HQ",
            "os-7-sp1",
            Goal.READY,
            10,
            Remedy.REGISTRY,
            Readiness.READY);

    @Test
    void isCalledAsItIsCalledOutsideAndIsAboutItsAsset() {
        // Given
        Decision decision = new Decision.NoAction(
                ABOUT,
                new Explanation("R1", List.of(), "stable", List.of(), Confidence.HIGH, List.of(), "It is done."));
        PlanStep step =
                new PlanStep(10, "os-7-sp1", "windows/x", "0".repeat(64), Map.of(), List.of(), Restart.NONE, "R1");
        Remediation proposed = new Remediation.Proposed(new Remediation.Subject(
                "r-1",
                new Plan(WEB01, HostRef.named("web01.corp.example"), Goal.READY, List.of(step)),
                "HQ",
                Instant.EPOCH));

        // When
        List<Event> events = List.of(
                new Event.AssetIdentified(ABOUT),
                new Event.AssetChanged(ABOUT),
                new Event.AssetGone(ABOUT),
                new Event.DecisionMade(decision),
                new Event.DecisionWithdrawn(decision),
                new Event.RemediationReached(proposed));

        // Then
        assertThat(events)
                .extracting(Event::type)
                .containsExactly(
                        "asset.identified",
                        "asset.changed",
                        "asset.gone",
                        "decision.made",
                        "decision.withdrawn",
                        "remediation.reached");
        assertThat(events).extracting(Event::about).containsOnly("web01.corp.example");
    }

    @Test
    void aHeadOfTheLogIsAboutThatLog() {
        // When
        Event kept = new Event.AuditHeadKept("ratchet.example/log", 42, "ab".repeat(32), "");

        // Then
        assertThat(kept.type()).isEqualTo("audit.head-kept");
        assertThat(kept.about()).isEqualTo("ratchet.example/log");
    }
}
