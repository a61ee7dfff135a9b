package io.ratchet.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void asksForTheKeysOfUpToThreeLevels(int depth) {
        assertThat(new Questions.Tree("HKLM\\SOFTWARE", depth).depth()).isEqualTo(depth);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4})
    void asksForNothingDeeperLestAHostWalkItsWholeRegistry(int depth) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Questions.Tree("HKLM\\SOFTWARE", depth))
                .withMessage("keys are told to a depth of 0 to 3");
    }

    @Test
    void asksForAKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Questions.Tree(" ", 1))
                .withMessage("a key must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Questions.Place("", "Enabled"))
                .withMessage("a key must not be empty");
    }
}
