package io.ratchet.app.server;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.Network;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows an account to nobody outside the networks that the profile names: a name that some report gave resolves to an
 * address within them, or the host is not asked. Where the profile names no network this cannot be told.
 *
 * @param addresses all addresses of a name, or of an address itself; none where it has none. What it says is what is
 *     connected to a moment later, since Java keeps it for longer than that
 */
record OwnNetworks(HostDirectory hosts, Supplier<Organisation> organisation, Function<String, List<String>> addresses)
        implements HostDirectory {
    @Override
    public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
        HostAddress address = hosts.winrm(asset, host, site);
        List<String> networks = organisation.get().sites().stream()
                .flatMap(one -> one.networks().stream())
                .toList();
        if (!networks.isEmpty()) check(address.host(), networks);
        return address;
    }

    private void check(String name, List<String> networks) {
        List<String> found = addresses.apply(name);
        if (found.isEmpty())
            throw FailureException.of(
                    FailureCode.HOST_UNREACHABLE, "The name " + name + " has no address; no account was shown to it.");
        for (String address : found)
            if (networks.stream().noneMatch(network -> Network.contains(network, address)))
                throw FailureException.of(
                        FailureCode.HOST_NOT_OURS,
                        name + " is at " + address
                                + ", which lies in no network that the profile names; no account was shown to it.");
    }

    @Override
    public Listener listener(AssetId asset, HostRef host, int port) {
        return hosts.listener(asset, host, port);
    }
}
