package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JiraTest extends TicketsContract {
    private JiraStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = new JiraStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void followsAnIssueThatWasMovedToAnotherProject() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));

        // When
        String moved = stub.moves(id);
        Sent said = deliver(about(opening, Kind.CLOSE, "It is done."), id, false);

        // Then
        assertThat(tickets().read(id, Set.of()).id()).isEqualTo(moved);
        assertThat(id(said)).isEqualTo(moved);
        assertThat(tickets().find(opening.ticket(), desk().queue())).containsExactly(moved);
    }

    @Test
    void takesWhatIsNotShownForDeletedOnlyWhereTheSiteVouchesForIt() throws Exception {
        // Given
        String id = id(deliver(opening("phones"), null, false));
        stub.deletes(id);

        // When
        TicketFault unsaid =
                catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of()));
        stub.options = Map.of("unseen", "deleted");
        TicketFault vouched =
                catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of()));

        // Then
        assertThat(unsaid).matches(TicketFault::hidden).matches(fault -> !fault.gone());
        assertThat(vouched).matches(TicketFault::gone);
    }

    @Test
    void takesNothingForDeletedWhileItsProjectIsNotShown() throws Exception {
        // Given
        String id = id(deliver(opening("phones"), null, false));
        stub.options = Map.of("unseen", "deleted");
        stub.seesProject = false;

        // Then
        assertThat(catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of())))
                .matches(TicketFault::hidden)
                .matches(fault -> !fault.gone());
    }

    @Override
    Desk desk() {
        return stub;
    }
}
