package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.ClientKeys;
import io.ratchet.connectors.fixture.Failures;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.connectors.fixture.Peer;
import io.ratchet.connectors.fixture.PhaseTexts;
import io.ratchet.connectors.fixture.Scripts;
import io.ratchet.connectors.fixture.TestCertificate;
import io.ratchet.connectors.winrm.HostShellSettings.KeyFile;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.lab.tls.LabAuthority;
import io.ratchet.lab.wsman.Admission;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that know us by a certificate over TLS, and those that do not take it. */
class WsmanShellByCertificateTest {
    private static final String CREDENTIAL = "file:opens-it";

    @TempDir
    static Path folder;

    private static ClientKeys known;
    private static ClientKeys other;
    private static LabHosts lab;

    @BeforeAll
    static void startHosts() throws IOException {
        known = ClientKeys.valid(folder, "ratchet", "RSA");
        other = ClientKeys.valid(folder, "somebody", "EC");
        Files.writeString(
                folder.resolve("lab.pem"), LabAuthority.ofThisProcess().pem());
        lab = LabHosts.start(
                ClientKeys.PASSWORD,
                "127.45.0.0",
                new Admission(false, false, Optional.of(known.certificate())),
                List.of(LabHosts.server2008R2("WEB01", "")));
    }

    @AfterAll
    static void stopHosts() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pem", "pem with a password", "p12"})
    void runsScriptsByACertificateOfEachForm(String form) {
        // Given
        KeyFile file = switch (form) {
            case "pem" -> new KeyFile(known.pem(folder.resolve("plain.pem")), "");
            case "p12" -> new KeyFile(known.store(), CREDENTIAL);
            default -> new KeyFile(known.encryptedPem(folder.resolve("encrypted.pem")), CREDENTIAL);
        };
        // When
        var output = shell(file).run(lab.https("WEB01"), PhaseTexts.assess("run-1", Duration.ofSeconds(20)));
        // Then
        assertThat(output.exitCode()).isZero();
        assertThat(output.stdout()).isNotBlank();
    }

    @Test
    void isRefusedWithACertificateThatTheHostDoesNotKnow() {
        assertRefused(FailureCode.HOST_AUTH_REJECTED, shell(store(other)), lab.https("WEB01"));
    }

    @Test
    void isRefusedWhereNoCertificateStandsForAnAccount() {
        try (LabHosts others =
                LabHosts.start(ClientKeys.PASSWORD, "127.46.0.0", List.of(LabHosts.server2008R2("WEB02", "")))) {
            assertRefused(FailureCode.HOST_AUTH_REJECTED, shell(store(known)), others.https("WEB02"));
        }
    }

    @Test
    void tellsWhichCertificateAHostHungUpUpon() throws IOException {
        // Given one that ends the handshake itself; whether its alert is read before it hangs up is chance
        try (Peer host = Peer.overTls(other.believedBy(), socket -> {
            ((SSLSocket) socket).setNeedClientAuth(true);
            ((SSLSocket) socket).startHandshake();
        })) {
            HostShell shell = trusting(store(known), TestCertificate.pem());
            // When / Then
            assertThatThrownBy(() -> shell.run(https(host), Scripts.of("run-1", "hostname")))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("certificate:ratchet.p12");
        }
    }

    /** Windows asks so, once it has seen the request: a second handshake on the connection that it came on. */
    @Test
    void showsItsCertificateWhenAHostAsksForItAfterTheRequest() throws Exception {
        // Given one that answers 403 to whom it knows
        var seen = new CompletableFuture<Principal>();
        var asked = new CompletableFuture<String>();
        try (Peer host = Peer.overTls(known.believedBy(), socket -> askAgain(socket, asked, seen))) {
            // When
            assertRefused(FailureCode.HOST_ACCESS_DENIED, trusting(store(known), TestCertificate.pem()), https(host));
            // Then
            assertThat(seen.get(5, TimeUnit.SECONDS))
                    .isEqualTo(known.certificate().getSubjectX500Principal());
            assertThat(asked.get(5, TimeUnit.SECONDS))
                    .contains("Authorization: http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual\r\n");
        }
    }

