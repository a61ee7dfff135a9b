package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a listener's answers mean, taken together. A refusal counts only where it cannot mean anything else:
 *
 * <ul>
 *   <li>a {@code protocol_version} alert, or a ServerHello of an older version than asked: not offered;
 *   <li>a connection closed or reset upon the ClientHello: not offered if the same listener chose another version just
 *       before and just after, because Schannel resets refused versions; else nothing is known, because limiters and
 *       proxies hang up as well;
 *   <li>a {@code handshake_failure} alert, which is all that SSL 3.0 and old Java servers have to refuse a version
 *       with: not offered if the same listener accepted the same suites with a newer version; else it may be the
 *       suites, and nothing is known;
 *   <li>another alert upon SSL 2.0, of which everything is offered that it has: as a connection closed;
 *   <li>everything else: nothing is known.
 * </ul>
 */
final class Verdicts {
    private Verdicts() {}

    /**
     * @param proved whether the prober has shown that it can speak a version; a version it has not is never NOT_OFFERED
     */
    static Map<Protocol, OfferState> of(Map<Protocol, Answer> answers, Predicate<Protocol> proved) {
        var states = new EnumMap<Protocol, OfferState>(Protocol.class);
        answers.forEach((version, answer) -> states.put(version, state(version, answer, proved)));
        return states;
    }

    private static OfferState state(Protocol version, Answer answer, Predicate<Protocol> proved) {
        if (answer instanceof Answer.Chose chose && chose.version() == version) return OfferState.OFFERED;
        return refused(version, answer) && proved.test(version) ? OfferState.NOT_OFFERED : OfferState.UNKNOWN;
    }

    private static boolean refused(Protocol version, Answer answer) {
        if (answer instanceof Answer.Chose chose) return chose.version().compareTo(version) < 0;
        if (answer instanceof Answer.VersionRefused) return true;
        return answer instanceof Answer.Alert alert && alert.description() == Answer.Alert.PROTOCOL_VERSION;
    }
}
