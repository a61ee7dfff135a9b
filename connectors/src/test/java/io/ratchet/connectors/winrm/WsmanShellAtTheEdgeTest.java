package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.Failures;
import io.ratchet.connectors.fixture.Peer;
import io.ratchet.connectors.fixture.Scripts;
import io.ratchet.connectors.fixture.TestCertificate;
import io.ratchet.connectors.fixture.TestClock;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.PhaseScript;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What never gets as far as a shell: ports that are closed, silent, or speak something else. Nothing is ever started
 * here.
 */
class WsmanShellAtTheEdgeTest {
    private static final String PASSWORD = "Gans&Ente";
    private static final PhaseScript SCRIPT = Scripts.of("run-1", "hostname");
    private static final String UNAUTHORIZED = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

    private HostShellSettings settings = HostShellSettings.defaults()
            .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(500))
            .allowingPlainHttp();

    private Credentials.Account account = new Credentials.Account("administrator", PASSWORD);
    private Authentication authentication = Authentication.BASIC;
    private final CredentialCircuit circuit = CredentialCircuit.withDefaults(new TestClock());

    @Test
    void cannotReachAClosedPort() throws IOException {
        // Given
        int port;
        try (var gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        // When / Then
        assertFailure(FailureCode.HOST_UNREACHABLE, http("127.0.0.1", port));
    }

    @Test
    void cannotReachANameThatDoesNotResolve() {
        assertFailure(FailureCode.HOST_UNREACHABLE, http("no-such-host.invalid", 5985));
    }

    @ParameterizedTest
    @CsvSource({
        "401 Unauthorized, HOST_AUTH_REJECTED",
        "403 Forbidden, HOST_ACCESS_DENIED",
        "404 Not Found, HOST_UNREACHABLE",
        "500 Internal Server Error, HOST_UNREACHABLE",
        "503 Service Unavailable, HOST_UNREACHABLE",
        "200 OK, HOST_UNREACHABLE",
    })
    void translatesARefusalBeforeAnyShell(String status, FailureCode code) {
        // Given
        try (var listener =
                answering("HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno")) {
            // When / Then
            assertFailure(code, http(listener.host(), listener.port()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5, HOST_ACCESS_DENIED",
        "2150859173, HOST_QUOTA_EXCEEDED",
        "2150859174, HOST_QUOTA_EXCEEDED",
        "2150858770, HOST_UNREACHABLE",
    })
    void readsTheFaultThatAHostRefusesAShellWith(String fault, FailureCode code) {
        // Given
        String body = "<f:WSManFault xmlns:f=\"x\" Code=\"" + fault + "\" Machine=\"web01\"/>";
        try (var listener =
                answering("HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/soap+xml\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)) {
            // When / Then
            assertFailure(code, http(listener.host(), listener.port()));
        }
    }

    @Test
    void takesAListenerThatHangsUpAsUnreachable() {
        // Given
        try (var listener = Peer.that(socket -> socket.setSoLinger(true, 0))) {
            // When / Then
            assertFailure(FailureCode.HOST_UNREACHABLE, http(listener.host(), listener.port()));
        }
    }

    @Test
    void doesNotTrustACertificateThatNobodyVouchesFor() {
        // Given
        try (var listener = Peer.overTls(answer(UNAUTHORIZED))) {
            // When / Then
            assertFailure(FailureCode.HOST_TLS_TRUST, https(listener));
        }
    }

    @Test
    void trustsACertificateThatTheSettingsVouchForUnderItsOwnNameOnly() {
        // Given
        settings = settings.trusting(TestCertificate.store(), TestCertificate.PASSWORD);
        try (var listener = Peer.overTls(answer(UNAUTHORIZED))) {
            // When / Then the host gets as far as refusing the credential, but only by the name in its certificate
            assertFailure(FailureCode.HOST_AUTH_REJECTED, https(listener));
            assertFailure(
                    FailureCode.HOST_TLS_TRUST, new HostAddress("localhost", listener.port(), true, "file:winrm-hq"));
        }
    }

    @Test
    void refusesATrustStoreThatCannotBeUsed() {
        // Given
        settings = settings.trusting(TestCertificate.store(), "wrong " + PASSWORD);
        // When / Then
        var failure = Failures.of(FailureCode.CONFIG_INVALID, this::shell);
        assertThat(Failures.printed(failure)).doesNotContain(PASSWORD);
    }

    @Test
    void trustsWhatAPemFileNamesAndLeavesTheTrustOfTheJvmAlone(@TempDir Path folder) throws Exception {
        // Given
        Path pem = folder.resolve("ca.pem");
        Files.writeString(pem, TestCertificate.pem());
        settings = settings.trusting(pem, "");
        try (var listener = Peer.overTls(answer(UNAUTHORIZED))) {
            // When / Then
            assertFailure(FailureCode.HOST_AUTH_REJECTED, https(listener));
            assertThat(System.getProperty("javax.net.ssl.trustStore")).isNull();
        }
    }

    @Test
    void refusesATrustFileThatNamesNobody(@TempDir Path folder) throws IOException {
        settings = settings.trusting(Files.writeString(folder.resolve("ca.pem"), ""), "");
        Failures.of(FailureCode.CONFIG_INVALID, this::shell);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic realm=WSMAN|does not offer to log on by Negotiate",
                "Negotiate|does not answer an NTLM logon",
                "Negotiate nonsense!|cannot be read",
                "Negotiate TlRMTVNTUAAC|is no NTLM challenge",
            })
    void sendsNothingWhereNoSealIsAgreedOn(String offer, String said) {
        // Given
        authentication = Authentication.NTLM;
        try (var listener = answering(
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: " + offer + "\r\nContent-Length: 0\r\n\r\n")) {
            // When
            var failure = Failures.of(
                    FailureCode.HOST_NOT_SEALED, () -> shell().run(http(listener.host(), listener.port()), SCRIPT));
            // Then
            assertThat(failure).hasMessageContaining(said);
        }
    }

    @Test
    void agreesToNoSealThatLacksSomething() {
        // Given a challenge with SEAL taken out of its flags
        authentication = Authentication.NTLM;
        String challenge =
                "TlRMTVNTUAACAAAABAAEADgAAAAVgojiAQIDBAUGBwgAAAAAAAAAAAwADAA8AAAABgGxHQAAAA9IADEAAQAEAEgAMQAAAAAA";
        try (var listener = answering("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate " + challenge
                + "\r\nContent-Length: 0\r\n\r\n")) {
            // When
            var failure = Failures.of(
                    FailureCode.HOST_NOT_SEALED, () -> shell().run(http(listener.host(), listener.port()), SCRIPT));
            // Then
            assertThat(failure).hasMessageContaining("offers NTLM without SEAL");
        }
    }

    @Test
    void knowsAListenerThatOnlySpeaksOldVersions() {
        // Given
        try (var listener = Peer.speaking("TLSv1")) {
            // When / Then
            assertFailure(FailureCode.HOST_TLS_LEGACY, https(listener));
        }
    }

    @Test
    void takesAPlainPortForNoTlsPort() {
        // Given
        try (var listener = answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
            // When / Then
            assertFailure(FailureCode.HOST_UNREACHABLE, https(listener));
        }
    }

    @Test
    void doesNotAskAHostAgainThatRefusedTheCredential() {
        // Given
        try (var listener = answering(UNAUTHORIZED)) {
            assertFailure(FailureCode.HOST_AUTH_REJECTED, http(listener.host(), listener.port()));
            int met = listener.met();
            // When
            assertFailure(FailureCode.HOST_AUTH_REJECTED, http(listener.host(), listener.port()));
            // Then
            assertThat(listener.met()).isEqualTo(met);
        }
    }

    @Test
    void sendsNoPasswordInClearUnlessToldTo() {
        // Given
        try (var listener = answering(UNAUTHORIZED)) {
            settings = HostShellSettings.defaults();
            // When / Then
            assertFailure(FailureCode.CONFIG_INVALID, http(listener.host(), listener.port()));
            assertThat(listener.met()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"CORP\\admin", "admin@corp.example"})
    void refusesADomainAccount(String user) {
        // Given
        account = new Credentials.Account(user, PASSWORD);
        // When / Then
        assertFailure(FailureCode.CONFIG_INVALID, http("127.0.0.1", 1));
    }

    private void assertFailure(FailureCode code, HostAddress host) {
        FailureException failure = Failures.of(code, () -> shell().run(host, SCRIPT));
        assertThat(Failures.printed(failure)).doesNotContain(PASSWORD, "Envelope", "FromBase64String");
    }

    private HostShell shell() {
        return HostShells.wsman(reference -> account, settings, authentication, circuit, new TestClock());
    }

    private static Peer answering(String response) {
        return Peer.that(answer(response));
    }

    /** Reads the beginning of a request and answers it. */
    private static Peer.Conduct answer(String response) {
        return socket -> {
            byte[] request = new byte[65536];
            if (socket.getInputStream().read(request) < 0) return;
            socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        };
    }

    private static HostAddress http(String host, int port) {
        return new HostAddress(host, port, false, "file:winrm-hq");
    }

    private static HostAddress https(Peer listener) {
        return new HostAddress(listener.host(), listener.port(), true, "file:winrm-hq");
    }
}
