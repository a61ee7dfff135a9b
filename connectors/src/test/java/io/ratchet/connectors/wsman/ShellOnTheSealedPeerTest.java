package io.ratchet.connectors.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.fixture.ClientKeys;
import io.ratchet.connectors.fixture.TestCertificate;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.connectors.wsman.Shell.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NTLM with sealed messages, judged by another implementation and each of its moods. */
@Tag("slow")
class ShellOnTheSealedPeerTest {
    @TempDir
    Path folder;

    /** NTLM as it is, and inside SPNEGO. */
    private static final List<String> FORMS = List.of("", "--spnego-only");

    private static final List<String> MOODS_THAT_ARE_NO_FAULT = List.of(
            "",
            "--close-on-401",
            "--need-mic",
            "--no-tab",
            "--reply-split 100",
            "--reply-split 1",
            "--keep-empty",
            "--close-after 3",
            "--close-after 4",
            "--close-after 5",
            "--receive-bytes 7",
            "--plain-faults",
            "--schemes Negotiate");

    static Stream<String> moodsThatAreNoFault() {
        return inEachForm(MOODS_THAT_ARE_NO_FAULT);
    }

    static Stream<String> moodsUnderTls() {
        return inEachForm(List.of("", "--cbt", "--cbt --close-after 3"));
    }

    private static Stream<String> inEachForm(List<String> moods) {
        return FORMS.stream().flatMap(form -> moods.stream().map(mood -> (form + " " + mood).strip()));
    }

    @ParameterizedTest
    @MethodSource("moodsThatAreNoFault")
    void runsCommandsInEachMoodThatIsNoFault(String mood) throws IOException {
        try (SealedPeer peer = peer(mood)) {
            // When
            assertThat(run(peer, "hostname").out()).isEqualTo("SEALPEER\r\n");
            assertThat(run(peer, "err it failed").err()).isEqualTo("it failed\r\n");
            assertThat(run(peer, "echo <&> \"quoted\" ü").out()).isEqualTo("<&> \"quoted\" ü\r\n");
            assertThat(run(peer, "exit 3221225786").exitCode())
                    .as("all 32 bits")
                    .isEqualTo((int) 3221225786L);

            // Then
            assertThat(peer.trace())
                    .noneMatch(line -> line.contains("not sealed") || line.contains("no MIC"))
                    .noneMatch(line -> line.contains("bytes came out"))
                    .anyMatch(line ->
                            line.contains("\"sealed\"") && line.contains("\"seq\": " + (inSpnego(mood) ? 1 : 0)));
            if (inSpnego(mood))
                assertThat(peer.trace())
                        .anyMatch(line -> line.contains("SPNEGO init"))
                        .noneMatch(line -> line.contains("\"sealed\"") && line.contains("\"seq\": 0"));
        }
    }

    private static boolean inSpnego(String mood) {
        return mood.startsWith("--spnego-only");
    }

