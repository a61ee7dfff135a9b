package io.ratchet.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeyTest {
    private static final TicketUnit PHONES = TicketUnit.atSite("dv-lpe", "HQ");
    private static final String PLAN = "ab".repeat(32);

    /** Worked out apart from the program: whoever changes how a key is made loses every ticket that stands there. */
    @Test
    void isTheSameForTheSameTicketForever() {
        assertThat(TicketKey.of("Contoso", PHONES, 1)).hasToString("R-07E8354076E7");
        assertThat(TicketKey.of("Contoso", PHONES, 2)).hasToString("R-53B268C0AF71");
        assertThat(TicketKey.ofChange("Contoso", "rem-1", PLAN)).hasToString("R-71509D00C470");
    }

    @Test
    void isAnotherForAnotherInstallationUnitGenerationOrPlan() {
        // When
        List<TicketKey> keys = List.of(
                TicketKey.of("Contoso", PHONES, 1),
                TicketKey.of("Fabrikam", PHONES, 1),
                TicketKey.of("Contoso", TicketUnit.atSite("dv-hub", "HQ"), 1),
                TicketKey.of("Contoso", TicketUnit.atSite("dv-lpe", "Branch"), 1),
                TicketKey.of("Contoso", TicketUnit.ofOwner("dv-lpe", "HQ"), 1),
                TicketKey.of("Contoso", PHONES, 2),
                TicketKey.ofChange("Contoso", "rem-1", PLAN),
                TicketKey.ofChange("Fabrikam", "rem-1", PLAN),
                TicketKey.ofChange("Contoso", "rem-2", PLAN),
                TicketKey.ofChange("Contoso", "rem-1", "cd".repeat(32)));

        // Then
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void standsInBracketsInASubjectAndIsReadBack() {
        // Given
        TicketKey key = new TicketKey("R-07E8354076E7");

        // Then
        assertThat(key.marker()).isEqualTo("[R-07E8354076E7]");
        assertThat(TicketKey.read(key.toString())).contains(key);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "07E8354076E7",
                "R-07e8354076e7",
                "R-07E8354076E",
                "R-07E8354076E70",
                "R-07E8354076EG",
                " R-07E8354076E7",
                "R-07E8354076E7\n"
            })
    void readsNoKeyFromWhatIsNone(String given) {
        assertThat(TicketKey.read(given)).isEmpty();
    }

    @Test
    void refusesWhatIsNotSafeInAQuery() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketKey("R-' OR 1=1"))
                .withMessage("a ticket's key is R- and 12 digits, not R-' OR 1=1");
    }
}
