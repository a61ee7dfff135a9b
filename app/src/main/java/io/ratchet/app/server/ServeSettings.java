package io.ratchet.app.server;

import io.ratchet.connectors.credentials.VaultSettings;
import io.ratchet.connectors.credentials.VaultSettings.SignIn;
import io.ratchet.connectors.ticket.TicketSystem;
import io.ratchet.connectors.time.TimeServer;
import io.ratchet.console.Role;
import io.ratchet.domain.Checks;
import io.ratchet.routes.collect.CollectSchedule;
import io.ratchet.routes.events.EventTopic;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.wire.Recurrence;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ratchet serve --config FILE} is told; {@code docs/guides/operate.md} shows every key. Paths are relative
 * to the file.
 *
 * @param database empty: an H2 file in the data folder
 * @param kafka empty: facts are handed over in process
 * @param organisation the profile; empty: the careful assumptions
 * @param rules the site's own rules folder, beside the shipped rule book; empty: none
 * @param packages the depot file, which says where each update package lies and what its hash is; empty: no packages
 * @param winrm how hosts are reached that no profile matches
 * @param profiles how others are; the first that matches a host is taken
 * @param users who may use the server, beside the owner of the data folder
 * @param collects when every host of a site is asked for facts
 * @param evidence of which hosts volatile facts are kept before they are changed, whatever demands it
 * @param audit where the audit log's heads are published and who vouches for them
 * @param tickets where people are asked for what Ratchet cannot do; the first is the usual one
 * @param sources what reports come from besides folders and uploads
 * @param company the company's own sign-in; empty: there is none
 * @param notifications who is told what although they did not ask
 * @param vault where accounts are kept beside files and variables; empty: nowhere
 * @param timeServers who is asked at a start whether this machine's clock is right
 */
