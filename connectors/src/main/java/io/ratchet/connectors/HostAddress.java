package io.ratchet.connectors;

import io.ratchet.domain.Checks;

/**
 * Where and how a host's WinRM is reached.
 *
 * @param host name or address to connect to
 * @param credential reference to the account, such as {@code file:winrm-hq} or {@code env:RATCHET_WINRM}; never the
 *     secret itself
 * @param profile the connection profile by which it is reached; empty for the only one
 */
public record HostAddress(String host, int port, boolean https, String credential, String profile) {
    public HostAddress {
        Checks.text(host, "host");
        Checks.that(port >= 1 && port <= 65535, "a port is between 1 and 65535, not " + port);
        Checks.text(credential, "credential reference");
    }

    /** By the only profile. */
    public HostAddress(String host, int port, boolean https, String credential) {
        this(host, port, https, credential, "");
    }
}
