package io.ratchet.connectors.winrm;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.connectors.fixture.TestClock;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.lab.machine.HostState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OverThere's {@code winrm} protocol against the simulated fleet. */
class OverthereShellOnTheLabTest extends HostShellContract {
    private static final int HOSTS_OF_A_CONDITION = 5;

    private static LabHosts lab;
    private static final Map<Condition, Integer> GIVEN = new EnumMap<>(Condition.class);

    @BeforeAll
    static void startHosts() {
        var states = new ArrayList<HostState>();
        for (Condition condition : Condition.values())
            for (int number = 0; number < HOSTS_OF_A_CONDITION; number++)
                states.add(LabHosts.server2008R2(name(condition, number), faults(condition)));
        lab = LabHosts.start(PASSWORD, "127.41.0.0", states);
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
        HostShellSettings settings = HostShellSettings.defaults()
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(3))
                .withOutputLimit(outputLimit)
                .allowingPlainHttp();
        var clock = new TestClock();
        return HostShells.overthere(reference -> lab.account(), settings, CredentialCircuit.withDefaults(clock), clock);
    }

    @Test
    void knowsNothingOfAScriptThatIsSilentForLongerThanTheOperationTime() {
        assertFailure(FailureCode.HOST_OPERATION_TIMED_OUT, FailureCode.Kind.UNCERTAIN, Condition.SILENT);
    }

    private static String faults(Condition condition) {
        return switch (condition) {
            case NOTHING, SELF_SIGNED -> "";
            case DOWN -> "\"down\":true";
            case WRONG_PASSWORD -> "\"wrongPassword\":true";
            case ACCESS_DENIED -> "\"accessDenied\":true";
            // One for OverThere, one for the question why.
            case SHELLS_USED_UP_FOR_A_MOMENT -> "\"quotaExceeded\":2";
            case LOST_AFTER_COMMAND -> "\"reset\":{\"afterCalls\":0,\"always\":false}";
            case SILENT -> "\"silent\":true";
            case CHATTY -> "\"cliXml\":true";
        };
    }
}
