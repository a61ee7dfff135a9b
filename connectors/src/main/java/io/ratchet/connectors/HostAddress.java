package io.ratchet.connectors;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a host's WinRM is reached.
 *
 * @param host name or address to connect to
 * @param credential reference to the account, such as {@code file:winrm-hq} or {@code env:RATCHET_WINRM}, or what tells
 *     the certificate in its place from others; never the secret itself
 * @param profile the connection profile by which it is reached; empty for the only one
 * @param atOnce how many scripts may run there at once, by what its Windows allows
 * @param asset what it is known as; null where only an address is known
 */
public record HostAddress(
        String host,
        int port,
        boolean https,
        String credential,
        String profile,
        int atOnce,
        @Nullable AssetId asset) {
    private static final int USUAL = 2;

    public HostAddress {
        Checks.text(host, "host");
        Checks.that(port >= 1 && port <= 65535, "a port is between 1 and 65535, not " + port);
        Checks.text(credential, "credential reference");
        Checks.that(atOnce > 0, "at least one script can run");
    }

    /** Where only an address is known. */
    public HostAddress(String host, int port, boolean https, String credential, String profile, int atOnce) {
        this(host, port, https, credential, profile, atOnce, null);
    }

    /** Two scripts at once, as newer Windows allow. */
    public HostAddress(String host, int port, boolean https, String credential, String profile) {
        this(host, port, https, credential, profile, USUAL);
    }

    /** Where it is nobody that is known. */
    public HostAddress ofNoAsset() {
        return new HostAddress(host, port, https, credential, profile, atOnce, null);
    }

    /** By the only profile. */
    public HostAddress(String host, int port, boolean https, String credential) {
        this(host, port, https, credential, "");
    }
}
