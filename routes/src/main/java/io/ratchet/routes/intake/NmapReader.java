package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.ReportRef;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * nmap XML with {@code ssl-enum-ciphers}. The script tries every version from SSL 3.0 on, so where it lists one the others were refused; it
 * never tries SSL 2.0. Where it lists none, TLS was not spoken and nothing is known.
 */
final class NmapReader implements FormatReader {
    private static final Set<Protocol> TRIED =
            Set.of(Protocol.SSL_3, Protocol.TLS_1_0, Protocol.TLS_1_1, Protocol.TLS_1_2, Protocol.TLS_1_3);

    /** A host while it is read; a port's findings wait for the host's time, which stands on the host's own element. */
    private static final class Host {
        final Map<String, String> addresses = new LinkedHashMap<>();
        final List<String> names = new ArrayList<>();
        @Nullable Instant seen;
    }

    @Override
    public void read(InputStream in, Report report) {
        int number = 0;
        boolean ended = false;
        try {
            XMLStreamReader xml = Xml.reader(in);
            Instant run = null;
            boolean tries13 = false;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamReader.DTD && xml.getText() != null && !xml.getText().isBlank()) {
                    report.broken("DOCTYPE", FailureCode.INTAKE_FORBIDDEN, "The report carries a DTD with declarations, which is never honoured.");
                    return;
                }
                if (event == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals("nmaprun")) ended = true;
                if (event != XMLStreamReader.START_ELEMENT) continue;
                if (xml.getLocalName().equals("nmaprun")) {
                    run = epoch(Xml.attribute(xml, "start"));
                    tries13 = triesTls13(Xml.attribute(xml, "version"));
                } else if (xml.getLocalName().equals("host")) host(xml, run, tries13, ++number, report);
            }
        } catch (XMLStreamException e) {
            if (!ended)
                report.broken("host[" + number + "]", FailureCode.INTAKE_TRUNCATED, "The report breaks off or is not well-formed; the hosts before were used.");
        }
    }

    /** The script knows TLS 1.3 since nmap 7.92; before it, silence about 1.3 means nothing. */
    private static boolean triesTls13(String version) {
        String[] parts = version.split("[^0-9]+");
        if (parts.length < 2 || parts[0].isEmpty()) return false;
        int major = Integer.parseInt(parts[0]);
        return major > 7 || (major == 7 && Integer.parseInt(parts[1]) >= 92);
    }

    private static void host(XMLStreamReader xml, @Nullable Instant run, boolean tries13, int number, Report report)
            throws XMLStreamException {
        Host host = new Host();
        Instant end = epoch(Xml.attribute(xml, "endtime"));
        host.seen = end != null ? end : epoch(Xml.attribute(xml, "starttime"));
        if (host.seen == null) host.seen = run;
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamReader.END_ELEMENT) depth--;
            if (event != XMLStreamReader.START_ELEMENT) continue;
            depth++;
            switch (xml.getLocalName()) {
                case "address" -> host.addresses.putIfAbsent(Xml.attribute(xml, "addrtype"), Xml.attribute(xml, "addr"));
                case "hostname" -> host.names.add(Xml.attribute(xml, "name"));
                case "port" -> {
                    port(xml, host, run, tries13, "host[" + number + "]", report);
                    depth--;
                }
                default -> {}
            }
        }
    }

    private static void port(
            XMLStreamReader xml, Host host, @Nullable Instant run, boolean tries13, String where, Report report)
            throws XMLStreamException {
        String port = Xml.attribute(xml, "portid");
        String transport = Xml.attribute(xml, "protocol");
        String record = where + "/port[" + port + "]";
        Set<String> listed = new LinkedHashSet<>();
        boolean script = false;
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamReader.END_ELEMENT) depth--;
            if (event != XMLStreamReader.START_ELEMENT) continue;
            depth++;
            if (xml.getLocalName().equals("script") && Xml.attribute(xml, "id").equals("ssl-enum-ciphers")) {
                script = true;
                listed.addAll(tables(xml));
                depth--;
            }
        }
        if (!script) {
            report.ignored();
            return;
        }
        try {
            ReportRef reference = report.reference("nmap", run, Method.UNAUTHENTICATED);
            report.record(reference, record, report.observed(host.seen), hostRef(host, report), "nmap:ssl-enum-ciphers", offers(Integer.parseInt(port), transport, listed, tries13));
        } catch (FailureException e) {
            report.reject(record, e, "port " + port + " " + listed);
        } catch (IllegalArgumentException e) {
            report.reject(record, FailureCode.INTAKE_BAD_VALUE, "The port '" + port + "' cannot be read: " + e.getMessage() + ".", null);
        }
    }

    /** The keys of the script's own tables, which are the versions that were accepted. */
    private static List<String> tables(XMLStreamReader xml) throws XMLStreamException {
        List<String> keys = new ArrayList<>();
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamReader.END_ELEMENT) depth--;
            if (event != XMLStreamReader.START_ELEMENT) continue;
            if (depth == 1 && xml.getLocalName().equals("table")) keys.add(Xml.attribute(xml, "key"));
            depth++;
        }
        return keys;
    }

    private static List<Observation> offers(int port, String transport, Set<String> listed, boolean tries13) {
        List<Observation> offers = new ArrayList<>();
        boolean spoken = listed.stream().anyMatch(key -> Protocol.of(key).isPresent());
        for (Protocol protocol : Protocol.values()) {
            if (!TRIED.contains(protocol)) continue;
            boolean accepted = listed.contains(protocol.wire());
            if (protocol == Protocol.TLS_1_3 && !tries13 && !accepted) continue;
            OfferState state = accepted ? OfferState.OFFERED : spoken ? OfferState.NOT_OFFERED : OfferState.UNKNOWN;
            offers.add(new ProtocolOffer(port, transport.isEmpty() ? "tcp" : transport, null, null, protocol, state));
        }
        return offers;
    }

    private static HostRef hostRef(Host host, Report report) {
        String ip = host.addresses.getOrDefault("ipv4", host.addresses.get("ipv6"));
        String fqdn = host.names.stream().filter(name -> name.contains(".")).findFirst().orElse(null);
        if (ip == null && fqdn == null)
            throw FailureException.of(FailureCode.INTAKE_NO_HOST, "The host has no address and no full name.");
        return new HostRef(
                report.options().zone(), null, ip, fqdn, null, null, host.addresses.get("mac"), null, null, Map.of());
    }

    private static @Nullable Instant epoch(String seconds) {
        return seconds.matches("[0-9]{9,11}") ? Instant.ofEpochSecond(Long.parseLong(seconds)) : null;
    }
}
