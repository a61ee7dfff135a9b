package io.ratchet.routes.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.routes.support.FailingStep;
import io.ratchet.routes.support.SetClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders on real sockets; what is heard is looked at in the folder from which it is taken in. */
class SyslogRouteTest {
    private static final String NXLOG =
            "<30>1 2018-09-20T09:00:00.123456Z web01.contoso.example Schannel 532 - [NXLOG@14506 EventID=\"36880\" SourceName=\"Schannel\" Channel=\"System\" Type=\"server\" Protocol=\"TLS 1.0\"] A \\\"handshake\\\" was completed.";
    private static final String JSON =
            "<30>1 2018-09-20T09:00:00Z relay01 nxlog - - - {\"EventTime\":\"2018-09-20 09:00:00\",\"Hostname\":\"web02.contoso.example\",\"SourceName\":\"Schannel\",\"EventID\":36880,\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}";
    private static final String CEF =
            "<30>Sep 20 09:00:00 relay01 CEF:0|Microsoft|Schannel|6.3|36880|Schannel|3|externalId=36880 dvchost=web03.contoso.example rt=1537434000000 protocol=TLS 1.0";

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock(Instant.parse("2018-09-20T10:00:00Z"));
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private SyslogSpool spool;
    private int port;

    @AfterEach
    void end() {
        camel.stop();
        spool.close();
    }

    @Test
    void makesAReportForEachFormatOfWhatIsHeardByEitherFraming() throws Exception {
        // Given
        listen(Optional.empty());

        // When messages come in pieces, counted and by line, and one that is of no use
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] counted = (length(NXLOG) + " " + NXLOG + length(JSON) + " " + JSON).getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(counted, 0, 50);
            socket.getOutputStream().flush();
            socket.getOutputStream().write(counted, 50, counted.length - 50);
            socket.getOutputStream()
                    .write((CEF + "\n<30>1 - host sshd - - - Accepted\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> lines(folder.resolve(".open")).size() == 3);
        }
        clock.pass(Duration.ofMinutes(2));
        camel.createProducerTemplate().sendBody("direct:ripe", "");

        // Then
        assertThat(names())
                .hasSize(2)
                .anyMatch(name -> name.startsWith("syslog-nxlog-"))
                .anyMatch(name -> name.startsWith("syslog-cef-leef-"));
        assertThat(lines(folder))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "\"Hostname\":\"web01.contoso.example\"",
                                "\"Protocol\":\"TLS 1.0\"",
                                "\"EventID\":\"36880\""))
                .anySatisfy(line -> assertThat(line).contains("web02.contoso.example"))
                .anySatisfy(line -> assertThat(line).startsWith("Sep 20 09:00:00 relay01 CEF:0|"))
                .hasSize(3);
    }

    @Test
    void endsAConnectionThatSpeaksSomethingElseAndHearsTheOthers() throws Exception {
        // Given
        listen(Optional.empty());
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket wrong = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // When
            wrong.setSoTimeout(20_000);
            wrong.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            int answer = wrong.getInputStream().read();
            other.getOutputStream().write((JSON + "\n").getBytes(StandardCharsets.UTF_8));
            other.getOutputStream().flush();

            // Then
            assertThat(answer).isEqualTo(-1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> lines(folder.resolve(".open")).size() == 1);
        }
    }

    @Test
    void hearsByTlsAloneWhereTheSettingsGiveACertificate() throws Exception {
        // Given
        Path store = certificate();
        SyslogSettings settings = new SyslogSettings(
                "127.0.0.1", 0, Optional.of(new SyslogSettings.Tls(store, "file:syslog", Optional.empty())));
        listen(SyslogEars.of(settings, reference -> "changeit").context());

        // When one comes in clear and one by TLS 1.2
        try (Socket clear = new Socket(InetAddress.getLoopbackAddress(), port)) {
            clear.setSoTimeout(20_000);
            clear.getOutputStream().write((CEF + "\n").getBytes(StandardCharsets.UTF_8));
            clear.getOutputStream().flush();
            clear.getInputStream().readAllBytes();
        }
        try (SSLSocket encrypted =
                (SSLSocket) trusting(store).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            encrypted.setEnabledProtocols(new String[] {"TLSv1.2"});
            encrypted.getOutputStream().write((JSON + "\n").getBytes(StandardCharsets.UTF_8));
            encrypted.getOutputStream().flush();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !lines(folder.resolve(".open")).isEmpty());
        }

        // Then
        assertThat(lines(folder.resolve(".open")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("web02.contoso.example"));
    }

    @Test
    void whatCannotBeKeptIsTriedUntilItCanAndWhatFollowsWaits() throws Exception {
        // Given a disk that is full for a while
        listen(Optional.empty());
        FailingStep full =
                FailingStep.at(camel, "syslog-heard", "syslog-keep", 2, new IOException("No space left on device"));

        // When
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((NXLOG + "\n" + JSON + "\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> lines(folder.resolve(".open")).size() == 2);
        }

        // Then
        assertThat(full.failed()).isEqualTo(2);
        assertThat(lines(folder.resolve(".open")).get(0)).contains("web01.contoso.example");
        assertThat(lines(folder.resolve(".open")).get(1)).contains("web02.contoso.example");
    }

    private Path certificate() throws Exception {
        Path store = folder.resolveSibling(folder.getFileName() + "-syslog.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-dname",
                        "CN=localhost",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return store;
    }

    private static SSLContext trusting(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("syslog", keys.getCertificate("mykey"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void takesInAtTheNextStartWhatWasLeftOpen() throws Exception {
        // Given
        Files.createDirectories(folder.resolve(".open"));
        Files.writeString(folder.resolve(".open/nxlog-1-1.log"), "{}\n");

        // When
        listen(Optional.empty());

        // Then
        assertThat(names()).containsExactly("syslog-nxlog-1-1.log");
    }

    private void listen(Optional<SSLContext> context) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        spool = new SyslogSpool(folder, clock);
        SyslogEars ears = new SyslogEars("127.0.0.1", port, context, false);
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.syslog.heard", SyslogRoute.endpoint(ears));
        endpoints.setProperty("ratchet.syslog.ripe", "direct:ripe");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        camel.addRoutes(new SyslogRoute(ears, spool));
        camel.start();
    }

    private static int length(String message) {
        return message.getBytes(StandardCharsets.UTF_8).length;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static List<String> lines(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            java.util.ArrayList<String> lines = new java.util.ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) lines.addAll(Files.readAllLines(file));
            return lines;
        }
    }
}
