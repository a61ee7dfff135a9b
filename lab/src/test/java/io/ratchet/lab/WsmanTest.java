package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.lab.fixture.WsmanClient.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WsmanTest {
    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01"), States.server2016("WEB02")));
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void runsACommandAndHangsUp() {
        // Given
        var client = new WsmanClient(fleet, "WEB01");

        // When
        Answer answer = client.run("hostname");

        // Then
        assertThat(answer.stream("stdout")).isEqualTo("WEB01\r\n");
        assertThat(answer.exitCode()).isZero();
    }
}
