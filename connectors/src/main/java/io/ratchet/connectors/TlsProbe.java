package io.ratchet.connectors;

import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.Map;

/** Looks at a listener from outside with a ClientHello of our own, once for each protocol version. */
public interface TlsProbe {
    /**
     * What the listener answers to each version from SSL 2.0 to TLS 1.2 (and 1.3 where the prober can). Never throws
     * for a silent or closed port: that is {@link OfferState#UNKNOWN}. A prober that has not proved that it can speak a
     * version reports UNKNOWN for it, never NOT_OFFERED.
     *
     * @param sni server name to ask for; empty for none
     * @param opening what the listener wants to hear before TLS begins
     */
    Map<Protocol, OfferState> probe(String host, int port, String sni, Opening opening);

    /** As above, for a listener whose first bytes are TLS. */
    default Map<Protocol, OfferState> probe(String host, int port, String sni) {
        return probe(host, port, sni, Opening.NONE);
    }
}
