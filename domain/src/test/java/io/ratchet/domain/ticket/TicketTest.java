package io.ratchet.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.ticket.Ticket.ByHand;
import io.ratchet.domain.ticket.Ticket.State;
import io.ratchet.domain.ticket.Ticket.There;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketTest {
    private static final Instant OPENED = Instant.parse("2018-09-20T20:00:00Z");
    private static final Instant NOW = Instant.parse("2018-10-01T08:00:00Z");
    private static final TicketUnit AT_HQ = TicketUnit.atSite("dv-lpe", "HQ");
    private static final TicketKey OTHER = new TicketKey("R-00000000000F");

    private final Ticket ticket = new Ticket(
            TicketKey.of("Contoso", AT_HQ, 1),
            AT_HQ,
            "Lync Phone Edition",
            "desk",
            "uc",
            "uc-team",
            LocalDate.parse("2018-10-20"),
            ByHand.COMMENT,
            1,
            State.OPEN,
            500,
            498,
            "two of 500 are done",
            OPENED,
            null,
            new There("17", "https://desk.example/17", "open", true, null, OPENED));

    @Test
    void isAboutAnotherUnitFromNowOnAndStaysTheSameTicket() {
        // Given
        TicketUnit ofOwner = TicketUnit.ofOwner("dv-lpe", "uc-team");

        // When
        Ticket about = ticket.about(ofOwner);

        // Then
        assertThat(about.unit()).isEqualTo(ofOwner);
        assertThat(about).usingRecursiveComparison().ignoringFields("unit").isEqualTo(ticket);
    }

    @Test
    void standsWithNoHostOfItsOwnOnceItIsMerged() {
        // When
        Ticket merged = ticket.merge(OTHER, NOW);

        // Then
        assertThat(merged.state()).isEqualTo(State.MERGED);
        assertThat(merged.mergedInto()).isEqualTo(OTHER);
        assertThat(merged.hosts()).isZero();
        assertThat(merged.asked()).isZero();
        assertThat(merged.changedAt()).isEqualTo(NOW);
        assertThat(merged)
                .usingRecursiveComparison()
                .ignoringFields("state", "mergedInto", "hosts", "asked", "changedAt")
                .isEqualTo(ticket);
    }

    @Test
    void forgetsTheOneThatWasDeletedThereWhenItIsWrittenAnew() {
        // When
        Ticket anew = ticket.anew(OTHER, 2, NOW);

        // Then
        assertThat(anew.key()).isEqualTo(OTHER);
        assertThat(anew.generation()).isEqualTo(2);
        assertThat(anew.changedAt()).isEqualTo(NOW);
        assertThat(anew.there()).isNull();
        assertThat(anew)
                .usingRecursiveComparison()
                .ignoringFields("key", "generation", "changedAt", "there")
                .isEqualTo(ticket);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, two of 500 are done, false",
        "OPEN, three of 500 are done, true",
        "CLOSED, two of 500 are done, true",
        "CLOSED, all are done, true"
    })
    void hasChangedWhereWhatIsSaidOrItsStateIsAnother(State now, String said, boolean changed) {
        // When
        Ticket shown = ticket.showing(now, 501, 497, said, NOW);

        // Then
        assertThat(shown.changedAt()).isEqualTo(changed ? NOW : OPENED);
        assertThat(shown.state()).isEqualTo(now);
        assertThat(shown.hosts()).isEqualTo(501);
        assertThat(shown.asked()).isEqualTo(497);
        assertThat(shown.fingerprint()).isEqualTo(said);
        assertThat(shown)
                .usingRecursiveComparison()
                .ignoringFields("state", "hosts", "asked", "fingerprint", "changedAt")
                .isEqualTo(ticket);
    }

    @Test
    void hasANumberWhereItIsThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new There("", "", "", null, null, null))
                .withMessage("the number of a ticket must not be empty");
    }
}
