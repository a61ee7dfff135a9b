package io.ratchet.connectors.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.connectors.fixture.Relay;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of a host one thing after another goes over one logon, for some seconds and no longer. */
class KeptConnectionsTest {
    private static LabHosts lab;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger left = new AtomicInteger();
    private final KeptConnections kept = new KeptConnections(Duration.ofSeconds(60), nanos::get);
    private Relay relay;

    @BeforeAll
    static void startTheLab() {
        lab = LabHosts.start("Gans&Ente", "127.43.0.0", List.of(LabHosts.server2008R2("WEB01", "")));
    }

    @AfterAll
    static void stopTheLab() {
        lab.close();
    }

    @BeforeEach
    void standBetween() {
        relay = Relay.to(lab.fleet().address("WEB01"), lab.fleet().wsmanPort("WEB01"));
    }

    @AfterEach
    void leave() {
        relay.close();
    }

    @Test
    void goesOverOneLogonFromShellToShell() throws IOException {
        for (int shell = 0; shell < 4; shell++)
            assertThat(hostname(lab.account())).isEqualTo("WEB01");
        assertThat(relay.connections()).isEqualTo(1);
        assertThat(left.get()).isZero();
    }

    @Test
    void logsOnAnewOnceAConnectionHasRestedLongEnough() throws IOException {
        // Given
        hostname(lab.account());
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        // When
        hostname(lab.account());
        // Then
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void lendsNoConnectionToAnotherAccountOrPassword() throws IOException {
        // Given
        hostname(lab.account());
        // When / Then
        assertThatThrownBy(() -> hostname(new Account(lab.account().user(), "not it")))
                .isInstanceOf(HttpRefusal.class);
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void logsOnAnewWhereTheHostWentDownMeanwhile() throws IOException {
        // Given
        hostname(lab.account());
        relay.cut();
        // When / Then
        assertThat(hostname(lab.account())).isEqualTo("WEB01");
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void saysThatAShellMayBeLeftWhereTheConnectionBreaksUponTheFirstWord() throws IOException {
        // Given
        hostname(lab.account());
        relay.cutUponTheNextWord();
        // When / Then
        assertThat(hostname(lab.account())).isEqualTo("WEB01");
        assertThat(relay.connections()).isEqualTo(2);
        assertThat(left.get()).isEqualTo(1);
    }

    @Test
    void keepsNoConnectionOnWhichSomethingWasLeftRunning() throws IOException {
        // Given
        Shell abandoned = Shell.open(endpoint(lab.account()), kept, left::incrementAndGet, () -> {});
        abandoned.start("hostname");
        abandoned.abandon();
        // When
        hostname(lab.account());
        // Then
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void keepsOneOfTwoThatWereOpenAtOnce() throws IOException {
        // Given
        Shell one = Shell.open(endpoint(lab.account()), kept, left::incrementAndGet, () -> {});
        Shell other = Shell.open(endpoint(lab.account()), kept, left::incrementAndGet, () -> {});
        one.close();
        other.close();
        // When
        hostname(lab.account());
        // Then
        assertThat(relay.connections()).isEqualTo(2);
    }

    private String hostname(Account account) throws IOException {
        try (Shell shell = Shell.open(endpoint(account), kept, left::incrementAndGet, () -> {})) {
            shell.start("hostname");
            StringBuilder said = new StringBuilder();
            while (true) {
                Shell.Output next = shell.next(Duration.ofSeconds(5));
                said.append(new String(next.out(), StandardCharsets.US_ASCII));
                if (next.done()) return said.toString().strip();
            }
        }
    }

    private Endpoint endpoint(Account account) {
        return new Endpoint(
                "127.0.0.1",
                relay.port(),
                Optional.empty(),
                account,
                Authentication.NTLM,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));
    }
}
