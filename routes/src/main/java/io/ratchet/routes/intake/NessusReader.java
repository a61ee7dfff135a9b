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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Nessus {@code .nessus} version 2. Single checks prove what a listener accepts and nothing else; only the list of plug-in 56984 says what
 * it does not. An id counts when the name or the output agrees with it: public files carry wrong ids (section 2 of the formats).
 */
final class NessusReader implements FormatReader {
    /** What a plug-in proves, and the words that its name or output must hold. */
    private record Check(Protocol protocol, Pattern words) {}

    private static final Map<String, Check> CHECKS = Map.of(
            "104743", new Check(Protocol.TLS_1_0, Pattern.compile("(?i)TLS ?(Version )?v?1(\\.0)?(?![.0-9])")),
            "121010", new Check(Protocol.TLS_1_1, Pattern.compile("(?i)TLS ?(Version )?v?1\\.1")),
            "157288", new Check(Protocol.TLS_1_1, Pattern.compile("(?i)TLS ?(Version )?v?1\\.1")),
            "136318", new Check(Protocol.TLS_1_2, Pattern.compile("(?i)TLS ?(Version )?v?1\\.2")),
            "138330", new Check(Protocol.TLS_1_3, Pattern.compile("(?i)TLS ?(Version )?v?1\\.3")));
    private static final String MATRIX = "56984";
    private static final String SSL = "20007";
    private static final Pattern SUPPORTS = Pattern.compile("supports ([A-Za-z0-9./ ]+?)\\.\\s");
    private static final Pattern WINDOWS = Pattern.compile("(?i)windows");

