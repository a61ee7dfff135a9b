package io.ratchet.connectors.ticket;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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

    @Override
    Desk desk() {
        return stub;
    }
}
