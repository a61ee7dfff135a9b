package io.ratchet.routes.syslog;

import io.ratchet.domain.Checks;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where events are listened for.
 *
 * @param tls empty: without encryption, for a relay on this machine or a network of its own
 */
public record SyslogSettings(String address, int port, Optional<Tls> tls) {
    /**
     * @param certificate a PKCS#12 store of the key and certificate that senders are shown
     * @param credential reference whose password opens the store
     * @param clients a file of the certificates that senders show or that sign them; empty: any sender is heard
     */
    public record Tls(Path certificate, String credential, Optional<Path> clients) {}

    public SyslogSettings {
        Checks.that(port >= 0 && port <= 65535, "a port");
    }
}
