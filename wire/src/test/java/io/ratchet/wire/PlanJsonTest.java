package io.ratchet.wire;

import static io.ratchet.wire.Examples.refused;
import static io.ratchet.wire.Examples.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Plan;
import org.junit.jupiter.api.Test;

class PlanJsonTest {
    private final Plan plan = Examples.plan();

    @Test
    void comesBackWithTheSameHash() {
        // When
        JsonNode written = sent(PlanJson.write(plan));

        // Then
        assertThat(PlanJson.read(written)).isEqualTo(plan);
        assertThat(PlanJson.read(written).hash()).isEqualTo(written.path("hash").asText());
        Schemas.fits("plan-1", written);
    }

    @Test
    void showsItsStepsInOrderAndTheStrongestRestart() {
        // When
        JsonNode written = PlanJson.write(plan);

        // Then
        assertThat(written.path("steps").findValuesAsText("order")).containsExactly("10", "20");
        assertThat(written.path("restart").asText()).isEqualTo("reboot");
    }

    @Test
    void anEditedStepHasAnotherHash() {
        // Given
        ObjectNode edited = PlanJson.write(plan);
        ((ObjectNode) edited.path("steps").path(0).path("parameters")).put("kb", "KB2");

        // Then
        assertThat(PlanJson.read(edited).hash()).isNotEqualTo(plan.hash());
    }

    @Test
    void refusesAGoalThatIsNone() {
        refused(
                FailureCode.INTAKE_BAD_VALUE,
                "'plan.goal'",
                () -> PlanJson.read(PlanJson.write(plan).put("goal", "both")));
    }
}
