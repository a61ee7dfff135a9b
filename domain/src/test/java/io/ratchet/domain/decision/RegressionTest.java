package io.ratchet.domain.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegressionTest {
    private static final Instant PROVEN = Instant.parse("2018-09-20T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"PT0S, 0", "PT47H59M, 1", "PT48H, 2", "PT-48H, 0"})
    void wasProvenForWholeDaysAndNeverForLessThanNone(Duration seenAfter, long days) {
        assertThat(moved(List.of("os-7-sp1"), PROVEN.plus(seenAfter)).provenDays())
                .isEqualTo(days);
    }

    @Test
    void isOfASystem() {
        assertThatThrownBy(() -> moved(List.of(), PROVEN)).hasMessageContaining("at least one system");
    }

    @Test
    void isToldInTheWordsOfItsSchema() {
        assertThat(Regression.Way.values()).extracting(Regression.Way::wire).containsExactly("collect", "scan", "use");
        assertThat(Regression.Origin.values())
                .extracting(Regression.Origin::wire)
                .containsExactly("policy", "patch", "image", "not-known");
    }

    private static Regression moved(List<String> systems, Instant seenAt) {
        return new Regression(
                new AssetId("web01"),
                "HQ",
                Goal.READY,
                systems,
                Readiness.READY,
                Readiness.CAPABLE_OFF,
                PROVEN,
                seenAt,
                new Regression.Moved(Regression.Way.SCAN, "TLS 1.2", "offered", "refused", null, seenAt, "sha256:ab#1"),
                Regression.Cause.NOT_KNOWN);
    }
}
