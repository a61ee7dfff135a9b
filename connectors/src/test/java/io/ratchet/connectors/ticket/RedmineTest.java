package io.ratchet.connectors.ticket;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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

    @Override
    Desk desk() {
        return stub;
    }
}
