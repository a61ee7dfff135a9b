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

class GitHubTest extends TicketsContract {
    private GitHubStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = new GitHubStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void followsAnIssueThatWasTransferredToAnotherRepository() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));

        // When
        String transferred = stub.transfers(id);
        Tickets.View view = tickets().read(id, Set.of());
        Sent said = deliver(about(opening, Kind.CLOSE, "It is done."), id, false);

        // Then
        assertThat(view.id()).isEqualTo(transferred);
        assertThat(view.url()).endsWith("/" + transferred.replace("#", "/issues/"));
        assertThat(id(said)).isEqualTo(transferred);
        assertThat(tickets().read(transferred, Set.of()).open()).isFalse();
        assertThat(tickets().find(opening.ticket(), desk().queue())).isEmpty();
    }

    @Test
    void writesNothingAnewThatWasTransferredToWhereItMayNotLook() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        stub.transfers(id);
        stub.seesOther = false;

        // When
        TicketFault fault =
                catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of()));
        Sent said = deliver(about(opening, Kind.UPDATE, "Now 12 hosts."), id, false);

        // Then
        assertThat(fault.hidden()).isTrue();
        assertThat(fault.gone()).isFalse();
        assertThat(said).isInstanceOf(Sent.Refused.class);
    }

    @Test
    void sendsItsSecretToNoOtherAddress() throws Exception {
        // Given
        String id = id(deliver(opening("phones"), null, false));
        stub.transfers(id);
        stub.leadsTo = "http://127.0.0.1:9/repositories/77/issues/";

        // When
        TicketFault fault =
                catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of()));

        // Then
        assertThat(fault.hidden()).isTrue();
        assertThat(fault).hasMessageContaining("another address");
    }

    @Override
    Desk desk() {
        return stub;
    }
}
