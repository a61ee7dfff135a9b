package io.ratchet.connectors.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.fixture.ClientKeys;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.connectors.wsman.KerberosRefusal.Cause;
import io.ratchet.connectors.wsman.Shell.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kerberos with sealed messages, judged by MIT's KDC and GSS. */
@Tag("slow")
class KerberosOnTheSealedPeerTest {
    private static final String CONFIGURATION = "java.security.krb5.conf";

    @TempDir
    static Path realmFolder;

    private static @Nullable KerberosRealm realm;

    @TempDir
    Path folder;

    @BeforeAll
    static void startRealm() throws IOException, InterruptedException {
        realm = KerberosRealm.in(realmFolder);
        System.setProperty(CONFIGURATION, realm.configuration().toString());
    }

    @AfterAll
    static void stopRealm() {
        System.clearProperty(CONFIGURATION);
        if (realm != null) realm.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--schemes Negotiate",
                "--schemes Kerberos",
                "--schemes Negotiate,Kerberos",
                "--schemes Kerberos --close-on-401",
                "--no-tab",
                "--reply-split 100",
                "--keep-empty",
                "--close-after 2",
                "--close-after 3",
                "--receive-bytes 7",
                "--plain-faults"
            })
    void runsCommandsInEachMoodThatIsNoFault(String mood) throws IOException {
        try (SealedPeer peer = peer(mood)) {
            // When
            String out = run(peer, "hostname");
            String words = run(peer, "echo <&> \"quoted\" ü");

            // Then
            assertThat(out).isEqualTo("SEALPEER\r\n");
            assertThat(words).isEqualTo("<&> \"quoted\" ü\r\n");
            String protocol = mood.startsWith("--schemes Kerberos") ? "HTTP-Kerberos-session" : "HTTP-SPNEGO-session";
            assertThat(peer.trace())
                    .noneMatch(line -> line.contains("not sealed") || line.contains("bytes came out"))
                    .anyMatch(line -> line.contains("\"sealed\"") && line.contains(protocol));
        }
    }

    @Test
    void carriesALongAnswer() throws IOException {
        try (SealedPeer peer = peer("--receive-bytes 20000")) {
            assertThat(run(peer, "big 100000")).hasSize(100_000);
        }
    }

    @Test
    void believesNoAnswerThatWasChangedOnTheWay() {
        try (SealedPeer peer = peer("--damage")) {
            assertThatThrownBy(() -> run(peer, "hostname"))
                    .isInstanceOfSatisfying(
                            SealException.class,
                            broken -> assertThat(broken.agreed()).isTrue());
        }
    }

    @Test
    void believesNoFaultThatCameInClear() throws IOException {
        try (SealedPeer peer = peer("--plain-faults");
                Shell shell = Shell.open(endpoint(peer, "localhost", KerberosRealm.ACCOUNT))) {
            shell.start("sleep 30");
            assertThatThrownBy(() -> shell.next(Duration.ofMillis(500)))
                    .isInstanceOf(SealException.class)
                    .hasMessageContaining("in clear");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--schemes Negotiate", "--schemes Kerberos"})
    void bindsItsLogonToTheTlsConnectionBelow(String schemes) throws IOException {
        // Given
        ClientKeys listener = ClientKeys.ofListener(folder, "localhost");
        Path pem = listener.pem(folder.resolve("listener.pem"));
        Path other = ClientKeys.ofListener(folder, "between").pem(folder.resolve("between.pem"));
        String tls = schemes + " --allow-plain --tls " + pem;
        for (String mood : List.of(tls, tls + " --cbt"))
            try (SealedPeer peer = peer(mood)) {
                // When / Then
                assertThat(run(over(listener, peer), "hostname")).isEqualTo("SEALPEER\r\n");
            }
        try (SealedPeer between = peer(tls + " --cbt --cbt-of " + other)) {
            // When / Then one whose TLS ended at somebody else's certificate does not take it
            assertThatThrownBy(() -> run(over(listener, between), "hostname"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(KerberosRefusal.class);
        }
    }

    private static Endpoint over(ClientKeys listener, SealedPeer peer) {
        return new Endpoint(
                "localhost",
                peer.port(),
                Optional.of(listener.trusted()),
                KerberosRealm.ACCOUNT,
                Authentication.KERBEROS,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));
    }

    @Test
    void tellsARefusedAccountFromAnUnknownHost() {
        try (SealedPeer peer = peer("--schemes Negotiate")) {
            Account wrong = new Account(KerberosRealm.ACCOUNT.user(), "not it");
            assertThatThrownBy(() -> Shell.open(endpoint(peer, "localhost", wrong)))
                    .isInstanceOfSatisfying(
                            KerberosRefusal.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Cause.ACCOUNT));
            assertThatThrownBy(() -> Shell.open(endpoint(peer, "127.0.0.1", KerberosRealm.ACCOUNT)))
                    .isInstanceOfSatisfying(
                            KerberosRefusal.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Cause.HOST));
        }
    }

    private SealedPeer peer(String mood) {
        List<String> switches = new ArrayList<>(List.of("--host", "localhost", "--service", "HTTP"));
        switches.addAll(List.of(mood.split(" ")));
        if (realm == null) throw new IllegalStateException("no realm");
        return SealedPeer.with(folder, realm.environment(), switches.toArray(String[]::new));
    }

    private static Endpoint endpoint(SealedPeer peer, String host, Account account) {
        return new Endpoint(
                host,
                peer.port(),
                Optional.empty(),
                account,
                Authentication.KERBEROS,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));
    }

    private static String run(SealedPeer peer, String line) throws IOException {
        return run(endpoint(peer, "localhost", KerberosRealm.ACCOUNT), line);
    }

    private static String run(Endpoint endpoint, String line) throws IOException {
        try (Shell shell = Shell.open(endpoint)) {
            shell.start(line);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (true) {
                Output next = shell.next(Duration.ofSeconds(5));
                out.writeBytes(next.out());
                if (next.done()) return out.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
