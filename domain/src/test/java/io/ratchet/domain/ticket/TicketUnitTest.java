package io.ratchet.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketUnitTest {
    // spotless:off
    static Stream<Arguments> units() {
        return Stream.of(
            Arguments.of(TicketUnit.atSite("dv-lpe", "HQ"), "dv-lpe", "site:HQ", "site HQ"),
            Arguments.of(TicketUnit.atSite("dv-lpe", " HQ "), "dv-lpe", "site:HQ", "site HQ"),
            Arguments.of(TicketUnit.atSite(null, "HQ"), "-", "site:HQ", "site HQ"),
            Arguments.of(TicketUnit.atSite("dv-lpe", null), "dv-lpe", "site:", "hosts without a known site"),
            Arguments.of(TicketUnit.ofOwner("dv-lpe", " uc-team "), "dv-lpe", "owner:uc-team", "hosts of uc-team"),
            Arguments.of(TicketUnit.ofOwner(null, "uc-team"), "-", "owner:uc-team", "hosts of uc-team"));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("units")
    void isASystemAtAPlaceThatPeopleCanRead(TicketUnit unit, String system, String place, String words) {
        assertThat(unit.system()).isEqualTo(system);
        assertThat(unit.place()).isEqualTo(place);
        assertThat(unit.where()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HQ", "Site:HQ", "pool:pool01"})
    void isForASiteOrAnOwner(String place) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketUnit("dv-lpe", place))
                .withMessage("a ticket is for a site or an owner: " + place);
    }

    @Test
    void isAboutASystem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketUnit(" ", "site:HQ"))
                .withMessage("the system of a ticket must not be empty");
    }
}
