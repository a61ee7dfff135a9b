package io.ratchet.connectors.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.connectors.fixture.Peer;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.lab.wsman.Admission;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** NTLM inside SPNEGO, for hosts that do not take it as it is. Other implementations judge it on the sealed peer. */
class NtlmInSpnegoTest {
    private static final String NTLM = "1.3.6.1.4.1.311.2.2.10";
    private static final String KERBEROS = "1.2.840.113554.1.2.2";
    /** All that must be agreed on, by a host called H1. */
    private static final byte[] CHALLENGE = Base64.getDecoder()
            .decode("TlRMTVNTUAACAAAABAAEADgAAAA1gojiAQIDBAUGBwgAAAAAAAAAAAwADAA8AAAABgGxHQAAAA9I"
                    + "ADEAAQAEAEgAMQAAAAAA");

    private final Account account = new Account("administrator", "Gans&Ente");

    @Test
    void logsOnWhereAHostDoesNotTakeNtlmAsItIs() throws IOException {
        // Given
        try (LabHosts lab = spnegoOnly()) {
            // When
            String name =
                    hostname(endpoint(lab.fleet().address("WEB01"), lab.fleet().wsmanPort("WEB01"), account));
            // Then
            assertThat(name).isEqualTo("WEB01");
        }
    }

    @Test
    void isRefusedWithAWrongPassword() {
        // Given
        try (LabHosts lab = spnegoOnly()) {
            Endpoint endpoint = endpoint(
                    lab.fleet().address("WEB01"),
                    lab.fleet().wsmanPort("WEB01"),
                    new Account("administrator", "not it"));
            // When / Then
            assertThatThrownBy(() -> hostname(endpoint))
                    .isInstanceOfSatisfying(
                            HttpRefusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(401));
        }
    }

    @Test
    void doesNotGoOnWithAHostThatAgreesToSomethingElse() {
        assertNotAgreed("does not agree to NTLM inside SPNEGO", challenged(told(2, NTLM, null, null)));
        assertNotAgreed("does not agree to NTLM inside SPNEGO", challenged(told(1, KERBEROS, CHALLENGE, null)));
        assertNotAgreed("does not agree to NTLM inside SPNEGO", challenged(told(0, NTLM, CHALLENGE, null)));
        assertNotAgreed("does not agree to NTLM inside SPNEGO", challenged(told(1, NTLM, null, null)));
    }

    @Test
    void doesNotGoOnWithAHostWhoseWordCannotBeRead() {
        assertNotAgreed("that is no SPNEGO", challenged(CHALLENGE));
        assertNotAgreed("that is no SPNEGO", challenged(new byte[] {(byte) 0xA1, (byte) 0x84, 0x7F, -1, -1, -1}));
        assertNotAgreed("that is no NTLM challenge", challenged(told(1, NTLM, new byte[] {1, 2, 3}, null)));
    }

    @Test
    void doesNotGoOnWithAHostThatAgreesToLessThanSealing() {
        byte[] unsealed = CHALLENGE.clone();
        unsealed[20] ^= 0x20;
        assertNotAgreed("offers NTLM without SEAL", challenged(told(1, NTLM, unsealed, null)));
    }

    @Test
    void sendsNothingToAHostThatDoesNotSignWhatWeNamed() {
        String challenge = challenged(told(3, NTLM, CHALLENGE, null));
        String why = "does not sign that NTLM was all we named";
        assertNotAgreed(why, challenge, let("Negotiate"));
        assertNotAgreed(why, challenge, let(""));
        assertNotAgreed(why, challenge, let(told(0, null, null, null)));
        assertNotAgreed(why, challenge, let(told(1, null, null, new byte[16])));
        assertNotAgreed(why, challenge, let(told(0, null, null, new byte[16])));
        assertNotAgreed(why, challenge, let(told(0, null, null, new byte[] {1})));
    }

    private void assertNotAgreed(String why, String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        left.addFirst(refusal("Negotiate"));
        try (Peer peer = Peer.that(socket -> serve(socket, left))) {
            assertThatThrownBy(() -> Shell.open(endpoint(peer.host(), peer.port(), account)))
                    .isInstanceOfSatisfying(
                            SealException.class,
                            unsealed -> assertThat(unsealed.agreed()).isFalse())
                    .hasMessageContaining(why);
            assertThat(left).as("nothing was asked beyond the logon").isEmpty();
        }
    }

    /** One answer after the other, whichever connection asks; when there are no more it hangs up. */
    private static void serve(Socket socket, Deque<String> answers) throws IOException {
        byte[] request = new byte[65536];
        while (socket.getInputStream().read(request) > 0) {
            String answer = answers.poll();
            if (answer == null) return;
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String challenged(byte[] token) {
        return refusal("Negotiate " + Base64.getEncoder().encodeToString(token));
    }

    private static String refusal(String offer) {
        return "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: " + offer + "\r\nContent-Length: 0\r\n\r\n";
    }

    private static String let(byte[] token) {
        return let("Negotiate " + Base64.getEncoder().encodeToString(token));
    }

    private static String let(String word) {
        return "HTTP/1.1 200 OK\r\n" + (word.isEmpty() ? "" : "WWW-Authenticate: " + word + "\r\n")
                + "Content-Length: 0\r\n\r\n";
    }

    private static byte[] told(
            int state, @Nullable String mechanism, byte @Nullable [] word, byte @Nullable [] signature) {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new DERTaggedObject(true, 0, new ASN1Enumerated(state)));
        if (mechanism != null) parts.add(new DERTaggedObject(true, 1, new ASN1ObjectIdentifier(mechanism)));
        if (word != null) parts.add(new DERTaggedObject(true, 2, new DEROctetString(word)));
        if (signature != null) parts.add(new DERTaggedObject(true, 3, new DEROctetString(signature)));
        try {
            return new DERTaggedObject(true, 1, new DERSequence(parts)).getEncoded(ASN1Encoding.DER);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private LabHosts spnegoOnly() {
        return LabHosts.start(
                account.password(),
                "127.44.0.0",
                new Admission(false, true, Optional.empty()),
                List.of(LabHosts.server2008R2("WEB01", "")));
    }

    private static String hostname(Endpoint endpoint) throws IOException {
        try (Shell shell = Shell.open(endpoint)) {
            shell.start("hostname");
            StringBuilder said = new StringBuilder();
            while (true) {
                Shell.Output next = shell.next(Duration.ofSeconds(5));
                said.append(new String(next.out(), StandardCharsets.US_ASCII));
                if (next.done()) return said.toString().strip();
            }
        }
    }

    private static Endpoint endpoint(String host, int port, Account account) {
        return new Endpoint(
                host,
                port,
                Optional.empty(),
                account,
                Authentication.NTLM,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));
    }
}