    @Override
    public void read(InputStream in, Report report) {
        int host = 0;
        try {
            XMLStreamReader xml = Xml.reader(in);
            String scan = "";
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamReader.DTD) {
                    report.broken("DOCTYPE", FailureCode.INTAKE_FORBIDDEN, "The report carries a DTD, which is never honoured; export it without.");
                    return;
                }
                if (event != XMLStreamReader.START_ELEMENT) continue;
                String element = xml.getLocalName();
                if (element.equals("Policy")) Xml.skip(xml);
                else if (element.equals("Report")) scan = Xml.attribute(xml, "name");
                else if (element.equals("ReportHost")) host(xml, scan, ++host, report);
            }
        } catch (XMLStreamException e) {
            report.broken(
                    "ReportHost[" + host + "]",
                    FailureCode.INTAKE_TRUNCATED,
                    "The report breaks off or is not well-formed near line " + line(e) + "; what stood before was used.");
        }
    }

    private static int line(XMLStreamException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
    }

    private static void host(XMLStreamReader xml, String scan, int number, Report report) throws XMLStreamException {
        Map<String, String> tags = new HashMap<>();
        tags.put("name", Xml.attribute(xml, "name"));
        int item = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals("ReportHost")) return;
            if (event != XMLStreamReader.START_ELEMENT) continue;
            if (xml.getLocalName().equals("HostProperties")) {
                properties(xml, tags);
                operatingSystem(tags, scan, number, report);
            } else if (xml.getLocalName().equals("ReportItem"))
                item(xml, tags, scan, "ReportHost[" + number + "]/ReportItem[" + ++item + "]", report);
        }
    }

    private static void properties(XMLStreamReader xml, Map<String, String> tags) throws XMLStreamException {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals("HostProperties")) return;
            if (event == XMLStreamReader.START_ELEMENT && xml.getLocalName().equals("tag")) {
                String name = Xml.attribute(xml, "name");
                tags.put(name, Xml.text(xml).trim());
            }
        }
    }

    private static void item(XMLStreamReader xml, Map<String, String> tags, String scan, String record, Report report)
            throws XMLStreamException {
        String plugin = Xml.attribute(xml, "pluginID");
        String port = Xml.attribute(xml, "port");
        String name = Xml.attribute(xml, "pluginName");
        String transport = Xml.attribute(xml, "protocol");
        boolean wanted = CHECKS.containsKey(plugin) || plugin.equals(MATRIX) || plugin.equals(SSL);
        if (!wanted) {
            Xml.skip(xml);
            report.ignored();
            return;
        }
        String output = output(xml);
        try {
            List<Observation> seen = offers(plugin, Integer.parseInt(port), transport, name, output);
            report.record(reference(tags, scan, report), record, report.observed(end(tags)), hostRef(tags, report), "nessus:" + plugin, seen);
        } catch (FailureException e) {
            report.reject(record, e, name + ": " + output);
        } catch (IllegalArgumentException e) {
            report.reject(
                    record,
                    FailureCode.INTAKE_BAD_VALUE,
                    "Plug-in " + plugin + " on port '" + port + "' cannot be read: " + e.getMessage() + ".",
                    name + ": " + output);
        }
    }

    private static String output(XMLStreamReader xml) throws XMLStreamException {
        String output = "";
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals("ReportItem")) break;
            if (event != XMLStreamReader.START_ELEMENT) continue;
            if (xml.getLocalName().equals("plugin_output")) output = Xml.text(xml);
            else Xml.skip(xml);
        }
        return output;
    }

    private static List<Observation> offers(String plugin, int port, String transport, String name, String output) {
        if (plugin.equals(MATRIX)) return matrix(port, transport, output);
        if (plugin.equals(SSL)) return ssl(port, transport, output);
        Check check = CHECKS.get(plugin);
        if (!check.words().matcher(name + "\n" + output).find())
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE,
                    "Plug-in " + plugin + " is called '" + name + "', which is another check; look at the export.");
        return List.of(offer(port, transport, check.protocol(), OfferState.OFFERED));
    }

    /** The list is complete: what it leaves out, from SSL 3.0 to TLS 1.2, the listener refused. */
    private static List<Observation> matrix(int port, String transport, String output) {
        Matcher list = SUPPORTS.matcher(output + "\n");
        List<Observation> offers = new ArrayList<>();
        if (!list.find()) return offers;
        List<String> words = List.of(list.group(1).trim().split("[/ ]+"));
        for (Protocol protocol : Protocol.values()) {
            boolean named = words.contains(protocol.wire());
            boolean looked = protocol.compareTo(Protocol.SSL_3) >= 0 && protocol.compareTo(Protocol.TLS_1_2) <= 0;
            if (named) offers.add(offer(port, transport, protocol, OfferState.OFFERED));
            else if (looked) offers.add(offer(port, transport, protocol, OfferState.NOT_OFFERED));
        }
        return offers;
    }

    private static List<Observation> ssl(int port, String transport, String output) {
        List<Observation> offers = new ArrayList<>();
        if (output.contains("SSLv2")) offers.add(offer(port, transport, Protocol.SSL_2, OfferState.OFFERED));
        if (output.contains("SSLv3")) offers.add(offer(port, transport, Protocol.SSL_3, OfferState.OFFERED));
        return offers;
    }

    private static Observation offer(int port, String transport, Protocol protocol, OfferState state) {
        return new ProtocolOffer(port, transport.isEmpty() ? "tcp" : transport, null, null, protocol, state);
    }

    /** A fingerprint of Windows from outside gives a caption and no version: a name is not a build (statement 1). */
    private static void operatingSystem(Map<String, String> tags, String scan, int number, Report report) {
        String caption = tags.getOrDefault("operating-system", "");
        String version = windowsVersion(caption);
        if (!WINDOWS.matcher(caption).find() || version.isEmpty()) return;
        String record = "ReportHost[" + number + "]/HostProperties";
        try {
            boolean server = caption.contains("Server");
            report.record(
                    reference(tags, scan, report),
                    record,
                    report.observed(end(tags)),
                    hostRef(tags, report),
                    "nessus:operating-system",
                    List.of(new Observation.OperatingSystem(
                            version, null, server ? 3 : 1, null, caption.lines().findFirst().orElse(caption), null, null)));
        } catch (FailureException e) {
            report.reject(record, e, caption);
        }
    }

    private static String windowsVersion(String caption) {
        Matcher build = Pattern.compile("(?:Build |\\()([0-9]+\\.[0-9]+\\.[0-9]{4,5})").matcher(caption);
        return build.find() ? build.group(1) : "";
    }

    private static ReportRef reference(Map<String, String> tags, String scan, Report report) {
        boolean loggedOn = tags.getOrDefault("Credentialed_Scan", "").equalsIgnoreCase("true");
        return report.reference(
                scan.isBlank() ? "nessus" : "nessus@" + scan, start(tags), loggedOn ? Method.AUTHENTICATED : Method.UNAUTHENTICATED);
    }

    private static @Nullable Instant start(Map<String, String> tags) {
        return epoch(tags.get("HOST_START_TIMESTAMP"));
    }

    /** The epoch tags only: the others are in the scanner's own time zone, which the file does not name. */
    private static @Nullable Instant end(Map<String, String> tags) {
        Instant end = epoch(tags.get("HOST_END_TIMESTAMP"));
        return end == null ? start(tags) : end;
    }

    private static @Nullable Instant epoch(@Nullable String seconds) {
        if (seconds == null || !seconds.matches("[0-9]{9,11}")) return null;
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static HostRef hostRef(Map<String, String> tags, Report report) {
        String scanned = tags.getOrDefault("name", "");
        boolean address = scanned.matches("[0-9.]+") || scanned.contains(":");
        String fqdn = first(tags, "host-fqdn").or(() -> first(tags, "host-rdns")).filter(name -> name.contains(".")).orElse(null);
        if (fqdn == null && !address && scanned.contains(".")) fqdn = scanned;
        String ip = first(tags, "host-ip").orElse(address ? scanned : null);
        if (ip == null && fqdn == null && first(tags, "netbios-name").isEmpty() && scanned.isBlank())
            throw FailureException.of(FailureCode.INTAKE_NO_HOST, "The ReportHost has no name and no address; export it with them.");
        Map<String, String> own = new HashMap<>();
        first(tags, "host-uuid").ifPresent(uuid -> own.put("nessus", uuid));
        String shortName = first(tags, "netbios-name").orElse(!address && !scanned.isBlank() && !scanned.contains(".") ? scanned : null);
        return new HostRef(
                report.options().zone(),
                null,
                ip,
                fqdn,
                shortName == null ? null : shortName.substring(shortName.lastIndexOf('\\') + 1).toUpperCase(Locale.ROOT),
                null,
                first(tags, "mac-address").map(list -> list.split("\\s+")[0]).orElse(null),
                first(tags, "bios-uuid").orElse(null),
                null,
                own);
    }

    private static Optional<String> first(Map<String, String> tags, String name) {
        return Optional.ofNullable(tags.get(name)).filter(value -> !value.isBlank());
    }
}
