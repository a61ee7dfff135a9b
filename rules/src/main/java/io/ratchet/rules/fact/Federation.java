package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.List;

/** The members of an AD FS farm and its proxies, which trust each other. */
public final class Federation {
    private final Host host;
    private final Neighbours estate;

    Federation(Host host, Neighbours estate) {
        this.host = host;
        this.estate = estate;
    }

    /** The member that is asked about. */
    public Host of() {
        return host;
    }

    /** Statement 78: those on which strong cryptography was not read back. */
    public List<AssetId> withoutStrongCryptography() {
        return estate.farmWithoutStrongCrypto();
    }
}