public record ServeSettings(
        Http http,
        Optional<Database> database,
        List<Folder> folders,
        Optional<Kafka> kafka,
        Path credentials,
        Optional<Path> organisation,
        Optional<Path> rules,
        Optional<Path> packages,
        Winrm winrm,
        List<WinrmProfile> profiles,
        List<User> users,
        List<TicketSystem> tickets,
        SourceSettings sources,
        List<CollectSchedule.Entry> collects,
        EvidenceBeforeChange.Wanted evidence,
        AuditSettings audit,
        Optional<CompanySettings> company,
        NotificationSettings notifications,
        Optional<VaultSettings> vault,
        List<TimeServer> timeServers) {
    private static final String THIS_MACHINE = "localhost|127([.][0-9]{1,3}){3}|\\[?::1]?";
    private static final Map<String, Boolean> TRUTH = Map.of("true", true, "false", false);
    private static final Map<String, Transport> TRANSPORTS =
            Map.of("wsman", Transport.WSMAN, "overthere", Transport.OVERTHERE);
    private static final Set<String> WINRM_KEYS =
            Set.of("port", "https", "credential", "transport", "auth", "trust", "certificate", "upload", "olderTls");
    private static final Map<String, Boolean> OLDER_TLS = Map.of("refused", false, "allowed", true);
    private static final Map<String, Boolean> UPLOADS = Map.of("pieces", false, "stdin", true);
    private static final Set<String> TICKET_KEYS = Set.of("name", "kind", "url", "credential", "queue");
    private static final Map<String, TicketSystem.Kind> TICKET_KINDS = ticketKinds();
    private static final Map<String, Auth> AUTHS =
            Map.of("ntlm", Auth.NTLM, "kerberos", Auth.KERBEROS, "basic", Auth.BASIC, "certificate", Auth.CERTIFICATE);

    private static final Map<String, SignIn> SIGN_INS = Map.of("approle", SignIn.APPROLE, "token", SignIn.TOKEN);

    /**
     * Where people and commands reach the server. It speaks plain HTTP there, and belongs behind a proxy that speaks
     * TLS or has a port of its own that does.
     *
     * @param management empty: metrics only at the same port, for who sends a token
     * @param names by which people and programs may ask for it, in lower case; empty: by any
     * @param proxies addresses of proxies that are believed when they say for whom they ask; empty: none is
     * @param tls a port that speaks TLS, beside the plain one, which is for this machine alone then
     */
    public record Http(
            String address,
            int port,
            Optional<Management> management,
            Set<String> names,
            Set<String> proxies,
            Optional<Tls> tls) {
        public Http {
            names = Set.copyOf(names);
            proxies = Set.copyOf(proxies);
        }

        public Http(String address, int port, Optional<Management> management, Set<String> names, Set<String> proxies) {
            this(address, port, management, names, proxies, Optional.empty());
        }

        public Http(String address, int port) {
            this(address, port, Optional.empty());
        }

        public Http(String address, int port, Optional<Management> management) {
            this(address, port, management, Set.of(), Set.of());
        }
    }

    /**
     * Where the console is reached by TLS 1.2 or newer.
     *
     * @param certificate a PEM file: the server's certificate, then those between it and what browsers trust
     * @param key a PEM file of its private key, which nobody else may read
     */
    public record Tls(String address, int port, Path certificate, Path key) {}

    /** Where metrics and health are told to anybody who reaches it: keep it from all but those who should. */
    public record Management(String address, int port) {}

    /**
     * A PostgreSQL database.
     *
     * @param credential reference of the account, such as {@code env:RATCHET_DATABASE}
     * @param migrate whether a server brings its schema up to date when it starts; else {@code ratchet migrate} does
     */
    public record Database(String url, String credential, boolean migrate) {
        public Database(String url, String credential) {
            this(url, credential, true);
        }
    }

    /**
     * A watched folder.
     *
     * @param create whether it is made where it is missing; else a missing one is a mistake
     */
    public record Folder(Path path, boolean create) {}

    /**
     * Where findings and reports arrive as messages.
     *
     * @param deadLetters the topic of those of which nothing can be used; empty: they are on the rejected list alone
     * @param events where what comes about is told; empty: nowhere
     */
    public record Kafka(
            String brokers, String topic, String group, Optional<String> deadLetters, Optional<EventTopic> events) {
        public Kafka(String brokers, String topic, String group) {
            this(brokers, topic, group, Optional.empty(), Optional.empty());
        }
    }

    /**
     * How hosts are reached.
     *
     * @param credential reference of the account that administers them; with a certificate, of the one whose password
     *     opens its file, and empty where that has none
     * @param given false where the settings say nothing of it: such a server may only be there to decide
     * @param trust a file of the certificates that hosts show or that sign them, in place of what Java trusts
     * @param certificate a file of the certificate that hosts know us by, and its key, in place of an account
     * @param stdin whether a long script is read by its command, in place of commands that put a file together
     * @param olderTls whether hosts that speak nothing newer are talked to by TLS 1.0 or 1.1
     */
    public record Winrm(
            int port,
            boolean https,
            String credential,
            boolean given,
            Transport transport,
            Auth auth,
            Optional<Path> trust,
            Optional<Path> certificate,
            boolean stdin,
            boolean olderTls) {
        public Winrm(
                int port,
                boolean https,
                String credential,
                boolean given,
                Transport transport,
                Auth auth,
                Optional<Path> trust) {
            this(port, https, credential, given, transport, auth, trust, Optional.empty(), false, false);
        }
    }

    /**
     * How some hosts are reached.
     *
     * @param atOnce how many scripts may run at once on one of them; 0 for the usual number
     */
    public record WinrmProfile(Match match, Winrm winrm, int atOnce) {}

    /**
     * Which hosts a profile is for: those for which all holds that is said.
     *
     * @param site a site's name, in whatever case
     * @param network addresses in CIDR form, such as {@code 10.1.0.0/16}
     * @param domain a DNS domain with those below it, or a NetBIOS domain
     * @param windows beginnings of the version of Windows, such as {@code 6.1}; a host of which nobody said it has none
     *     of them
     * @param hosts names or addresses
     */
    public record Match(
            Optional<String> site,
            Optional<Cidr> network,
            Optional<String> domain,
            List<String> windows,
            List<String> hosts) {
        public Match {
            windows = List.copyOf(windows);
            hosts = List.copyOf(hosts);
        }
    }

    /** What carries commands to hosts. */
    public enum Transport {
        WSMAN,
        OVERTHERE
    }

    /** How a host is shown who we are. */
    public enum Auth {
        /** NTLMv2, sealed over plain HTTP. */
        NTLM,
        /** A domain account, {@code user@REALM}, sealed over plain HTTP. */
        KERBEROS,
        /** A certificate in place of an account, by TLS. */
        CERTIFICATE,
        /** The password itself; without HTTPS it crosses the network in clear: for a tunnel only. */
        BASIC
    }

    /**
     * A person or program, known by the SHA-256 of its token in lower-case hexadecimal; the token itself is nowhere.
     *
     * @param roles what they may do; look and no more where the settings say nothing of it
     * @param sites where they may act; empty: everywhere
     */
    public record User(String name, String tokenSha256, Set<Role> roles, Set<String> sites) {
        public User {
            Checks.sha256(tokenSha256, "tokenSha256 of user " + name);
            roles = Set.copyOf(roles);
            sites = Set.copyOf(sites);
        }
    }

    public ServeSettings {
        folders = List.copyOf(folders);
        users = List.copyOf(users);
        profiles = List.copyOf(profiles);
        tickets = List.copyOf(tickets);
        collects = List.copyOf(collects);
        timeServers = List.copyOf(timeServers);
    }

    /** References of the accounts that administer hosts. */
    Stream<String> accounts() {
        return Stream.concat(Stream.of(winrm), profiles.stream().map(WinrmProfile::winrm))
                .map(Winrm::credential)
                .filter(reference -> !reference.isEmpty());
    }

    /**
     * Reads the file.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID naming the line
     */
    public static ServeSettings read(Path file) throws IOException {
        Map<String, YamlNode> root = YamlNode.parse(file.toString(), Files.readString(file))
                .mapping(Set.of(
                        "http",
                        "database",
                        "folders",
                        "kafka",
                        "credentials",
                        "vault",
                        "organisation",
                        "rules",
                        "packages",
                        "winrm",
                        "users",
                        "tickets",
                        "mappings",
                        "pull",
                        "syslog",
                        "webhooks",
                        "trust",
                        "collect",
                        "evidence",
                        "company",
                        "notifications",
                        "clock",
                        "audit"));
        Path base = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file stands in a folder");
        return new ServeSettings(
                http(base, root.get("http")),
                Optional.ofNullable(root.get("database")).map(ServeSettings::database),
                items(root.get("folders")).stream()
                        .map(node -> folder(base, node))
                        .toList(),
                Optional.ofNullable(root.get("kafka")).map(ServeSettings::kafka),
                base.resolve(text(root, "credentials", "credentials")),
                Optional.ofNullable(root.get("organisation")).map(node -> base.resolve(node.text())),
                Optional.ofNullable(root.get("rules")).map(node -> base.resolve(node.text())),
                Optional.ofNullable(root.get("packages")).map(node -> base.resolve(node.text())),
                rest(base, root.get("winrm")),
                profiles(base, root.get("winrm")),
                items(root.get("users")).stream().map(ServeSettings::user).toList(),
                tickets(root.get("tickets")),
                SourceSettings.read(base, root),
                items(root.get("collect")).stream().map(ServeSettings::collect).toList(),
                evidence(root.get("evidence")),
                AuditSettings.read(base, root.get("audit")),
                YamlNode.given(root.get("company")).map(node -> CompanySettings.read(base, node)),
                YamlNode.given(root.get("notifications"))
                        .map(NotificationSettings::read)
                        .orElseGet(NotificationSettings::none),
                YamlNode.given(root.get("vault")).map(node -> vault(base, node)),
                timeServers(root.get("clock")));
    }

    private static VaultSettings vault(Path base, YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("url", "mount", "auth", "credential", "namespace", "trust"));
        URI url = node.required(given, "url")
                .as("an address such as https://vault.corp.example:8200, by TLS", VaultSettings::address);
        SignIn signIn = YamlNode.given(given.get("auth"))
                .map(word -> word.oneOf(SIGN_INS))
                .orElse(SignIn.APPROLE);
        try {
            return new VaultSettings(
                    url,
                    text(given, "mount", "secret"),
                    signIn,
                    required(node, given, "credential"),
                    YamlNode.given(given.get("namespace")).map(YamlNode::text),
                    YamlNode.given(given.get("trust")).map(file -> base.resolve(file.text())));
        } catch (IllegalArgumentException e) {
            throw node.refuse("this vault cannot be used: " + e.getMessage() + ".");
        }
    }

    private static CollectSchedule.Entry collect(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("site", "rrule"));
        return new CollectSchedule.Entry(
                required(node, given, "site"),
                node.required(given, "rrule")
                        .as("a recurrence such as FREQ=WEEKLY;BYDAY=SU;BYHOUR=3;BYMINUTE=0", Recurrence::parse));
    }

    private static EvidenceBeforeChange.Wanted evidence(@Nullable YamlNode node) {
        if (node == null || node.empty()) return EvidenceBeforeChange.Wanted.nowhere();
        Map<String, YamlNode> given = node.mapping(Set.of("everywhere", "sites"));
        Set<String> sites =
                items(given.get("sites")).stream().map(YamlNode::text).collect(Collectors.toSet());
        boolean everywhere = YamlNode.given(given.get("everywhere"))
                .map(word -> word.oneOf(TRUTH))
                .orElse(false);
        // What wants nothing, or everything and a part of it, was meant otherwise.
        if (everywhere != sites.isEmpty())
            throw node.refuse("'evidence' names either 'everywhere: true' or at least one of 'sites', and not both.");
        return new EvidenceBeforeChange.Wanted(everywhere, sites);
    }

    private static List<TimeServer> timeServers(@Nullable YamlNode node) {
        if (node == null) return List.of();
        return items(node.mapping(Set.of("ntp")).get("ntp")).stream()
                .map(each -> each.as("a time server such as ntp1.corp.example", TimeServer::parse))
                .toList();
    }

    private static List<TicketSystem> tickets(@Nullable YamlNode node) {
        List<TicketSystem> systems = new ArrayList<>();
        for (YamlNode each : items(node)) {
            TicketSystem system = ticketSystem(each);
            if (systems.stream().anyMatch(other -> other.name().equals(system.name())))
                throw each.refuse("there are two ticket systems '" + system.name() + "'; give each a name of its own.");
            systems.add(system);
        }
        return systems;
    }

    private static TicketSystem ticketSystem(YamlNode node) {
        Map<String, YamlNode> all = node.entries();
        TicketSystem.Kind kind = node.required(all, "kind").oneOf(TICKET_KINDS);
        Map<String, YamlNode> given = node.mapping(union(TICKET_KEYS, kind.options()));
        String name = text(given, "name", kind.wire());
        URI url = node.required(given, "url")
                .as("an address such as https://tickets.example, by TLS and without a user in it", text -> {
                    URI address = URI.create(text);
                    TicketSystem.check(address);
                    return address;
                });
        Map<String, String> options = new HashMap<>();
        kind.options()
                .forEach(key -> YamlNode.given(given.get(key)).ifPresent(option -> options.put(key, option.text())));
        String queue = required(node, given, "queue");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"))
            throw node.refuse("'name' is made of letters, digits, dots, hyphens and underscores.");
        if (!options.getOrDefault("table", "incident").matches("[a-z][a-z0-9_]{0,79}"))
            throw node.refuse("'table' is the name of a table, such as incident.");
        if (!options.getOrDefault("unseen", "deleted").equals("deleted"))
            throw node.refuse("'unseen' is 'deleted' or left out.");
        boolean mail = kind == TicketSystem.Kind.MAIL;
        if (mail != String.valueOf(url.getScheme()).startsWith("smtp"))
            throw node.refuse("'url' of a mail server is smtp://HOST:PORT or smtps://HOST:PORT, and of nothing else.");
        if (mail && !options.getOrDefault("from", "").matches("[^@\\s<>]+@[^@\\s<>]+"))
            throw node.refuse("'from' must name the address that letters come from.");
        return new TicketSystem(name, kind, url, text(given, "credential", "file:" + name), queue, options);
    }

    private static Map<String, TicketSystem.Kind> ticketKinds() {
        Map<String, TicketSystem.Kind> kinds = new LinkedHashMap<>();
        for (TicketSystem.Kind kind : TicketSystem.Kind.values()) kinds.put(kind.wire(), kind);
        return kinds;
    }

    private static Http http(Path base, @Nullable YamlNode node) {
        if (node == null) return new Http("127.0.0.1", 8080);
        Map<String, YamlNode> given = node.mapping(Set.of("address", "port", "management", "names", "proxies", "tls"));
        String address = text(given, "address", "127.0.0.1");
        if (given.containsKey("tls") && !address.matches(THIS_MACHINE))
            throw node.refuse(
                    "with 'tls' the plain port is for this machine alone; leave out 'address', or give 127.0.0.1"
                            + " (the address that others reach stands under 'tls').");
        return new Http(
                address,
                port(given.get("port"), 8080),
                Optional.ofNullable(given.get("management")).map(ServeSettings::management),
                items(given.get("names")).stream()
                        .map(name -> name.as("a host name without a port", ServeSettings::hostName))
                        .collect(Collectors.toSet()),
                items(given.get("proxies")).stream()
                        .map(proxy -> proxy.as("an address such as 10.0.0.7", ServeSettings::address))
                        .collect(Collectors.toSet()),
                Optional.ofNullable(given.get("tls")).map(tls -> tls(base, tls)));
    }

    private static Tls tls(Path base, YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("address", "port", "certificate", "key"));
        return new Tls(
                text(given, "address", "0.0.0.0"),
                port(given.get("port"), 8443),
                base.resolve(required(node, given, "certificate")),
                base.resolve(required(node, given, "key")));
    }

    private static String hostName(String text) {
        Checks.that(text.matches("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]"), "a host name");
        return text.toLowerCase(Locale.ROOT);
    }

    private static String address(String text) {
        Checks.that(text.matches("[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*"), "an address");
        return text;
    }

    private static Management management(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("address", "port"));
        return new Management(text(given, "address", "127.0.0.1"), port(given.get("port"), 8081));
    }

    private static Database database(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("url", "credential", "migrate"));
        return new Database(
                required(node, given, "url"),
                required(node, given, "credential"),
                YamlNode.given(given.get("migrate"))
                        .map(word -> word.oneOf(TRUTH))
                        .orElse(true));
    }

    private static Folder folder(Path base, YamlNode node) {
        if (!(node.value() instanceof Map)) return new Folder(base.resolve(node.text()), false);
        Map<String, YamlNode> given = node.mapping(Set.of("path", "create"));
        YamlNode create = given.get("create");
        return new Folder(base.resolve(required(node, given, "path")), create != null && create.oneOf(TRUTH));
    }

    private static Kafka kafka(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("brokers", "topic", "group", "deadLetters", "events"));
        String brokers = required(node, given, "brokers");
        String topic = required(node, given, "topic");
        Optional<EventTopic> events = YamlNode.given(given.get("events")).map(each -> events(each, brokers));
        Optional<String> dead = YamlNode.given(given.get("deadLetters"))
                .map(each -> each.as("the name of a topic, such as ratchet.findings.dead", EventTopic::name));
        if (dead.filter(topic::equals).isPresent())
            throw node.refuse("'deadLetters' names the topic that findings are read from; give it one of its own.");
        if (events.map(EventTopic::topic)
                .filter(other -> other.equals(topic) || Optional.of(other).equals(dead))
                .isPresent())
            throw node.refuse("'events' names a topic that is for something else; give it one of its own.");
        return new Kafka(brokers, topic, text(given, "group", "ratchet"), dead, events);
    }

    private static EventTopic events(YamlNode node, String brokers) {
        Map<String, YamlNode> given = node.mapping(Set.of("topic", "keep"));
        Duration keep = YamlNode.given(given.get("keep"))
                .map(time -> time.as("a time from PT0S to P30D, such as P1D", ServeSettings::kept))
                .orElse(EventTopic.A_DAY);
        return node.required(given, "topic")
                .as("the name of a topic, such as ratchet.events", topic -> new EventTopic(brokers, topic, keep));
    }

    private static Duration kept(String text) {
        Duration keep = Duration.parse(text);
        EventTopic.check(keep);
        return keep;
    }

    /** Of a list the last entry, which is for the hosts that no other matches. */
    private static Winrm rest(Path base, @Nullable YamlNode node) {
        if (node == null || !(node.value() instanceof List)) return forAll(base, node);
        List<YamlNode> entries = items(node);
        if (entries.isEmpty()) throw node.refuse("'winrm' must name at least one way to reach hosts.");
        return forAll(base, entries.get(entries.size() - 1));
    }

    /** What is weaker than all else is for the hosts that somebody named. */
    private static Winrm forAll(Path base, @Nullable YamlNode node) {
        Winrm winrm = winrm(base, node, Set.of());
        if (node != null && winrm.olderTls())
            throw node.refuse(
                    "'olderTls: allowed' is for some hosts only; give them an entry of 'winrm' with a 'match'.");
        return winrm;
    }

    private static boolean olderTls(@Nullable YamlNode node, boolean https, Transport transport, Auth auth) {
        if (node == null || !node.oneOf(OLDER_TLS)) return false;
        if (!https) throw node.refuse("'olderTls: allowed' needs 'https: true'; over plain HTTP there is no TLS.");
        if (transport == Transport.OVERTHERE || auth == Auth.BASIC || auth == Auth.CERTIFICATE)
            throw node.refuse(
                    "'olderTls: allowed' needs 'transport: wsman' and 'auth: ntlm' or 'auth: kerberos'; neither a password"
                            + " nor a certificate is shown by such a TLS.");
        return true;
    }

    private static List<WinrmProfile> profiles(Path base, @Nullable YamlNode node) {
        if (node == null || !(node.value() instanceof List)) return List.of();
        List<YamlNode> entries = items(node);
        return entries.subList(0, entries.size() - 1).stream()
                .map(each -> profile(base, each))
                .toList();
    }

    private static WinrmProfile profile(Path base, YamlNode node) {
        Winrm winrm = winrm(base, node, Set.of("match", "atOnce"));
        Map<String, YamlNode> given = node.mapping(union(WINRM_KEYS, Set.of("match", "atOnce")));
        YamlNode match = given.get("match");
        if (match == null)
            throw node.refuse("'match' must be given; only the last entry of 'winrm' is for all others.");
        int atOnce = YamlNode.given(given.get("atOnce"))
                .map(number -> number.as("a number from 1 to 25", text -> {
                    int parsed = Integer.parseInt(text);
                    Checks.that(parsed >= 1 && parsed <= 25, "scripts at once");
                    return parsed;
                }))
                .orElse(0);
        return new WinrmProfile(match(match), winrm, atOnce);
    }

    private static Match match(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("site", "network", "domain", "windows", "hosts"));
        if (given.isEmpty())
            throw node.refuse("'match' must say at least one of site, network, domain, windows and hosts.");
        return new Match(
                YamlNode.given(given.get("site")).map(YamlNode::text),
                YamlNode.given(given.get("network"))
                        .map(network -> network.as("a network such as 10.1.0.0/16", Cidr::of)),
                YamlNode.given(given.get("domain")).map(YamlNode::text),
                items(given.get("windows")).stream()
                        .map(version -> version.as("the beginning of a version in quotes, such as \"6.1\"", text -> {
                            Checks.that(text.matches("\\d{1,2}\\.\\d{1,2}(\\.\\d{1,5})?"), "a version");
                            return text;
                        }))
                        .toList(),
                items(given.get("hosts")).stream().map(YamlNode::text).toList());
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toSet());
    }

    private static Winrm winrm(Path base, @Nullable YamlNode node, Set<String> others) {
        Map<String, YamlNode> given = node == null ? Map.of() : node.mapping(union(WINRM_KEYS, others));
        YamlNode https = given.get("https");
        boolean secure = https == null || https.oneOf(TRUTH);
        Transport transport = YamlNode.given(given.get("transport"))
                .map(word -> word.oneOf(TRANSPORTS))
                .orElse(Transport.WSMAN);
        Auth usual = transport == Transport.WSMAN ? Auth.NTLM : Auth.BASIC;
        YamlNode auth = given.get("auth");
        Auth chosen = YamlNode.given(auth).map(word -> word.oneOf(AUTHS)).orElse(usual);
        if (auth != null && transport == Transport.OVERTHERE && chosen != Auth.BASIC)
            throw auth.refuse(
                    "'auth' is basic with 'transport: overthere', which knows no other; leave 'transport' out.");
        YamlNode trust = given.get("trust");
        if (trust != null && transport == Transport.OVERTHERE)
            throw trust.refuse(
                    "'trust' needs 'transport: wsman'; with overthere Java's own trust store is the only one.");
        YamlNode upload = given.get("upload");
        boolean stdin = YamlNode.given(upload).map(word -> word.oneOf(UPLOADS)).orElse(false);
        if (upload != null && stdin && transport == Transport.OVERTHERE)
            throw upload.refuse("'upload: stdin' needs 'transport: wsman'; overthere never says that input has ended.");
        YamlNode certificate = given.get("certificate");
        boolean shown = chosen == Auth.CERTIFICATE;
        if (certificate != null && !shown)
            throw certificate.refuse("'certificate' needs 'auth: certificate'; else nobody is shown it.");
        if (auth != null && shown && (certificate == null || !secure))
            throw auth.refuse(
                    "'auth: certificate' needs 'https: true' and 'certificate', a file of the certificate and its key.");
        String credential = text(given, "credential", shown ? "" : "file:winrm");
        if (shown && EstateHosts.isOfEachHost(credential))
            throw Objects.requireNonNull(auth)
                    .refuse("'credential' opens the file of the certificate, which is one for all hosts.");
        return new Winrm(
                port(given.get("port"), secure ? 5986 : 5985),
                secure,
                credential,
                node != null,
                transport,
                chosen,
                Optional.ofNullable(trust).map(file -> base.resolve(file.text())),
                Optional.ofNullable(certificate).map(file -> base.resolve(file.text())),
                stdin,
                olderTls(given.get("olderTls"), secure, transport, chosen));
    }

    private static User user(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("name", "tokenSha256", "roles", "sites"));
        String name = required(node, given, "name");
        YamlNode token = given.get("tokenSha256");
        if (token == null) throw node.refuse("'tokenSha256' must be given.");
        YamlNode roles = given.get("roles");
        Set<Role> may = roles == null
                ? Set.of(Role.VIEWER)
                : items(roles).stream().map(role -> role.oneOf(Role.byWire())).collect(Collectors.toSet());
        Set<String> sites =
                items(given.get("sites")).stream().map(YamlNode::text).collect(Collectors.toSet());
        return token.as("a SHA-256, 64 lower-case hexadecimal digits", hash -> new User(name, hash, may, sites));
    }

    private static int port(@Nullable YamlNode node, int otherwise) {
        if (node == null) return otherwise;
        return node.as("a port from 0 to 65535", text -> {
            int port = Integer.parseInt(text);
            Checks.that(port >= 0 && port <= 65535, "a port");
            return port;
        });
    }

    private static List<YamlNode> items(@Nullable YamlNode node) {
        return node == null || node.empty() ? List.of() : node.list();
    }

    private static String text(Map<String, YamlNode> given, String key, String otherwise) {
        YamlNode node = given.get(key);
        return node == null ? otherwise : node.text();
    }

    private static String required(YamlNode parent, Map<String, YamlNode> given, String key) {
        YamlNode node = given.get(key);
        if (node == null) throw parent.refuse("'" + key + "' must be given.");
        return node.text();
    }
}
