package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNowTest extends ChangesContract {
    private ServiceNowStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = new ServiceNowStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void takesNothingForDeletedWhileItIsShownNoRecordAtAll() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        stub.seesNothing = true;

        // When
        TicketFault fault =
                catchThrowableOfType(TicketFault.class, () -> tickets().read(id, Set.of()));
        Sent said = deliver(about(opening, Kind.UPDATE, "Now 12 hosts."), id, false);

        // Then
        assertThat(fault.gone()).isFalse();
        assertThat(said).isInstanceOf(Sent.ToRetry.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:gs.getUserName()", "Desk^ORactive=true"})
    void asksForNoGroupWhoseNameWouldBeAQuery(String name) throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        TicketMessage elsewhere = new TicketMessage(
                Kind.OPEN, opening.ticket(), "desk", name, "", "", "phones", "text", null, List.of(), null);

        // Then
        assertThat(deliver(elsewhere, null, false)).isInstanceOf(Sent.Refused.class);
        assertThat(stub.requests).isEmpty();
    }

    @Override
    ChangeDesk desk() {
        return stub;
    }
}