    private static void askAgain(Socket socket, CompletableFuture<String> asked, CompletableFuture<Principal> seen)
            throws IOException {
        SSLSocket tls = (SSLSocket) socket;
        byte[] request = new byte[65536];
        int length = tls.getInputStream().read(request);
        if (length < 0) return;
        asked.complete(new String(request, 0, length, StandardCharsets.ISO_8859_1));
        tls.addHandshakeCompletedListener(done -> {
            try {
                seen.complete(done.getPeerPrincipal());
                tls.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (SSLPeerUnverifiedException none) {
                seen.completeExceptionally(none);
            } catch (IOException gone) {
                seen.completeExceptionally(gone);
            }
        });
        tls.setNeedClientAuth(true);
        tls.startHandshake();
        tls.getInputStream().readAllBytes();
    }

    @Test
    void showsNobodyACertificateThatHasExpired() {
        // Given
        try (Peer host = Peer.overTls(socket -> socket.getInputStream().read())) {
            HostShell shell = shell(store(ClientKeys.expired(folder, "old")));
            // When
            var failure = Failures.of(
                    FailureCode.CONFIG_INVALID, () -> shell.run(https(host), Scripts.of("run-1", "hostname")));
            // Then
            assertThat(failure).hasMessageContaining("expired at");
            assertThat(host.met()).isZero();
        }
    }

    @Test
    void readsACertificateAnewOnceItWasRenewed() throws IOException {
        // Given
        Path file = folder.resolve("renewed.p12");
        Files.copy(ClientKeys.expired(folder, "older").store(), file);
        HostShell shell = shell(new KeyFile(file, CREDENTIAL));
        assertRefused(FailureCode.CONFIG_INVALID, shell, lab.https("WEB01"));
        // When
        Files.write(file, Files.readAllBytes(known.store()));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        // Then
        assertThat(shell.run(lab.https("WEB01"), PhaseTexts.assess("run-2", Duration.ofSeconds(20)))
                        .exitCode())
                .isZero();
    }

    @Test
    void showsNoCertificateOverPlainHttp() {
        assertRefused(FailureCode.CONFIG_INVALID, shell(store(known)), lab.http("WEB01"));
    }

    @Test
    void refusesAFileThatCannotBeUsed() throws IOException {
        assertUnusable("check that it is there", new KeyFile(folder.resolve("missing.p12"), CREDENTIAL));
        assertUnusable("check that it is there, and its password", new KeyFile(known.store(), ""));
        assertUnusable("check that it is there", new KeyFile(text("words.p12", "just words"), CREDENTIAL));
        assertUnusable("holds no private key", new KeyFile(text("public.pem", known.certificatePem()), ""));
        assertUnusable(
                "do not belong together",
                new KeyFile(other.pemWithTheCertificateOf(known, folder.resolve("mixed.pem")), ""));
        assertUnusable(
                "do not belong together",
                new KeyFile(
                        ClientKeys.valid(folder, "third", "RSA")
                                .pemWithTheCertificateOf(known, folder.resolve("mixed-too.pem")),
                        ""));
        String old = Files.readString(known.pem(folder.resolve("old.pem"))).replace(" PRIVATE", " RSA PRIVATE");
        assertUnusable("openssl pkcs8", new KeyFile(text("pkcs1.pem", old), ""));
        Path open = known.pem(folder.resolve("open.pem"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
        assertUnusable("chmod 600", new KeyFile(open, ""));
    }

    private static Path text(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private void assertUnusable(String why, KeyFile file) {
        var failure = Failures.of(FailureCode.CONFIG_INVALID, () -> shell(file));
        assertThat(failure).hasMessageContaining(why);
        assertThat(Failures.printed(failure)).doesNotContain(ClientKeys.PASSWORD);
    }

    private static void assertRefused(FailureCode code, HostShell shell, HostAddress host) {
        var failure = Failures.of(code, () -> shell.run(host, Scripts.of("run-1", "hostname")));
        assertThat(Failures.printed(failure)).doesNotContain(ClientKeys.PASSWORD);
    }

    private static KeyFile store(ClientKeys keys) {
        return new KeyFile(keys.store(), CREDENTIAL);
    }

    private static HostShell shell(KeyFile file) {
        return shell(file, folder.resolve("lab.pem"));
    }

    private static HostShell trusting(KeyFile file, String pem) throws IOException {
        return shell(file, Files.writeString(folder.resolve("other.pem"), pem));
    }

    private static HostShell shell(KeyFile file, Path trust) {
        HostShellSettings settings = HostShellSettings.defaults()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
                .trusting(trust, "")
                .showing(file);
        Clock clock = Clock.systemUTC();
        return HostShells.wsman(
                reference -> new Account(reference, ClientKeys.PASSWORD),
                settings,
                Authentication.CERTIFICATE,
                CredentialCircuit.withDefaults(clock),
                clock);
    }

    private static HostAddress https(Peer host) {
        return new HostAddress(host.host(), host.port(), true, "certificate:ratchet.p12");
    }
}
