package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * nmap XML with {@code ssl-enum-ciphers}; a record is a port. The script tries every version from SSL 3.0 on, so where
 * a listener accepted one and the script came to its end the others were refused; it never tries SSL 2.0. Of TLS 1.3 it
 * believes no refusal: it misses listeners whose certificate is signed with SHA-384 (nmap issue 3147). Where it
 * accepted none, or the script failed, nothing is known of any.
 */
final class NmapReader implements FormatReader {
    private static final String ROOT = "nmaprun";
    private static final String SCRIPT = "ssl-enum-ciphers";
    /** Where TLS is spoken as a rule; that the script has nothing to tell of one that is open is said. */
    private static final Set<String> TLS_PORTS =
            Set.of("443", "465", "636", "993", "995", "1433", "3269", "3389", "5061", "5986", "8443", "9443", "49443");

    private static final Set<String> ADDRESSES = Set.of("ipv4", "ipv6", "mac");

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.rootElement().filter(ROOT::equals).isPresent();
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        try (Decoded in = Decoded.xml(source.open())) {
            new Run(report).read(in);
            report.decoded(in);
        }
    }

    /** A host as far as it was read; its ports come after its names. */
    private static final class Host {
        final Map<String, String> addresses = new HashMap<>();
        /** Names by which a person asked for it. */
        final List<String> typed = new ArrayList<>();
        /** Names that DNS gave for its address. */
        final List<String> looked = new ArrayList<>();

        @Nullable
        Instant seen;

        @Nullable
        HostRef reference;

        /** Whether nmap gave it up before it had seen all. */
        boolean givenUp;
    }

    /** One file while it is read. */
    private static final class Run {
        private final Report report;
        private Set<Protocol> tried = EnumSet.noneOf(Protocol.class);
        private @Nullable Instant began;
        private int hosts;
        private String address = "";
        private boolean within;
        /** Whether the script was asked for, as the command line shows. */
        private boolean asked;

        Run(Report report) {
            this.report = report;
        }

        void read(Decoded in) throws IOException {
            try {
                Xml xml = Xml.open(in, Xml.DocumentType.PLAIN, "host");
                if (!xml.name().equals(ROOT))
                    throw new Xml.Broken(
                            FailureCode.INTAKE_UNRECOGNISED,
                            "is no nmap report: its root element is '" + xml.name() + "'",
                            null);
                do run(xml);
                while (xml.another(ROOT));
            } catch (Xml.Broken e) {
                report.broken(
                        "host[" + hosts + "]", e.code(), "The report " + e.what() + "; the ports before were used.");
            }
        }

        /** One run; {@code --append-output} puts several behind each other. */
        private void run(Xml xml) throws Xml.Broken, IOException {
            began = epoch(xml.attribute("start"));
            tried = EnumSet.range(
                    Protocol.SSL_3, triesTls13(xml.attribute("version")) ? Protocol.TLS_1_3 : Protocol.TLS_1_2);
            asked = xml.attribute("args").contains(SCRIPT);
            xml.hosts(
                    () -> {
                        within = true;
                        host(xml, "host[" + ++hosts + "]");
                        within = false;
                    },
                    element -> {
                        if (element.equals("runstats")) end(xml);
                        else xml.skip();
                    },
                    (why, bytes) -> report.lost(
                            "host[" + hosts + "]/lost-" + bytes,
                            why.code(),
                            "The report " + why.what() + " and byte " + bytes + ", " + (within ? "in" : "behind")
                                    + " the host '" + address
                                    + "': what stood of it before was used, and reading went on with the next host."));
        }

        private void end(Xml xml) throws Xml.Broken, IOException {
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("finished") && xml.attribute("exit").equals("error"))
                    report.broken(
                            "runstats",
                            FailureCode.INTAKE_TRUNCATED,
                            "nmap says that it ended in an error; what it had seen before was used.");
                xml.skip();
            }
        }

        private void host(Xml xml, String record) throws Xml.Broken, IOException {
            Host host = new Host();
            host.seen = Optional.ofNullable(epoch(xml.attribute("endtime"))).orElse(epoch(xml.attribute("starttime")));
            if (host.seen == null) host.seen = began;
            host.givenUp = xml.attribute("timedout").equals("true");
            for (String element = xml.child(); element != null; element = xml.child())
                switch (element) {
                    case "address" -> {
                        if (host.addresses.isEmpty()) address = Excerpt.of(xml.attribute("addr"), 100);
                        if (ADDRESSES.contains(xml.attribute("addrtype")))
                            host.addresses.putIfAbsent(xml.attribute("addrtype"), xml.attribute("addr"));
                        xml.skip();
                    }
                    case "hostnames" -> names(xml, host);
                    case "ports" -> ports(xml, host, record);
                    default -> xml.skip();
                }
            if (host.givenUp) report.unanswered(address + ", which nmap gave up before it had seen all of it");
        }

        private static void names(Xml xml, Host host) throws Xml.Broken, IOException {
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("hostname"))
                    (xml.attribute("type").equals("user") ? host.typed : host.looked)
                            .add(HostNames.undotted(xml.attribute("name")));
                xml.skip();
            }
        }

        private void ports(Xml xml, Host host, String record) throws Xml.Broken, IOException {
            int number = 0;
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("port")) port(xml, host, record + "/port[" + ++number + "]");
                else xml.skip();
            }
        }

        private void port(Xml xml, Host host, String record) throws Xml.Broken, IOException {
            String port = xml.attribute("portid");
            String transport = xml.attribute("protocol");
            Script script = null;
            boolean open = false;
            boolean tls = TLS_PORTS.contains(port) && transport.equals("tcp");
            for (String element = xml.child(); element != null; element = xml.child()) {
                open |= element.equals("state") && xml.attribute("state").equals("open");
                tls |= element.equals("service") && xml.attribute("tunnel").equals("ssl");
                if (element.equals("script") && xml.attribute("id").equals(SCRIPT)) script = Script.read(xml);
                else xml.skip();
            }
            if (script == null) {
                if (asked && open && tls) report.unanswered(address + ":" + port);
                report.ignored();
                return;
            }
            Script said = script;
            report.record(
                    record,
                    () -> "port " + transport + "/" + port + ": " + said.shown(),
                    () -> findings(host, record, port, transport, said));
        }

        private List<Finding> findings(Host host, String record, String port, String transport, Script script) {
            if (!port.matches("[0-9]{1,5}") || !transport.matches("[a-z]{1,8}"))
                throw FailureException.of(
                        FailureCode.INTAKE_BAD_VALUE,
                        "'" + transport + "/" + port + "' is no port; it is such as tcp/443.");
            if (host.reference == null) host.reference = reference(host);
            return Report.findings(
                    report.reference("nmap", began, Method.UNAUTHENTICATED),
                    record,
                    report.observed(host.seen),
                    host.reference,
                    new Evidence("nmap:" + SCRIPT, Excerpt.evidence(script.shown())),
                    offers(Integer.parseInt(port), transport, host, script));
        }

        private List<Observation> offers(int port, String transport, Host host, Script script) {
            String alias = alias(host);
            List<Observation> offers = new ArrayList<>();
            for (Protocol protocol : Protocol.values()) {
                boolean offered = script.accepted().contains(protocol);
                if (!offered && !tried.contains(protocol)) continue;
                boolean refused = script.finished() && !host.givenUp && protocol != Protocol.TLS_1_3;
                OfferState state = offered ? OfferState.OFFERED : refused ? OfferState.NOT_OFFERED : OfferState.UNKNOWN;
                offers.add(new ProtocolOffer(port, transport, alias, null, protocol, state));
            }
            return offers;
        }

        private HostRef reference(Host host) {
            String ip = HostNames.address(host.addresses.get("ipv4"))
                    .or(() -> HostNames.address(host.addresses.get("ipv6")))
                    .orElse(null);
            String fqdn = fqdn(host).orElse(null);
            String shortName = shortName(host).orElse(null);
            if (ip != null && (fqdn != null || shortName != null) && !MappedReader.usable(ip)) ip = null;
            if (ip == null && fqdn == null && shortName == null)
                throw FailureException.of(FailureCode.INTAKE_NO_HOST, "The host has no address and no name.");
            return new HostRef(
                    report.zone(), null, ip, fqdn, shortName, null, host.addresses.get("mac"), null, null, Map.of());
        }

        /** What DNS says of the address is the machine's; a name that was typed may be an alias of it. */
        private static Optional<String> fqdn(Host host) {
            Optional<String> looked = firstOf(host.looked, HostNames::full);
            Optional<String> called = firstOf(host.looked, HostNames::shortName);
            return looked.or(() -> firstOf(host.typed, HostNames::full)
                    .filter(typed -> called.isEmpty() || called.get().equalsIgnoreCase(label(typed))));
        }

        /** A short name that was typed is the machine's unless DNS calls it otherwise. */
        private static Optional<String> shortName(Host host) {
            Optional<String> looked = firstOf(host.looked, HostNames::full);
            return firstOf(host.looked, HostNames::shortName)
                    .or(() -> firstOf(host.typed, HostNames::shortName)
                            .filter(typed -> looked.isEmpty() || typed.equalsIgnoreCase(label(looked.get()))));
        }

        private static Optional<String> firstOf(List<String> names, Function<String, Optional<String>> kind) {
            for (String name : names) {
                Optional<String> found = kind.apply(name);
                if (found.isPresent()) return found;
            }
            return Optional.empty();
        }

        private static String label(String name) {
            int dot = name.indexOf('.');
            return dot < 0 ? name : name.substring(0, dot);
        }

        /**
         * The name that was typed, which the client asked for in its hello; null where the machine itself is called so.
         */
        private static @Nullable String alias(Host host) {
            String own = fqdn(host).orElse("");
            String called = shortName(host).orElse(label(own));
            return firstOf(
                            host.typed,
                            name -> HostNames.full(name)
                                    .filter(full -> !full.equalsIgnoreCase(own))
                                    .or(() ->
                                            HostNames.shortName(name).filter(typed -> !typed.equalsIgnoreCase(called))))
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .orElse(null);
        }
    }

    /**
     * What the script printed for a port: the versions under which it lists a cipher. One without any was tried and
     * refused, unless the script tells of an error or a version has a single cipher, after which it may have been cut
     * off: a listener that stops to answer looks the same.
     */
    private record Script(Set<Protocol> accepted, boolean doubtful, String output) {
        private static final Pattern ERROR = Pattern.compile("(?i)\\berror\\b");
        /** As releases before 6.20 print a version with its ciphers, which they list nowhere else. */
        private static final Pattern PRINTED = Pattern.compile(
                "(?m)^ {2,4}((?:SSL|TLS)v[0-9](?:\\.[0-9])?):?[ \\t]*\\R+ {4,8}[Cc]iphers(?: \\([1-9][0-9]{0,3}\\)|:)[ \\t]*\\R+ {6,12}(?:TLS|SSL)_");

        static Script read(Xml xml) throws Xml.Broken, IOException {
            Set<Protocol> accepted = EnumSet.noneOf(Protocol.class);
            String output = xml.attribute("output");
            boolean doubtful = ERROR.matcher(output).find();
            for (String element = xml.child(); element != null; element = xml.child()) {
                Optional<Protocol> protocol =
                        element.equals("table") ? ProtocolNames.of(xml.attribute("key")) : Optional.empty();
                if (protocol.isEmpty()) {
                    doubtful |= error(xml);
                    xml.skip();
                    continue;
                }
                int ciphers = 0;
                for (String part = xml.child(); part != null; part = xml.child()) {
                    doubtful |= error(xml);
                    if (part.equals("table") && xml.attribute("key").equals("ciphers")) ciphers += children(xml);
                    else xml.skip();
                }
                if (ciphers > 0) accepted.add(protocol.get());
                doubtful |= ciphers == 1;
            }
            if (accepted.isEmpty()) {
                // A word of the script, not its list: what it does not print is not known.
                Matcher printed = PRINTED.matcher(output);
                while (printed.find()) ProtocolNames.of(printed.group(1)).ifPresent(accepted::add);
                doubtful = true;
            }
            return new Script(accepted, doubtful, output);
        }

        private static boolean error(Xml xml) {
            return xml.name().equals("elem")
                    && xml.attribute("key").toLowerCase(Locale.ROOT).contains("error");
        }

        private static int children(Xml xml) throws Xml.Broken, IOException {
            int count = 0;
            for (String element = xml.child(); element != null; element = xml.child()) {
                count++;
                xml.skip();
            }
            return count;
        }

        /** Whether what is not listed was refused. */
        boolean finished() {
            return !doubtful && !accepted.isEmpty();
        }

        String shown() {
            if (accepted.isEmpty()) return output.isBlank() ? "lists no version" : output;
            return "accepted "
                    + String.join(", ", accepted.stream().map(Protocol::wire).toList());
        }
    }

    /** The script knows TLS 1.3 since nmap 7.92; before it, silence about 1.3 means nothing. */
    private static boolean triesTls13(String version) {
        String[] parts = version.split("[^0-9]+");
        if (parts.length < 2 || !parts[0].matches("[0-9]{1,4}") || !parts[1].matches("[0-9]{1,4}")) return false;
        int major = Integer.parseInt(parts[0]);
        return major > 7 || (major == 7 && Integer.parseInt(parts[1]) >= 92);
    }

    private static @Nullable Instant epoch(String seconds) {
        return seconds.matches("[0-9]{1,11}") ? Instant.ofEpochSecond(Long.parseLong(seconds)) : null;
    }
}
