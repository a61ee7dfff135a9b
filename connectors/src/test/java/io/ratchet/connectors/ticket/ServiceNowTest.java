package io.ratchet.connectors.ticket;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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

    @Override
    ChangeDesk desk() {
        return stub;
    }
}
