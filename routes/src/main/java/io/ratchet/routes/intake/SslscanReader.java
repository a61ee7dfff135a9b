package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * sslscan's XML; a record is a tested listener. A version that is off counts as refused where another was accepted and
 * the listener still answered when its ciphers were asked for afterwards, or where a later version was accepted. Old
 * releases list ciphers only: what they do not list is not known.
 */
final class SslscanReader implements FormatReader {
    private static final Set<String> ACCEPTED = Set.of("accepted", "preferred");

    private static final Pattern NAMED = Pattern.compile("\\bhost (\\S{1,253}).{0,300}? on port ([0-9]{1,5})\\b");

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.rootElement().filter("document"::equals).isPresent()
                && (beginning.text().contains("SSLScan") || beginning.text().contains("<ssltest"));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        XmlHosts.read(
                source,
                report,
                "ssltest",
                Xml.DocumentType.NONE,
                (record, test) -> findings(record, test, report),
                Map.of("error", error -> {
                    // What it says of its own list beside listeners that it tried names none.
                    if (!error.text().contains("Targets file")) report.unanswered(listener(error.text()));
                }));
    }

    /** {@code Could not open a connection to host web01 (10.1.0.1) on port 443 (connect: Connection refused).} */
    private static String listener(String error) {
        Matcher named = NAMED.matcher(error);
        return named.find() ? named.group(1) + ":" + named.group(2) : Excerpt.of(error.strip(), 120);
    }

    private static List<Finding> findings(String record, XmlTree test, Report report) {
        String name = test.attribute("host");
        String sni = test.attribute("sniname");
        Map<Protocol, OfferState> states = states(test);
        if (states.isEmpty()) return List.of();
        return Report.findings(
                report.reference("sslscan", null, Method.UNAUTHENTICATED),
                record,
                report.observed(null),
                ListenerHost.named(name, null, report),
                new Evidence("sslscan:protocol", "tested " + Excerpt.of(name, 200)),
                ListenerOffers.of(test.attribute("port"), "tcp", alias(name, sni), null)
                        .list(states));
    }

    /** The name that was asked for, where it is not the one by which the machine is known here. */
    private static @Nullable String alias(String name, String sni) {
        return sni.isEmpty()
                        || sni.equalsIgnoreCase(name)
                        || HostNames.full(sni).isEmpty()
                ? null
                : sni.toLowerCase(java.util.Locale.ROOT);
    }

    private static Map<Protocol, OfferState> states(XmlTree test) {
        Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
        boolean ciphers = false;
        for (XmlTree cipher : test.children()) {
            // Neither what was rejected nor what failed, as old releases tell it.
            if (!cipher.name().equals("cipher") || !ACCEPTED.contains(cipher.attribute("status"))) continue;
            Optional<Protocol> protocol = ProtocolNames.of(cipher.attribute("sslversion"));
            protocol.ifPresent(version -> states.put(version, OfferState.OFFERED));
            ciphers |= protocol.isPresent();
        }
        Protocol last = null;
        for (XmlTree element : test.children())
            if (element.name().equals("protocol")
                    && element.attribute("enabled").equals("1")) {
                last = protocol(element);
                states.put(last, OfferState.OFFERED);
            }
        for (XmlTree element : test.children())
            if (element.name().equals("protocol")
                    && !element.attribute("enabled").equals("1")) {
                Protocol protocol = protocol(element);
                boolean refused = element.attribute("enabled").equals("0")
                        && (ciphers || (last != null && protocol.compareTo(last) < 0));
                states.putIfAbsent(protocol, refused ? OfferState.NOT_OFFERED : OfferState.UNKNOWN);
            }
        return states;
    }

    private static Protocol protocol(XmlTree element) {
        String name = element.attribute("type") + element.attribute("version");
        return ProtocolNames.of(name)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.INTAKE_BAD_VALUE, "'" + Excerpt.of(name, 60) + "' is no version of TLS."));
    }
}
