package io.ratchet.domain.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactTest {
    private static final Instant NOON = Instant.parse("2018-09-20T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"sha256:ab12#row[7], ab12", "sha256:ab12, ab12", "ab12#row[7], ab12", "sha256:#row[7], ''"})
    void tellsOfWhichReportItIs(String pointer, String report) {
        assertThat(fact(pointer).report()).isEqualTo(report);
    }

    @Test
    void isBelievedLessElsewhereAndSaysOnWhoseAccount() {
        // Given
        Fact asTaken = fact("sha256:ab12#row[7]");

        // When
        Fact elsewhere = asTaken.elsewhere("osquery@hq", Method.DECLARED);

        // Then
        assertThat(asTaken.elsewhere()).isNull();
        assertThat(elsewhere.elsewhere()).isEqualTo("osquery@hq");
        assertThat(elsewhere.method()).isEqualTo(Method.DECLARED);
        assertThat(elsewhere.elsewhere("osquery@hq", Method.DECLARED)).isEqualTo(elsewhere);
        assertThat(elsewhere)
                .usingRecursiveComparison()
                .ignoringFields("origin.method", "elsewhere")
                .isEqualTo(asTaken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:ab12#row[7]", "sha256:ab12#a#b", "sha256:#row", "sha256:ab12#", "scan#1", "1"})
    void keepsAPointerAsItWasGiven(String pointer) {
        assertThat(fact(pointer).pointer()).isEqualTo(pointer);
        assertThat(fact(pointer)).isEqualTo(fact(pointer)).isNotEqualTo(fact(pointer + "0"));
    }

    private static Fact fact(String pointer) {
        return new Fact(
                new Observation.UpdateInstalled("KB3140245", Observation.Presence.PRESENT, null),
                NOON,
                "osquery@hq",
                "osquery",
                Method.AGENT,
                pointer);
    }
}
