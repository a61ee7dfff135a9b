package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;
import java.util.Optional;

/** The two bytes that stand for a version on the wire. */
final class WireVersion {
    private WireVersion() {}

    static int of(Protocol protocol) {
        return switch (protocol) {
            case SSL_2 -> throw new IllegalArgumentException("SSL 2.0 has records of its own");
            case SSL_3 -> 0x0300;
            case TLS_1_0 -> 0x0301;
            case TLS_1_1 -> 0x0302;
            case TLS_1_2 -> 0x0303;
            case TLS_1_3 -> 0x0304;
        };
    }

    static Optional<Protocol> protocol(int wire) {
        return switch (wire) {
            case 0x0300 -> Optional.of(Protocol.SSL_3);
            case 0x0301 -> Optional.of(Protocol.TLS_1_0);
            case 0x0302 -> Optional.of(Protocol.TLS_1_1);
            case 0x0303 -> Optional.of(Protocol.TLS_1_2);
            case 0x0304 -> Optional.of(Protocol.TLS_1_3);
            default -> Optional.empty();
        };
    }
}
