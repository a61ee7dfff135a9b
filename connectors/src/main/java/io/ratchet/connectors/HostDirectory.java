package io.ratchet.connectors;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.finding.HostRef;
import org.jspecify.annotations.Nullable;

/** How each host is reached: by whom it is managed, over which port, with which credential reference. */
public interface HostDirectory {
    /** Where WinRM of the asset listens. */
    HostAddress winrm(AssetId asset, HostRef host, @Nullable String site);

    /**
     * The name or address under which a prober reaches the asset's listeners, and the port that stands for {@code port}
     * there.
     */
    Listener listener(AssetId asset, HostRef host, int port);

    /** A listener as seen from here. */
    record Listener(String host, int port, String sni) {}
}
