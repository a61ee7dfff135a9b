package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.app.Golden;
import io.ratchet.app.server.ServeSettings.Auth;
import io.ratchet.app.server.ServeSettings.Transport;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.credentials.VaultSettings;
import io.ratchet.connectors.credentials.VaultSettings.SignIn;
import io.ratchet.connectors.pull.PullSource;
import io.ratchet.connectors.ticket.TicketSystem;
import io.ratchet.console.Company;
import io.ratchet.console.Role;
import io.ratchet.console.Webhook;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.routes.events.EventTopic;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.intake.SourceTrust;
import io.ratchet.routes.syslog.SyslogSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void readsThePortThatSpeaksTlsBesideAPlainOneForThisMachineAlone() throws IOException {
        // When
        ServeSettings.Http http = ServeSettings.read(
                        write("http: {tls: {certificate: tls/server.pem, key: tls/server.key}}"))
                .http();

        // Then
        assertThat(http.address()).isEqualTo("127.0.0.1");
        assertThat(http.tls())
                .contains(new ServeSettings.Tls(
                        "0.0.0.0", 8443, folder.resolve("tls/server.pem"), folder.resolve("tls/server.key")));
        assertThatThrownBy(() -> ServeSettings.read(
                        write("http: {address: 0.0.0.0, tls: {certificate: server.pem, key: server.key}}")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("with 'tls' the plain port is for this machine alone");
    }

    @Test
    void readsTheCompanysSignIn() throws IOException {
        // Given
        String whole = """
                company:
                  issuer: https://login.example/realms/main
                  credential: file:company
                  address: https://ratchet.example/
                  audience: ratchet-api
                  formerly: ["https://sso.example/old"]
                  grants:
                    - {group: approvers-hq, roles: [approver, viewer], sites: [HQ]}
                """;

        // When
        CompanySettings company = ServeSettings.read(write(whole)).company().orElseThrow();

        // Then
        assertThat(company.openid().issuer()).hasToString("https://login.example/realms/main");
        assertThat(company.openid().back()).hasToString("https://ratchet.example/sign-in/back");
        assertThat(company.openid().scope()).isEqualTo("openid profile");
        assertThat(company.formerly()).containsExactly("https://sso.example/old");
        assertThat(company.grants())
                .containsExactly(new Company.Grant("approvers-hq", Set.of(Role.APPROVER, Role.VIEWER), Set.of("HQ")));
        for (String wrong : new String[] {
            whole.replace("https://login", "http://login"),
            whole.replace("approver,", "root,"),
            whole.replace("  grants:", "  scope: profile\n  grants:")
        }) assertThatThrownBy(() -> ServeSettings.read(write(wrong))).isInstanceOf(FailureException.class);
    }

    @Test
    void readsOfWhichHostsEvidenceIsWanted() throws IOException {
        assertThat(ServeSettings.read(write("http: {port: 9090}")).evidence())
                .isEqualTo(EvidenceBeforeChange.Wanted.nowhere());
        assertThat(ServeSettings.read(write("evidence: {everywhere: true}")).evidence())
                .isEqualTo(new EvidenceBeforeChange.Wanted(true, Set.of()));
        assertThat(ServeSettings.read(write("evidence: {sites: [HQ, Bonn]}")).evidence())
                .isEqualTo(new EvidenceBeforeChange.Wanted(false, Set.of("HQ", "Bonn")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evidence: {everywhere: false} | names either",
                "evidence: {sites: []} | names either",
                "evidence: {everywhere: true, sites: [HQ]} | names either",
                "evidence: {everywhere: yes please} | yes please",
                "evidence: {site: HQ} | site",
                "evidence: true | must be a mapping"
            })
    void refusesAWishForEvidenceThatMayBeMeantOtherwise(String yaml, String words) throws IOException {
        Path file = write(yaml);

        assertThatThrownBy(() -> ServeSettings.read(file))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(words);
    }

    @Test
    void readsEveryKey() throws IOException {
        // Given
        Path file = write("""
                http: {address: 127.0.0.1, port: 9090, management: {address: 0.0.0.0, port: 9091}}
                database: {url: "jdbc:postgresql://db/ratchet", credential: "env:RATCHET_DATABASE"}
                folders: [in, {path: /srv/in, create: true}]
                kafka: {brokers: "k1:9092,k2:9092", topic: findings, group: night, deadLetters: dead, events: {topic: told, keep: PT1H}}
                credentials: secrets
                organisation: organisation.yaml
                rules: site
                packages: depot.yaml
                winrm: {https: false, credential: "file:admin"}
                users:
                  - {name: alice, tokenSha256: %s}
                """.formatted("a".repeat(64)));

        // When
        ServeSettings settings = ServeSettings.read(file);

        // Then
        assertThat(settings.http())
                .isEqualTo(new ServeSettings.Http(
                        "127.0.0.1", 9090, Optional.of(new ServeSettings.Management("0.0.0.0", 9091))));
        assertThat(settings.database())
                .contains(new ServeSettings.Database("jdbc:postgresql://db/ratchet", "env:RATCHET_DATABASE"));
        assertThat(settings.folders())
                .containsExactly(
                        new ServeSettings.Folder(folder.resolve("in"), false),
                        new ServeSettings.Folder(Path.of("/srv/in"), true));
        assertThat(settings.kafka())
                .contains(new ServeSettings.Kafka(
                        "k1:9092,k2:9092",
                        "findings",
                        "night",
                        Optional.of("dead"),
                        Optional.of(new EventTopic("k1:9092,k2:9092", "told", Duration.ofHours(1)))));
        assertThat(settings.credentials()).isEqualTo(folder.resolve("secrets"));
        assertThat(settings.organisation()).contains(folder.resolve("organisation.yaml"));
        assertThat(settings.rules()).contains(folder.resolve("site"));
        assertThat(settings.packages()).contains(folder.resolve("depot.yaml"));
        assertThat(settings.winrm())
                .isEqualTo(new ServeSettings.Winrm(
                        5985, false, "file:admin", true, Transport.WSMAN, Auth.NTLM, Optional.empty()));
        assertThat(settings.users())
                .containsExactly(new ServeSettings.User("alice", "a".repeat(64), Set.of(Role.VIEWER), Set.of()));
    }

    @Test
    void readsWhatReportsComeFromBesidesFolders() throws IOException {
        // When
        SourceSettings sources = ServeSettings.read(write("""
                mappings: tables
                pull:
                  - {kind: tenable-io, url: "https://cloud.example", every: PT12H}
                  - {name: es, kind: elasticsearch, url: "https://es.example:9200", index: "logs-*", trust: ca.pem, back: P7D}
                syslog: {address: 0.0.0.0, tls: {certificate: syslog.p12, clients: senders.pem}}
                webhooks: [{name: scanner}]
                """)).sources();

        // Then
        assertThat(sources.mappings()).contains(folder.resolve("tables"));
        assertThat(sources.pull())
                .containsExactly(
                        new PullSource(
                                "tenable-io",
                                PullSource.Kind.TENABLE_IO,
                                URI.create("https://cloud.example"),
                                "file:tenable-io",
                                Optional.empty(),
                                Duration.ofHours(12),
                                Duration.ofDays(30),
                                Map.of()),
                        new PullSource(
                                "es",
                                PullSource.Kind.ELASTICSEARCH,
                                URI.create("https://es.example:9200"),
                                "file:es",
                                Optional.of(folder.resolve("ca.pem")),
                                Duration.ofMinutes(15),
                                Duration.ofDays(7),
                                Map.of("index", "logs-*")));
        assertThat(sources.syslog())
                .contains(new SyslogSettings(
                        "0.0.0.0",
                        6514,
                        Optional.of(new SyslogSettings.Tls(
                                folder.resolve("syslog.p12"),
                                "file:syslog",
                                Optional.of(folder.resolve("senders.pem"))))));
        assertThat(sources.webhooks()).containsExactly(new Webhook("scanner", "file:scanner"));
    }

    @Test
    void everythingButFoldersAndUploadsIsOffUntilItIsNamed() throws IOException {
        assertThat(ServeSettings.read(write("http: {port: 0}\n")).sources())
                .isEqualTo(new SourceSettings(
                        Optional.empty(), List.of(), Optional.empty(), List.of(), SourceTrust.ofEverybody()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: tenable-io}                                              | 'url'",
                "{kind: tenable-io, url: \"http://cloud.example\"}               | must be an address such as https://scans.example",
                "{kind: tenable-io, url: \"https://u:p@cloud.example\"}          | must be an address such as https://scans.example",
                "{kind: intune, url: \"https://graph.example\"}                  | 'tenant'",
                "{kind: intune, url: \"https://graph.example\", tenant: a, login: \"http://login.example\"} | must be an address by TLS",
                "{kind: qualys, url: \"https://q.example\", every: PT30S}        | a duration of a minute or more",
                "{kind: nessus, url: \"https://q.example\"}                      | tenable-io"
            })
    void refusesASourceThatCannotBeAsked(String entry, String why) {
        assertThatThrownBy(() -> ServeSettings.read(write("pull:\n- " + entry + "\n")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("ratchet.yaml, line 2")
                .hasMessageContaining(why);
    }

    @Test
    void aServerDoesNotStartWithATableDescribedWrong() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("tables"));
        Files.writeString(folder.resolve("tables/mine.yaml"), "format: mine\ntitle: Mine\ngives: [nonsense]\n");
        ServeSettings settings = ServeSettings.read(write("http: {port: 0}\nmappings: tables\n"));

        // When
        assertThatThrownBy(() -> new Server(settings, Map.of(), new Lifetime()).start(folder.resolve("data")))
                .isInstanceOf(FailureException.class)
                .hasMessageMatching("(?s).*mine\\.yaml, line [0-9]+: .*");

        // Then
        assertThat(folder.resolve("data/server")).doesNotExist();
    }

    @Test
    void readsTheTicketSystemsInTheirOrder() throws IOException {
        // When
        ServeSettings settings = ServeSettings.read(write("""
                tickets:
                - {kind: redmine, url: "https://redmine.example/r", queue: tls, tracker: Support}
                - {name: noc, kind: rt, url: "http://127.0.0.1:8081", queue: NOC, credential: "env:RT", auth: basic}
                """));

        // Then
        assertThat(settings.tickets())
                .containsExactly(
                        new TicketSystem(
                                "redmine",
                                TicketSystem.Kind.REDMINE,
                                URI.create("https://redmine.example/r"),
                                "file:redmine",
                                "tls",
                                Map.of("tracker", "Support")),
                        new TicketSystem(
                                "noc",
                                TicketSystem.Kind.REQUEST_TRACKER,
                                URI.create("http://127.0.0.1:8081"),
                                "env:RT",
                                "NOC",
                                Map.of("auth", "basic")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{kind: redmine, url: \"http://redmine.example\", queue: a}        | must be an address such as https://tickets.example",
                "{kind: redmine, url: \"https://u:p@redmine.example\", queue: a}   | must be an address such as https://tickets.example",
                "{kind: mail, url: \"smtp://mail.example\", queue: a@b}            | 'from' must name the address that letters come from",
                "{kind: mail, url: \"https://mail.example\", queue: a@b, from: c@d} | 'url' of a mail server is smtp://HOST:PORT",
                "{kind: rt, url: \"smtps://mail.example\", queue: a}               | 'url' of a mail server is smtp://HOST:PORT",
                "{kind: servicenow, url: \"https://now.example\", queue: a, table: x/y} | 'table' is the name of a table, such as incident",
                "{kind: jira, url: \"https://jira.example\", queue: A, unseen: hidden} | 'unseen' is 'deleted' or left out",
                "{kind: jura, url: \"https://a.example\", queue: a}                | must be one of",
                "{kind: rt, url: \"https://a.example\", queue: a, tracker: b}      | there is no key 'tracker' here",
                "{kind: rt, url: \"https://a.example\"}                            | 'queue' must be given"
            })
    void refusesATicketSystemThatCannotBeUsedWithItsLine(String entry, String sentence) {
        assertThatThrownBy(() -> ServeSettings.read(write("tickets:\n- " + entry + "\n")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(", line 2: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void theFirstProfileThatMatchesAHostSaysHowItIsReached() throws IOException {
        // Given
        ServeSettings settings = ServeSettings.read(write("""
                winrm:
                - {match: {site: Bonn, network: 10.1.0.0/16}, https: false, auth: kerberos, credential: "file:bonn"}
                - {match: {domain: branch.example}, port: 15986, atOnce: 1, credential: "file:branch"}
                - {match: {hosts: [WEB9]}, auth: basic, credential: "file:web9"}
                - {credential: "file:rest"}
                """));
        EstateHosts hosts = new EstateHosts(settings.winrm(), settings.profiles(), id -> Optional.empty());
        AssetId asset = new AssetId("a-0123456789abcdef");

        // When / Then
        assertThat(hosts.winrm(asset, host("10.1.2.3", "a.corp.example", "A"), "BONN")
                        .ofNoAsset())
                .isEqualTo(new HostAddress("a.corp.example", 5985, false, "file:bonn", "winrm[0]"));
        assertThat(hosts.winrm(asset, host("10.2.2.3", "a.corp.example", "A"), "Bonn")
                        .credential())
                .isEqualTo("file:rest");
        assertThat(hosts.winrm(asset, host("10.1.2.3", "b.branch.example", "B"), null))
                .matches(reached -> asset.equals(reached.asset()))
                .extracting(HostAddress::ofNoAsset)
                .isEqualTo(new HostAddress("b.branch.example", 15986, true, "file:branch", "winrm[1]"));
        assertThat(hosts.winrm(asset, host("10.1.2.3", "web9.corp.example", "WEB9"), null)
                        .credential())
                .isEqualTo("file:web9");
        assertThat(settings.profiles().get(0).winrm().auth()).isEqualTo(Auth.KERBEROS);
        assertThat(settings.profiles().get(1).atOnce()).isEqualTo(1);
    }

    @Test
    void aProfileMayBeForSomeVersionsOfWindows() throws IOException {
        // Given
        ServeSettings settings = ServeSettings.read(write("""
                winrm:
                - {match: {windows: ["6.0", "6.1"]}, credential: "file:old"}
                - {match: {windows: ["10.0.1439"]}, credential: "file:nobody"}
                - {match: {windows: ["10.0.14393"]}, credential: "file:2016"}
                - {credential: "file:rest"}
                """));
        Instant day = Instant.parse("2026-11-01T00:00:00Z");

        // When / Then
        assertThat(reached(settings, windows("6.1.7601", Method.REGISTRY, day)))
                .isEqualTo(new HostAddress("web9.corp.example", 5986, true, "file:old", "winrm[0]", 1));
        assertThat(reached(settings, windows("6.1 (7601)", Method.NAME, day)).credential())
                .isEqualTo("file:old");
        assertThat(reached(settings, windows("10.0 (14393)", Method.NAME, day)))
                .isEqualTo(new HostAddress("web9.corp.example", 5986, true, "file:2016", "winrm[2]", 2));
        assertThat(reached(settings, windows("6.10", Method.REGISTRY, day)).credential())
                .isEqualTo("file:rest");
        assertThat(reached(settings, windows("unknown", Method.REGISTRY, day)).credential())
                .isEqualTo("file:rest");
        assertThat(reached(settings)).isEqualTo(new HostAddress("web9.corp.example", 5986, true, "file:rest", "", 2));
    }

    @Test
    void theVersionOfWindowsIsTheLatestOfThoseThatWereReadInTheBestWay() throws IOException {
        // Given
        ServeSettings settings = ServeSettings.read(write("""
                winrm: [{match: {windows: ["6.1"]}, credential: "file:old"}, {credential: "file:rest"}]
                """));
        Instant day = Instant.parse("2026-11-01T00:00:00Z");
        Fact read = windows("6.1.7601", Method.REGISTRY, day);

        // When / Then
        assertThat(reached(settings, read, windows("6.3.9600", Method.UNAUTHENTICATED, day.plusSeconds(60)))
                        .credential())
                .isEqualTo("file:old");
        assertThat(reached(settings, windows("6.3.9600", Method.REGISTRY, day.plusSeconds(60)), read)
                        .credential())
                .isEqualTo("file:rest");
    }

    private static HostAddress reached(ServeSettings settings, Fact... facts) {
        AssetId asset = new AssetId("a-0123456789abcdef");
        HostRef host = host("10.1.2.3", "web9.corp.example", "WEB9");
        AssetState state = new AssetState(asset, new Identity.Resolved(), host, null, List.of(facts));
        return new EstateHosts(settings.winrm(), settings.profiles(), id -> Optional.of(state))
                .winrm(asset, host, null)
                .ofNoAsset();
    }

    private static Fact windows(String version, Method method, Instant at) {
        var seen = new Observation.OperatingSystem(version, null, null, null, null, null, null);
        return new Fact(seen, at, "source", "format", method, "sha256:0#1");
    }

    @Test
    void anOlderTlsIsAllowedForSomeHostsOnly() throws IOException {
        // When
        ServeSettings settings = ServeSettings.read(write("""
                winrm:
                - {match: {windows: ["6.1"]}, olderTls: allowed, trust: ca.pem}
                - {match: {site: Bonn}, olderTls: refused}
                - {credential: "file:rest"}
                """));

        // Then
        assertThat(settings.profiles())
                .extracting(profile -> profile.winrm().olderTls())
                .containsExactly(true, false);
        assertThat(settings.winrm().olderTls()).isFalse();
    }

    @Test
    void aCertificateMayStandInTheAccountsPlace() throws IOException {
        // Given
        ServeSettings settings = ServeSettings.read(write("""
                winrm:
                - {match: {site: Bonn}, auth: certificate, certificate: bonn.pem, upload: stdin}
                - {auth: certificate, certificate: rest.p12, credential: "file:rest"}
                """));
        EstateHosts hosts = new EstateHosts(settings.winrm(), settings.profiles(), id -> Optional.empty());
        AssetId asset = new AssetId("a-0123456789abcdef");

        // When / Then
        assertThat(hosts.winrm(asset, host("10.1.2.3", "a.corp.example", "A"), "Bonn")
                        .ofNoAsset())
                .isEqualTo(new HostAddress("a.corp.example", 5986, true, "certificate:bonn.pem", "winrm[0]"));
        assertThat(hosts.winrm(asset, host("10.1.2.3", "a.corp.example", "A"), null)
                        .ofNoAsset())
                .isEqualTo(new HostAddress("a.corp.example", 5986, true, "certificate:rest.p12", ""));
        assertThat(settings.accounts()).containsExactly("file:rest");
        assertThat(settings.profiles().get(0).winrm().stdin()).isTrue();
        assertThat(settings.winrm().stdin()).isFalse();
        assertThat(settings.winrm().certificate()).contains(folder.resolve("rest.p12"));
    }

    @Test
    void aHostMayHaveAnAccountOfItsOwn() throws IOException {
        // Given
        ServeSettings settings = ServeSettings.read(write("winrm: {credential: \"vault:laps/{host}\"}"));
        EstateHosts hosts = new EstateHosts(settings.winrm(), settings.profiles(), id -> Optional.empty());
        AssetId asset = new AssetId("a-0123456789abcdef");

        // When / Then
        assertThat(hosts.winrm(asset, host("10.1.2.3", "web9.corp.example", "WEB9"), null)
                        .credential())
                .isEqualTo("vault:laps/web9");
        assertThat(hosts.winrm(asset, host("10.1.2.3", "Web8.corp.example", null), null)
                        .credential())
                .isEqualTo("vault:laps/web8");
        for (HostRef nameless : List.of(host("10.1.2.3", null, null), host("10.1.2.3", "a.corp.example", "A/../B")))
            assertThatThrownBy(() -> hosts.winrm(asset, nameless, null))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("no name by which its own account could be found");
    }

    @Test
    void aVaultKeepsAccountsWhereTheSettingsSaySo() throws IOException {
        // When
        ServeSettings role = ServeSettings.read(
                write("vault: {url: \"https://vault.corp.example:8200\", credential: \"file:vault\"}"));
        ServeSettings token =
                ServeSettings.read(write("vault: {url: \"http://127.0.0.1:8200\", mount: windows, auth: token,"
                        + " credential: \"env:VAULT\", namespace: team, trust: ca.pem}"));

        // Then
        assertThat(role.vault())
                .contains(new VaultSettings(
                        URI.create("https://vault.corp.example:8200"),
                        "secret",
                        SignIn.APPROLE,
                        "file:vault",
                        Optional.empty(),
                        Optional.empty()));
        assertThat(token.vault())
                .contains(new VaultSettings(
                        URI.create("http://127.0.0.1:8200"),
                        "windows",
                        SignIn.TOKEN,
                        "env:VAULT",
                        Optional.of("team"),
                        Optional.of(folder.resolve("ca.pem"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{url: \"http://vault.corp.example\", credential: \"file:vault\"} | an address such as https://vault.corp.example:8200",
                "{url: \"https://vault.corp.example\"}                             | must be given",
                "{url: \"https://v.example\", credential: \"vault:itself\"}       | what opens a vault cannot lie in it",
                "{url: \"https://v.example\", credential: \"file:v\", auth: ldap} | must be one of"
            })
    void refusesAVaultThatCannotBeUsedWithItsLine(String entry, String sentence) {
        assertThatThrownBy(() -> ServeSettings.read(write("vault: " + entry)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(", line 1: ")
                .hasMessageContaining(sentence);
    }

    private static HostRef host(String ip, @Nullable String fqdn, @Nullable String netbios) {
        return new HostRef("default", null, ip, fqdn, netbios, null, null, null, null, Map.of());
    }

    @Test
    void hostsAreReachedByOverThereOrByAnAccountOfTheirOwnWhereTheSettingsSaySo() throws IOException {
        // When
        ServeSettings overthere = ServeSettings.read(write("winrm: {transport: overthere}"));
        ServeSettings named = ServeSettings.read(write("winrm: {auth: basic, trust: ca.pem}"));
        ServeSettings domain = ServeSettings.read(write("winrm: {auth: kerberos}"));

        // Then
        assertThat(overthere.winrm().transport()).isEqualTo(Transport.OVERTHERE);
        assertThat(overthere.winrm().auth()).isEqualTo(Auth.BASIC);
        assertThat(named.winrm().transport()).isEqualTo(Transport.WSMAN);
        assertThat(named.winrm().auth()).isEqualTo(Auth.BASIC);
        assertThat(domain.winrm().auth()).isEqualTo(Auth.KERBEROS);
        assertThat(named.winrm().trust()).contains(folder.resolve("ca.pem"));
    }

    @Test
    void theManagementPortIsThisMachinesUnlessItIsToldOtherwise() throws IOException {
        // When
        ServeSettings settings = ServeSettings.read(write("http: {management: {}}"));

        // Then
        assertThat(settings.http())
                .isEqualTo(new ServeSettings.Http(
                        "127.0.0.1", 8080, Optional.of(new ServeSettings.Management("127.0.0.1", 8081))));
    }

    @Test
    void readsTheSampleOfTheGuide() throws IOException {
        // Given
        String guide = Files.readString(Golden.root().resolve("docs/guides/operate.md"));
        int begin = guide.indexOf("```yaml\n") + 8;

        // When
        ServeSettings settings = ServeSettings.read(write(guide.substring(begin, guide.indexOf("```", begin))));

        // Then
        assertThat(settings.users()).extracting(ServeSettings.User::name).containsExactly("alice");
    }

    @Test
    void readsTheSettingsOfTheClusterDeployment() throws IOException {
        // When
        ServeSettings settings = ServeSettings.read(Golden.root().resolve("k8s/base/ratchet.yaml"));

        // Then
        assertThat(settings.database()).map(ServeSettings.Database::credential).contains("env:RATCHET_DATABASE");
    }

    @Test
    void takesCarefulDefaults() throws IOException {
        // When
        ServeSettings settings = ServeSettings.read(write("folders: [in]\n"));

        // Then
        assertThat(settings.http()).isEqualTo(new ServeSettings.Http("127.0.0.1", 8080));
        assertThat(settings.winrm())
                .isEqualTo(new ServeSettings.Winrm(
                        5986, true, "file:winrm", false, Transport.WSMAN, Auth.NTLM, Optional.empty()));
        assertThat(settings.database()).isEqualTo(Optional.empty());
        assertThat(settings.users()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "http: {port: 8080}\\nhttps: 1|line 2: there is no key 'https' here",
                "http:\\n  port: 8080\\n  prot: 1|line 3: there is no key 'prot' here",
                "http: {port: eighty}|line 1: 'http.port' must be a port from 0 to 65535",
                "http: {port: 70000}|line 1: 'http.port' must be a port from 0 to 65535",
                "folders: [{path: in, crate: true}]|line 1: there is no key 'crate' here",
                "folders: [{create: true}]|line 1: 'path' must be given",
                "folders: [{path: in, create: yes}]|line 1: 'folders[0].create' must be one of",
                "winrm: []|line 1: 'winrm' must name at least one way",
                "winrm: [{port: 1}, {port: 2}]|line 1: 'match' must be given",
                "winrm: [{match: {}}, {port: 2}]|line 1: 'match' must say at least one of",
                "winrm: [{match: {windows: [2012]}}, {port: 2}]|must be the beginning of a version in quotes",
                "winrm: [{match: {network: 10.1/16}}, {port: 2}]|must be a network such as 10.1.0.0/16",
                "winrm: {auth: digest}|line 1: 'winrm.auth' must be one of",
                "winrm: {olderTls: allowed}|line 1: 'olderTls: allowed' is for some hosts only",
                "winrm: [{match: {site: A}}, {olderTls: allowed}]|line 1: 'olderTls: allowed' is for some hosts only",
                "winrm: [{match: {site: A}, olderTls: READY}, {}]|must be one of",
                "winrm: [{match: {site: A}, olderTls: allowed, https: false}, {}]|line 1: 'olderTls: allowed' needs 'https: true'",
                "winrm: [{match: {site: A}, olderTls: allowed, auth: basic}, {}]|line 1: 'olderTls: allowed' needs 'transport: wsman'",
                "winrm: [{match: {site: A}, olderTls: allowed, transport: overthere}, {}]|line 1: 'olderTls: allowed' needs",
                "winrm: [{match: {site: A}, olderTls: allowed, auth: certificate, certificate: c.pem}, {}]|line 1: 'olderTls: allowed' needs",
                "winrm: {transport: ssh}|line 1: 'winrm.transport' must be one of",
                "winrm: {transport: overthere, auth: ntlm}|line 1: 'auth' is basic with 'transport: overthere'",
                "winrm: {transport: overthere, trust: ca.pem}|line 1: 'trust' needs 'transport: wsman'",
                "winrm: {auth: certificate}|line 1: 'auth: certificate' needs 'https: true' and 'certificate'",
                "winrm: {auth: certificate, certificate: c.pem, https: false}|line 1: 'auth: certificate' needs",
                "winrm: {certificate: c.pem}|line 1: 'certificate' needs 'auth: certificate'",
                "winrm: {transport: overthere, auth: certificate, certificate: c.pem}|line 1: 'auth' is basic with",
                "winrm: {auth: certificate, certificate: c.p12, credential: 'vault:{host}'}|line 1: 'credential' opens the file",
                "winrm: {upload: fast}|line 1: 'winrm.upload' must be one of",
                "winrm: {transport: overthere, upload: stdin}|line 1: 'upload: stdin' needs 'transport: wsman'",
                "winrm: {https: yes}|line 1: 'winrm.https' must be one of",
                "http: 8080|line 1: 'http' must be a mapping",
                "kafka: {topic: t}|line 1: 'brokers' must be given",
                "kafka: {brokers: b, topic: t, events: {keep: P1D}}|line 1: 'topic' must be given",
                "kafka: {brokers: b, topic: t, events: {topic: 'a b'}}|line 1: 'kafka.events.topic' must be the name of a topic",
                "kafka: {brokers: b, topic: t, events: {topic: e, keep: P31D}}|line 1: 'kafka.events.keep' must be a time from PT0S to P30D",
                "kafka: {brokers: b, topic: t, events: {topic: t}}|line 1: 'events' names a topic that is for something else",
                "kafka: {brokers: b, topic: t, deadLetters: d, events: {topic: d}}|line 1: 'events' names a topic that is for something else",
                "kafka: {brokers: b, topic: t, deadLetters: t}|line 1: 'deadLetters' names the topic that findings are read from",
                "kafka: {brokers: b, topic: t, deadLetters: 'a b'}|line 1: 'kafka.deadLetters' must be the name of a topic",
                "users: [{name: a, tokenSha256: short}]|line 1: 'users[0].tokenSha256' must be a SHA-256",
                "http: {port: 1}\\nhttp: {port: 2}|twice",
                "http: [|is not YAML",
                "just words|must be a mapping"
            })
    void refusesWhatItCannotUseAndSaysWhere(String yaml, String sentence) throws IOException {
        // Given
        Path file = write(yaml.replace("\\n", "\n"));

        // Then
        assertThatThrownBy(() -> ServeSettings.read(file))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("CONFIG-INVALID")
                .hasMessageContaining(file.toString())
                .hasMessageContaining(sentence);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("ratchet.yaml"), yaml);
    }

    @Test
    void namesProxiesRolesAndSites() throws IOException {
        // When
        ServeSettings settings = ServeSettings.read(write("""
                http: {names: [Ratchet.Corp.Example, "[::1]"], proxies: [10.0.0.7, "fd00::7"]}
                users:
                  - {name: scanner, tokenSha256: %s, roles: [ingest]}
                  - {name: bob, tokenSha256: %s, roles: [viewer, approver], sites: [HQ]}
                """.formatted("a".repeat(64), "b".repeat(64))));

        // Then
        assertThat(settings.http().names()).containsExactlyInAnyOrder("ratchet.corp.example", "[::1]");
        assertThat(settings.http().proxies()).containsExactlyInAnyOrder("10.0.0.7", "fd00::7");
        assertThat(settings.users())
                .containsExactly(
                        new ServeSettings.User("scanner", "a".repeat(64), Set.of(Role.INGEST), Set.of()),
                        new ServeSettings.User(
                                "bob", "b".repeat(64), Set.of(Role.VIEWER, Role.APPROVER), Set.of("HQ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {names: ['ratchet:8080']} | a host name without a port",
                "http: {names: ['a/b']} | a host name",
                "http: {proxies: [proxy.example]} | an address such as 10.0.0.7",
                "clock: {ntp: ['ntp://ntp1']} | a time server such as ntp1.corp.example",
                "users: [{name: a, tokenSha256: 'x', roles: [viewer]}] | a SHA-256",
                "users: [{name: a, tokenSha256: 'x', roles: [root]}] | roles"
            })
    void refusesNamesProxiesAndRolesThatAreNone(String yaml, String words) {
        assertThatThrownBy(() -> ServeSettings.read(write(yaml + "\n")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(words.equals("roles") ? "admin" : words);
    }
}
