package io.ratchet.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test
    void onlyThreePhasesChangeAHost() {
        assertThat(Phase.values())
                .filteredOn(Phase::changesTheHost)
                .containsExactly(Phase.APPLY, Phase.UNDO, Phase.REBOOT);
    }

    @Test
    void anAnswerSucceededWhenNoCallFailed() {
        assertThat(answer(result("1", null), result("2", null)).succeeded()).isTrue();
        assertThat(answer(result("1", null), result("2", "FAILED: no")).succeeded())
                .isFalse();
    }

    @Test
    void anAnswerKnowsItsCalls() {
        StepResult second = result("2", null);
        assertThat(answer(result("1", null), second).result("2")).contains(second);
        assertThat(answer(second).result("1")).isEmpty();
    }

    @Test
    void aScriptIsAsciiAndOfARun() {
        assertThat(new PhaseScript("run-1", Phase.ASSESS, "~", Duration.ZERO).text())
                .isEqualTo("~");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PhaseScript("run-1", Phase.ASSESS, "\u0080", Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new PhaseScript(" ", Phase.ASSESS, "x", Duration.ZERO));
    }

    @Test
    void aCallCarriesOnlyWhatTravels() {
        assertThat(new ActionCall("1", "a", Map.of("text", "t", "number", 1L, "truth", true, "list", List.of("t")))
                        .parameters())
                .containsOnlyKeys("text", "number", "truth", "list");
        for (Object stranger : new Object[] {1, 1.5, List.of(1L), List.of("t", 1L), Map.of()})
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ActionCall("1", "a", Map.of("x", stranger)))
                    .withMessageContaining("'x' of action 'a'");
    }

    private static PhaseAnswer answer(StepResult... results) {
        return new PhaseAnswer("run-1", Phase.VERIFY, Instant.EPOCH, "WEB01", null, null, List.of(results));
    }

    private static StepResult result(String call, @Nullable String error) {
        return new StepResult(call, "registry", false, Map.of(), Map.of(), "none", error);
    }
}
