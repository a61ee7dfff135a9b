package io.ratchet.domain.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.organisation.Ticketing.ChangeRule;
import io.ratchet.domain.organisation.Ticketing.Rule;
import io.ratchet.domain.ticket.Ticket.ByHand;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketingTest {
    private static final Rule USUAL =
            new Rule(null, null, null, null, null, null, false, Period.ofDays(30), ByHand.REOPEN);

    @Test
    void asksTheUsualWayWhereNothingIsSaid() {
        assertThat(Ticketing.unsaid().of("rooms", "dv-lpe", "HQ")).isEqualTo(USUAL);
        assertThat(Ticketing.unsaid().of("rooms", null, null)).isEqualTo(USUAL);
        assertThat(Ticketing.unsaid().change("HQ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // what the rule says, the host, whether it fits
        ",      ,       ,     rooms, dv-lpe, HQ,     true",
        ",      ,       ,     rooms, ,       ,       true",
        "rooms, ,       ,     rooms, dv-lpe, HQ,     true",
        "rooms, ,       ,     uc,    dv-lpe, HQ,     false",
        ",      dv-lpe, ,     rooms, dv-lpe, HQ,     true",
        ",      dv-lpe, ,     rooms, dv-hub, HQ,     false",
        ",      dv-lpe, ,     rooms, ,       HQ,     false",
        ",      ,       HQ,   rooms, dv-lpe, HQ,     true",
        ",      ,       HQ,   rooms, dv-lpe, ' hq ', true",
        ",      ,       ' Hq', rooms, dv-lpe, HQ,    true",
        ",      ,       HQ,   rooms, dv-lpe, Branch, false",
        ",      ,       HQ,   rooms, dv-lpe, ,       false",
        "rooms, dv-lpe, HQ,   rooms, dv-lpe, HQ,     true",
        "rooms, dv-lpe, HQ,   uc,    dv-lpe, HQ,     false",
        "rooms, dv-lpe, HQ,   rooms, dv-hub, HQ,     false",
        "rooms, dv-lpe, HQ,   rooms, dv-lpe, Branch, false"
    })
    void aRuleFitsWhateverFitsAllThatItSays(
            @Nullable String family,
            @Nullable String system,
            @Nullable String site,
            String ofFamily,
            @Nullable String ofSystem,
            @Nullable String atSite,
            boolean fits) {
        // Given
        Rule rule = new Rule(family, system, site, null, "uc", null, false, Period.ofDays(7), ByHand.COMMENT);

        // Then
        assertThat(new Ticketing(List.of(rule)).of(ofFamily, ofSystem, atSite)).isEqualTo(fits ? rule : USUAL);
    }

    @Test
    void theFirstRuleThatFitsHolds() {
        // Given
        Rule phones = new Rule(null, "dv-lpe", null, null, "uc", "uma", true, Period.ofDays(90), ByHand.COMMENT);
        Rule headquarters = new Rule(null, null, "HQ", null, "hq", null, false, Period.ofDays(14), ByHand.REOPEN);
        Ticketing ticketing = new Ticketing(List.of(phones, headquarters));

        // Then
        assertThat(ticketing.of("rooms", "dv-lpe", "HQ")).isEqualTo(phones);
        assertThat(ticketing.of("rooms", "dv-hub", "HQ")).isEqualTo(headquarters);
        assertThat(ticketing.of("rooms", "dv-hub", "Branch")).isEqualTo(USUAL);
    }

    @Test
    void aSiteWantsAChangeWhereItsRuleSaysSo() {
        // Given
        ChangeRule headquarters = new ChangeRule(" HQ", "now", "CAB");
        ChangeRule branch = new ChangeRule("Branch", null, null);
        Ticketing ticketing = new Ticketing(List.of(), List.of(headquarters, branch));

        // Then
        assertThat(ticketing.change("hq ")).contains(headquarters);
        assertThat(ticketing.change("Branch")).contains(branch);
        assertThat(ticketing.change("Warehouse")).isEmpty();
        assertThat(ticketing.change(null)).as("where the site is not known").isEmpty();
    }

    @Test
    void aRuleForEverySiteWantsAChangeEvenWhereTheSiteIsNotKnown() {
        // Given
        ChangeRule headquarters = new ChangeRule("HQ", "now", "CAB");
        ChangeRule everywhere = new ChangeRule(null, "now", null);
        Ticketing ticketing = new Ticketing(List.of(), List.of(headquarters, everywhere));

        // Then
        assertThat(ticketing.change("HQ")).contains(headquarters);
        assertThat(ticketing.change("Warehouse")).contains(everywhere);
        assertThat(ticketing.change(null)).contains(everywhere);
    }

    @Test
    void oneTicketForAnOwnerNeedsTheOwnersName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rule(null, null, null, null, null, null, true, Period.ofDays(1), ByHand.REOPEN))
                .withMessage("one ticket for an owner needs the owner's name");
        assertThat(new Rule(null, null, null, null, null, "uma", true, Period.ofDays(1), ByHand.REOPEN).owner())
                .isEqualTo("uma");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0D", "P-1D", "P1M-1D"})
    void nothingIsAskedForYesterdayOrToday(Period within) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rule(null, null, null, null, null, null, false, within, ByHand.REOPEN))
                .withMessage("something is asked for a later day");
    }
}
