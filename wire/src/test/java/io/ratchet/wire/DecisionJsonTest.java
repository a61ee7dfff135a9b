package io.ratchet.wire;

import static io.ratchet.wire.Examples.changes;
import static io.ratchet.wire.Examples.refused;
import static io.ratchet.wire.Examples.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionJsonTest {
    static List<Decision> decisions() {
        return Examples.decisions();
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void everyKindComesBackAsItWasWritten(Decision decision) {
        // When
        JsonNode written = sent(DecisionJson.write(decision));

        // Then
        assertThat(DecisionJson.read(written)).isEqualTo(decision);
        Schemas.fits("decision-1", written);
    }

    @Test
    void noKindIsWithoutAnExample() {
        assertThat(decisions().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Decision.class.getPermittedSubclasses());
    }

    @Test
    void tellsAbsentBeforeFromUntold() {
        // When
        JsonNode written = sent(DecisionJson.write(decisions().get(0))).path("changes");

        // Then
        assertThat(named(written, "Added").has("before")).isTrue();
        assertThat(named(written, "Added").path("before").isNull()).isTrue();
        assertThat(named(written, "Untold").has("before")).isFalse();
        assertThat(named(written, "Deleted").path("after").isNull()).isTrue();
        assertThat(named(written, "Retyped").path("beforeType").asText()).isEqualTo("string");
    }

    private static JsonNode named(JsonNode written, String name) {
        for (JsonNode change : written) if (change.path("name").asText().equals(name)) return change;
        throw new AssertionError("no change of " + name + " in " + written);
    }

    @Test
    void keepsTheOrderOfChanges() {
        assertThat(((Decision.Remediate) DecisionJson.read(
                                sent(DecisionJson.write(decisions().get(0)))))
                        .changes())
                .containsExactlyElementsOf(changes());
    }

    @Test
    void saysNullForASystemThatNobodyRecognised() {
        // When
        JsonNode written = DecisionJson.write(decisions().get(5));

        // Then
        assertThat(written.has("system")).isTrue();
        assertThat(written.path("system").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"decision, perhaps", "goal, BOTH", "readiness, ALMOST", "remedy, prayer", "confidence, total"})
    void refusesAWordThatIsNotOfTheContract(String field, String word) {
        // Given
        ObjectNode document = DecisionJson.write(decisions().get(0)).put(field, word);

        // Then
        refused(FailureCode.INTAKE_BAD_VALUE, "'" + field + "'", () -> DecisionJson.read(document));
        assertThat(Schemas.problems("decision-1", document)).isNotEmpty();
    }

    @Test
    void theSchemaRefusesAChangeOfAnUnresolvedAsset() {
        // Given
        ObjectNode document = DecisionJson.write(decisions().get(0));
        document.withObject("/asset").put("identity", "provisional");

        // Then
        assertThat(Schemas.problems("decision-1", document)).isNotEmpty();
    }

    @Test
    void theSchemaRefusesAHoldWithoutAGate() {
        // Given
        ObjectNode document = DecisionJson.write(decisions().get(4));
        document.putArray("gates");

        // Then
        assertThat(Schemas.problems("decision-1", document)).isNotEmpty();
    }
}
