package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a listener found. Where every version came out as refused, none was spoken at all: the port is no TLS,
 * wants its name, or is guarded; that is no negative for any.
 */
record ListenerOffers(
        int port,
        String transport,
        @Nullable String sni,
        @Nullable String starttls) {
    /** @throws io.ratchet.domain.failure.FailureException INTAKE_BAD_VALUE when it is no port */
    static ListenerOffers of(String port, String transport) {
        return of(port, transport, null, null);
    }

    static ListenerOffers of(String port, String transport, @Nullable String sni, @Nullable String starttls) {
        String number = port.strip();
        if (!number.matches("[0-9]{1,5}(?:\\.0)?"))
            throw RoleCells.bad("'port' must be a number, not '" + Excerpt.of(port, 60) + "'.");
        String word = transport.isBlank() ? "tcp" : transport;
        if (!word.matches("[a-z]{1,8}"))
            throw RoleCells.bad("A transport is such as tcp, not '" + Excerpt.of(transport, 60) + "'.");
        return new ListenerOffers(Integer.parseInt(number.replace(".0", "")), word, sni, starttls);
    }

    List<Observation> list(Map<Protocol, OfferState> states) {
        boolean spoke = states.containsValue(OfferState.OFFERED);
        List<Observation> offers = new ArrayList<>();
        new TreeMap<>(states)
                .forEach((protocol, state) -> offers.add(new ProtocolOffer(
                        port,
                        transport,
                        sni,
                        starttls,
                        protocol,
                        state == OfferState.NOT_OFFERED && !spoke ? OfferState.UNKNOWN : state)));
        return offers;
    }
}
