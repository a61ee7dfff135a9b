package io.ratchet.connectors.tls;

import io.ratchet.connectors.Opening;
import io.ratchet.domain.finding.Protocol;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether this process has spoken a version to a peer that is known to accept it. A proof is kept; a failed one is
 * tried again next time, so that a control peer that was down for a moment does not blind the probe for good.
 */
final class ProbeControl {
    private final Exchange exchange;
    private final ControlPeer peer;
    private final Set<Protocol> proved = ConcurrentHashMap.newKeySet();

    ProbeControl(Exchange exchange, ControlPeer peer) {
        this.exchange = exchange;
        this.peer = peer;
    }

    boolean proves(Protocol version) {
        if (proved.contains(version)) return true;
        if (!peer.speaks().contains(version)) return false;
        boolean spoken = exchange.offer(version, new Exchange.Listener(peer.host(), peer.port(), "", Opening.NONE))
                        instanceof Answer.Chose chose
                && chose.version() == version;
        if (spoken) proved.add(version);
        return spoken;
    }
}
