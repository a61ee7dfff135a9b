package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the vulnerability tests of Greenbone (OpenVAS) prove of a listener, by their text. */
final class OpenVasChecks {
    private static final String PREFIX = "1.3.6.1.4.1.25623.1.0.";
    private static final String DEPRECATED_TLS = "117274";
    private static final String DEPRECATED_SSL = "111012";
    private static final String VERSIONS = "105782";
    private static final Pattern ONLY =
            Pattern.compile("only providing the deprecated ((?:(?:TLS|SSL)v[0-9](?:\\.[0-9])?(?:,? and |, )?)+)");
    private static final Pattern BESIDE = Pattern.compile(
            "In addition to ((?:TLS|SSL)v[0-9](?:\\.[0-9])?)(\\+)? the service is also providing the deprecated ((?:(?:TLS|SSL)v[0-9](?:\\.[0-9])?(?:,? and |, )?)+)");
    private static final Pattern NAME = Pattern.compile("(?:TLS|SSL)v[0-9](?:\\.[0-9])?");
    private static final Pattern LIST =
            Pattern.compile("following SSL/TLS protocol version\\(s\\):? *((?:(?:TLS|SSL)v[0-9](?:\\.[0-9])?[ ,;]*)+)");

    private OpenVasChecks() {}

    static boolean known(String oid) {
        return oid.startsWith(PREFIX)
                && List.of(DEPRECATED_TLS, DEPRECATED_SSL, VERSIONS).contains(oid.substring(PREFIX.length()));
    }

    static List<Observation> offers(String oid, String port, String transport, String description) {
        ListenerOffers offers = ListenerOffers.of(port, transport);
        String text = description.replaceAll("\\s+", " ");
        Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
        Matcher list = LIST.matcher(text);
        Matcher beside = BESIDE.matcher(text);
        Matcher only = ONLY.matcher(text);
        if (oid.endsWith(VERSIONS) && list.find()) offered(states, list.group(1));
        else if (beside.find()) {
            // TLSv1.2+ proves TLS 1.2 (statement 104); an older one with a plus is some version from there on.
            if (beside.group(2) == null || beside.group(1).equals("TLSv1.2")) offered(states, beside.group(1));
            offered(states, beside.group(3));
        } else if (only.find()) {
            offered(states, only.group(1));
            if (oid.endsWith(DEPRECATED_TLS)) states.put(Protocol.TLS_1_2, OfferState.NOT_OFFERED);
        }
        if (states.isEmpty()) throw RoleCells.bad("The result names no version in the words that are known here.");
        return offers.list(states);
    }

    private static void offered(Map<Protocol, OfferState> states, String names) {
        Matcher name = NAME.matcher(names);
        while (name.find()) ProtocolNames.of(name.group()).ifPresent(found -> states.put(found, OfferState.OFFERED));
    }
}
