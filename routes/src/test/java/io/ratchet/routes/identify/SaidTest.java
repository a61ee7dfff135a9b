package io.ratchet.routes.identify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SaidTest {
    private static final Instant MONDAY = Instant.parse("2018-09-17T00:00:00Z");
    private static final HostRef HOST = HostRef.named("web01.corp.example");

    private final Vocabulary words = new Vocabulary();
    private final Said said = new Said();
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

    @AfterEach
    void end() {
        deflater.end();
    }

    @Property(tries = 200)
    void givesBackEverythingThatWasSaidOldestFirst(Draw draw) {
        // Given
        Said packed = new Said();
        List<Finding> all = new ArrayList<>();

        // When
        int deliveries = draw.between(1, 6);
        for (int delivery = 0; delivery < deliveries; delivery++) {
            List<Finding> some = draw.list(90, () -> finding(draw));
            packed.add(some, words, deflater);
            all.addAll(some);
        }

        // Then
        assertThat(packed.facts(words))
                .isEqualTo(all.stream().map(Fact::of).sorted(Said.ORDER).toList());
        assertThat(packed.reports(words))
                .isEqualTo(
                        all.stream().map(finding -> finding.report().sha256()).collect(Collectors.toSet()));
        assertThat(packed.isEmpty()).isEqualTo(all.isEmpty());
    }

    @Test
    void keepsAPlaceInAReportThatNoEncodingHas() {
        // Given half of a character
        Finding finding =
                new Finding(report(1), "row[\ud83d]", MONDAY, HOST, new Observation.Boot(MONDAY), Evidence.NONE);

        // When
        said.add(List.of(finding), words, deflater);

        // Then
        assertThat(said.facts(words)).containsExactly(Fact.of(finding));
    }

    private static Finding finding(Draw draw) {
        Instant at = draw.between(0, 9) == 9
                ? Instant.ofEpochSecond(draw.between(-100_000_000_000L, 100_000_000_000L), draw.between(0, 999_999_999))
                : MONDAY.plusSeconds(draw.between(0, 3));
        String record = draw.between(0, 4) == 4 ? "x" + draw.text(12) : "row[" + draw.between(0, 300) + "]";
        return new Finding(
                report(draw.between(0, 3)),
                record,
                at,
                HOST,
                new Observation.UpdateInstalled(
                        "KB" + draw.between(4_000_001, 4_000_040), Observation.Presence.PRESENT, null),
                Evidence.NONE);
    }

    private static ReportRef report(int number) {
        return new ReportRef(
                Sha256.hex("report " + number),
                number % 2 == 0 ? "osquery" : "nessus",
                "source " + number,
                null,
                number == 3 ? Method.AGENT : null);
    }
}
