package io.ratchet.domain.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    @Test
    void onlyWhatWasShownProvesAGoalAndNothingUnknownDoes() {
        assertThat(Arrays.stream(Readiness.values()).filter(one -> one.proves(Goal.READY)))
                .containsExactly(Readiness.READY, Readiness.READY_QUIET, Readiness.ONLY, Readiness.ONLY_VERIFIED);
        assertThat(Arrays.stream(Readiness.values()).filter(one -> one.proves(Goal.ONLY)))
                .containsExactly(Readiness.ONLY, Readiness.ONLY_VERIFIED);
    }
}
