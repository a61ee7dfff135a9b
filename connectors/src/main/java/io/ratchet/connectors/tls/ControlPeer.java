package io.ratchet.connectors.tls;

import io.ratchet.domain.Checks;
import io.ratchet.domain.finding.Protocol;
import java.util.EnumSet;
import java.util.Set;

/**
 * A listener known to speak certain versions: the positive control of the probe. The one from
 * {@link TlsProbes#loopbackControl()} proves that this process writes each version correctly; only a peer beyond the
 * site's firewalls proves that nothing on the way swallows the old ones, so a site that has one names it with
 * {@link #at}.
 */
public interface ControlPeer extends AutoCloseable {
    String host();

    int port();

    /** The versions this peer is known to accept. */
    Set<Protocol> speaks();

    @Override
    void close();

    /** A peer that somebody else runs. */
    static ControlPeer at(String host, int port, Set<Protocol> speaks) {
        return new Remote(host, port, Set.copyOf(speaks));
    }

    /** No peer: nothing can be proved, so nothing is ever reported as NOT_OFFERED. */
    static ControlPeer none() {
        return new Remote("localhost", 1, EnumSet.noneOf(Protocol.class));
    }

    /** A peer by its address. */
    record Remote(String host, int port, Set<Protocol> speaks) implements ControlPeer {
        public Remote {
            Checks.text(host, "the control peer's host");
            Checks.that(port >= 1 && port <= 65535, "a port is between 1 and 65535, not " + port);
        }

        @Override
        public void close() {}
    }
}
