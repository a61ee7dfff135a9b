package io.ratchet.rules;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;
import java.util.List;

/**
 * Everything one decision looks at. Gates reach across a site or a topology, so the estate is given whole.
 *
 * @param at the moment of the decision, for freshness and for what vendors have released
 * @param assets in any order; each id once
 */
public record Estate(Instant at, Organisation organisation, List<AssetState> assets) {
    public Estate {
        assets = List.copyOf(assets);
    }
}
