package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.tls.LabAuthority;
import io.ratchet.lab.tls.LegacyTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A host's listeners follow its registry, but only when it boots. Asked with the JDK's own client, one version at a
 * time.
 */
class TlsListenerTest {
    private static final List<String> ASKED = List.of("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private Fleet fleet;

    @BeforeAll
    static void allowOldProtocolsBeforeTheFirstUseOfTls() {
        LegacyTls.allow();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void speaksWhatItsVersionOfWindowsSpeaksAsShipped() {
        // Given
        fleet = Fleet.start(
                FleetSettings.immediate(),
                List.of(
                        host("win7", "A"),
                        host("2012", "B"),
                        host("2012r2", "C"),
                        host("2016", "D"),
                        host("2022", "E")));

        // Then
        assertThat(spoken("A")).containsExactly("SSLv3", "TLSv1");
        assertThat(spoken("B")).containsExactly("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2");
        assertThat(spoken("C")).containsExactly("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2");
        assertThat(spoken("D")).containsExactly("TLSv1", "TLSv1.1", "TLSv1.2");
        assertThat(spoken("E")).containsExactly("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    }

    @Test
    void followsTheRegistryOnlyAfterARestart() {
        // Given
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01")));
        List<String> before = spoken("WEB01");

        // When
        enable("TLS 1.2", 1);
        enable("TLS 1.0", 0);
        enable("SSL 3.0", 0);
        List<String> forgottenRestart = spoken("WEB01");
        fleet.reboot("WEB01").join();

        // Then
        assertThat(forgottenRestart).isEqualTo(before).containsExactly("SSLv3", "TLSv1");
        assertThat(spoken("WEB01")).containsExactly("TLSv1.2");
    }

    @Test
    void takesAnyNonZeroForOnAndAValueOfAnotherTypeForNothing() {
        // Given
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2016("WEB02")));
        SimulatedHost host = fleet.host("WEB02");

        // When
        Calls.answer(
                host,
                "run-1",
                Phase.APPLY,
                Calls.dword("1", server("SSL 3.0"), "Enabled", 0xFFFFFFFFL),
                Calls.dword("2", server("SSL 3.0"), "DisabledByDefault", 0),
                Calls.dword("3", server("TLS 1.1"), "Enabled", 1),
                Calls.dword("4", server("TLS 1.1"), "DisabledByDefault", 7),
                Calls.call(
                        "5",
                        "registry",
                        "key",
                        "HKLM\\" + server("TLS 1.0"),
                        "name",
                        "Enabled",
                        "kind",
                        "string",
                        "value",
                        "0"));
        fleet.reboot("WEB02").join();

        // Then
        assertThat(spoken("WEB02")).containsExactly("SSLv3", "TLSv1", "TLSv1.2");
    }

    @Test
    void aListenerThatIsStuckKeepsItsProtocols() {
        // Given
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01", Faults.listenerStuck())));

        // When
        enable("TLS 1.2", 1);
        fleet.reboot("WEB01").join();

        // Then
        assertThat(spoken("WEB01")).containsExactly("SSLv3", "TLSv1");
    }

    @Test
    void hangsUpWhenNothingIsLeftToSpeak() {
        // Given
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01")));

        // When
        enable("TLS 1.0", 0);
        enable("SSL 3.0", 0);
        fleet.reboot("WEB01").join();

        // Then
        assertThat(spoken("WEB01")).isEmpty();
    }

    @Test
    void answersTheFirstWordOfSslTwoWhereWindowsHasItOn() {
        // Given
        fleet = Fleet.start(
                FleetSettings.immediate(),
                List.of(States.server2008R2("WEB01"), host("2012", "B"), host("2012r2", "C"), host("2016", "D")));

        // Then
        assertThat(answersSslTwo("WEB01")).isTrue();
        assertThat(answersSslTwo("B")).isFalse();
        assertThat(answersSslTwo("C")).isFalse();
        assertThat(answersSslTwo("D")).isFalse();
    }

    @Test
    void refusesSslTwoOnceItIsSwitchedOffAndTheHostHasRestarted() {
        // Given
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01")));

        // When
        enable("SSL 2.0", 0);
        boolean before = answersSslTwo("WEB01");
        fleet.reboot("WEB01").join();

        // Then
        assertThat(before).isTrue();
        assertThat(answersSslTwo("WEB01")).isFalse();
        assertThat(spoken("WEB01")).containsExactly("SSLv3", "TLSv1");
    }

    @Test
    void hangsUpUponEverythingElseWhenOnlySslTwoIsLeft() {
        // Given
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01")));

        // When
        enable("TLS 1.0", 0);
        enable("SSL 3.0", 0);
        fleet.reboot("WEB01").join();

        // Then
        assertThat(spoken("WEB01")).isEmpty();
        assertThat(answersSslTwo("WEB01")).isTrue();
    }

    /** Whether it says a SERVER-HELLO of version 2 to a CLIENT-HELLO of that version, and not just hangs up. */
    private boolean answersSslTwo(String host) {
        byte[] hello =
                HexFormat.of().parseHex("801c" + "01" + "0002" + "0003" + "0000" + "0010" + "0700c0" + "5a".repeat(16));
        try (Socket socket = new Socket(fleet.address(host), fleet.tlsPort(host))) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(hello);
            byte[] head = socket.getInputStream().readNBytes(7);
            return head.length == 7 && (head[0] & 0x80) != 0 && head[2] == 4 && head[5] == 0 && head[6] == 2;
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("it neither answers nor hangs up", silent);
        } catch (IOException hungUp) {
            return false;
        }
    }

    @Test
    void winRmOverHttpsFollowsTheRegistryUnlessModernClientsShallReachIt() {
        // Given
        fleet = Fleet.start(FleetSettings.immediate().notFollowingSchannel(), List.of(States.server2008R2("WEB01")));
        try (Fleet strict = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01")))) {

            // Then
            assertThat(spoken(fleet.address("WEB01"), fleet.httpsPort("WEB01"))).contains("TLSv1.2");
            assertThat(spoken(strict.address("WEB01"), strict.httpsPort("WEB01")))
                    .containsExactly("SSLv3", "TLSv1");
        }
    }

    @Test
    void showsACertificateOfItsOwnThatTheLabsAuthoritySigned() throws Exception {
        // Given
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2016("WEB02")));
        SSLContext trusting = trusting();

