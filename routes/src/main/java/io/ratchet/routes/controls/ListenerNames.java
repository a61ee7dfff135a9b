package io.ratchet.routes.controls;

import io.ratchet.domain.finding.Observation.ProtocolOffer;

/** What a listener is called among those of its host: {@code 443/tcp}, with the name that was asked for behind it. */
final class ListenerNames {
    private static final int ABOVE_ANY_PORT = 100_000;

    private ListenerNames() {}

    /** So that they stand by their ports, 80 before 443. */
    static String sorted(ProtocolOffer offer) {
        return String.valueOf(ABOVE_ANY_PORT + offer.port()).substring(1) + "/" + offer.transport()
                + (offer.sni() == null ? "" : " " + offer.sni());
    }

    /** The same for people. */
    static String shown(String sorted) {
        return sorted.replaceFirst("^0+", "");
    }
}
