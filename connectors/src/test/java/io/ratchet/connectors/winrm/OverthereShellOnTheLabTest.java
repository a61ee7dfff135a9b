package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.TestClock;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.FleetSettings;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.wsman.Account;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** OverThere's {@code winrm} protocol against the simulated fleet. */
class OverthereShellOnTheLabTest extends HostShellContract {
    private static final Account ACCOUNT = new Account("administrator", PASSWORD);
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private Fleet fleet;

    @Override
    HostAddress host(Condition condition) {
        fleet = Fleet.start(
                FleetSettings.immediate().with(ACCOUNT).withNetwork("127.41." + NETWORKS.incrementAndGet() + ".0"), List.of(state(condition)));
        boolean https = condition == Condition.SELF_SIGNED;
        int port = https ? fleet.httpsPort("WEB01") : fleet.wsmanPort("WEB01");
        return new HostAddress(fleet.address("WEB01"), port, https, "file:lab");
    }

    @AfterEach
    void stopFleet() {
        fleet.close();
    }

    @Override
    HostShell shell(int outputLimit) {
        HostShellSettings settings = HostShellSettings.defaults()
                .withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(700))
                .withOutputLimit(outputLimit)
                .allowingPlainHttp();
        var clock = new TestClock();
        return HostShells.overthere(
                reference -> new Credentials.Account(ACCOUNT.user(), ACCOUNT.password()),
                settings,
                CredentialCircuit.withDefaults(clock),
                clock);
    }

    /** A Server 2008 R2, which has the narrowest quotas. */
    private static HostState state(Condition condition) {
        String faults =
                switch (condition) {
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
        return HostJson.read("{\"schema\":\"ratchet.host/1\",\"name\":\"WEB01\",\"domain\":\"corp.example\","
                + "\"smbiosUuid\":\"4c4c4544-0000-2010-8020-80c04f202020\",\"sid\":\"S-1-5-21-1-2-3-1104\","
                + "\"os\":{\"version\":\"6.1.7601\",\"productType\":3,\"servicePack\":1,\"architecture\":\"x64\","
                + "\"caption\":\"Microsoft Windows Server 2008 R2 Standard\",\"powershell\":\"2.0\"},"
                + "\"bootTime\":\"2018-09-01T03:00:00Z\",\"pendingReboot\":false,\"registry\":{},\"faults\":{" + faults + "}}");
    }
}
