package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.app.terminal.Lifetime;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server refuses to start with: what would else be noticed at night. */
class ServerStartTest {
    private static final Map<String, String> ACCOUNTS =
            Map.of("DB_USER", "ratchet", "DB_PASSWORD", "a secret of the test");

    @TempDir
    private Path folder;

    private final Lifetime lifetime = new Lifetime();

    @AfterEach
    void stop() {
        lifetime.closeAll();
    }

    @Test
    void refusesAWatchedFolderThatDoesNotExist() throws IOException {
        // When
        assertRefused(
                "folders: [in]", "The watched folder '" + folder.resolve("in") + "' does not exist", "create: true");

        // Then
        assertThat(folder.resolve("in")).doesNotExist();
    }

    @Test
    void refusesAWatchedFolderThatIsAFile() throws IOException {
        // Given
        Files.writeString(folder.resolve("in"), "a file");

        // Then
        assertRefused("folders: [{path: in, create: true}]", "'" + folder.resolve("in") + "' is a file");
    }

    @Test
    void makesAWatchedFolderWhereTheSettingsSaySo() throws IOException {
        // When
        WatchedFolders.prepare(settings("folders: [{path: a/in, create: true}]").folders());

        // Then
        assertThat(folder.resolve("a/in")).isDirectory();
    }

    @Test
    void refusesToWantEvidenceOfASiteThatTheProfileDoesNotKnow() throws IOException {
        // Given
        Files.writeString(folder.resolve("organisation.yaml"), "organisation: Contoso\nsites: [{name: HQ}]\n");

        // Then
        assertRefused(
                "organisation: organisation.yaml\nevidence: {sites: [hq, Bon]}",
                "'evidence' in the settings names the site 'Bon', which the profile does not know");
    }

    @Test
    void refusesAnAccountThatIsNotThere() throws IOException {
        assertRefused(
                "winrm: {credential: 'file:winrm'}",
                "'file:winrm' leads to no file: there is no '" + folder.resolve("credentials/winrm") + "'");
        assertRefused(
                "winrm: {credential: 'env:WINRM'}", "needs the environment variable WINRM_USER, which is not set");
        assertRefused("winrm: {credential: winrm}", "is not of the form file:NAME, env:NAME or vault:PATH");
    }

    @Test
    void refusesACertificateThatCannotBeShown() throws IOException {
        assertRefused(
                "winrm: {auth: certificate, certificate: ratchet.p12}",
                "The client certificate '" + folder.resolve("ratchet.p12") + "' cannot be used");
        assertRefused(
                "winrm: {auth: certificate, certificate: ratchet.p12, credential: 'file:opens'}",
                "'file:opens' leads to no file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"winrm: {port: 5986}", "http: {port: 0}"})
    void refusesAnAccountThatOthersCanRead(String yaml) throws IOException {
        // Given
        Path secret = folder.resolve("credentials/winrm");
        Files.createDirectories(secret.getParent());
        Files.writeString(secret, "administrator\na secret of the test\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

        // Then
        assertRefused(yaml, "leads to '" + secret + "', which others can read or write; chmod 600 it");
    }

    @Test
    void refusesAWebhookWhoseKeyCouldBeGuessed() throws IOException {
        // Given
        Path key = folder.resolve("credentials/scanner");
        Files.createDirectories(key.getParent());
        Files.writeString(key, "scanner\n" + "k".repeat(31) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        // Then
        assertRefused("webhooks: [{name: scanner}]", "The key of the webhook 'scanner' is shorter than 32 characters");
        assertRefused(
                "tickets: [{name: hub, kind: github, url: 'https://api.github.com', queue: o/n, credential: 'file:scanner', webhook: 'file:scanner'}]",
                "The key of the ticket system 'hub' is shorter than 32 characters");
    }

    @Test
    void refusesADatabaseThatIsDown() throws IOException {
        // Given
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        // Then
        assertRefused(database(port), "PostgreSQL at jdbc:postgresql://127.0.0.1:" + port + "/ratchet does not answer");
    }

    @Test
    @Timeout(20)
    void refusesADatabaseThatSaysNothingBeforeAPoolWouldHaveGivenUp() throws IOException {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

            // Then
            assertRefused(database(silent.getLocalPort()), "does not answer", "start it, or correct 'database.url'");
        }
    }

    @Test
    void refusesADatabaseOfAnotherKind() throws IOException {
        assertRefused(
                "database: {url: 'jdbc:mysql://db/ratchet?password=secret', credential: 'env:DB'}",
                "'database.url' must be such as jdbc:postgresql://",
                "not 'jdbc:mysql://db/ratchet'");
    }

    private static String database(int port) {
        return "database: {url: 'jdbc:postgresql://127.0.0.1:" + port
                + "/ratchet?password=secret', credential: 'env:DB'}";
    }

    private void assertRefused(String yaml, String... words) throws IOException {
        Server server = new Server(settings(yaml), ACCOUNTS, lifetime);
        assertThatThrownBy(() -> server.start(folder.resolve("data")))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        thrown -> assertThat(thrown.failure().message())
                                .contains(words)
                                .doesNotContain("secret", "\n"));
        lifetime.closeAll();
    }

    private ServeSettings settings(String yaml) throws IOException {
        return ServeSettings.read(Files.writeString(folder.resolve("ratchet.yaml"), yaml + "\n"));
    }
}
