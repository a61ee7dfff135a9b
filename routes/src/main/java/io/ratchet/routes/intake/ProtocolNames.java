package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Protocol;
import java.util.Locale;
import java.util.Optional;

/**
 * A protocol's name as sources write it, whole: a name that goes on is another name. A bare {@code TLSv1} is TLS 1.0.
 */
final class ProtocolNames {
    private static final Memo<Optional<Protocol>> KNOWN = new Memo<>(ProtocolNames::read);

    private ProtocolNames() {}

    static Optional<Protocol> of(String name) {
        return KNOWN.of(name);
    }

    private static Optional<Protocol> read(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replaceAll("[\\s_]+", "").replace("v", "")) {
            case "ssl2", "ssl2.0", "ssl20" -> Optional.of(Protocol.SSL_2);
            case "ssl3", "ssl3.0", "ssl30" -> Optional.of(Protocol.SSL_3);
            case "tls1", "tls1.0", "tls10" -> Optional.of(Protocol.TLS_1_0);
            case "tls1.1", "tls11" -> Optional.of(Protocol.TLS_1_1);
            case "tls1.2", "tls12" -> Optional.of(Protocol.TLS_1_2);
            case "tls1.3", "tls13" -> Optional.of(Protocol.TLS_1_3);
            default -> Optional.empty();
        };
    }
}
