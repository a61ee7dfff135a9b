package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.console.Access;
import io.ratchet.console.Person;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port of the console that speaks TLS by itself. */
class TlsPortTest {
    private static final String TOKEN = "alice's token";

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;
    private TestPem first;

    @BeforeEach
    void certify() throws IOException {
        certificate = folder.resolve("server.pem");
        key = folder.resolve("server.key");
        first = TestPem.of("first").write(certificate, key);
    }

    @Test
    void servesPeopleByTlsAndKeepsThemThere() throws Exception {
        try (WebServer server = serve(Set.of("127.0.0.1"))) {
            // When
            HttpResponse<String> page = ask(first, HttpRequest.newBuilder(tls(server, "/sign-in")));
            HttpResponse<String> signedIn = ask(
                    first,
                    HttpRequest.newBuilder(tls(server, "/sign-in"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString("token=alice%27s+token")));

            // Then
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(signedIn.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("__Host-ratchet=")
                    .contains("Secure", "HttpOnly", "SameSite=Strict", "Path=/")
                    .doesNotContain("Domain");

            // When that cookie comes back, and when it comes by the name that any page of the domain could set
            String session =
                    signedIn.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
            HttpResponse<String> known =
                    ask(first, HttpRequest.newBuilder(tls(server, "/queue")).header("Cookie", session));
            HttpResponse<String> planted = ask(
                    first,
                    HttpRequest.newBuilder(tls(server, "/queue"))
                            .header("Cookie", session.substring("__Host-".length())));

            // Then
            assertThat(known.statusCode()).isEqualTo(200);
            assertThat(planted.statusCode()).isEqualTo(302);
        }
    }

    @Test
    void goesByItsNamesThereToo() throws Exception {
        try (WebServer server = serve(Set.of("ratchet.example"))) {
            assertThat(ask(first, HttpRequest.newBuilder(tls(server, "/sign-in")))
                            .statusCode())
                    .isEqualTo(421);
        }
    }

    @Test
    void speaksTls12And13AndNothingOlder() throws Exception {
        // Given a client that would speak what is out of date
        String forbidden = Security.getProperty("jdk.tls.disabledAlgorithms");
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        try (WebServer server = serve(Set.of())) {
            // Then
            assertThat(spoken(server, "TLSv1.3")).isEqualTo("TLSv1.3");
            assertThat(spoken(server, "TLSv1.2")).isEqualTo("TLSv1.2");
            for (String old : new String[] {"TLSv1.1", "TLSv1"})
                assertThatThrownBy(() -> spoken(server, old)).as(old).isInstanceOf(SSLException.class);
            try (Socket plain = new Socket("127.0.0.1", port(server))) {
                plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .doesNotContain("/sign-in");
            }
        } finally {
            Security.setProperty("jdk.tls.disabledAlgorithms", forbidden);
        }
    }

    @Test
    void showsARenewedCertificateToWhoeverComesNextAndKeepsTheOldOneWhileARenewalIsHalfDone() throws Exception {
        try (WebServer server = serve(Set.of())) {
            TlsPort port = server.tls().orElseThrow();

            // When the certificate is there, and its key is not yet
            TestPem second = TestPem.of("second");
            String old = Files.readString(key);
            second.write(certificate, key);
            String fresh = Files.readString(key);
            Files.writeString(key, old);
            port.look();

            // Then
            assertThat(shown(server)).isEqualTo("CN=first");

            // When
            Files.writeString(key, fresh);
            port.look();

            // Then
            assertThat(shown(server)).isEqualTo("CN=second");
            assertThat(ask(second, HttpRequest.newBuilder(tls(server, "/sign-in")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void doesNotStartWithWhatItCannotShow() throws Exception {
        // Given
        Path other = folder.resolve("other.key");
        TestPem.of("other").write(folder.resolve("other.pem"), other);
        Path open = Files.copy(key, folder.resolve("open.key"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");

        // Then
        refuses(certificate, other, "the key is that of another certificate");
        refuses(certificate, open, "others can read or write the key; chmod 600 it");
        refuses(certificate, folder.resolve("none.key"), "there is no file");
        refuses(nonsense, key, "the first file holds no certificate in PEM form");
        refuses(certificate, certificate, "others can read or write the key");
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() ->
                            serve(new ServeSettings.Tls("0.0.0.0", taken.getLocalPort(), certificate, key), Set.of()))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("The TLS port " + taken.getLocalPort());
        }
    }

    private void refuses(Path shown, Path with, String why) {
        assertThatThrownBy(() -> serve(new ServeSettings.Tls("127.0.0.1", 0, shown, with), Set.of()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(why);
    }

    private WebServer serve(Set<String> names) {
        return serve(new ServeSettings.Tls("127.0.0.1", 0, certificate, key), names);
    }

    private WebServer serve(ServeSettings.Tls tls, Set<String> names) {
        ServeSettings.Http http =
                new ServeSettings.Http("127.0.0.1", 0, Optional.empty(), names, Set.of(), Optional.of(tls));
        Access access = new Access(Optional.empty(), Map.of(Access.hash(TOKEN), Person.ofAllRoles("alice")));
        return WebServer.start(http, access, new ShownEstate(folder).ports());
    }

    private static int port(WebServer server) {
        return server.tls().orElseThrow().port();
    }

    private static URI tls(WebServer server, String path) {
        return URI.create("https://127.0.0.1:" + port(server) + path);
    }

    private static HttpResponse<String> ask(TestPem trusted, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .sslContext(trusted.trusting())
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }

    private String spoken(WebServer server, String version) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) first.trusting().getSocketFactory().createSocket("127.0.0.1", port(server))) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private String shown(WebServer server) throws Exception {
        SSLContext any = SSLContext.getInstance("TLS");
        any.init(null, new TrustManager[] {new Anybody()}, null);
        try (SSLSocket socket = (SSLSocket) any.getSocketFactory().createSocket("127.0.0.1", port(server))) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    /** Looks at what is shown, and believes it. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String how) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String how) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
