package io.ratchet.connectors.ticket;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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

    @Override
    Desk desk() {
        return stub;
    }
}
