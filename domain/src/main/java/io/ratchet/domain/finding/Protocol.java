package io.ratchet.domain.finding;

import java.util.Optional;

/** A version of SSL or TLS, oldest first, by its name in the finding contract. */
public enum Protocol {
    SSL_2("SSLv2"),
    SSL_3("SSLv3"),
    TLS_1_0("TLSv1.0"),
    TLS_1_1("TLSv1.1"),
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String wire;

    Protocol(String wire) {
        this.wire = wire;
    }

    /** The name in the contract, such as {@code TLSv1.0}. */
    public String wire() {
        return wire;
    }

    /** True for everything before TLS 1.2: what the goal ONLY refuses. */
    public boolean legacy() {
        return compareTo(TLS_1_2) < 0;
    }

    public static Optional<Protocol> of(String wire) {
        for (Protocol protocol : values()) if (protocol.wire.equals(wire)) return Optional.of(protocol);
        return Optional.empty();
    }
}