    @Test
    void asksOnceForTheFormThatAHostTakes() throws IOException {
        // Given one that hangs up after each command
        try (SealedPeer peer = peer("--spnego-only --close-after 5");
                Shell shell = Shell.open(endpoint(peer, SealedPeer.ACCOUNT))) {
            // When
            for (int round = 0; round < 4; round++) {
                shell.start("hostname");
                while (!shell.next(Duration.ofSeconds(5)).done())
                    assertThat(round).isLessThan(4);
            }
            // Then
            assertThat(peer.trace())
                    .filteredOn(line -> line.contains("NTLM as it is"))
                    .hasSize(1);
            assertThat(peer.trace())
                    .filteredOn(line -> line.contains("SPNEGO init"))
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void asksAgainAsLongAsTheHostSaysThatThereIsNothingYet() throws IOException {
        try (SealedPeer peer = peer("");
                Shell shell = Shell.open(endpoint(peer, SealedPeer.ACCOUNT))) {
            shell.start("sleep 1.2");
            int asked = 0;
            while (true) {
                try {
                    if (shell.next(Duration.ofMillis(500)).done()) break;
                } catch (WsmanFault fault) {
                    assertThat(fault.code()).isEqualTo(WsmanFault.TIMED_OUT);
                    asked++;
                }
            }
            assertThat(asked).isBetween(1, 3);
        }
    }

    @Test
    void carriesALongLineAndALongAnswer() throws IOException {
        try (SealedPeer peer = peer("--receive-bytes 20000")) {
            assertThat(run(peer, "big 300000").out()).hasSize(300_000);
            String word = "x".repeat(60_000);
            assertThat(run(peer, "echo " + word).out()).isEqualTo(word + "\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--spnego-only", "--reply-split 100", "--close-after 4", "--receive-bytes 20000"})
    void givesACommandWhatItReadsToItsEnd(String mood) throws IOException {
        try (SealedPeer peer = peer(mood)) {
            for (int length : new int[] {0, 1, 60_000, 60_001, 200_000}) {
                String input =
                        "abcdefghijklmnopqrstuvwxyz".repeat(length / 26 + 1).substring(0, length);
                try (Shell shell = Shell.open(endpoint(peer, SealedPeer.ACCOUNT))) {
                    // When
                    shell.start("cat", input.getBytes(StandardCharsets.US_ASCII));
                    // Then
                    assertThat(printed(shell).out()).isEqualTo(input);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--schemes Kerberos", "--close-on-challenge", "--spnego-only --close-on-challenge"})
    void logsOnSealedOrNotAtAll(String mood) {
        try (SealedPeer peer = peer(mood)) {
            assertThatThrownBy(() -> run(peer, "hostname"))
                    .isInstanceOfSatisfying(
                            SealException.class,
                            unsealed -> assertThat(unsealed.agreed()).isFalse());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--damage", "--spnego-only --damage"})
    void believesNoAnswerThatWasChangedOnTheWay(String mood) {
        try (SealedPeer peer = peer(mood)) {
            assertThatThrownBy(() -> run(peer, "hostname"))
                    .isInstanceOfSatisfying(
                            SealException.class,
                            broken -> assertThat(broken.agreed()).isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--plain-faults", "--spnego-only --plain-faults"})
    void believesNoFaultThatCameInClear(String mood) throws IOException {
        try (SealedPeer peer = peer(mood);
                Shell shell = Shell.open(endpoint(peer, SealedPeer.ACCOUNT))) {
            shell.start("sleep 30");
            assertThatThrownBy(() -> shell.next(Duration.ofMillis(500)))
                    .isInstanceOf(SealException.class)
                    .hasMessageContaining("in clear");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--spnego-only"})
    void isRefusedWithAWrongPassword(String mood) {
        try (SealedPeer peer = peer(mood)) {
            Account wrong = new Account(SealedPeer.ACCOUNT.user(), "not it");
            assertThatThrownBy(() -> Shell.open(endpoint(peer, wrong)))
                    .isInstanceOfSatisfying(
                            HttpRefusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(401));
        }
    }

    @ParameterizedTest
    @MethodSource("moodsUnderTls")
    void bindsItsLogonToTheTlsConnectionBelow(String mood) throws Exception {
        // Given
        Path pem = Files.writeString(folder.resolve("listener.pem"), TestCertificate.pemWithKey());
        try (SealedPeer peer = peer(("--allow-plain --tls " + pem + " " + mood).strip())) {
            SSLContext context = TestCertificate.trusted();

            // When
            Printed printed = run(endpoint(peer, SealedPeer.ACCOUNT, Optional.of(context)), "hostname");

            // Then
            assertThat(printed.out()).isEqualTo("SEALPEER\r\n");
        }
    }

    @Test
    void isKnownByItsCertificate() throws Exception {
        // Given
        ClientKeys keys = ClientKeys.valid(folder, "ratchet", "EC");
        Path pem = Files.writeString(folder.resolve("listener.pem"), TestCertificate.pemWithKey());
        Path clients = Files.writeString(folder.resolve("clients.pem"), keys.certificatePem());
        try (SealedPeer peer = peer("--allow-plain --tls " + pem + " --client-ca " + clients)) {
            // When
            Printed printed = run(
                    new Endpoint(
                            "127.0.0.1",
                            peer.port(),
                            Optional.of(keys.trustingTheTestCertificate()),
                            new Account("certificate:ratchet.p12", ""),
                            Authentication.CERTIFICATE,
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(20)),
                    "hostname");

            // Then
            assertThat(printed.out()).isEqualTo("SEALPEER\r\n");
            assertThat(peer.trace()).anyMatch(line -> line.contains("(('commonName', 'ratchet'),)"));
        }
    }

    private SealedPeer peer(String mood) {
        return SealedPeer.with(folder, mood.isEmpty() ? new String[0] : mood.split(" "));
    }

    private static Endpoint endpoint(SealedPeer peer, Account account) {
        return endpoint(peer, account, Optional.empty());
    }

    private static Endpoint endpoint(SealedPeer peer, Account account, Optional<SSLContext> tls) {
        return new Endpoint(
                "127.0.0.1",
                peer.port(),
                tls,
                account,
                Authentication.NTLM,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));
    }

    private record Printed(String out, String err, int exitCode) {}

    private static Printed run(SealedPeer peer, String line) throws IOException {
        return run(endpoint(peer, SealedPeer.ACCOUNT), line);
    }

    private static Printed run(Endpoint endpoint, String line) throws IOException {
        try (Shell shell = Shell.open(endpoint)) {
            shell.start(line);
            return printed(shell);
        }
    }

    private static Printed printed(Shell shell) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        while (true) {
            Output next = shell.next(Duration.ofSeconds(5));
            out.writeBytes(next.out());
            err.writeBytes(next.err());
            if (next.done())
                return new Printed(
                        out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), next.exitCode());
        }
    }
}
