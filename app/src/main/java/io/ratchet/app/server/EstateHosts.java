package io.ratchet.app.server;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import org.jspecify.annotations.Nullable;

/** Real hosts: each is reached by its name, else its address, all over the same port with the same account. */
record EstateHosts(ServeSettings.Winrm winrm) implements HostDirectory {
    @Override
    public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
        return new HostAddress(reachedAs(asset, host), winrm.port(), winrm.https(), winrm.credential());
    }

    @Override
    public Listener listener(AssetId asset, HostRef host, int port) {
        return new Listener(reachedAs(asset, host), port, host.fqdn() == null ? "" : host.fqdn());
    }

    private static String reachedAs(AssetId asset, HostRef host) {
        if (host.fqdn() != null) return host.fqdn();
        if (host.ip() != null) return host.ip();
        if (host.netbios() != null) return host.netbios();
        throw FailureException.of(
                FailureCode.HOST_UNREACHABLE,
                asset + " has neither a name nor an address by which it could be reached.");
    }
}
