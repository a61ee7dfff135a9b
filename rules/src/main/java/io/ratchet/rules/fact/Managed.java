package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.List;

/** The Windows hosts that a management server looks after. */
public final class Managed {
    private final Host host;
    private final Neighbours estate;

    Managed(Host host, Neighbours estate) {
        this.host = host;
        this.estate = estate;
    }

    /** The server that manages them. */
    public Host by() {
        return host;
    }

    /** Statements 80 and 132: those whose WinHTTP could no longer reach it. */
    public List<AssetId> leftBehind() {
        return estate.orphansOf();
    }
}
