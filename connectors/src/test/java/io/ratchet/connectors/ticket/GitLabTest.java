package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Override
    Desk desk() {
        return stub;
    }
}
