package io.ratchet.connectors.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialReferencesTest {
    private static final String SECRET = "s3cret=Gans&Ente";

    @TempDir
    private Path secrets;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "administrator\n" + SECRET + "\n",
                "administrator\r\n" + SECRET,
                "user=administrator\npassword=" + SECRET + "\n",
                "\npassword=" + SECRET + "\n\nuser=administrator\n",
            })
    void readsAFileOfTwoLinesOrTwoProperties(String content) throws IOException {
        // Given
        write("winrm-hq", content, "rw-------");
        // When
        Account account = references().resolve("file:winrm-hq");
        // Then
        assertThat(account).isEqualTo(new Account("administrator", SECRET));
    }

    @Test
    void readsTheFileAnewEachTime() throws IOException {
        // Given
        write("winrm-hq", "administrator\nold\n", "rw-------");
        references().resolve("file:winrm-hq");
        // When
        write("winrm-hq", "administrator\nnew\n", "rw-------");
        // Then
        assertThat(references().resolve("file:winrm-hq").password()).isEqualTo("new");
    }

    @Test
    void readsTwoVariables() {
        // Given
        var environment = Map.of("RATCHET_WINRM_USER", "administrator", "RATCHET_WINRM_PASSWORD", SECRET);
        // When
        Account account = new CredentialReferences(secrets, environment).resolve("env:RATCHET_WINRM");
        // Then
        assertThat(account).isEqualTo(new Account("administrator", SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
    void refusesAFileThatOthersCanReadOrWrite(String permissions) throws IOException {
        // Given
        write("winrm-hq", "administrator\n" + SECRET + "\n", permissions);
        // When / Then
        assertInvalid("file:winrm-hq", "chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "winrm-hq",
                "",
                ":",
                "file:",
                "laps:winrm-hq",
                "file:../winrm-hq",
                "file:/etc/passwd",
                "file:..",
                "file:.hidden",
                "file:a/b",
                "file:a\u0000b",
                "env:A B",
            })
    void refusesWhatIsNoReference(String reference) {
        assertInvalid(reference, "The credential reference");
    }

    @Test
    void namesTheReferenceThatLeadsNowhere() {
        assertInvalid("file:winrm-hq", "'file:winrm-hq' leads to no file");
        assertInvalid("env:NOBODY", "needs the environment variable NOBODY_USER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {SECRET, SECRET + "\n", "user=a\n" + SECRET, "a\nb\n" + SECRET, "user=a\npassword=\n" + SECRET})
    void neverPrintsWhatAFileHolds(String content) throws IOException {
        // Given
        write("winrm-hq", content, "rw-------");
        // When / Then
        assertThatThrownBy(() -> references().resolve("file:winrm-hq"))
                .satisfies(thrown -> assertThat(everythingPrintedOf(thrown)).doesNotContain(SECRET));
    }

    @Test
    void hidesThePasswordOfAnAccount() {
        assertThat(new Account("administrator", SECRET)).hasToString("Account[user=administrator, password=***]");
        assertThat(references().toString()).doesNotContain(SECRET);
    }

    private void assertInvalid(String reference, String words) {
        assertThatThrownBy(() -> references().resolve(reference))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        thrown -> assertThat(thrown.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID))
                .hasMessageContaining(words);
    }

    private CredentialReferences references() {
        return new CredentialReferences(secrets, Map.of());
    }

    private void write(String name, String content, String permissions) throws IOException {
        Path file = Files.write(secrets.resolve(name), content.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String everythingPrintedOf(Throwable thrown) {
        var out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out));
        return out.toString();
    }
}
