package io.ratchet.connectors.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.FleetSettings;
import io.ratchet.lab.wsman.Admission;
import io.ratchet.lab.wsman.KerberosService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated hosts take Kerberos by the tickets of MIT's KDC, from ours and from another client. */
@Tag("slow")
class KerberosOnTheLabTest {
    private static final String CONFIGURATION = "java.security.krb5.conf";
    private static final String HOST = "127.46.0.1";
    private static final String SEAL_BY_PYPSRP = """
            import sys
            from pypsrp.client import Client
            host, port, user, password, auth = sys.argv[1:]
            client = Client(host, port=int(port), ssl=False, username=user, password=password, auth=auth, encryption='always', negotiate_service='HTTP')
            for line in ('hostname', 'systeminfo'):
                out, err, code = client.execute_cmd(line)
                print(out.strip(), code)
            """;

    @TempDir
    static Path realmFolder;

    private static @Nullable KerberosRealm realm;

    @TempDir
    Path folder;

    @BeforeAll
    static void startRealm() throws IOException, InterruptedException {
        realm = KerberosRealm.in(realmFolder, HOST);
        System.setProperty(CONFIGURATION, realm.configuration().toString());
    }

    @AfterAll
    static void stopRealm() {
        System.clearProperty(CONFIGURATION);
        if (realm != null) realm.close();
    }

    @Test
    void ourClientIsTakenAndItsMessagesAreSealed() throws IOException {
        // Given
        try (Fleet fleet = fleet("alice")) {
            // When
            String name = hostname(endpoint(fleet, KerberosRealm.ACCOUNT));

            // Then
            assertThat(name).isEqualTo("WEB01");
        }
    }

    @Test
    void whoeverIsNotTheAccountOfTheHostsIsRefused() {
        // Given
        try (Fleet fleet = fleet("bob")) {
            Endpoint endpoint = endpoint(fleet, KerberosRealm.ACCOUNT);

            // When / Then
            assertThatThrownBy(() -> hostname(endpoint)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void kerberosAsItIsIsAnsweredWithTheProofOfTheHost() throws Exception {
        // Given
        try (Fleet fleet = fleet("alice")) {
            KerberosLogon logon = KerberosLogon.begin(KerberosRealm.ACCOUNT, HOST, KerberosLogon.Scheme.KERBEROS, null);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + HOST + ":" + fleet.wsmanPort("WEB01") + "/wsman"))
                    .header("Authorization", "Kerberos " + Base64.getEncoder().encodeToString(logon.first()))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();

            // When
            HttpResponse<Void> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());

            // Then
            String said = answer.headers().firstValue("WWW-Authenticate").orElse("");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(said).startsWith("Kerberos ");
            assertThat(logon.end(Base64.getDecoder().decode(said.substring("Kerberos ".length())))
                            .protocol())
                    .isEqualTo("application/HTTP-Kerberos-session-encrypted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kerberos", "negotiate"})
    void anotherClientIsTakenAndSealsItsMessages(String auth) throws Exception {
        // Given
        String python = System.getProperty("ratchet.judge", "../.ratchet/judge/bin/python");
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of(python))
                        && new ProcessBuilder(python, "-c", "import pypsrp, gssapi, krb5")
                                        .start()
                                        .waitFor()
                                == 0,
                "skipped: pypsrp with Kerberos is not installed");
        try (Fleet fleet = fleet("alice")) {
            Path script = Files.writeString(folder.resolve("run.py"), SEAL_BY_PYPSRP);
            ProcessBuilder client = new ProcessBuilder(
                    python,
                    script.toString(),
                    HOST,
                    Integer.toString(fleet.wsmanPort("WEB01")),
                    KerberosRealm.ACCOUNT.user(),
                    KerberosRealm.ACCOUNT.password(),
                    auth);
            if (realm != null) client.environment().putAll(realm.environment());

            // When
            Process ran = client.redirectErrorStream(true).start();
            String output = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // Then
            assertThat(ran.waitFor()).as(output).isZero();
            assertThat(output).isEqualTo("WEB01 0\n 9009\n");
        }
    }

    private static Fleet fleet(String user) {
        if (realm == null) throw new IllegalStateException("no realm");
        FleetSettings settings = FleetSettings.immediate()
                .with(new io.ratchet.lab.wsman.Account(user, "of no use by Kerberos"))
                .with(Admission.asInstalled().in(KerberosService.of(realm.keytab())))
                .with(FleetSettings.Addresses.ONE_EACH)
                .withNetwork("127.46.0.0");
        return Fleet.start(settings, List.of(LabHosts.server2008R2("WEB01", "")));
    }

    private static Endpoint endpoint(Fleet fleet, Account account) {
        return new Endpoint(
                HOST,
                fleet.wsmanPort("WEB01"),
                Optional.empty(),
                account,
                Authentication.KERBEROS,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));
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
}
