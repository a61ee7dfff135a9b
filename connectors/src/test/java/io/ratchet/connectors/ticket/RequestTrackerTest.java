package io.ratchet.connectors.ticket;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RequestTrackerTest extends ChangesContract {
    private RequestTrackerStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = new RequestTrackerStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Override
    ChangeDesk desk() {
        return stub;
    }
}
