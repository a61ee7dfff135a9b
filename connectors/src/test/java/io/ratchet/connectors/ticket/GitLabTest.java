package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GitLabTest extends TicketsContract {
    private GitLabStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = new GitLabStub();
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
        Tickets.View view = tickets().read(id, Set.of());
        Sent said = deliver(about(opening, Kind.CLOSE, "It is done."), id, false);

        // Then
        assertThat(view.id()).isEqualTo(moved);
        assertThat(view.open()).isTrue();
        assertThat(id(said)).isEqualTo(moved);
        assertThat(tickets().read(moved, Set.of()).open()).isFalse();
    }

    @Test
    void callsNobodyAndRefersToNothingInATitle() throws Exception {
        // Given
        TicketMessage opening = opening("phones of @all, see #1 and !2 & more");

        // When
        String id = id(deliver(opening, null, false));

        // Then
        assertThat(tickets().read(id, Set.of()).subject())
                .isEqualTo(opening.ticket().marker() + " phones of \uFF20all, see \uFF031 and \uFF012 & more");
    }

    @Test
    void doesNotOpenAgainWhatWasMovedToWhereItMayNotLook() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        stub.moves(id);
        stub.seesOther = false;

        // When
        TicketFault fault =
                catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of()));
        Sent said = deliver(about(opening, Kind.REOPEN, "It is still seen."), id, false);

        // Then
        assertThat(fault.hidden()).isTrue();
        assertThat(said).isInstanceOf(Sent.Refused.class);
        assertThat(stub.closed(id)).isTrue();
    }

    @Test
    void takesNothingForDeletedWhileItsProjectIsNotShown() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        stub.seesProject = false;

        // Then
        assertThat(catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of())))
                .matches(TicketFault::hidden)
                .matches(fault -> !fault.gone());
        assertThat(catchThrowableOfType(TicketFault.class, () -> tickets().find(opening.ticket(), desk().queue())))
                .matches(TicketFault::hidden)
                .matches(fault -> !fault.gone());
    }

    @Override
    Desk desk() {
        return stub;
    }
}
