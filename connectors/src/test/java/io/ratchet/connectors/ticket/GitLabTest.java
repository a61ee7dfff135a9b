package io.ratchet.connectors.ticket;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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

    @Override
    Desk desk() {
        return stub;
    }
}