        // When
        SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(fleet.address("WEB02"), fleet.tlsPort("WEB02"));
        try (socket) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            // Then
            assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=web02.corp.example");
        }
    }

    private static SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("lab", LabAuthority.ofThisProcess().certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HostState host(String profile, String name) {
        HostState made = Fleet.generated(1, profile, 7, 0).get(0);
        return new HostState(
                name,
                made.domain(),
                made.smbiosUuid(),
                made.sid(),
                made.os(),
                made.bootTime(),
                made.pendingReboot(),
                made.registry(),
                made.updates(),
                made.installable(),
                made.packages(),
                made.files(),
                made.services(),
                made.tasks(),
                made.outbound(),
                made.denied(),
                made.waiting(),
                made.faults(),
                made.traits(),
                made.memory());
    }

    private void enable(String protocol, long enabled) {
        Calls.answer(
                fleet.host("WEB01"),
                "run-1",
                Phase.APPLY,
                Calls.dword("1", server(protocol), "Enabled", enabled),
                Calls.dword("2", server(protocol), "DisabledByDefault", 1 - enabled));
    }

    private static String server(String protocol) {
        return States.SCHANNEL + protocol + "\\Server";
    }

    private List<String> spoken(String host) {
        return spoken(fleet.address(host), fleet.tlsPort(host));
    }

    /** The versions with which a handshake comes to its end. */
    private static List<String> spoken(String address, int port) {
        var spoken = new ArrayList<String>();
        for (String protocol : ASKED) if (shakesHands(address, port, protocol)) spoken.add(protocol);
        return spoken;
    }

    private static boolean shakesHands(String address, int port, String protocol) {
        try (SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(address, port), 5000);
            socket.setSoTimeout(5000);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(socket.getSupportedCipherSuites());
            socket.startHandshake();
            return socket.getSession().getProtocol().equals(protocol);
        } catch (IOException refused) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
