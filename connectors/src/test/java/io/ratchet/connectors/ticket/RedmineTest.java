package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedmineTest extends TicketsContract {
    private RedmineStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = new RedmineStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void asksTheOwnerHoweverManyMembersTheProjectHas() throws Exception {
        // Given
        for (int i = 0; i < 250; i++) stub.members.add(i == 230 ? "UC-Team" : "member " + i);

        // When
        deliver(opening("phones"), null, false);

        // Then
        assertThat(stub.assigned).containsExactly(330L);
    }

    @Override
    Desk desk() {
        return stub;
    }
}
