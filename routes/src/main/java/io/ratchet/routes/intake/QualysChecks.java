package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the checks of Qualys prove of a listener. QID 38116 tells of each version whether it is enabled; the others
 * prove one that is. An id counts when its result agrees with it.
 */
final class QualysChecks {
    private static final String SERVER_INFORMATION = "38116";
    private static final Map<String, Protocol> SINGLE = Map.of(
            "38139", Protocol.SSL_2, "38606", Protocol.SSL_3, "38628", Protocol.TLS_1_0, "38794", Protocol.TLS_1_1);
    private static final Pattern STATE =
            Pattern.compile("\\b((?:SSL|TLS)v?[0-9](?:\\.[0-9])?) +PROTOCOL +IS +(ENABLED|DISABLED)");
    private static final Pattern NAMED = Pattern.compile("\\b((?:SSL|TLS)v[0-9](?:\\.[0-9])?)(?![0-9.])");

    private QualysChecks() {}

    static boolean known(String qid) {
        return qid.equals(SERVER_INFORMATION) || SINGLE.containsKey(qid);
    }

    static List<Observation> offers(String qid, String port, String transport, String result) {
        ListenerOffers offers = ListenerOffers.of(port, transport);
        Protocol single = SINGLE.get(qid);
        if (single == null) return offers.list(states(result));
        Matcher named = NAMED.matcher(result);
        while (named.find()) {
            Optional<Protocol> other = ProtocolNames.of(named.group(1));
            if (other.isPresent() && other.get() != single)
                throw RoleCells.bad("QID " + qid + " proves " + single.wire() + ", but its result speaks of "
                        + named.group(1) + "; look at the export.");
        }
        return offers.list(Map.of(single, OfferState.OFFERED));
    }

    private static Map<Protocol, OfferState> states(String result) {
        Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
        Matcher state = STATE.matcher(result);
        while (state.find()) {
            boolean enabled = state.group(2).equals("ENABLED");
            ProtocolNames.of(state.group(1))
                    .ifPresent(protocol -> states.put(protocol, enabled ? OfferState.OFFERED : OfferState.NOT_OFFERED));
        }
        if (states.isEmpty()) throw RoleCells.bad("QID 38116 lists no versions in the words that are known here.");
        return states;
    }
}
