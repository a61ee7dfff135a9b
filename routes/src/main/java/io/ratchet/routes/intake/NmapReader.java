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
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * nmap XML with {@code ssl-enum-ciphers}; a record is a port. The script tries every version from SSL 3.0 on, so where
 * a listener accepted one the others were refused; it never tries SSL 2.0. Where it accepted none, or the script
 * failed, nothing is known of any.
 */
final class NmapReader implements FormatReader {
    private static final String ROOT = "nmaprun";
    private static final String SCRIPT = "ssl-enum-ciphers";
    private static final Set<String> ADDRESSES = Set.of("ipv4", "ipv6", "mac");

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.rootElement().filter(ROOT::equals).isPresent();
    }

    @Override
    public void read(InputStream in, Report report) throws IOException {
        new Run(report).read(in);
    }

    /** A host as far as it was read; its ports come after its names. */
    private static final class Host {
        final Map<String, String> addresses = new HashMap<>();
        Optional<String> name = Optional.empty();

        @Nullable
        Instant seen;

        @Nullable
        HostRef reference;
    }

    /** One file while it is read. */
    private static final class Run {
        private final Report report;
        private Set<Protocol> tried = EnumSet.noneOf(Protocol.class);
        private @Nullable Instant began;
        private int hosts;

        Run(Report report) {
            this.report = report;
        }

        void read(InputStream in) throws IOException {
            try {
                Xml xml = Xml.open(in, Xml.DocumentType.PLAIN);
                if (!xml.name().equals(ROOT))
                    throw new Xml.Broken(
                            FailureCode.INTAKE_UNRECOGNISED,
                            "is no nmap report: its root element is '" + xml.name() + "'",
                            null);
                began = epoch(xml.attribute("start"));
                tried = EnumSet.range(
                        Protocol.SSL_3, triesTls13(xml.attribute("version")) ? Protocol.TLS_1_3 : Protocol.TLS_1_2);
                for (String element = xml.child(); element != null; element = xml.child()) {
                    if (element.equals("host")) host(xml, "host[" + ++hosts + "]");
                    else if (element.equals("runstats")) end(xml);
                    else xml.skip();
                }
                xml.end();
            } catch (Xml.Broken e) {
                report.broken(
                        "host[" + hosts + "]", e.code(), "The report " + e.what() + "; the ports before were used.");
            }
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
            for (String element = xml.child(); element != null; element = xml.child())
                switch (element) {
                    case "address" -> {
                        if (ADDRESSES.contains(xml.attribute("addrtype")))
                            host.addresses.putIfAbsent(xml.attribute("addrtype"), xml.attribute("addr"));
                        xml.skip();
                    }
                    case "hostnames" -> names(xml, host);
                    case "ports" -> ports(xml, host, record);
                    default -> xml.skip();
                }
        }

        private static void names(Xml xml, Host host) throws Xml.Broken, IOException {
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("hostname") && host.name.isEmpty())
                    host.name = HostNames.full(xml.attribute("name"));
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
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("script") && xml.attribute("id").equals(SCRIPT)) script = Script.read(xml);
                else xml.skip();
            }
            if (script == null) {
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
                    offers(Integer.parseInt(port), transport, script.accepted()));
        }

        private List<Observation> offers(int port, String transport, Set<Protocol> accepted) {
            List<Observation> offers = new ArrayList<>();
            for (Protocol protocol : Protocol.values()) {
                boolean offered = accepted.contains(protocol);
                if (!offered && !tried.contains(protocol)) continue;
                OfferState state =
                        offered ? OfferState.OFFERED : accepted.isEmpty() ? OfferState.UNKNOWN : OfferState.NOT_OFFERED;
                offers.add(new ProtocolOffer(port, transport, null, null, protocol, state));
            }
            return offers;
        }

        private HostRef reference(Host host) {
            String ip = HostNames.address(host.addresses.get("ipv4"))
                    .or(() -> HostNames.address(host.addresses.get("ipv6")))
                    .orElse(null);
            String fqdn = host.name.orElse(null);
            if (ip == null && fqdn == null)
                throw FailureException.of(FailureCode.INTAKE_NO_HOST, "The host has no address and no full name.");
            return new HostRef(
                    report.zone(), null, ip, fqdn, null, null, host.addresses.get("mac"), null, null, Map.of());
        }
    }

    /**
     * What the script printed for a port: the versions under which it lists a cipher. One without any was tried and
     * refused.
     */
    private record Script(Set<Protocol> accepted, String output) {
        static Script read(Xml xml) throws Xml.Broken, IOException {
            Set<Protocol> accepted = EnumSet.noneOf(Protocol.class);
            String output = xml.attribute("output");
            for (String element = xml.child(); element != null; element = xml.child()) {
                Optional<Protocol> protocol =
                        element.equals("table") ? ProtocolNames.of(xml.attribute("key")) : Optional.empty();
                if (protocol.isEmpty()) xml.skip();
                else if (listsCiphers(xml)) accepted.add(protocol.get());
            }
            return new Script(accepted, output);
        }

        private static boolean listsCiphers(Xml xml) throws Xml.Broken, IOException {
            boolean any = false;
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("table") && xml.attribute("key").equals("ciphers")) any |= hasChild(xml);
                else xml.skip();
            }
            return any;
        }

        private static boolean hasChild(Xml xml) throws Xml.Broken, IOException {
            boolean any = false;
            for (String element = xml.child(); element != null; element = xml.child()) {
                any = true;
                xml.skip();
            }
            return any;
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
