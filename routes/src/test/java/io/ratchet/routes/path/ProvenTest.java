package io.ratchet.routes.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.store.Ladder.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProvenTest {
    private static final AssetId WEB = new AssetId("web01.corp.example");
    private static final Instant BEGIN = Instant.parse("2018-09-20T00:00:00Z");
    private static final Instant NOW = day(40);

    @Test
    void countsTheDaysSinceTheLastOfItsSystemsWasProven() {
        // When
        List<Proven> proven = Proven.of(
                List.of(
                        rung("os-2016", 1, Readiness.READY),
                        rung("sv-x", 1, Readiness.CONFIGURED),
                        rung("sv-x", 11, Readiness.READY_QUIET)),
                List.of(),
                NOW);

        // Then
        assertThat(proven).containsExactly(new Proven(Goal.READY, day(11), 29));
    }

    @Test
    void beginsAnewAfterADayOnWhichItWasNotKnown() {
        // When
        List<Proven> proven = Proven.of(
                List.of(
                        rung("os-2016", 1, Readiness.READY),
                        rung("os-2016", 31, Readiness.UNKNOWN),
                        rung("os-2016", 33, Readiness.READY)),
                List.of(),
                NOW);

        // Then
        assertThat(proven).containsExactly(new Proven(Goal.READY, day(33), 7));
    }

    @Test
    void isNotProvenWhileItIsUnknownOrGoneOrWhileSomethingThatMovedBackStands() {
        // Given
        Regression moved = new Regression(
                WEB,
                null,
                Goal.READY,
                List.of("os-2016"),
                Readiness.READY,
                Readiness.READY,
                BEGIN,
                NOW,
                new Regression.Moved(
                        Regression.Way.USE, "TLSv1.0 inbound", "", "9 connections", null, NOW, "sha256:1#1"),
                Regression.Cause.NOT_KNOWN);

        // Then
        assertThat(Proven.of(
                        List.of(rung("os-2016", 1, Readiness.READY), rung("os-2016", 2, Readiness.UNKNOWN)),
                        List.of(),
                        NOW))
                .isEmpty();
        assertThat(Proven.of(List.of(rung("os-2016", 1, Readiness.READY), rung("os-2016", 2, null)), List.of(), NOW))
                .isEmpty();
        assertThat(Proven.of(List.of(rung("os-2016", 1, Readiness.READY)), List.of(moved), NOW))
                .isEmpty();
    }

    private static Rung rung(String system, int day, @Nullable Readiness readiness) {
        return new Rung(WEB, "HQ", system, Goal.READY, readiness, day(day), day, null);
    }

    private static Instant day(int day) {
        return BEGIN.plus(Duration.ofDays(day));
    }
}
