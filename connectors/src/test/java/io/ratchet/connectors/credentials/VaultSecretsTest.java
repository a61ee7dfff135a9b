package io.ratchet.connectors.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.credentials.VaultSettings.SignIn;
import io.ratchet.connectors.fixture.TestClock;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts out of a vault, which answers as it is documented to. */
class VaultSecretsTest {
    private static final String SECRET = "Gans&Ente";
    private static final String ENTRY = "{\"user\":\"CORP\\\\svc\",\"password\":\"" + SECRET + "\"}";

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock();
    private VaultStub vault;

    @BeforeEach
    void start() throws IOException {
        vault = new VaultStub().keeps("windows/hq", ENTRY);
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    @Test
    void readsAnAccountWithAToken() {
        // Given
        vault.knows("hvs.token").keeps("windows/old", "{\"username\":\"administrator\",\"password\":\"x\"}");
        CredentialReferences references = references(SignIn.TOKEN, "hvs.token", Optional.of("team/windows"));
        // When / Then
        assertThat(references.resolve("vault:windows/hq")).isEqualTo(new Account("CORP\\svc", SECRET));
        assertThat(references.resolve("vault:windows/old")).isEqualTo(new Account("administrator", "x"));
        assertThat(vault.namespace()).contains("team/windows");
        assertThat(vault.asked()).containsExactly("GET /v1/secret/data/windows/hq", "GET /v1/secret/data/windows/old");
    }

    @Test
    void readsAnAccountAnewEachTime() {
        // Given
        CredentialReferences references = byRole();
        references.resolve("vault:windows/hq");
        // When
        vault.keeps("windows/hq", "{\"user\":\"CORP\\\\svc\",\"password\":\"new\"}");
        // Then
        assertThat(references.resolve("vault:windows/hq").password()).isEqualTo("new");
    }

    @Test
    void signsInOnceForAsLongAsItsTokenIsGood() {
        // Given
        CredentialReferences references = byRole();
        // When
        references.resolve("vault:windows/hq");
        clock.advance(Duration.ofMinutes(13));
        references.resolve("vault:windows/hq");
        clock.advance(Duration.ofSeconds(21));
        references.resolve("vault:windows/hq");
        // Then
        assertThat(vault.asked())
                .containsExactly(
                        "POST /v1/auth/approle/login",
                        "GET /v1/secret/data/windows/hq",
                        "GET /v1/secret/data/windows/hq",
                        "POST /v1/auth/approle/login",
                        "GET /v1/secret/data/windows/hq");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 86_400, Long.MAX_VALUE})
    void signsInAgainNowAndThenHoweverLongItsTokenIsGood(long seconds) {
        // Given
        vault.givesTokensFor(seconds);
        CredentialReferences references = byRole();
        // When
        references.resolve("vault:windows/hq");
        clock.advance(Duration.ofMinutes(39));
        references.resolve("vault:windows/hq");
        clock.advance(Duration.ofMinutes(2));
        references.resolve("vault:windows/hq");
        // Then
        assertThat(vault.asked()).filteredOn(asked -> asked.startsWith("POST")).hasSize(2);
    }

    @Test
    void signsInAgainWhereItsTokenWasTakenBack() {
        // Given
        CredentialReferences references = byRole();
        references.resolve("vault:windows/hq");
        // When
        vault.forgetsTokens();
        // Then
        assertThat(references.resolve("vault:windows/hq").password()).isEqualTo(SECRET);
    }

    @Test
    void isToBeAskedAgainWhereTheVaultDoesNotLetUsIn() {
        // When / Then
        fails(
                references(SignIn.TOKEN, "hvs.wrong", Optional.empty()),
                FailureCode.SECRETS_UNAVAILABLE,
                "does not let us read there");
        fails(
                references(SignIn.APPROLE, "wrong", Optional.empty()),
                FailureCode.SECRETS_UNAVAILABLE,
                "does not know the role and secret of env:VAULT");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void isToBeAskedAgainWhereTheVaultIsSealedOrBusy(int status) {
        // Given
        vault.says(status, "{\"errors\":[\"Vault is sealed\"]}");
        // When / Then
        fails(byRole(), FailureCode.SECRETS_UNAVAILABLE, "the vault answers " + status);
    }

    @Test
    void isToBeAskedAgainWhereTheVaultDoesNotAnswer() {
        // Given
        CredentialReferences references = byRole();
        vault.close();
        // When / Then
        fails(references, FailureCode.SECRETS_UNAVAILABLE, "does not answer");
    }

    @Test
    void saysWhichEntryIsMissingOrHoldsNoAccount() {
        // Given
        vault.keeps("windows/cut", "{\"user\":\"a\"}").keeps("windows/list", "{\"user\":[\"a\"],\"password\":7}");
        // When / Then
        assertThatThrownBy(() -> byRole().resolve("vault:windows/none"))
                .hasMessageContaining(
                        "'vault:windows/none' leads to nothing in the vault: it has no 'windows/none' under the mount 'secret'");
        for (String path : new String[] {"vault:windows/cut", "vault:windows/list"})
            assertThatThrownBy(() -> byRole().resolve(path))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID))
                    .hasMessageContaining("without the texts 'user' and 'password'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault:",
                "vault:/a",
                "vault:a/",
                "vault:a//b",
                "vault:../sys/mounts",
                "vault:a/../b",
                "vault:a b",
                "vault:a?b",
                "vault:a#b",
                "vault:a%2fb"
            })
    void asksForNoPathThatLeadsElsewhere(String reference) {
        assertThatThrownBy(() -> byRole().resolve(reference))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID))
                .hasMessageContaining("names with slashes between");
        assertThat(vault.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://vault.corp.example:8200",
                "ftp://127.0.0.1",
                "https://user@vault.corp.example",
                "https://vault.corp.example?x",
                "vault"
            })
    void isReachedByTlsAlone(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VaultSettings.address(url))
                .withMessageContaining("by TLS");
    }

    @Test
    void needsSettingsThatNameAVaultAndSomethingElseToOpenIt() {
        assertThatThrownBy(() -> new CredentialReferences(folder, Map.of()).resolve("vault:windows/hq"))
                .hasMessageContaining("the settings name none under 'vault'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VaultSettings(
                        vault.url(), "secret", SignIn.TOKEN, "vault:itself", Optional.empty(), Optional.empty()))
                .withMessageContaining("cannot lie in it");
    }

    private void fails(CredentialReferences references, FailureCode code, String words) {
        assertThatThrownBy(() -> references.resolve("vault:windows/hq"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        thrown -> assertThat(thrown.failure().code()).isEqualTo(code))
                .hasMessageContaining("'vault:windows/hq'")
                .hasMessageContaining(words)
                .satisfies(thrown -> assertThat(printed(thrown)).doesNotContain(SECRET, "s3cret", "hvs."));
    }

    private static String printed(Throwable thrown) {
        var out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    private CredentialReferences byRole() {
        return references(SignIn.APPROLE, "s3cret", Optional.empty());
    }

    private CredentialReferences references(SignIn signIn, String secret, Optional<String> namespace) {
        URI url = vault.url();
        return new CredentialReferences(
                folder,
                Map.of("VAULT_USER", "role", "VAULT_PASSWORD", secret),
                Optional.of(new VaultSettings(url, "secret", signIn, "env:VAULT", namespace, Optional.empty())),
                clock);
    }
}
