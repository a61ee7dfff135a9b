package io.ratchet.connectors.winrm;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.Failures;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.connectors.fixture.PhaseTexts;
import io.ratchet.connectors.fixture.TestClock;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.lab.machine.HostState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** WS-Man with NTLM, sealed over plain HTTP and bound to TLS over HTTPS, against the simulated fleet. */
class WsmanShellOnTheLabTest extends HostShellContract {
    private static final int HOSTS_OF_A_CONDITION = 5;

    private static LabHosts lab;
    private static final Map<Condition, Integer> GIVEN = new EnumMap<>(Condition.class);

    @BeforeAll
    static void startHosts() {
        var states = new ArrayList<HostState>();
        for (Condition condition : Condition.values())
            for (int number = 0; number < HOSTS_OF_A_CONDITION; number++)
                states.add(LabHosts.server2008R2(name(condition, number), faults(condition)));
        lab = LabHosts.start(PASSWORD, "127.43.0.0", states);
    }

    @AfterAll
    static void stopHosts() {
        lab.close();
    }

    /** A fresh one each time, because some conditions pass. */
    @Override
    HostAddress host(Condition condition) {
        String name = name(condition, GIVEN.merge(condition, 1, Integer::sum) - 1);
        return condition == Condition.SELF_SIGNED ? lab.https(name) : lab.http(name);
    }

    private static String name(Condition condition, int number) {
        return "H" + condition.ordinal() + "-" + number;
    }

    @Override
    HostShell shell(int outputLimit) {
        return shell(settings(outputLimit));
    }

    private static HostShellSettings settings(int outputLimit) {
        return HostShellSettings.defaults()
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(3))
                .withOutputLimit(outputLimit);
    }

    private static HostShell shell(HostShellSettings settings) {
        var clock = new TestClock();
        return HostShells.wsman(
                reference -> lab.account(),
                settings,
                Authentication.NTLM,
                CredentialCircuit.withDefaults(clock),
                clock);
    }

    @Test
    void asksASilentHostAgainUntilTheScriptsOwnTimeIsOver() {
        // Given an operation time of 3 s
        HostAddress host = host(Condition.SILENT);
        // When / Then
        Failures.of(
                FailureCode.HOST_COMMAND_TIMEOUT,
                () -> shell.run(host, PhaseTexts.assess(newRun(), Duration.ofSeconds(4))));
    }

    @Test
    void givesALongScriptToItsCommandToRead() {
        // Given
        HostAddress host = host(Condition.NOTHING);
        HostShell byInput = shell(settings(1024 * 1024).sendingScriptsByInput());
        for (int run = 0; run < 3; run++) {
            // When
            String runId = newRun();
            HostOutput output = byInput.run(host, PhaseTexts.longAssess(runId, Duration.ofSeconds(20)));
            // Then
            assertAnswered(output, runId);
        }
    }

    private static String faults(Condition condition) {
        return switch (condition) {
            case NOTHING, SELF_SIGNED -> "";
            case DOWN -> "\"down\":true";
            case WRONG_PASSWORD -> "\"wrongPassword\":true";
            case ACCESS_DENIED -> "\"accessDenied\":true";
            case SHELLS_USED_UP_FOR_A_MOMENT -> "\"quotaExceeded\":1";
            case LOST_AFTER_COMMAND -> "\"reset\":{\"afterCalls\":0,\"always\":false}";
            case SILENT -> "\"silent\":true";
            case CHATTY -> "\"cliXml\":true";
        };
    }
}
