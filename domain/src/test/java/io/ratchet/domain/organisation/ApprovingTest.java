package io.ratchet.domain.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.decision.Risk;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovingTest {
    @ParameterizedTest
    @CsvSource({"LOW, false", "MEDIUM, true", "HIGH, true", "CRITICAL, true"})
    void takesAnotherPersonForAllAboveLowRiskWhereNothingIsSaid(Risk risk, boolean apart) {
        assertThat(Approving.careful().apart(risk)).isEqualTo(apart);
        assertThat(Approving.careful().people(risk)).isEqualTo(1);
        assertThat(Approving.careful().always()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Risk.class)
    void takesAsManyPeopleOfWhomeverWhereThePlansOriginDoesNotMatter(Risk risk) {
        // Given
        Approving strict = new Approving(Risk.LOW, true, Map.of(Risk.HIGH, 2, Risk.CRITICAL, 3));

        // When
        Approving alone = strict.withoutApart();

        // Then
        assertThat(strict.apart(risk)).isTrue();
        assertThat(alone.apart(risk)).isFalse();
        assertThat(alone.people(risk)).isEqualTo(strict.people(risk));
        assertThat(alone.always()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void takesOneToNinePeople(int many) {
        assertThat(new Approving(null, false, Map.of(Risk.HIGH, many)).people(Risk.HIGH))
                .isEqualTo(many);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10})
    void refusesAPlanThatNobodyOrTooManyWouldApprove(int many) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Approving(null, false, Map.of(Risk.HIGH, many)))
                .withMessage("a plan is approved by 1 to 9 people");
    }
}
