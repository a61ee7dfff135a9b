package io.ratchet.connectors.winrm;

import io.ratchet.connectors.HostAddress;

/** Is told that a host is about to be talked to by TLS 1.0 or 1.1, since it speaks nothing newer. */
@FunctionalInterface
public interface OlderTlsUse {
    /**
     * Before the first byte of it, for each shell that is opened so; what this throws keeps it from happening.
     *
     * @param runId of the script that is brought there
     */
    void begins(HostAddress host, String runId);
}
